import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/main/numeric/random.ts';
import { runKernel } from './memory.ts';
import { gruTwin, type Layer, lstmTwin, slopesOf } from './recurrent-layers.ts';

const random = createRandom(8);
const some = (count: number, scale = 0.7) => Float32Array.from({ length: count }, () => scale * random.normal());
const room = (count: number) => new Float32Array(count);

/** Rows that blocks of four do not cover, factors that nothing covers. */
const LAYER: Layer = { steps: 5, rows: 6, factors: 3, hidden: 16 };

/** Runs a layer forward and back from the given gradient of the last state. */
function runGru(
  { steps, rows, factors, hidden }: Layer,
  x: Float32Array,
  weights: Float32Array[],
  gradient: Float32Array,
) {
  const [inputWeights, stateWeights, inputBias, stateBias] = weights;
  const width = 3 * hidden;
  return runKernel(
    {
      ...{ x, inputWeights, stateWeights, inputBias, stateBias, gradient },
      ...{ gi: room(rows * width), gs: room(rows * width), kept: room(steps * rows * 4 * hidden) },
      states: room((steps + 1) * rows * hidden),
      ...{ turnedInput: room(factors * width), turnedState: room(hidden * width) },
      ...{
        dInput: room(factors * width),
        dState: room(hidden * width),
        dInputBias: room(width),
        dStateBias: room(width),
      },
      dx: room(x.length),
    },
    (kernels, at) => {
      const size = [at.x, steps, rows, factors, hidden] as const;
      const of = [at.inputWeights, at.stateWeights, at.inputBias, at.stateBias] as const;
      kernels.gruForward(...size, ...of, at.gi, at.gs, at.kept, at.states);
      kernels.transpose(at.inputWeights, factors, width, at.turnedInput);
      kernels.transpose(at.stateWeights, hidden, width, at.turnedState);
      const turned = [at.turnedInput, at.turnedState] as const;
      const kept = [at.gi, at.gs, at.kept, at.states, at.gradient] as const;
      kernels.gruBackward(...size, ...turned, ...kept, at.dInput, at.dState, at.dInputBias, at.dStateBias, at.dx);
    },
  );
}

function runLstm(
  { steps, rows, factors, hidden }: Layer,
  x: Float32Array,
  weights: Float32Array[],
  gradient: Float32Array,
) {
  const [inputWeights, stateWeights, bias] = weights;
  const width = 4 * hidden;
  return runKernel(
    {
      ...{ x, inputWeights, stateWeights, bias, gradient },
      ...{ gates: room(rows * width), kept: room(steps * rows * 5 * hidden) },
      ...{ cells: room((steps + 1) * rows * hidden), states: room((steps + 1) * rows * hidden) },
      ...{ turnedInput: room(factors * width), turnedState: room(hidden * width), cellGradient: room(rows * hidden) },
      ...{ dInput: room(factors * width), dState: room(hidden * width), dBias: room(width), dx: room(x.length) },
    },
    (kernels, at) => {
      const size = [at.x, steps, rows, factors, hidden] as const;
      kernels.lstmForward(
        ...size,
        ...([at.inputWeights, at.stateWeights, at.bias, at.gates, at.kept, at.cells, at.states] as const),
      );
      kernels.transpose(at.inputWeights, factors, width, at.turnedInput);
      kernels.transpose(at.stateWeights, hidden, width, at.turnedState);
      const turned = [at.turnedInput, at.turnedState] as const;
      const kept = [at.gates, at.kept, at.cells, at.states, at.gradient, at.cellGradient] as const;
      kernels.lstmBackward(...size, ...turned, ...kept, at.dInput, at.dState, at.dBias, at.dx);
    },
  );
}

const CELLS = {
  gru: {
    gates: 3,
    biases: 2,
    twin: gruTwin,
    run: (...all: Parameters<typeof runGru>) => {
      const { states, dInput, dState, dInputBias, dStateBias, dx } = runGru(...all);
      return { states, dx, slopes: [dInput, dState, dInputBias, dStateBias] };
    },
  },
  lstm: {
    gates: 4,
    biases: 1,
    twin: lstmTwin,
    run: (...all: Parameters<typeof runLstm>) => {
      const { states, dInput, dState, dBias, dx } = runLstm(...all);
      return { states, dx, slopes: [dInput, dState, dBias] };
    },
  },
};

/** What PyTorch 1.13 gave: weights ½ sin(k i) over each array row-major as ours lie, inputs cos(1.7 i), one row of three steps. */
const PYTORCH = {
  gru: {
    last: [0.2382062, -0.217501, -0.0517616, 0.2613665, -0.2909123, 0.1568261, 0.4150182, -0.3627464],
    dx: [-0.0407571, -0.0258701, 0.1678887, -0.2930121, -0.0780613, 0.0767411],
    dInput: [0.0409223, -0.0242574, 0.0156423, 0.0205617, -0.0458435, -0.0211332, 0.0220306, 0.0585995],
    sums: [0.6720049, -0.0767787, 5.5246654, 2.657104],
  },
  lstm: {
    last: [0.1416883, -0.1823617, -0.0880001, 0.0301185, -0.1664672, 0.0859994, 0.2590843, -0.1736266],
    dx: [0.0233363, -0.0147849, -0.0661938, 0.0859836, 0.0931204, -0.0843645],
    dInput: [0.0162599, -0.0370599, 0.0132444, 0.0494682, 0.0721625, 0.0809335, 0.099342, -0.1075393],
    sums: [0.417966, 0.2225551, 2.4757009],
  },
};

describe.each(['gru', 'lstm'] as const)('%s', (name) => {
  const { gates, biases, twin, run } = CELLS[name];
  const last = ({ states }: { states: Float32Array }, { steps, rows, hidden }: Layer) =>
    states.slice(steps * rows * hidden);
  const arraysOf = ({ factors, hidden }: Layer, make: (count: number, array: number) => Float32Array) =>
    [factors * gates * hidden, hidden * gates * hidden, ...new Array<number>(biases).fill(gates * hidden)].map(make);

  it('gives the states of its equations', () => {
    const weights = arraysOf(LAYER, (count) => some(count));
    const x = some(LAYER.steps * LAYER.rows * LAYER.factors, 1);
    const states = last(run(LAYER, x, weights, room(LAYER.rows * LAYER.hidden)), LAYER);
    twin(LAYER, x, weights).forEach((value, i) => {
      expect(Math.abs(states[i] - value)).toBeLessThan(2e-6);
    });
  });

  it('gives the slopes of its equations by every weight and input', () => {
    const layer = { steps: 4, rows: 5, factors: 3, hidden: 8 };
    const weights = arraysOf(layer, (count) => some(count));
    const x = some(layer.steps * layer.rows * layer.factors, 1);
    const gradient = some(layer.rows * layer.hidden, 1);
    const found = run(layer, x, weights, gradient);
    const score = (inputs: ArrayLike<number>, arrays: readonly ArrayLike<number>[]): number =>
      twin(layer, inputs, arrays).reduce((sum, state, i) => sum + gradient[i] * state, 0);
    const expectSlopes = (slopes: Float32Array, truth: number[]) =>
      truth.forEach((value, i) => {
        expect(Math.abs(slopes[i] - value)).toBeLessThan(1e-5 * (1 + Math.abs(value)));
      });
    expectSlopes(
      found.dx,
      slopesOf(Float64Array.from(x), (moved) => score(moved, weights)),
    );
    weights.forEach((array, which) => {
      const moving = (moved: Float64Array) => score(x, weights.with(which, moved as never));
      expectSlopes(found.slopes[which], slopesOf(Float64Array.from(array), moving));
    });
  });

  it('gives what PyTorch gives', () => {
    const layer = { steps: 3, rows: 1, factors: 2, hidden: 8 };
    const steps = [0.7, 1.3, 2.1, 0.9];
    const sines = (count: number, k: number) => Float32Array.from({ length: count }, (_, i) => 0.5 * Math.sin(k * i));
    const weights = arraysOf(layer, (count, array) => sines(count, steps[array]));
    // it has two biases, which are one here
    if (name === 'lstm') weights[2] = weights[2].map((bias, i) => bias + 0.5 * Math.sin(steps[3] * i));
    const x = Float32Array.from({ length: 6 }, (_, i) => Math.cos(1.7 * i));
    const found = run(layer, x, weights, new Float32Array(8).fill(1));
    const golden = PYTORCH[name];
    const expectClose = (numbers: ArrayLike<number>, wanted: readonly number[]) =>
      wanted.forEach((value, i) => {
        expect(numbers[i]).toBeCloseTo(value, 5);
      });
    expectClose(last(found, layer), golden.last);
    expectClose(found.dx, golden.dx);
    expectClose(found.slopes[0], golden.dInput);
    expectClose(
      found.slopes.map((slopes) => slopes.reduce((sum, slope) => sum + slope, 0)),
      golden.sums,
    );
  });

  it('gives a row the same bits whatever the others are', () => {
    const weights = arraysOf(LAYER, (count) => some(count));
    const { steps, rows, factors, hidden } = LAYER;
    const x = some(steps * rows * factors, 1);
    const all = last(run(LAYER, x, weights, room(rows * hidden)), LAYER);
    const own = Float32Array.from({ length: steps * factors }, (_, i) => {
      const [step, factor] = [Math.floor(i / factors), i % factors];
      return x[(step * rows + 4) * factors + factor];
    });
    const single = { ...LAYER, rows: 1 };
    expect(last(run(single, own, weights, room(hidden)), single)).toEqual(all.slice(4 * hidden, 5 * hidden));
  });

  it('holds gates that are far out, and gives no number that is none', () => {
    const weights = arraysOf(LAYER, (count) => some(count, 60));
    const x = some(LAYER.steps * LAYER.rows * LAYER.factors, 30);
    const found = run(LAYER, x, weights, some(LAYER.rows * LAYER.hidden));
    for (const numbers of [last(found, LAYER), found.dx, ...found.slopes]) {
      expect(numbers.every((value) => Number.isFinite(value))).toBe(true);
    }
    expect(last(found, LAYER).every((state) => Math.abs(state) <= 1)).toBe(true);
  });
});
