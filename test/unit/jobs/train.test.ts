import { afterAll, describe, expect, it } from 'vitest';
import type { JobRun } from '../../../src/main/jobs/job.ts';
import { measureImportance } from '../../../src/main/jobs/model-importance.ts';
import { RECORD_PURPOSE } from '../../../src/main/jobs/record.ts';
import { createTeam } from '../../../src/main/jobs/team.ts';
import { trainEnsemble } from '../../../src/main/jobs/train.ts';
import { saveCheckpoint } from '../../../src/main/store/checkpoints.ts';
import { connectionOf } from '../../../src/main/store/connection.ts';
import { saveModel } from '../../../src/main/store/models.ts';
import { EnsembleConfig, ModelEvaluation, models } from '../../../src/shared/models.ts';
import { DAY, instantOf, startOfDay } from '../../../src/shared/time.ts';
import { plainRun, simulatedStore } from '../../support/simulated-store.ts';

const DAYS = 700;
const input = {
  asOf: startOfDay(18_628 + DAYS),
  programVersion: 'test',
  config: EnsembleConfig.parse({
    ...{ kinds: ['gradient-boosting', 'random-forest'], horizons: [7, 30], minimumCoverage: 0.4 },
    eligibility: { minimumDollarVolume: 0, minimumMarketCap: 0 },
  }),
};
const market = { seed: 4, assetCount: 60, dayCount: DAYS };

describe('trainEnsemble', () => {
  const store = simulatedStore(market);
  afterAll(() => store.close());
  /** Returns a run that keeps its checkpoints and is cancelled once `isEnough` says so. */
  const keepingRun = (isEnough: (keys: readonly string[]) => boolean = () => false): JobRun & { keys: string[] } => {
    const signal = { aborted: false };
    const keys: string[] = [];
    return {
      ...plainRun(),
      ...{ signal, keys },
      saveCheckpoint(key, inputHash, bytes) {
        saveCheckpoint(store, key, inputHash, bytes);
        keys.push(key);
        signal.aborted = isEnough(keys);
      },
    };
  };

  it('goes on behind what a stopped training had finished, to the same bytes, on any number of threads', async () => {
    const undisturbed = await trainEnsemble(store, input, plainRun());
    expect(undisturbed.resumedCount).toBe(0);
    const stopped = keepingRun((keys) => keys.length === 5);
    await expect(trainEnsemble(store, input, stopped)).rejects.toMatchObject({ code: 'cancelled' });
    expect(stopped.keys).toHaveLength(5);
    expect(stopped.keys.every((key) => key.startsWith(RECORD_PURPOSE))).toBe(true);
    const team = createTeam(2);
    try {
      const resumed = await trainEnsemble(store, input, { ...keepingRun(), team });
      expect(resumed.resumedCount).toBe(5);
      expect(resumed.models).toEqual(undisturbed.models);
      expect(resumed.record).toEqual(undisturbed.record);
    } finally {
      team.close();
    }
  });

  it('computes only the newest fold a week later, and nothing of another configuration is taken', async () => {
    const now = keepingRun();
    const { resumedCount, models: trained } = await trainEnsemble(store, input, now);
    // four members of the newest day are checkpoints too
    expect(now.keys).toEqual([]);
    const folds = (resumedCount - 4) / 4;
    expect(folds).toBeGreaterThan(3);
    // how members are weighed, and which there are, decides none of them
    const weighting = { ...input.config.weighting, rate: 1 };
    const reweighed = await trainEnsemble(store, { ...input, config: { ...input.config, weighting } }, plainRun());
    expect(reweighed.resumedCount).toBe(resumedCount);
    expect(reweighed.models.at(-1)?.arrays.weights).not.toEqual(trained.at(-1)?.arrays.weights);
    const before = keepingRun();
    const earlier = await trainEnsemble(store, { ...input, asOf: instantOf(input.asOf - 7 * 86_400_000) }, before);
    expect(earlier.resumedCount).toBe(4 * (folds - 1));
    expect(before.keys.filter((key) => key.startsWith(RECORD_PURPOSE))).toHaveLength(4);
    const other = { ...input, config: { ...input.config, trainDays: 400 } };
    expect((await trainEnsemble(store, other, plainRun())).resumedCount).toBe(0);
  });

  it('tells of members and ensembles what they were worth on days that they had not learnt from', async () => {
    const { models: saved, record } = await trainEnsemble(store, input, plainRun());
    expect(saved.map(({ meta }) => `${meta.kind} ${meta.horizonDays}`)).toEqual([
      ...['gradient-boosting 7', 'random-forest 7', 'gradient-boosting 30', 'random-forest 30'],
      ...['ensemble 7', 'ensemble 30'],
    ]);
    const told = { ...record, kinds: input.config.kinds, horizons: input.config.horizons, isOfRatings: false };
    expect(models['models.record'].output.parse(JSON.parse(JSON.stringify(told)))).toEqual(told);
    const { skill, weights, calendar } = record;
    for (const { meta } of saved) {
      const row = skill.member.findIndex(
        (member, i) => member === meta.kind && skill.horizonDays[i] === meta.horizonDays && skill.year[i] === null,
      );
      expect(meta.outOfSample.meanRankIc).toBeCloseTo(skill.meanRankIc[row] as number, 6);
      expect(meta.outOfSample.dateCount).toBe(skill.dateCount[row]);
      const evaluation = ModelEvaluation.parse(JSON.parse(JSON.stringify(meta.evaluation)));
      expect(evaluation).toMatchObject({ untilTime: input.asOf, learning: null });
      expect(evaluation.fromTime).toBeGreaterThanOrEqual(record.fromTime - 86_400_000);
      expect(evaluation.calibration?.predicted).toHaveLength(10);
    }
    expect(new Set(skill.member)).toEqual(
      new Set([...input.config.kinds, 'ensemble', 'equal-weights', 'low volatility', 'momentum', 'cap weight']),
    );
    // years add up to all of them
    const counts = skill.dateCount.filter((_, i) => skill.member[i] === 'ensemble' && skill.horizonDays[i] === 7);
    expect(counts[0]).toBe(counts.slice(1).reduce((sum, count) => sum + count, 0));
    expect(calendar).toHaveLength(2 * 7);
    for (const { time, members, weights: columns, ensembleRankIc, now, stacking } of weights) {
      expect(members).toEqual(input.config.kinds);
      expect(time.length).toBe(ensembleRankIc.length);
      time.forEach((_, i) => {
        expect(columns.reduce((sum, column) => sum + column[i]!, 0)).toBeCloseTo(1, 4);
      });
      for (const own of [now, stacking]) expect(own.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 4);
    }
  });

  it('tells how much a member leans on each factor, and that an ensemble leans on its members', async () => {
    const { models: saved } = await trainEnsemble(store, input, plainRun());
    const [id = '', ensembleId = ''] = [saved[0]!, saved.at(-1)!].map((model) => saveModel(store, model));
    const { asOf } = input;
    // the simulated market trades less than the default rules ask for on many days; some tokens are left
    const { factor, meanAbsolute, direction } = await measureImportance(store, { id, asOf }, plainRun());
    expect(new Set(factor)).toEqual(new Set(saved[0]?.meta.features));
    expect(meanAbsolute).toEqual([...meanAbsolute].sort((a, b) => b - a));
    expect(meanAbsolute[0]).toBeGreaterThan(0);
    expect(direction[0]).not.toBeNull();
    const earlier = startOfDay(18_628 + DAYS - 1);
    expect(() => measureImportance(store, { id, asOf: earlier }, plainRun())).toThrow('was trained until');
    expect(() => measureImportance(store, { id: ensembleId, asOf }, plainRun())).toThrow('is an ensemble');
  });

  it('refuses a kind that nobody knows, by name', async () => {
    const config = { ...input.config, kinds: ['gradient-boosting', 'oracle'] };
    await expect(trainEnsemble(store, { ...input, config }, plainRun())).rejects.toThrow(
      'No estimator is named oracle',
    );
  });
});

it('tells that a history is too short to learn from, and one that has no record yet', async () => {
  const store = simulatedStore({ ...market, dayCount: 350 });
  try {
    const train = (days: number) => trainEnsemble(store, { ...input, asOf: startOfDay(18_628 + days) }, plainRun());
    await expect(train(130)).rejects.toThrow(/No member had enough labelled rows/);
    const { record, models: saved } = await train(350);
    expect([record.foldCount, record.notes]).toEqual([0, [expect.stringContaining('too short')]]);
    expect(new Set([...record.skill.meanRankIc, ...record.skill.hitRate])).toEqual(new Set([null]));
    expect(saved[0]?.meta).toMatchObject({ outOfSample: {}, evaluation: null });
    expect(record.weights[0]?.now).toEqual([0.5, 0.5]);
  } finally {
    store.close();
  }
});

it('refuses to learn from a store that knows the future, and names the factor', async () => {
  const store = simulatedStore(market);
  try {
    // a source whose market caps were made with the close of a week later
    connectionOf(store).database.exec(`DROP TRIGGER candles_stay;
      UPDATE candles AS own SET market_cap = 1e6 * later.close / own.close FROM candles AS later
      WHERE later.series_id = own.series_id AND later.open_time = own.open_time + ${7 * DAY}`);
    const refused = trainEnsemble(store, input, plainRun());
    await expect(refused).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(refused).rejects.toThrow(
      /returns of the next 7 days by themselves: market-cap \(0\.\d\d\).*know of the future/,
    );
  } finally {
    store.close();
  }
});
