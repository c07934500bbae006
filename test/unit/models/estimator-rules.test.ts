import { afterAll, describe, expect, it } from 'vitest';
import { createTeam } from '../../../src/main/jobs/team.ts';
import type { Estimator, Model, Run, TrainingSet } from '../../../src/main/models/estimator.ts';
import { DETECTORS, ESTIMATORS, findEstimator } from '../../../src/main/models/registry.ts';
import { createMatrix, type Matrix, takeRows } from '../../../src/main/numeric/matrix.ts';
import { createRandom } from '../../../src/main/numeric/random.ts';
import { correlationOf, hashOf, labelRows, NONE, randomMatrix, setOf, soloRun } from './made-set.ts';

/** Threads take a second to start and are nobody's: each fit leaves them as it found them. */
const TEAMS = [createTeam(2), createTeam(3)];
afterAll(() => {
  for (const team of TEAMS) team.close();
});

/** What every estimator in the registry owes, whatever it is. A new one is covered by being listed. */
describe.each([...ESTIMATORS, ...DETECTORS].map((estimator) => [estimator.kind, estimator] as const))(
  '%s',
  (_, estimator) => {
    const isNetwork = estimator.input === 'sequences';
    const learn = (set: TrainingSet, run: Run = soloRun(), params: object = {}): Promise<Model> =>
      estimator.fit(set, estimator.params.parse({ trees: 20, ...params }) as never, run);

    const noise = createRandom(5);
    const planted = randomMatrix(6000, 8, 1, 0.1);
    const y = labelRows(planted, (cell) => (cell(2) > 0 ? 1 : -1) + (cell(5) || 0) + noise.normal());
    const set = setOf(planted, y);
    let fitted: Promise<Model> | undefined;
    const usual = (): Promise<Model> => (fitted ??= learn(set));

    it('gives the same bytes for the same seed, and others for another', async () => {
      const [first, second, other] = await Promise.all([learn(set), learn(set), learn(set, soloRun(2))]);
      expect(hashOf(second)).toBe(hashOf(first));
      expect(hashOf(other)).not.toBe(hashOf(first));
    });

    it('gives the same bytes on two and three threads as on one', async () => {
      const few = { trees: 6 };
      const weights = labelRows(planted, (_cell, row) => 1 + (row % 3) * 0.37);
      for (const learnt of [set, setOf(planted, y, weights)]) {
        const alone = hashOf(await learn(learnt, soloRun(), few));
        for (const team of TEAMS) {
          // a copy, so that what one fit keeps of a matrix does not spare the other the work
          const copy = {
            ...learnt,
            x: takeRows(
              planted,
              Int32Array.from(y, (_value, row) => row),
            ),
          };
          expect(hashOf(await learn(copy, { ...soloRun(), team }, few))).toBe(alone);
        }
      }
    });

    it('predicts the same after it was saved and loaded, and refuses what is not its own', async () => {
      const model = await usual();
      const saved = structuredClone(model.save());
      const loaded = estimator.load(saved);
      expect(loaded.meta).toEqual(model.meta);
      expect(loaded.predict(planted)).toEqual(model.predict(planted));
      expect(hashOf(loaded)).toBe(hashOf(model));
      expect(() => estimator.load({ ...saved, meta: { ...saved.meta, version: 0 } })).toThrow(/version 0, needs/);
      expect(() => estimator.load({ ...saved, meta: { ...saved.meta, kind: 'other' } })).toThrow(/was other/);
      const last = Object.keys(saved.arrays).at(-1) as string;
      const { [last]: _last, ...arrays } = saved.arrays;
      expect(() => estimator.load({ ...saved, arrays })).toThrow(last);
    });

    it('says what it learnt from', async () => {
      const { meta } = await learn(set, soloRun(9));
      expect(meta).toMatchObject({
        kind: estimator.kind,
        version: estimator.version,
        features: planted.columns,
        target: 'made',
        horizonDays: 7,
        trainedFromTime: 0,
        trainedUntilTime: 864e5,
        rowCount: 6000,
        seed: 9,
        dataHash: 'hash',
      });
      expect(estimator.params.parse(meta.params)).toEqual(meta.params);
    });

    it('leaves its inputs as they were', async () => {
      const before = [planted.data.slice(), set.y.slice(), set.weights.slice(), set.groups.slice()];
      (await learn(set)).predict(planted);
      expect([planted.data, set.y, set.weights, set.groups]).toEqual(before);
    });

    it('scores a row alike whatever the batch', async () => {
      const model = await usual();
      const all = model.predict(planted);
      const rows = Int32Array.of(5999, 17, 256, 255, 17, 0, 3333);
      expect([...model.predict(takeRows(planted, rows))]).toEqual(Array.from(rows, (row) => all[row]));
      expect([...model.predict(takeRows(planted, rows.subarray(2, 3)))]).toEqual([all[256]]);
      expect(model.predict(takeRows(planted, new Int32Array(0)))).toHaveLength(0);
    });

    it('scores with its first parts alone, the whole as ever', async () => {
      const model = await usual();
      const [few, half, most, whole] = model.predictInStages(planted, [0.1, 0.5, 0.9, 1]);
      expect(few).toBeNull();
      expect(whole).toEqual(model.predict(planted));
      // a network has no parts that say anything alone
      if (isNetwork) return expect([half, most]).toEqual([null, null]);
      expect(half).not.toEqual(whole);
      const told = correlationOf(half as Float32Array, whole as Float32Array);
      expect(correlationOf(most as Float32Array, whole as Float32Array)).toBeGreaterThan(told);
      // a draw without labels agrees less with another one
      expect(told).toBeGreaterThan(DETECTORS.includes(estimator) ? 0.8 : 0.9);
      expect(() => model.predictInStages(createMatrix(1, ['x']), [1])).toThrow(/Column 1/);
    });

    it('refuses columns in another order, by name', async () => {
      const model = await usual();
      const { rows, data } = planted;
      const swapped: Matrix = { rows, data, columns: ['x0', 'x1', 'x3', 'x2', 'x4', 'x5', 'x6', 'x7'] };
      expect(() => model.predict(swapped)).toThrow(/Column 3 for .* was x3, needs x2/);
      expect(() => model.explain(swapped)).toThrow(/Column 3/);
      expect(() => model.predict(createMatrix(1, planted.columns.slice(0, 7)))).toThrow(
        /Column 8 .* missing, needs x7/,
      );
      expect(() => model.predict(createMatrix(1, [...planted.columns, 'y']))).toThrow(/Column 9 .* was y/);
    });

    it('explains its scores: contributions and base add up', async () => {
      const model = await usual();
      const rows = takeRows(
        planted,
        Int32Array.from({ length: 50 }, (_value, row) => row * 7),
      );
      const { base, contributions } = model.explain(rows);
      const scores = model.predict(rows);
      const sums = Array.from(scores, (_value, row) =>
        contributions.subarray(row * 8, (row + 1) * 8).reduce((sum, value) => sum + value, base),
      );
      // a network's slopes are integrated along a way with bends; a tree's shares are exact
      const bound = isNetwork ? 0.02 * (Math.max(...scores) - Math.min(...scores)) : 1e-6;
      scores.forEach((score, row) => {
        expect(Math.abs(score - sums[row])).toBeLessThan(bound);
      });
    });

    it('refuses to learn from nothing', async () => {
      await expect(learn(setOf(createMatrix(0, ['x0']), []))).rejects.toThrow(/had 0 rows and 1 columns/);
      await expect(learn(setOf(createMatrix(3, []), [1, 2, 3]))).rejects.toThrow(/had 3 rows and 0 columns/);
    });

    it('stops when it is cancelled, and its team can be used again', async () => {
      let asked = 0;
      const signal = {
        get aborted() {
          return ++asked > 2;
        },
      };
      const [team] = TEAMS;
      let reported = 0;
      const run = { ...soloRun(), team, signal, report: (done: number) => (reported = done) };
      await expect(learn(set, run, { trees: 1000 })).rejects.toMatchObject({ code: 'cancelled' });
      expect(asked).toBe(3);
      expect(reported).toBeLessThan(0.6);
      expect(hashOf(await learn(set, { ...soloRun(), team }))).toBe(hashOf(await usual()));
    });

    it('looks whether it was cancelled at least every 200 ms', async () => {
      // of the processor's time: a machine that runs other things as well may take the thread away for longer
      const now = (): number => {
        const { user, system } = process.cpuUsage();
        return (user + system) / 1000;
      };
      let lookedAt = now();
      let longest = 0;
      const signal = {
        get aborted() {
          longest = Math.max(longest, now() - lookedAt);
          lookedAt = now();
          return false;
        },
      };
      const wide = randomMatrix(20_000, 40, 41);
      await learn(
        setOf(
          wide,
          labelRows(wide, (cell) => cell(0) * cell(1)),
        ),
        { ...soloRun(), signal },
      );
      expect(longest).toBeLessThan(250);
    });

    it('tells how far it is, up to the end', async () => {
      const told: number[] = [];
      await learn(set, { ...soloRun(), report: (done) => told.push(done) });
      expect(told.at(-1)).toBe(1);
      expect(told).toEqual(told.toSorted((a, b) => a - b));
    });

    // what follows is about labels, of which these learn none
    if (DETECTORS.includes(estimator)) return;

    it('learns a constant', async () => {
      const model = await learn(setOf(planted, new Float32Array(6000).fill(0.3)));
      expect(model.predict(planted).every((score) => score === Math.fround(0.3))).toBe(true);
    });

    it.each([
      ['one row', randomMatrix(1, 3, 2)],
      ['one column', randomMatrix(500, 1, 3)],
      ['nothing but missing cells', createMatrix(400, ['x0', 'x1'])],
      ['as many columns as a block of bins and one more', randomMatrix(300, 17, 4, 0.5)],
    ])('learns from %s', async (_name, x) => {
      const labels = labelRows(x, (cell, row) => (cell(0) || 0) + (row % 2));
      const scores = (await learn(setOf(x, labels))).predict(x);
      expect(scores.every((score) => score - score === 0)).toBe(true);
      const mean = labels.reduce((sum, label) => sum + label, 0) / x.rows;
      expect(scores.reduce((sum, score) => sum + score, 0) / x.rows).toBeCloseTo(mean, 1);
    });

    it('learns nothing from rows without weight', async () => {
      const weights = labelRows(planted, (_cell, row) => (row % 2 === 0 ? 1 : 0));
      const wrong = y.map((label, row) => (row % 2 === 0 ? label : 1e6));
      const scores = (await learn(setOf(planted, wrong, weights))).predict(planted);
      expect(scores.every((score) => Math.abs(score) < 5)).toBe(true);
    });

    it('finds a planted signal', async () => {
      const fresh = randomMatrix(2000, 8, 11, 0.1);
      const truth = labelRows(fresh, (cell) => (cell(2) > 0 ? 1 : -1) + (cell(5) || 0));
      const scores = (await learn(set, soloRun(), { trees: 60, epochs: 80, patience: 0 })).predict(fresh);
      expect(correlationOf(scores, truth)).toBeGreaterThan(0.9);
    });

    it('finds nothing in noise', async () => {
      // the correlation of 2,000 independent pairs has a standard error of 0.022
      const x = randomMatrix(3000, 8, 21);
      const fresh = randomMatrix(2000, 8, 22);
      const random = createRandom(23);
      const model = await learn(
        setOf(
          x,
          labelRows(x, () => random.normal()),
        ),
      );
      const scores = model.predict(fresh);
      expect(
        Math.abs(
          correlationOf(
            scores,
            labelRows(fresh, () => random.normal()),
          ),
        ),
      ).toBeLessThan(0.08);
    });

    it(isNetwork ? 'takes a missing cell for the middle' : 'sees that a cell is missing', async () => {
      if (isNetwork) {
        // ranks lie around 0, and a network reads numbers alone
        const model = await usual();
        const middle = planted.data.map((cell) => (Number.isNaN(cell) ? 0 : cell));
        return expect(model.predict(planted)).toEqual(model.predict({ ...planted, data: middle }));
      }
      const x = randomMatrix(2000, 3, 31, 0.3);
      const labels = labelRows(x, (cell) => (Number.isNaN(cell(1)) ? 1 : -1));
      const scores = (await learn(setOf(x, labels), soloRun(), { trees: 60, columnsPerSplit: 3 })).predict(x);
      scores.forEach((score, row) => {
        expect(Math.sign(score)).toBe(labels[row]);
      });
      const seen = createMatrix(1, x.columns);
      seen.data.set([0, 0.2, 0]);
      const model = await learn(setOf(x, labels), soloRun(), { columnsPerSplit: 3 });
      expect(model.predict(seen)[0]).toBeLessThan(0);
      seen.data[1] = NONE;
      expect(model.predict(seen)[0]).toBeGreaterThan(0);
    });
  },
);

describe('findEstimator', () => {
  it('finds by kind and names those it knows', () => {
    for (const estimator of ESTIMATORS as readonly Estimator[]) expect(findEstimator(estimator.kind)).toBe(estimator);
    expect(() => findEstimator('oracle')).toThrow(/No estimator is named oracle, needs one of gradient-boosting/);
  });
});
