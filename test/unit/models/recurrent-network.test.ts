import { describe, expect, it } from 'vitest';
import { createTeam } from '../../../src/main/jobs/team.ts';
import type { NetworkModel } from '../../../src/main/models/network/network-model.ts';
import { factorOfColumn, sequenceColumnsOf } from '../../../src/main/models/network/sequence-columns.ts';
import { gruNetwork, lstmNetwork } from '../../../src/main/models/recurrent-network.ts';
import { createRandom } from '../../../src/main/numeric/random.ts';
import { correlationOf, hashOf, labelRows, randomMatrix, setOf, soloRun } from './made-set.ts';

const columns = sequenceColumnsOf({
  branches: [
    { name: 'd', steps: 8, factors: ['rise', 'noise'] },
    { name: 'w', steps: 4, factors: ['weekly'] },
  ],
  statics: ['still', 'noise'],
});
const sequences = (rows: number, seed: number) => ({ ...randomMatrix(rows, columns.length, seed, 0.02), columns });

/** Whether the newest days are above the oldest, which no column tells alone, what was three weeks ago, and what is today. */
const truthOf = (cell: (column: number) => number): number => {
  const of = (name: string): number => cell(columns.indexOf(name)) || 0;
  return Math.sign(of('d/rise@0') + of('d/rise@1') - of('d/rise@7')) + 0.5 * of('w/weekly@21') + 0.5 * of('still');
};

const noise = createRandom(9);
const x = sequences(4000, 1);
const set = setOf(
  x,
  labelRows(x, (cell) => truthOf(cell) + 0.5 * noise.normal()),
);
const fresh = sequences(1500, 2);
const truth = labelRows(fresh, truthOf);

describe.each([gruNetwork, lstmNetwork])('$kind', (estimator) => {
  const learn = async (params: object, run = soloRun()): Promise<NetworkModel> =>
    (await estimator.fit(set, estimator.params.parse(params), run)) as NetworkModel;

  it('finds what only the order of the steps tells, and says by which factors', async () => {
    const model = await learn({ epochs: 30, learningRate: 0.01 });
    expect(correlationOf(model.predict(fresh), truth)).toBeGreaterThan(0.9);
    const { contributions } = model.explain(fresh);
    const moved: Record<string, number> = {};
    contributions.forEach((value, i) => {
      const factor = factorOfColumn(columns[i % columns.length]);
      moved[factor] = (moved[factor] ?? 0) + Math.abs(value);
    });
    expect(moved.rise).toBeGreaterThan(3 * moved.noise);
    expect(moved.still).toBeGreaterThan(moved.noise / 2);
  });

  it('gives the same bytes on two threads as on one, with rows held out and drawn', async () => {
    const params = { epochs: 4, batch: 100, maximumRows: 1500 };
    const alone = await learn(params);
    const team = createTeam(2);
    try {
      expect(hashOf(await learn(params, { ...soloRun(), team }))).toBe(hashOf(alone));
    } finally {
      team.close();
    }
  });

  it('stops when the newest rows gain nothing more, and keeps the weights that did best there', async () => {
    const told: number[] = [];
    const random = createRandom(4);
    const empty = { ...set, y: set.y.map(() => random.normal()) };
    const fitEmpty = (params: object, report: (done: number) => void = () => undefined) =>
      estimator.fit(empty, estimator.params.parse(params), { ...soloRun(), report });
    const stopped = await fitEmpty({ epochs: 60, patience: 2, learningRate: 0.01 }, (done) => told.push(done));
    // it jumped to the end from where it stopped
    expect(told.at(-2)).toBeLessThan(0.5);
    const learntByHeart = await fitEmpty({ epochs: 30, patience: 0, learningRate: 0.01 });
    const spread = (scores: Float32Array) => Math.max(...scores) - Math.min(...scores);
    expect(spread(stopped.predict(fresh))).toBeLessThan(0.5 * spread(learntByHeart.predict(fresh)));
  });

  it('says how the label is spread: quantiles that do not cross and hold what they say', async () => {
    const model = await learn({ epochs: 30 });
    const quantiles = model.predictQuantiles(fresh);
    expect(quantiles).toHaveLength(5);
    const label = createRandom(10);
    const labels = truth.map((value) => value + 0.5 * label.normal());
    quantiles.forEach((scores, q) => {
      if (q > 0) expect(scores.every((score, row) => score >= quantiles[q - 1][row])).toBe(true);
      const below = labels.filter((value, row) => value < scores[row]).length / labels.length;
      expect(Math.abs(below - [0.1, 0.25, 0.5, 0.75, 0.9][q])).toBeLessThan(0.08);
    });
    const mean = model.predict(fresh);
    mean.forEach((score, row) => {
      expect(score).toBeCloseTo(quantiles.reduce((sum, scores) => sum + scores[row], 0) / 5, 5);
    });
  });

  it('gives the mean by squared error, and has no quantiles then', async () => {
    const model = await learn({ objective: 'squared-error', epochs: 30, learningRate: 0.01 });
    expect(model.predictQuantiles(fresh)).toEqual([]);
    expect(correlationOf(model.predict(fresh), truth)).toBeGreaterThan(0.9);
  });

  it('refuses quantiles that do not rise and a width that its kernels do not have', () => {
    expect(() => estimator.params.parse({ quantiles: [0.5, 0.5] })).toThrow(/rising/);
    expect(() => estimator.params.parse({ hidden: 12 })).toThrow(/multiple of 8/);
  });
});
