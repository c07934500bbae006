import { describe, expect, it } from 'vitest';
import { loadTensorflow } from '../../../../src/main/kernels/tensorflow-runtime.ts';
import { learnOnKernels } from '../../../../src/main/models/network/kernel-trainer.ts';
import { predictOnKernels } from '../../../../src/main/models/network/network-model.ts';
import { NetworkParams } from '../../../../src/main/models/network/params.ts';
import { parseSequenceColumns, sequenceColumnsOf } from '../../../../src/main/models/network/sequence-columns.ts';
import { predictOnTensorflow } from '../../../../src/main/models/network/tensorflow.ts';
import { learnOnTensorflow } from '../../../../src/main/models/network/tensorflow-trainer.ts';
import { createMatrix } from '../../../../src/main/numeric/matrix.ts';
import { createRandom } from '../../../../src/main/numeric/random.ts';
import { correlationOf, labelRows, NONE, setOf, soloRun } from '../made-set.ts';

const columns = sequenceColumnsOf({
  branches: [
    { name: 'd', steps: 6, factors: ['f', 'g'] },
    { name: 'w', steps: 4, factors: ['f'] },
  ],
  statics: ['s', 't'],
});

/** Rows whose label is told by how a daily factor went and by a static column. */
const madeRows = (rows: number, seed: number) => {
  const random = createRandom(seed);
  const x = createMatrix(rows, columns);
  for (let cell = 0; cell < x.data.length; cell++) {
    x.data[cell] = random.uniform() < 0.05 ? NONE : 2 * random.uniform() - 1;
  }
  const truth = labelRows(x, (cell) => (cell(10) || 0) - (cell(0) || 0) + (cell(columns.length - 1) || 0));
  const y = truth.map((value) => 0.1 * (value + 0.3 * random.normal()) + 0.02);
  return { x, y, truth };
};

const { x, y } = madeRows(1000, 1);
const fresh = madeRows(400, 2);
const weights = labelRows(x, (_cell, row) => 1 + (row % 3));
const tf = await loadTensorflow();

describe.each(['gru', 'lstm', 'transformer'])('the %s network', (kind) => {
  const recipe = { kind, shape: parseSequenceColumns(columns), hidden: 16, outputs: 5 };
  const learn = async (params: object) => {
    const set = setOf(x, y, weights);
    const own = NetworkParams.parse({ batch: 128, learningRate: 0.01, ...params });
    return {
      kernels: learnOnKernels(set, recipe, own, soloRun()),
      tensorflow: await learnOnTensorflow(set, recipe, own, soloRun()),
    };
  };

  it('learns the same weights in both backends, but for rounding errors', async () => {
    // so short a gradient that every step is clipped
    const learnt = await learn({ epochs: 1, patience: 0, clip: 0.02 });
    learnt.kernels.forEach((weight, i) => {
      expect(Math.abs(learnt.tensorflow[i] - weight)).toBeLessThan(5e-4);
    });
  });

  it('predicts the same in both backends, whichever it was trained in, and has found as much', async () => {
    const learnt = await learn({ epochs: 5, patience: 2 });
    const found = Object.values(learnt).map((weights) => {
      const scores = predictOnKernels(recipe, weights, fresh.x);
      predictOnTensorflow(tf, recipe, weights, fresh.x).forEach((value, i) => {
        expect(Math.abs(scores[i] - value)).toBeLessThan(1e-4);
      });
      const means = fresh.truth.map((_, row) =>
        scores.subarray(5 * row, 5 * row + 5).reduce((sum, own) => sum + own, 0),
      );
      return correlationOf(means, fresh.truth);
    });
    expect(found[0]).toBeGreaterThan(0.8);
    expect(Math.abs(found[0] - found[1])).toBeLessThan(0.03);
  });
});

it('gives the same bytes for the same seed in WebAssembly, and leaves no tensor behind', async () => {
  const recipe = { kind: 'gru', shape: parseSequenceColumns(columns), hidden: 8, outputs: 5 };
  const params = NetworkParams.parse({ epochs: 1 });
  const before = tf.memory().numTensors;
  const learnt = await learnOnTensorflow(setOf(x, y), recipe, params, soloRun());
  expect(tf.memory().numTensors).toBe(before);
  expect(await learnOnTensorflow(setOf(x, y), recipe, params, soloRun())).toEqual(learnt);
  expect(await learnOnTensorflow(setOf(x, y), recipe, params, soloRun(2))).not.toEqual(learnt);
});
