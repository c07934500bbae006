import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeForecasts, describeForecasts } from '../../../src/main/jobs/closed-forecasts.ts';
import { liveSkill, liveWeightsOf } from '../../../src/main/jobs/live-weights.ts';
import { loadMarket } from '../../../src/main/jobs/market.ts';
import { type RateOutput, rateMarket } from '../../../src/main/jobs/rate.ts';
import { loadEnsemble } from '../../../src/main/jobs/stored-ensemble.ts';
import { trainEnsemble } from '../../../src/main/jobs/train.ts';
import { appendForecasts, listForecasts } from '../../../src/main/store/forecasts.ts';
import { saveModel } from '../../../src/main/store/models.ts';
import { EnsembleConfig } from '../../../src/shared/models.ts';
import { type Instant, startOfDay } from '../../../src/shared/time.ts';
import { plainRun, simulatedStore } from '../../support/simulated-store.ts';

const FIRST = 18_628;
const DAYS = 640;
const BORN = startOfDay(FIRST + 600);
const config = EnsembleConfig.parse({
  ...{
    kinds: ['gradient-boosting', 'random-forest'],
    horizons: [7],
    minimumCoverage: 0.4,
    weighting: { cap: 1, floor: 0.001, share: 0 },
  },
  eligibility: { minimumDollarVolume: 0, minimumMarketCap: 0 },
});
const store = simulatedStore({ seed: 4, assetCount: 60, dayCount: DAYS });
let modelIds: string[];
let first: RateOutput;
const rate = async (asOf: Instant): Promise<RateOutput> =>
  rateMarket(store, { asOf, config, modelIds, programVersion: 'test', isSimulated: true }, plainRun());

beforeAll(async () => {
  const { models } = await trainEnsemble(store, { asOf: BORN, config, programVersion: 'test' }, plainRun());
  modelIds = models.map((model) => saveModel(store, model));
  first = await rate(BORN);
  appendForecasts(store, first.forecasts);
});
afterAll(() => store.close());

const weightsOf = ({ meta }: RateOutput) =>
  meta.members.filter(({ grade }) => grade === 'trader').map((own) => own.weight);

describe('stored forecasts', () => {
  it('are what members and ensemble said of the day, and close when their horizon has passed', async () => {
    expect(first.forecasts.map(({ member }) => member).sort()).toEqual(['ensemble', ...config.kinds]);
    expect(first.forecasts[0]?.assets).toHaveLength(first.ratings.length);
    const closedAt = (asOf: Instant) =>
      closeForecasts(
        loadMarket(store, asOf, config.eligibility),
        listForecasts(store, asOf, undefined),
        config.delistingReturn,
      );
    expect(closedAt(startOfDay(FIRST + 606))).toEqual([]);
    const closed = closedAt(startOfDay(FIRST + 607));
    expect(closed.map(({ member }) => member).sort()).toEqual(['ensemble', ...config.kinds]);
    // later days change nothing of what has closed
    expect(closedAt(startOfDay(FIRST + DAYS))).toEqual(closed);
    const told = await describeForecasts(store, { asOf: startOfDay(FIRST + 607) }, plainRun());
    expect(told.storedCount).toEqual([1, 1, 1]);
    expect(told.closedCount.length).toBe(3);
    expect((await describeForecasts(store, { asOf: startOfDay(FIRST + 606) }, plainRun())).closedCount).toEqual([
      0, 0, 0,
    ]);
  });

  it('carry the weights of members on from those of the training, by what closed alone', async () => {
    expect(weightsOf(await rate(startOfDay(FIRST + 606)))).toEqual(weightsOf(first));
    const later = startOfDay(FIRST + 607);
    const now = weightsOf(await rate(later));
    expect(now).not.toEqual(weightsOf(first));
    const { horizons } = loadEnsemble(store, modelIds, later);
    const closed = closeForecasts(
      loadMarket(store, later, config.eligibility),
      listForecasts(store, later, undefined),
      -0.5,
    );
    const [better] = closed.filter(({ member }) => member !== 'ensemble').sort((a, b) => b.rankIc - a.rankIc);
    const weightOf = liveWeightsOf(horizons, closed);
    const own = { kind: better!.member, horizonDays: 7 };
    expect(weightOf(own)).toBeGreaterThan(liveWeightsOf(horizons, [])(own));
    expect(config.kinds.reduce((sum, kind) => sum + weightOf({ kind, horizonDays: 7 }), 0)).toBeCloseTo(1, 12);
    expect(weightOf({ kind: 'gradient-boosting', horizonDays: 90 })).toBe(1);
    expect(liveSkill(horizons[0]!, closed)).toMatchObject({ independent: 1 });
    // of each week the first forecast alone counts, as in the record
    const dayOfWeek = closed[0]!.day % 7;
    const again = closed.map((one) => ({ ...one, day: one.day + 6 - dayOfWeek }));
    const week = closed.map((one) => ({ ...one, day: one.day + 7 - dayOfWeek }));
    const weightBy = (forecasts: typeof closed) => liveWeightsOf(horizons, forecasts)(own);
    expect(dayOfWeek).toBeLessThan(6);
    expect(weightBy([...closed, ...again])).toBe(weightBy(closed));
    expect(weightBy([...closed, ...week])).toBeGreaterThan(weightBy(closed));
    // what the training knew the outcome of has counted already
    const old = closed.map((one) => ({ ...one, day: FIRST + 592 }));
    expect(liveWeightsOf(horizons, old)(own)).toBe(liveWeightsOf(horizons, [])(own));
  });
});
