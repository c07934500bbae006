import { describe, expect, it } from 'vitest';
import { learnOnKernels } from '../../../../src/main/models/network/kernel-trainer.ts';
import { NetworkParams } from '../../../../src/main/models/network/params.ts';
import { firstWeights, packRows, prepareRows } from '../../../../src/main/models/network/prepare.ts';
import { parseSequenceColumns } from '../../../../src/main/models/network/sequence-columns.ts';
import { arrayOf, layoutOf, rescaleHead } from '../../../../src/main/models/network/weights.ts';
import { slopesOf } from '../../kernels/recurrent-layers.ts';
import { labelRows, randomMatrix, setOf, soloRun } from '../made-set.ts';

const [ROWS, COLUMNS, HIDDEN] = [30, 3, 8];
const x = randomMatrix(ROWS, COLUMNS, 5, 0.1);
const set = setOf(
  x,
  labelRows(x, (cell, row) => (cell(0) || 0) * 2 + (row % 3)),
  labelRows(x, (_cell, row) => 1 + (row % 2)),
);
const recipe = { kind: 'gru', shape: parseSequenceColumns(x.columns), hidden: HIDDEN, outputs: 1 };
const layout = layoutOf(recipe);
/** With some seeds a row lies within a rounding error of a bend of the ReLU, where no two computations agree. */
const SEED = 1;
const [ADAM_FIRST, ADAM_SECOND] = [0.9, 0.999];

/** Trains a network of the static part alone in double precision: all rows in each step, gradients from differences. */
function learnTwin(params: NetworkParams, seed: number): Float32Array {
  const prepared = prepareRows(set, params, seed);
  const inputs = new Float32Array(ROWS * COLUMNS);
  packRows(x, prepared.rows, inputs);
  const block = Float64Array.from(firstWeights(recipe, [], prepared, seed));
  const total = prepared.weights.reduce((sum, weight) => sum + weight, 0);
  const lossOf = (weights: Float64Array): number => {
    const of = (name: string) => arrayOf(layout, weights as never, name);
    let loss = 0;
    for (let row = 0; row < ROWS; row++) {
      let output = of('head.bias')[0];
      for (let j = 0; j < HIDDEN; j++) {
        let sum = of('statics.bias')[j];
        for (let i = 0; i < COLUMNS; i++) sum += inputs[row * COLUMNS + i] * of('statics.weights')[i * HIDDEN + j];
        output += Math.max(0, sum) * of('head.weights')[j];
      }
      loss += (prepared.weights[row] * 0.5 * (output - prepared.labels[row]) ** 2) / total;
    }
    return loss;
  };
  const [first, second] = [new Float64Array(block.length), new Float64Array(block.length)];
  for (let step = 1; step <= params.epochs; step++) {
    const slopes = slopesOf(block, lossOf);
    const norm = Math.hypot(...slopes);
    // otherwise the test would say nothing of clipping
    expect(norm).toBeGreaterThan(params.clip);
    slopes.forEach((slope, i) => {
      const g = (slope * params.clip) / norm;
      first[i] = ADAM_FIRST * first[i] + (1 - ADAM_FIRST) * g;
      second[i] = ADAM_SECOND * second[i] + (1 - ADAM_SECOND) * g * g;
      const root = Math.sqrt(second[i] / (1 - ADAM_SECOND ** step)) + 1e-8;
      block[i] -= (params.learningRate * first[i]) / (1 - ADAM_FIRST ** step) / root;
    });
  }
  const learnt = Float32Array.from(block);
  rescaleHead(layout, learnt, prepared.centre, prepared.scale);
  return learnt;
}

describe('learnOnKernels', () => {
  it('takes the steps that its authors write: weighted loss, clipped gradient, Adam', () => {
    const params = NetworkParams.parse({
      ...{ hidden: HIDDEN, epochs: 6, batch: 64, patience: 0, learningRate: 0.02, clip: 0.05 },
      objective: 'squared-error',
    });
    const learnt = learnOnKernels(set, recipe, params, soloRun(SEED));
    learnTwin(params, SEED).forEach((weight, i) => {
      expect(Math.abs(learnt[i] - weight)).toBeLessThan(1e-4);
    });
  });
});
