import { describe, expect, it } from 'vitest';
import { createPlanner, kernelsOver, withMemory } from '../../../../src/main/kernels/kernels.ts';
import { loadTensorflow } from '../../../../src/main/kernels/tensorflow-runtime.ts';
import { sizeOfShape } from '../../../../src/main/models/network/core.ts';
import { lossOf } from '../../../../src/main/models/network/loss.ts';
import { planNetwork } from '../../../../src/main/models/network/network-pass.ts';
import { parseSequenceColumns, sequenceColumnsOf } from '../../../../src/main/models/network/sequence-columns.ts';
import { forwardNetwork, lossOfTensors, tensorsOf } from '../../../../src/main/models/network/tensorflow.ts';
import { registerGradients } from '../../../../src/main/models/network/tensorflow-gradients.ts';
import {
  initialWeights,
  layoutOf,
  type NetworkRecipe,
  namedWeights,
} from '../../../../src/main/models/network/weights.ts';
import { createRandom } from '../../../../src/main/numeric/random.ts';

const ROWS = 7;
const tf = await loadTensorflow();
registerGradients(tf);

const factors = (count: number): string[] => Array.from({ length: count }, (_, i) => `f${i}`);
const DAILY = { name: 'd', steps: 9, factors: factors(3) } as const;
const WEEKLY = { name: 'w', steps: 5, factors: factors(4) } as const;
const COLUMNS = {
  'both branches and static columns': sequenceColumnsOf({ branches: [DAILY, WEEKLY], statics: ['s', 't'] }),
  'one branch alone': sequenceColumnsOf({ branches: [DAILY], statics: [] }),
  'static columns alone': ['s', 't', 'u'],
};
const QUANTILES = [0.1, 0.5, 0.9];
const CASES = ['gru', 'lstm', 'transformer'].flatMap((kind) =>
  Object.entries(COLUMNS).flatMap(([name, columns]) =>
    [QUANTILES, []].map((quantiles) => ({ kind, name, columns, quantiles, layers: kind === 'transformer' ? 2 : 1 })),
  ),
);
const some = (count: number, seed: number): Float32Array => {
  const random = createRandom(seed);
  return Float32Array.from({ length: count }, () => random.normal());
};
const labels = some(ROWS, 2);
const weights = some(ROWS, 3).map(Math.abs);

/** Outputs and gradient of all weights, by the kernels. */
function byKernels(recipe: NetworkRecipe, block: Float32Array, inputs: Float32Array, quantiles: readonly number[]) {
  const layout = layoutOf(recipe);
  const planner = createPlanner();
  const [at, gradientAt] = [planner.place(4 * layout.size), planner.place(4 * layout.size)];
  const pass = planNetwork(planner, layout, ROWS);
  return withMemory(planner.total(), (memory) => {
    const view = (from: number, count: number): Float32Array => new Float32Array(memory.buffer, from, count);
    view(at, layout.size).set(block);
    view(gradientAt, layout.size).fill(0);
    view(pass.inputs, inputs.length).set(inputs);
    const kernels = kernelsOver(memory);
    pass.forward(kernels, at, ROWS);
    const outputs = view(pass.outputs, ROWS * recipe.outputs);
    const loss = lossOf(outputs, labels, weights, quantiles, 0.1, view(pass.outputGradients, ROWS * recipe.outputs));
    pass.backward(kernels, at, gradientAt, ROWS, false);
    return { outputs: outputs.slice(), loss, gradients: namedWeights(layout, view(gradientAt, layout.size)) };
  });
}

describe('both backends', () => {
  it.each(CASES)('give the same outputs, loss and gradients: $kind over $name, quantiles $quantiles', (of) => {
    const { kind, columns, quantiles, layers } = of;
    const outputs = Math.max(1, quantiles.length);
    const recipe: NetworkRecipe = { kind, shape: parseSequenceColumns(columns), hidden: 16, layers, outputs };
    const layout = layoutOf(recipe);
    const block = initialWeights(layout, 4);
    const inputs = some(ROWS * columns.length, 1);
    const expected = byKernels(recipe, block, inputs, quantiles);
    const variables = Object.fromEntries(
      Object.entries(tensorsOf(tf, layout, block)).map(([name, tensor]) => [name, tf.variable(tensor)]),
    );
    const x = tf.tensor(inputs, [ROWS, columns.length]);
    const found = forwardNetwork(tf, recipe, variables, x).dataSync();
    expected.outputs.forEach((value, i) => {
      expect(Math.abs(found[i] - value)).toBeLessThan(1e-5);
    });
    const { value, grads } = tf.variableGrads(() =>
      lossOfTensors(
        tf,
        forwardNetwork(tf, recipe, variables, x),
        tf.tensor(labels, [ROWS, 1]),
        tf.tensor(weights, [ROWS, 1]),
        quantiles,
        0.1,
      ),
    );
    expect(value.dataSync()[0]).toBeCloseTo(expected.loss, 5);
    for (const { name, shape } of layout.parameters) {
      const gradient = grads[variables[name].name].dataSync();
      expect(gradient).toHaveLength(sizeOfShape(shape));
      expected.gradients[name].forEach((slope, i) => {
        expect(Math.abs(gradient[i] - slope), name).toBeLessThan(2e-5);
      });
    }
  });
});
