/** The whole way through the one gate, on real threads and a real store: what an investor does on the first evening. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEngine, type Engine } from '../../src/main/engine/create-engine.ts';
import type { BacktestReport } from '../../src/shared/backtests.ts';
import type { Draft } from '../../src/shared/drafts.ts';
import type { StoredModel } from '../../src/shared/models.ts';
import type { RatedMarket, Rating } from '../../src/shared/ratings.ts';
import { DAY, instantOf } from '../../src/shared/time.ts';

const MARKET = { seed: 5, assetCount: 60, dayCount: 600, signalStrength: 1 };
const TREES = ['gradient-boosting', 'random-forest'];
const CONFIG = {
  kinds: TREES,
  horizons: [7, 30],
  recordMonths: 6,
  eligibility: { minimumDollarVolume: 10_000, minimumMarketCap: 0 },
};
/** A clock that the test moves: each look is a second later. */
function handClock(): () => ReturnType<typeof instantOf> {
  let now = Date.UTC(2025, 0, 1);
  return () => instantOf((now += 1_000));
}

type Opened = {
  readonly engine: Engine;
  readonly defects: string[];
  close(): Promise<void>;
  call<T>(name: string, input: unknown): Promise<T>;
};

function open(threads: number): Opened {
  const home = mkdtempSync(join(tmpdir(), 'indexsmith-'));
  const defects: string[] = [];
  const engine = createEngine({ home, clock: handClock(), onDefect: (stack) => defects.push(stack), threads });
  return {
    engine,
    defects,
    call: async <T>(name: string, input: unknown) => (await engine.call(name, input, { aborted: false })) as T,
    async close() {
      await engine.close();
      rmSync(home, { recursive: true });
    },
  };
}

describe('on a simulated market', () => {
  let opened: Opened;
  let models: StoredModel[];
  beforeAll(async () => {
    opened = open(2);
    await opened.call('feeds.simulate', MARKET);
    models = (await opened.call<{ models: StoredModel[] }>('models.train', { config: CONFIG })).models;
  }, 120_000);
  afterAll(async () => {
    expect(opened.defects).toEqual([]);
    await opened.close();
  });

  test('every member is trained, and says what it was worth out of sample', () => {
    expect(models.map(({ meta }) => `${meta.kind} ${meta.horizonDays}`).sort()).toEqual([
      'ensemble 30',
      'ensemble 7',
      'gradient-boosting 30',
      'gradient-boosting 7',
      'random-forest 30',
      'random-forest 7',
    ]);
    for (const { meta } of models) {
      expect(meta.outOfSample.meanRankIc).toBeGreaterThan(0);
      expect(meta.dataHash).toMatch(/^[0-9a-f]{64}$/);
      expect(meta.rowCount).toBeGreaterThan(1_000);
    }
  });

  test('the same market and seed give the same models on one thread', async () => {
    const other = open(1);
    try {
      await other.call('feeds.simulate', MARKET);
      const again = await other.call<{ models: StoredModel[] }>('models.train', { config: CONFIG });
      expect(again.models.map(({ id }) => id)).toEqual(models.map(({ id }) => id));
    } finally {
      await other.close();
    }
  });

  test('grades have reasons that add up, and their history is kept', async () => {
    const rated = await opened.call<RatedMarket>('ratings.create', { config: CONFIG });
    expect(rated.isSimulated).toBe(true);
    expect(rated.ratings.length).toBeGreaterThan(30);
    const best = rated.ratings[0] as Rating;
    const { rating } = await opened.call<{ rating: Rating }>('ratings.get', { asset: best.asset });
    for (const grade of [rating.trader, rating.investor]) {
      const { base, contribution, rest } = grade.reasons!;
      const sum = contribution.reduce((total, value) => total + value, base + rest);
      expect(Math.abs(sum - grade.signal!)).toBeLessThan(1e-6);
    }
    const history = await opened.call<{ asOf: number[]; investor: number[] }>('ratings.history', { asset: best.asset });
    expect(history).toMatchObject({ asOf: [rated.asOf], investor: [best.investor.score] });
  });

  test('models of another recipe are not asked, those of the same are not trained again', async () => {
    const ids = async (): Promise<string[]> =>
      (await opened.call<{ models: StoredModel[] }>('models.list', {})).models.map(({ id }) => id);
    const rate = (config: object) => opened.call<RatedMarket>('ratings.create', { config });
    const before = await ids();
    const first = await rate(CONFIG);
    expect(await ids()).toEqual(before);
    const shorter = await opened.call<{ models: StoredModel[] }>('models.train', {
      config: { ...CONFIG, kinds: ['random-forest'], horizons: [7] },
    });
    const reseeded = await opened.call<{ models: StoredModel[] }>('models.train', { config: { ...CONFIG, seed: 2 } });
    // a member and its ensemble
    expect(shorter.models).toHaveLength(2);
    const again = await rate(CONFIG);
    expect(await ids()).toHaveLength(before.length + 8);
    expect(again.members).toEqual(first.members);
    expect(again.gradedCount).toEqual(first.gradedCount);
    expect(again.ratings.map(({ investor }) => investor.score)).toEqual(
      first.ratings.map(({ investor }) => investor.score),
    );
    expect(reseeded.models.map(({ id }) => id)).not.toEqual(models.map(({ id }) => id));
  });

  test('a draft is replayed bit for bit, and again in another order of the day', async () => {
    const draft = await opened.call<Draft>('drafts.create', { preferences: { size: 10 } });
    expect(draft.feasible).toBe(true);
    expect(draft.weights.length).toBeGreaterThan(3);
    expect(draft.weights.reduce((sum, { weight }) => sum + weight, draft.cash)).toBeCloseTo(1, 9);
    await opened.call('drafts.create', { preferences: { size: 5, weighting: 'equal' } });
    const replay = await opened.call('drafts.replay', { id: draft.id.slice(0, 10) });
    expect(replay).toEqual({ id: draft.id, replayedId: draft.id, identical: true, differences: [] });
    const { drafts } = await opened.call<{ drafts: { id: string }[] }>('drafts.list', {});
    expect(drafts.map(({ id }) => id)).toContain(draft.id);
  });

  test('a draft that is asked for as of a day before the newest models trains older ones', async () => {
    const asOf = models[0]!.meta.trainedUntilTime - 40 * DAY;
    const draft = await opened.call<Draft>('drafts.create', { asOf, preferences: { size: 5 } });
    const { models: known } = await opened.call<{ models: StoredModel[] }>('models.list', {});
    const used = known.filter(({ id }) => draft.hashes.models.includes(id));
    expect(used.length).toBeGreaterThan(0);
    for (const { meta } of used) expect(meta.trainedUntilTime).toBeLessThanOrEqual(asOf);
  });

  test('every backtest is counted as a trial, and the fifth is deflated for the others', async () => {
    type Answer = BacktestReport & { reportPath: string | null; notes: string[] };
    let report: Answer | undefined;
    for (const size of [4, 6, 8, 10, 12]) {
      const reportPath = size === 4 ? '/dev/null/report.html' : null;
      report = await opened.call<Answer>('backtests.run', {
        reportPath,
        config: {
          ensemble: CONFIG,
          draft: { size, tokenCap: 0.3 },
          simulation: { bootstrapDrawCount: 100, fromTime: size === 6 ? 0 : null },
        },
      });
      expect(report.notes.some((note) => note.includes('not on 1970-01-01'))).toBe(size === 6);
      // a report that cannot be written does not take the figures away
      expect(report.reportPath === null).toBe(size === 4);
      expect(report.notes.some((note) => note.includes('could not be written'))).toBe(size === 4);
    }
    expect(report).toMatchObject({ trialCount: 5, isSimulated: true });
    expect(report!.luck.deflatedSharpe).toBeLessThan(report!.luck.probabilisticSharpe!);
    expect(report!.overfitting).not.toBeNull();
    const { trials } = await opened.call<{ trials: { id: string }[] }>('backtests.list', {});
    expect(trials).toHaveLength(5);
    const html = readFileSync(report!.reportPath!, 'utf8');
    expect(html).toContain('SIMULATED');
    expect(html).not.toMatch(/(src|href)="https?:/);
  }, 120_000);

  test('a misspelt field, a record too short and an id that is none are refused by name', async () => {
    const refusal = (name: string, input: unknown): Promise<unknown> =>
      opened
        .call(name, input)
        .catch((thrown: { code: string; message: string }) => `${thrown.code}: ${thrown.message}`);
    expect(await refusal('drafts.create', { preferences: { sizee: 3 } })).toBe(
      'invalid-input: drafts.create: no field is named preferences.sizee',
    );
    const fromTime = models[0]!.meta.trainedUntilTime - 10 * DAY;
    const short = { config: { ensemble: CONFIG, simulation: { fromTime } } };
    expect(await refusal('backtests.run', short)).toMatch(/^invalid-input: The record from .* needs at least 30/);
    expect(await refusal('backtests.get', { id: 'zzz' })).toMatch(/^not-found: Backtest zzz was not found/);
    const { trials } = await opened.call<{ trials: { id: string }[] }>('backtests.list', {});
    expect(trials).toHaveLength(5);
    const report = await opened.call<BacktestReport>('backtests.get', { id: trials[0]!.id.slice(0, 12) });
    expect(report.id).toBe(trials[0]!.id);
  });

  test('what is cancelled leaves the store as it was', async () => {
    const before = await opened.call<{ contentHash: string }>('system.status', { hash: true });
    const signal = { aborted: false };
    const undo = opened.engine.subscribe((name) => {
      if (name === 'system.progress') signal.aborted = true;
    });
    const config = { ...CONFIG, seed: 77 };
    await expect(opened.engine.call('models.train', { config }, signal)).rejects.toMatchObject({ code: 'cancelled' });
    undo();
    const after = await opened.call<{ contentHash: string; modelCount: number }>('system.status', { hash: true });
    expect(after).toMatchObject(before);
  });
});

test('a day of which the store has no candle is refused by name', async () => {
  const opened = open(1);
  try {
    await opened.call('feeds.simulate', { ...MARKET, assetCount: 10, dayCount: 400 });
    const { newestDay } = await opened.call<{ newestDay: { day: string } }>('system.status', {});
    const asOf = Date.UTC(2099, 0, 2);
    const message = `Day was 2099-01-01, the newest in the store is ${newestDay.day}`;
    for (const name of ['factors.at', 'models.train', 'ratings.create', 'drafts.create']) {
      await expect(opened.call(name, { asOf }), name).rejects.toMatchObject({ code: 'invalid-input', message });
    }
    const config = { simulation: { untilTime: asOf } };
    await expect(opened.call('backtests.run', { config })).rejects.toMatchObject({ code: 'invalid-input', message });
    expect(opened.defects).toEqual([]);
  } finally {
    await opened.close();
  }
});

test('an empty store says what is missing', async () => {
  const opened = open(1);
  try {
    for (const name of ['models.train', 'ratings.create', 'drafts.create', 'backtests.run']) {
      await expect(opened.call(name, {}), name).rejects.toMatchObject({ code: 'insufficient-data' });
    }
  } finally {
    await opened.close();
  }
});

test('a home below a folder that takes none is refused', () => {
  const options = { clock: handClock(), onDefect: () => undefined };
  expect(() => createEngine({ ...options, home: '/dev/null/home' })).toThrow(/home could not be made/);
});
