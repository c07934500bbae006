import { describe, expect, it } from 'vitest';
import { createTeam } from '../../../src/main/jobs/team.ts';
import type { Model, Run } from '../../../src/main/models/estimator.ts';
import { sequenceColumnsOf } from '../../../src/main/models/network/sequence-columns.ts';
import { temporalTransformer } from '../../../src/main/models/temporal-transformer.ts';
import { createMatrix } from '../../../src/main/numeric/matrix.ts';
import { createRandom } from '../../../src/main/numeric/random.ts';
import { columnNames, correlationOf, hashOf, labelRows, NONE, setOf, soloRun } from './made-set.ts';

const STEPS = 8;
const columns = sequenceColumnsOf({
  branches: [
    { name: 'd', steps: STEPS, factors: ['f', 'g', 'h'] },
    { name: 'w', steps: 5, factors: ['f', 'g'] },
  ],
  statics: columnNames(4),
});

/** Rows of noise, told by one rule: the mean of a factor over the daily steps at which another one is high, and a static column. */
function madeRows(rows: number, seed: number) {
  const random = createRandom(seed);
  const x = createMatrix(rows, columns);
  for (let cell = 0; cell < x.data.length; cell++) {
    x.data[cell] = random.uniform() < 0.05 ? NONE : 2 * random.uniform() - 1;
  }
  const truth = labelRows(x, (cell) => {
    const steps = Array.from({ length: STEPS }, (_, step) => ((cell(3 * step) || 0) > 0 ? cell(3 * step + 1) || 0 : 0));
    return steps.reduce((sum, value) => sum + value, 0) + (cell(columns.length - 1) || 0);
  });
  return { x, truth, y: truth.map((value) => value + 0.5 * random.normal()) };
}

const learnt = madeRows(3000, 1);
const fresh = madeRows(1000, 2);
const learn = (params: object = {}, run: Run = soloRun()): Promise<Model> =>
  temporalTransformer.fit(
    setOf(learnt.x, learnt.y),
    temporalTransformer.params.parse({ epochs: 4, learningRate: 0.01, ...params }),
    run,
  );

describe('the temporal transformer over sequences', () => {
  it('gives the same bytes on two threads as on one, with one layer and with two', async () => {
    const team = createTeam(2);
    try {
      for (const layers of [1, 2]) {
        const params = { layers, epochs: 1 };
        expect(hashOf(await learn(params, { ...soloRun(), team }))).toBe(hashOf(await learn(params)));
      }
    } finally {
      team.close();
    }
  });

  it('finds which steps count, in both backends', async () => {
    // the best plain sum over the steps correlates by 0.77, the square root of (1/3 + 8/12) / (1/3 + 8/6)
    const told = async (params: object) => correlationOf((await learn(params)).predict(fresh.x), fresh.truth);
    const kernels = await told({});
    expect(kernels).toBeGreaterThan(0.9);
    expect(Math.abs((await told({ backend: 'tensorflow' })) - kernels)).toBeLessThan(0.02);
  });

  it('loads what was trained in the other backend, and says the same', async () => {
    const model = await learn({ backend: 'tensorflow', epochs: 1 });
    const loaded = temporalTransformer.load(structuredClone(model.save()));
    expect(loaded.predict(fresh.x)).toEqual(model.predict(fresh.x));
    expect(hashOf(loaded)).toBe(hashOf(model));
  });

  it('explains its scores by the steps: what they add and the score of nothing make it up, but for a small residual', async () => {
    const model = await learn();
    const { base, contributions } = model.explain(fresh.x);
    const scores = model.predict(fresh.x);
    const sums = scores.map((_, row) =>
      contributions.subarray(row * columns.length, (row + 1) * columns.length).reduce((sum, own) => sum + own, base),
    );
    const residual = Math.max(...scores.map((score, row) => Math.abs(score - sums[row])));
    expect(residual).toBeLessThan(0.05);
    expect(correlationOf(scores, sums)).toBeGreaterThan(0.999);
  });

  it('stops in TensorFlow.js when it is cancelled', async () => {
    let asked = 0;
    const signal = {
      get aborted() {
        return ++asked > 3;
      },
    };
    await expect(learn({ backend: 'tensorflow' }, { ...soloRun(), signal })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});
