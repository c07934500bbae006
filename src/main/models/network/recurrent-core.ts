/**
 * Recurrent cores: a layer over each branch, whose last states lie side by side. The way back starts from the last state alone.
 *
 * @see assembly/gru.ts and assembly/lstm.ts for the layers.
 */
import type { Kernels, Planner } from '../../kernels/kernels.ts';
import { type CoreFactory, type CorePass, type ParameterSpec, type Pass, uniformWithin } from './core.ts';
import type { BranchShape } from './sequence-columns.ts';

/** Where the layer of one branch works; byte offsets. */
type LayerPlaces = {
  readonly steps: number;
  readonly factors: number;
  readonly hidden: number;
  readonly x: number;
  readonly xGradient: number;
  /** [row][gates × hidden], twice. */
  readonly gates: number;
  readonly otherGates: number;
  readonly kept: number;
  readonly states: number;
  readonly cells: number;
  readonly gradient: number;
  readonly cellGradient: number;
  readonly turnedInput: number;
  readonly turnedState: number;
};

/** What tells one recurrent layer from another. */
type Layer = {
  readonly gates: number;
  /** Numbers kept for the way back, for each step, row and hidden unit. */
  readonly kept: number;
  /** Names of the biases, [gates × hidden] each. */
  readonly biases: readonly string[];
  forward(kernels: Kernels, places: LayerPlaces, rows: number, weights: readonly number[]): void;
  /** @param gradients - of the weights, in their order; 0: not wanted. */
  backward(kernels: Kernels, places: LayerPlaces, rows: number, gradients: readonly number[], xGradient: number): void;
};

const GRU: Layer = {
  gates: 3,
  kept: 4,
  biases: ['inputBias', 'stateBias'],
  forward(kernels, at, rows, [inputWeights, stateWeights, inputBias, stateBias]) {
    const size = [at.x, at.steps, rows, at.factors, at.hidden] as const;
    const weights = [inputWeights, stateWeights, inputBias, stateBias] as const;
    kernels.gruForward(...size, ...weights, at.gates, at.otherGates, at.kept, at.states);
  },
  backward(kernels, at, rows, [inputWeights, stateWeights, inputBias, stateBias], xGradient) {
    const size = [at.x, at.steps, rows, at.factors, at.hidden] as const;
    const turned = [at.turnedInput, at.turnedState] as const;
    const kept = [at.gates, at.otherGates, at.kept, at.states, at.gradient] as const;
    kernels.gruBackward(...size, ...turned, ...kept, inputWeights, stateWeights, inputBias, stateBias, xGradient);
  },
};

const LSTM: Layer = {
  gates: 4,
  kept: 5,
  biases: ['bias'],
  forward(kernels, at, rows, [inputWeights, stateWeights, bias]) {
    const size = [at.x, at.steps, rows, at.factors, at.hidden] as const;
    kernels.lstmForward(...size, inputWeights, stateWeights, bias, at.gates, at.kept, at.cells, at.states);
  },
  backward(kernels, at, rows, [inputWeights, stateWeights, bias], xGradient) {
    const size = [at.x, at.steps, rows, at.factors, at.hidden] as const;
    const turned = [at.turnedInput, at.turnedState] as const;
    const kept = [at.gates, at.kept, at.cells, at.states, at.gradient, at.cellGradient] as const;
    kernels.lstmBackward(...size, ...turned, ...kept, inputWeights, stateWeights, bias, xGradient);
  },
};

/** Returns the core of gated recurrent layers. */
export const createGruCore: CoreFactory = (recipe) => createRecurrentCore(GRU, recipe);

/** Returns the core of long short-term memory layers. */
export const createLstmCore: CoreFactory = (recipe) => createRecurrentCore(LSTM, recipe);

function createRecurrentCore(layer: Layer, { shape, hidden }: Parameters<CoreFactory>[0]): ReturnType<CoreFactory> {
  const perBranch = 2 + layer.biases.length;
  return {
    parameters: shape.branches.flatMap((branch) => parametersOf(layer, branch, hidden)),
    width: shape.branches.length * hidden,
    plan(planner, rows) {
      let column = 0;
      const passes = shape.branches.map((branch, index) => {
        const own = {
          column,
          index,
          firstParameter: index * perBranch,
          parameters: perBranch,
          places: placesOf(planner, layer, branch, hidden, rows),
        };
        column += branch.steps * branch.factors.length;
        return planBranch(layer, own);
      });
      return {
        forward(kernels, pass) {
          for (const branch of passes) branch.forward(kernels, pass);
        },
        backward(kernels, pass) {
          for (const branch of passes) branch.backward(kernels, pass);
        },
      };
    },
  };
}

function parametersOf({ gates, biases }: Layer, { name, factors }: BranchShape, hidden: number): ParameterSpec[] {
  // as PyTorch draws them
  const initial = uniformWithin(1 / Math.sqrt(hidden));
  const width = gates * hidden;
  return [
    { name: `${name}.inputWeights`, shape: [factors.length, width], initial },
    { name: `${name}.stateWeights`, shape: [hidden, width], initial },
    ...biases.map((bias) => ({ name: `${name}.${bias}`, shape: [width], initial })),
  ];
}

function placesOf(
  planner: Planner,
  { gates, kept }: Layer,
  { steps, factors }: BranchShape,
  hidden: number,
  rows: number,
): LayerPlaces {
  const place = (count: number): number => planner.place(count * 4);
  const width = gates * hidden;
  return {
    steps,
    factors: factors.length,
    hidden,
    x: place(steps * rows * factors.length),
    xGradient: place(steps * rows * factors.length),
    gates: place(rows * width),
    otherGates: place(rows * width),
    kept: place(steps * rows * kept * hidden),
    states: place((steps + 1) * rows * hidden),
    cells: place((steps + 1) * rows * hidden),
    gradient: place(rows * hidden),
    cellGradient: place(rows * hidden),
    turnedInput: place(factors.length * width),
    turnedState: place(hidden * width),
  };
}

type BranchPlan = {
  readonly column: number;
  readonly index: number;
  readonly firstParameter: number;
  readonly parameters: number;
  readonly places: LayerPlaces;
};

function planBranch(layer: Layer, { column, index, firstParameter, parameters, places }: BranchPlan): CorePass {
  const { steps, factors, hidden } = places;
  const width = layer.gates * hidden;
  const weightsOf = (of: readonly number[]): readonly number[] => of.slice(firstParameter, firstParameter + parameters);
  const stateOf = (state: number): number => state + index * hidden * 4;
  return {
    forward(kernels, { rows, inputs, columns, weights, state, stride }: Pass) {
      kernels.splitSteps(inputs + column * 4, columns, rows, steps, factors, places.x);
      layer.forward(kernels, places, rows, weightsOf(weights));
      const last = places.states + steps * rows * hidden * 4;
      kernels.copyRows(last, hidden * 4, stateOf(state), stride * 4, hidden * 4, rows);
    },
    backward(kernels, { rows, inputGradients, columns, weights, gradients, stateGradient, stride }: Pass) {
      const [inputWeights, stateWeights] = weightsOf(weights);
      kernels.transpose(inputWeights, factors, width, places.turnedInput);
      kernels.transpose(stateWeights, hidden, width, places.turnedState);
      kernels.splitSteps(stateOf(stateGradient), stride, rows, 1, hidden, places.gradient);
      const wanted = inputGradients === 0 ? 0 : places.xGradient;
      if (wanted !== 0) kernels.clear(wanted, steps * rows * factors * 4);
      const none = new Array<number>(parameters).fill(0);
      layer.backward(kernels, places, rows, gradients === null ? none : weightsOf(gradients), wanted);
      if (wanted !== 0) kernels.joinSteps(wanted, columns, rows, steps, factors, inputGradients + column * 4);
    },
  };
}
