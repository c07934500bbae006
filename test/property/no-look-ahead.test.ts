/**
 * The future is deleted, and it is replaced by noise: everything that the program says of an instant keeps its bits. It runs
 * over the registries, so whoever adds a factor, an estimator or a label kind adds it to the proof.
 */
import { describe, expect, test } from 'vitest';
import { FACTORS } from '../../src/main/factors/registry.ts';
import { runBacktest } from '../../src/main/jobs/backtest.ts';
import { draftIndex } from '../../src/main/jobs/draft.ts';
import { trainingSetOf } from '../../src/main/jobs/ensemble.ts';
import { rateMarket } from '../../src/main/jobs/rate.ts';
import { factorsOf, loadResearch } from '../../src/main/jobs/research.ts';
import { trainEnsemble } from '../../src/main/jobs/train.ts';
import { computeLabels, LABEL_KINDS } from '../../src/main/models/labels.ts';
import { createRandom } from '../../src/main/numeric/random.ts';
import { saveModel } from '../../src/main/store/models.ts';
import type { WritableStore } from '../../src/main/store/open.ts';
import { BacktestConfig } from '../../src/shared/backtests.ts';
import { DraftPreferences } from '../../src/shared/drafts.ts';
import { EligibilityRules, EnsembleConfig } from '../../src/shared/models.ts';
import { formatDay, type Instant, startOfDay } from '../../src/shared/time.ts';
import { type Future, plainRun, simulatedStore } from '../support/simulated-store.ts';

const FIRST_DAY = 18_628;
// a year before every instant, so that every factor has values; young tokens are let in, so that a small market has enough rows
const DAYS = 470;
const market = { seed: 11, assetCount: 50, dayCount: DAYS, deathRate: 0.4 };
const eligibility = EligibilityRules.parse({ minimumAgeDays: 30, minimumDollarVolume: 1_000, minimumMarketCap: 0 });
const config = EnsembleConfig.parse({
  eligibility,
  horizons: [7, 30],
  // one network stands for all: they are fed alike
  kinds: ['gradient-boosting', 'random-forest', 'gru-network'],
  minimumCoverage: 0.3,
});

const random = createRandom(2024, 'instants');
const instants = Array.from({ length: 3 }, () => startOfDay(FIRST_DAY + 380 + random.below(DAYS - 400)));

/** Bytes of everything that is decided at an instant from a store. */
async function saidAt(store: WritableStore, asOf: Instant): Promise<Record<string, string>> {
  const run = plainRun();
  const research = loadResearch(store, asOf, config, run);
  const ids = FACTORS.map(({ id }) => id);
  const table = factorsOf(research, run, ids);
  const bytes = (array: Float32Array | Int32Array): string => Buffer.from(array.slice().buffer).toString('base64');
  const said: Record<string, string> = {};
  ids.forEach((id, i) => {
    said[`factor ${id}`] = bytes(table.raw.get(id)!);
    said[`rank ${id}`] = bytes(table.ranked[i]!);
  });
  for (const kind of LABEL_KINDS) {
    const { eligible, endings } = research;
    const labels = computeLabels(research.window, { eligible, kind, horizon: 7, endings, delistingReturn: -0.5 });
    said[`label ${kind}`] = bytes(labels.value) + bytes(labels.knownDay);
  }
  research.labels.forEach((labels) => {
    const set = trainingSetOf(research, labels, config, asOf, '')!;
    said[`training set ${labels.horizon}`] = bytes(set.x.data) + bytes(set.y) + bytes(set.groups);
  });
  const { models } = await trainEnsemble(store, { asOf, config, programVersion: 'test' }, run);
  const modelIds = models.map((model) => saveModel(store, model));
  said.models = modelIds.join(' ');
  const shared = { asOf, modelIds, programVersion: 'test', isSimulated: true };
  said.ratings = JSON.stringify(await rateMarket(store, { ...shared, config }, run));
  const draft = {
    ...shared,
    name: 'index',
    eligibility,
    current: {},
    preferences: DraftPreferences.parse({ size: 8, tokenCap: 0.3 }),
  };
  said.draft = JSON.stringify(await draftIndex(store, draft, run));
  return said;
}

describe.each(instants)('at %d', (asOf) => {
  test(`nothing said at the end of ${formatDay(asOf / 86_400_000 - 1)} depends on what came later`, async () => {
    const of = async (fate: Future['fate']): Promise<Record<string, string>> => {
      const store = simulatedStore(market, { after: asOf, fate }, true);
      try {
        return await saidAt(store, asOf);
      } finally {
        store.close();
      }
    };
    const full = await of('kept');
    expect(Object.keys(full).length).toBeGreaterThan(2 * FACTORS.length);
    for (const fate of ['deleted', 'scrambled'] as const) {
      const other = await of(fate);
      const differing = Object.keys(full).filter((name) => other[name] !== full[name]);
      expect(differing, `with the future ${fate}`).toEqual([]);
    }
  });
});

test('a longer history changes no day of a backtest that was over before', async () => {
  const backtest = BacktestConfig.parse({
    ensemble: { ...config, kinds: ['gradient-boosting', 'random-forest'] },
    draft: { size: 8, tokenCap: 0.3 },
    retrainMonths: 1,
    simulation: { bootstrapDrawCount: 100 },
  });
  const until = startOfDay(FIRST_DAY + 440);
  const equityOf = async (asOf: Instant): Promise<number[]> => {
    const store = simulatedStore(market);
    try {
      const input = {
        name: 'index',
        config: backtest,
        asOf,
        createdTime: asOf,
        programVersion: 'test',
        isSimulated: true,
      };
      const { report } = await runBacktest(store, input, plainRun());
      expect(report.fills.open).toBeGreaterThan(0);
      return report.series.equity;
    } finally {
      store.close();
    }
  };
  const short = await equityOf(until);
  const long = await equityOf(startOfDay(FIRST_DAY + DAYS));
  // trained anew at the end of every month: three trainings in the days that both have, and a fourth behind them
  expect(short.length).toBeGreaterThan(62);
  expect(long.length).toBeGreaterThan(short.length + 28);
  expect(long.slice(0, short.length)).toEqual(short);
});
