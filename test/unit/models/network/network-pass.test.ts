import { describe, expect, it } from 'vitest';
import { createPlanner, kernelsOver, withMemory } from '../../../../src/main/kernels/kernels.ts';
import { lossOf } from '../../../../src/main/models/network/loss.ts';
import { planNetwork } from '../../../../src/main/models/network/network-pass.ts';
import {
  arrayOf,
  blockOfWeights,
  initialWeights,
  layoutOf,
  type NetworkRecipe,
  namedWeights,
  rescaleHead,
} from '../../../../src/main/models/network/weights.ts';
import { createRandom } from '../../../../src/main/numeric/random.ts';
import { gruTwin, lstmTwin, slopesOf } from '../../kernels/recurrent-layers.ts';

const recipeOf = (kind: string): NetworkRecipe => ({
  kind,
  shape: {
    branches: [
      { name: 'd', steps: 3, factors: ['a', 'b'] },
      { name: 'w', steps: 2, factors: ['a'] },
    ],
    statics: 3,
  },
  hidden: 8,
  outputs: 2,
});
const [ROWS, COLUMNS] = [5, 11];
const TWINS = { gru: gruTwin, lstm: lstmTwin };
const BIASES = { gru: ['inputBias', 'stateBias'], lstm: ['bias'] };
type Kind = keyof typeof TWINS;

/** What the head gives for each row, in double precision, from inputs and a block of weights. */
function networkTwin(kind: Kind, inputs: ArrayLike<number>, block: Float64Array): number[] {
  const recipe = recipeOf(kind);
  const layout = layoutOf(recipe);
  const of = (name: string) => arrayOf(layout, block as never, name) as ArrayLike<number>;
  return Array.from({ length: ROWS }, (_, row) => {
    let column = row * COLUMNS;
    const state = recipe.shape.branches.flatMap(({ name, steps, factors }) => {
      const x = Array.from({ length: steps * factors.length }, () => inputs[column++]);
      const layer = { steps, rows: 1, factors: factors.length, hidden: 8 };
      const names = ['inputWeights', 'stateWeights', ...BIASES[kind]];
      return TWINS[kind](
        layer,
        x,
        names.map((array) => of(`${name}.${array}`)),
      );
    });
    for (let j = 0; j < 8; j++) {
      let sum = of('statics.bias')[j];
      for (let i = 0; i < 3; i++) sum += inputs[column + i] * of('statics.weights')[i * 8 + j];
      state.push(Math.max(0, sum));
    }
    return [0, 1].map((output) =>
      state.reduce((sum, value, i) => sum + value * of('head.weights')[2 * i + output], of('head.bias')[output]),
    );
  }).flat();
}

describe.each(['gru', 'lstm'] as const)('a network of %s layers', (kind) => {
  const layout = layoutOf(recipeOf(kind));
  const block = initialWeights(layout, 4);
  const random = createRandom(4);
  const inputs = Float32Array.from({ length: ROWS * COLUMNS }, () => random.normal());
  const gradient = Float32Array.from({ length: ROWS * 2 }, () => random.normal());

  /** Runs a pass forward and back. */
  const run = () => {
    const planner = createPlanner();
    const [weights, gradients] = [planner.place(layout.size * 4), planner.place(layout.size * 4)];
    const pass = planNetwork(planner, layout, 7);
    return withMemory(planner.total(), (memory) => {
      const view = (at: number, count: number) => new Float32Array(memory.buffer, at, count);
      new Uint8Array(memory.buffer).fill(0xa5);
      view(weights, layout.size).set(block);
      view(gradients, layout.size).fill(0);
      view(pass.inputs, inputs.length).set(inputs);
      const kernels = kernelsOver(memory);
      pass.forward(kernels, weights, ROWS);
      view(pass.outputGradients, gradient.length).set(gradient);
      pass.backward(kernels, weights, gradients, ROWS, true);
      return {
        outputs: view(pass.outputs, gradient.length).slice(),
        gradients: view(gradients, layout.size).slice(),
        inputGradients: view(pass.inputGradients, inputs.length).slice(),
      };
    });
  };
  const expectClose = (found: Float32Array, truth: readonly number[]) =>
    truth.forEach((value, i) => {
      expect(Math.abs(found[i] - value)).toBeLessThan(1e-5 * (1 + Math.abs(value)));
    });

  it('gives what its equations give, and their slopes by every weight and input', () => {
    const found = run();
    const exact = Float64Array.from(block);
    const score = (values: ArrayLike<number>, weights: Float64Array): number =>
      networkTwin(kind, values, weights).reduce((sum, output, i) => sum + gradient[i] * output, 0);
    expectClose(found.outputs, networkTwin(kind, inputs, exact));
    expectClose(
      found.inputGradients,
      slopesOf(Float64Array.from(inputs), (moved) => score(moved, exact)),
    );
    expectClose(
      found.gradients,
      slopesOf(exact, (moved) => score(inputs, moved)),
    );
  });

  it('keeps its weights by name and takes them back', () => {
    const named = namedWeights(layout, block);
    const gates = kind === 'gru' ? 24 : 32;
    const lengths = Object.fromEntries(Object.entries(named).map(([name, { length }]) => [name, length]));
    expect(lengths).toMatchObject({
      ...{ 'd.inputWeights': 2 * gates, 'd.stateWeights': 8 * gates, 'w.inputWeights': gates },
      ...{ 'statics.weights': 24, 'statics.bias': 8, 'head.weights': 48, 'head.bias': 2 },
    });
    expect(blockOfWeights(kind, layout, named)).toEqual(block);
    const { 'head.bias': _bias, ...others } = named;
    expect(() => blockOfWeights(kind, layout, others)).toThrow(/had no numbers of head.bias, needs 2/);
    expect(() => blockOfWeights(kind, layout, { ...named, 'statics.bias': new Float32Array(7) })).toThrow(
      /had 7 numbers of statics.bias, needs 8/,
    );
  });

  it('gives labels as they were once its head is rescaled', () => {
    const before = networkTwin(kind, inputs, Float64Array.from(block));
    const rescaled = block.slice();
    rescaleHead(layout, rescaled, 3, 0.5);
    networkTwin(kind, inputs, Float64Array.from(rescaled)).forEach((output, i) => {
      expect(output).toBeCloseTo(before[i] * 0.5 + 3, 5);
    });
  });
});

describe('lossOf', () => {
  const random = createRandom(6);
  const some = (count: number) => Float32Array.from({ length: count }, () => random.normal());
  const [labels, weights] = [some(6), some(6).map(Math.abs)];

  it.each([
    ['quantiles', [0.1, 0.5, 0.9]],
    ['the mean', []],
  ])('has the slopes of its own values, for %s', (_name, quantiles) => {
    const outputs = some(6 * Math.max(1, quantiles.length));
    const gradients = new Float32Array(outputs.length);
    lossOf(outputs, labels, weights, quantiles, 0.3, gradients);
    const truth = slopesOf(Float64Array.from(outputs), (moved) =>
      lossOf(moved as never, labels, weights, quantiles, 0.3, new Float32Array(outputs.length)),
    );
    truth.forEach((slope, i) => {
      expect(gradients[i]).toBeCloseTo(slope, 5);
    });
  });

  it('is least at the quantile', () => {
    const sorted = Float32Array.from({ length: 101 }, (_, i) => i);
    const even = new Float32Array(101).fill(1);
    const at = (value: number) =>
      lossOf(new Float32Array(101).fill(value), sorted, even, [0.25], 1, new Float32Array(101));
    const losses = Array.from(sorted, at);
    expect(losses.indexOf(Math.min(...losses))).toBe(25);
  });
});
