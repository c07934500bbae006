/**
 * The weights of a network: named arrays in a saved model, one block in kernel memory. Both backends read the same ones.
 *
 * A network is a core over the branches (`d`: daily, `w`: weekly), a dense ReLU layer over the static columns, and a linear head over
 * the states of both side by side: [last state of d, last state of w, statics]. An array is row-major, [inputs][outputs]; with F
 * factors in a branch, H hidden, S static columns and Q outputs:
 *
 * | name | shape | of |
 * |---|---|---|
 * | `<branch>.inputWeights` | [F][3H] gru, [F][4H] lstm | gates in the order r, z, n (gru) or i, f, g, o (lstm), as PyTorch has them |
 * | `<branch>.stateWeights` | [H][3H] gru, [H][4H] lstm | |
 * | `<branch>.inputBias`, `<branch>.stateBias` | [3H] | gru: n = tanh(x·W + inputBias + r (h·U + stateBias)) |
 * | `<branch>.bias` | [4H] | lstm: PyTorch's two biases are one here |
 * | `statics.weights`, `statics.bias` | [S][H], [H] | absent without static columns |
 * | `head.weights`, `head.bias` | [width][Q], [Q] | |
 *
 * Arrays of a transformer: see transformer.ts. While it is trained, labels have mean 0 and deviation 1; the head of a saved model
 * gives labels as they were (`rescaleHead`).
 */
import { AppError, invariant } from '../../../shared/errors.ts';
import { createRandom } from '../../numeric/random.ts';
import {
  type CoreRecipe,
  constantOf,
  type NetworkCore,
  type ParameterSpec,
  sizeOfShape,
  uniformWithin,
} from './core.ts';
import { CORES } from './cores.ts';

/** What a network is made from, on every thread anew: plain data. */
export type NetworkRecipe = CoreRecipe & {
  /** Numbers that the head gives for each row. */
  readonly outputs: number;
};

/** An array of weights and where it lies in the block, in floats. */
export type PlacedParameter = ParameterSpec & { readonly offset: number };

/** A network without weights. */
export type NetworkLayout = {
  readonly core: NetworkCore;
  /** In the order of the block: those of the core, of the static columns, of the head. */
  readonly parameters: readonly PlacedParameter[];
  /** Floats of a block of weights, gaps included: a multiple of 16. */
  readonly size: number;
  /** Floats of state that the head reads for each row, and those of them that the static columns give, at the end. */
  readonly stateWidth: number;
  readonly staticWidth: number;
  /** Columns of a row of inputs, and the first static one. */
  readonly columns: number;
  readonly firstStatic: number;
};

/** Floats in 64 bytes. */
const LINE = 16;

/** Returns how the weights of a network lie. */
export function layoutOf(recipe: NetworkRecipe): NetworkLayout {
  const { kind, shape, hidden, outputs } = recipe;
  const core = CORES[kind]?.(recipe);
  invariant(core, `no core of a network is named ${kind}`);
  const firstStatic = shape.branches.reduce((sum, { steps, factors }) => sum + steps * factors.length, 0);
  const staticWidth = shape.statics > 0 ? hidden : 0;
  const stateWidth = core.width + staticWidth;
  const ofStatics = uniformWithin(1 / Math.sqrt(Math.max(1, shape.statics)));
  const ofHead = uniformWithin(1 / Math.sqrt(stateWidth));
  const specs: readonly ParameterSpec[] = [
    ...core.parameters,
    ...(staticWidth === 0
      ? []
      : [
          { name: 'statics.weights', shape: [shape.statics, staticWidth], initial: ofStatics },
          { name: 'statics.bias', shape: [staticWidth], initial: ofStatics },
        ]),
    { name: 'head.weights', shape: [stateWidth, outputs], initial: ofHead },
    { name: 'head.bias', shape: [outputs], initial: constantOf(0) },
  ];
  let size = 0;
  const parameters = specs.map((spec) => {
    const offset = size;
    size += Math.ceil(sizeOfShape(spec.shape) / LINE) * LINE;
    return { ...spec, offset };
  });
  return { core, parameters, size, stateWidth, staticWidth, columns: firstStatic + shape.statics, firstStatic };
}

/** Returns a view of one array in a block. */
export function arrayOf({ parameters }: NetworkLayout, block: Float32Array, name: string): Float32Array {
  const found = parameters.find((parameter) => parameter.name === name);
  invariant(found, `no weights are named ${name}`);
  return block.subarray(found.offset, found.offset + sizeOfShape(found.shape));
}

/** Returns the first weights: drawn by seed, each array from a stream of its own. The gaps of the block are 0. */
export function initialWeights(layout: NetworkLayout, seed: number): Float32Array {
  const block = new Float32Array(layout.size);
  for (const { name, initial } of layout.parameters) {
    const random = createRandom(seed, 'weights', name);
    const array = arrayOf(layout, block, name);
    for (let i = 0; i < array.length; i++) array[i] = initial(random);
  }
  return block;
}

/** Returns copies of the arrays by name, as a saved model has them. */
export function namedWeights(layout: NetworkLayout, block: Float32Array): Record<string, Float32Array> {
  return Object.fromEntries(layout.parameters.map(({ name }) => [name, arrayOf(layout, block, name).slice()]));
}

/** Returns the block of named arrays. Throws `invalid-input`, naming the first that is missing or has another length. */
export function blockOfWeights(
  kind: string,
  layout: NetworkLayout,
  arrays: Readonly<Record<string, ArrayLike<number>>>,
): Float32Array {
  const block = new Float32Array(layout.size);
  for (const { name } of layout.parameters) {
    const array = arrayOf(layout, block, name);
    const saved = arrays[name];
    if (!(saved instanceof Float32Array) || saved.length !== array.length) {
      throw new AppError(
        'invalid-input',
        `The saved ${kind} had ${saved === undefined ? 'no' : `${saved.length}`} numbers of ${name}, needs ${array.length} as Float32Array: train it anew`,
      );
    }
    array.set(saved);
  }
  return block;
}

/** Turns a head that gives labels less `centre`, over `scale`, into one that gives them as they were. */
export function rescaleHead(layout: NetworkLayout, block: Float32Array, centre: number, scale: number): void {
  const [weights, bias] = [arrayOf(layout, block, 'head.weights'), arrayOf(layout, block, 'head.bias')];
  for (let i = 0; i < weights.length; i++) weights[i] *= scale;
  for (let i = 0; i < bias.length; i++) bias[i] = bias[i] * scale + centre;
}
