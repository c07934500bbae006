/**
 * What stands between the training loop and the part of a network that reads the branches (its core: recurrent layers, or a
 * transformer). The loop owns rows, batches, loss, Adam, the dense layer of the static columns and the head; a core turns the
 * branches of some rows into a state of fixed width and carries gradients back.
 *
 * Everything lies in one kernel memory as row-major f32, at byte offsets. Weights are one block: each parameter begins at a
 * multiple of 64 bytes; gradients and the moments of Adam are blocks of the same layout.
 */
import type { Kernels, Planner } from '../../kernels/kernels.ts';
import type { Random } from '../../numeric/random.ts';
import type { SequenceShape } from './sequence-columns.ts';

/** One array of weights. Its name is the one under which a model is saved. */
export type ParameterSpec = {
  readonly name: string;
  readonly shape: readonly number[];
  /** Returns the first value of one weight; called once for each, in order. */
  readonly initial: (random: Random) => number;
};

/** What a core is made from, on every thread anew: plain data. */
export type CoreRecipe = {
  /** Name of the core, as `cores.ts` lists it. */
  readonly kind: string;
  readonly shape: SequenceShape;
  /** Width of the core's layers: a multiple of 8. */
  readonly hidden: number;
  /** Layers one above the other, of cores that may have several; 1 unless told. */
  readonly layers?: number | undefined;
};

/** Where one pass over some rows reads and writes; byte offsets. */
export type Pass = {
  readonly rows: number;
  /** Where each parameter of the core begins, in the order of `parameters`. */
  readonly weights: readonly number[];
  /** Where its gradient begins; null: not wanted. `backward` adds to what is there. */
  readonly gradients: readonly number[] | null;
  /** Inputs of the rows, [rows][columns]: the branches as sequence-columns.ts lays them out, then the static columns. No NaN. */
  readonly inputs: number;
  /** Gradient of the inputs, laid out alike; 0: not wanted. `backward` adds to what is there. */
  readonly inputGradients: number;
  /** Columns of a row of inputs. */
  readonly columns: number;
  /** The state, [rows][stride]: `forward` writes the first `width` floats of each row, `backward` reads their gradient. */
  readonly state: number;
  readonly stateGradient: number;
  /** Floats from one row of state to the next. */
  readonly stride: number;
};

/** A core whose places are known. Rows do not touch each other: the bits of a row are the same whatever the others are. */
export type CorePass = {
  /** Computes the states, and keeps what `backward` needs. */
  forward(kernels: Kernels, pass: Pass): void;
  /** Carries the gradient of the states back, after `forward` of the same pass. */
  backward(kernels: Kernels, pass: Pass): void;
};

/** The part of a network that reads the branches. */
export type NetworkCore = {
  readonly parameters: readonly ParameterSpec[];
  /** Floats of state for each row; 0 if there is no branch. A multiple of 8. */
  readonly width: number;
  /** Returns the core over places of its own for up to `rows` rows; the same offsets on every thread that plans alike. */
  plan(planner: Planner, rows: number): CorePass;
};

/** Makes a core. A recipe without branches gives one of width 0. */
export type CoreFactory = (recipe: CoreRecipe) => NetworkCore;

/** Returns a first value drawn evenly between -bound and bound. */
export function uniformWithin(bound: number): ParameterSpec['initial'] {
  return (random) => bound * (2 * random.uniform() - 1);
}

/** Returns the same first value for every weight. */
export function constantOf(value: number): ParameterSpec['initial'] {
  return () => value;
}

/** Returns how many weights an array has. */
export function sizeOfShape(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
