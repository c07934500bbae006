import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeIssues, sentenceOf } from '../../../src/main/engine/describe-issues.ts';
import { feedHandlers } from '../../../src/main/engine/feeds.ts';
import { importHandlers } from '../../../src/main/engine/imports.ts';
import { isSimulated } from '../../../src/main/engine/is-simulated.ts';
import { simulateMarket } from '../../../src/main/feeds/simulated/simulate-market.ts';
import { linkSeries } from '../../../src/main/jobs/link-series.ts';
import { soloTeam } from '../../../src/main/numeric/team.ts';
import { listAssets } from '../../../src/main/store/assets.ts';
import { listBatches } from '../../../src/main/store/batches.ts';
import { connectionOf } from '../../../src/main/store/connection.ts';
import { listIdentities } from '../../../src/main/store/identities.ts';
import { listSeries } from '../../../src/main/store/series.ts';
import { findSetting } from '../../../src/main/store/settings.ts';
import { contract } from '../../../src/shared/contract.ts';
import { NEVER_CANCELLED } from '../../../src/shared/errors.ts';
import { DAY } from '../../../src/shared/time.ts';
import { openContext, type TestContext } from '../../support/engine-context.ts';

const INPUT = { seed: 7, assetCount: 40, dayCount: 400, signalStrength: 0.5 };

let context: TestContext;
beforeEach(() => {
  context = openContext();
});
afterEach(() => context.close());

const simulate = (input: Partial<typeof INPUT> = {}, signal = NEVER_CANCELLED) =>
  feedHandlers(context)['feeds.simulate']({ ...INPUT, ...input }, signal);
const candles = (of: TestContext): unknown[] =>
  connectionOf(of.store)
    .database.prepare(
      `SELECT key, open_time, known_at, open, high, low, close, volume, quote_volume, market_cap
       FROM candles JOIN series ON series.id = series_id ORDER BY key, open_time`,
    )
    .raw()
    .all();

describe('feeds.simulate', () => {
  it('stores the whole market as one sealed batch, with what its series are', async () => {
    const market = simulateMarket(INPUT);
    const rows = market.blocks.flatMap((block) =>
      Array.from({ length: block.count }, (_, i) => [
        block.series[block.seriesIndex[i]!],
        block.openTime[i]!,
        block.knownAt[i]!,
        ...[block.open, block.high, block.low, block.close, block.volume, block.quoteVolume, block.marketCap].map(
          (column) => column[i]!,
        ),
      ]),
    );
    expect(await simulate()).toEqual({
      candleCount: rows.length,
      assetCount: 40,
      firstDay: '2021-01-01',
      lastDay: '2022-02-04',
    });
    expect(candles(context)).toEqual(rows);
    expect(listBatches(context.store).map(({ kind, state }) => `${kind} ${state}`)).toEqual([
      'simulation sealed',
      'identities sealed',
    ]);
    expect(isSimulated(context.store)).toBe(true);
    expect(findSetting(context.store, 'simulation')).toEqual(INPUT);
    const assets = listAssets(context.store);
    expect(assets.map(({ key }) => key)).toEqual(market.assets.map(({ key }) => key));
    expect(assets.filter(({ categories }) => categories.includes('Stablecoins'))).toHaveLength(1);
    expect(assets.filter(({ categories }) => categories.includes('Wrapped-Tokens'))).toHaveLength(1);
    expect(assets[0]).toMatchObject({ knownAt: 18_628 * DAY, categoriesKnownAt: 18_628 * DAY, genesisDay: 18_628 });
    expect(listIdentities(context.store).map(({ assetId }) => assetId)).toEqual(assets.map(({ key }) => key));
    expect(context.heard).toEqual([{ name: 'data.changed', payload: { source: 'simulated' } }]);
    expect(context.progress.at(-1)).toMatchObject({ call: 'feeds.simulate', done: 1 });
  });

  it('says of every series what linking would find', async () => {
    await simulate();
    const run = {
      team: soloTeam({}),
      signal: NEVER_CANCELLED,
      report: () => undefined,
      saveCheckpoint: () => undefined,
    };
    expect(await linkSeries(context.store, {}, run)).toEqual(listIdentities(context.store));
  });

  it('refuses a store that has candles, and leaves it as it was', async () => {
    await simulate();
    const before = listBatches(context.store);
    await expect(simulate({ seed: 8 })).rejects.toMatchObject({
      code: 'conflict',
      message: 'The store held 40 series, needs to be empty: choose another folder',
    });
    expect(listBatches(context.store)).toEqual(before);
  });

  it('cancelled, leaves the store as empty as it was, and goes on to the same content', async () => {
    const other = openContext();
    const signal = { aborted: false };
    other.events.subscribe((_, payload) => {
      if ((payload as { done: number }).done > 0.6) signal.aborted = true;
    });
    await expect(feedHandlers(other)['feeds.simulate'](INPUT, signal)).rejects.toMatchObject({ code: 'cancelled' });
    expect(listSeries(other.store)).toEqual([]);
    expect(isSimulated(other.store)).toBe(false);
    expect(candles(other).length).toBeGreaterThan(0);
    await feedHandlers(other)['feeds.simulate'](INPUT, NEVER_CANCELLED);
    await simulate();
    expect(candles(other)).toEqual(candles(context));
    expect(listAssets(other.store)).toEqual(listAssets(context.store));
    other.close();
  });

  it('cancelled, leaves room for another market', async () => {
    const signal = { aborted: false };
    const undo = context.events.subscribe((_, payload) => {
      if ((payload as { done: number }).done > 0.6) signal.aborted = true;
    });
    await expect(simulate({}, signal)).rejects.toMatchObject({ code: 'cancelled' });
    undo();
    await simulate({ seed: 8 });
    const [first] = simulateMarket({ ...INPUT, seed: 8 }).blocks;
    expect(candles(context)[0]).toMatchObject({ 6: first!.close[0] });
    expect(listSeries(context.store)).toHaveLength(40);
  });

  it.each([
    [10_000, 1_000, true],
    [2_000, 5_000, true],
    [10_000, 1_001, false],
    [10_000, 5_000, false],
  ])('of %i tokens over %i days is not larger than memory may be asked for: %s', (assetCount, dayCount, fits) => {
    const parsed = contract['feeds.simulate'].input.safeParse({ assetCount, dayCount });
    expect(parsed.success).toBe(fits);
    const issues = describeIssues(parsed.error?.issues ?? [], { assetCount, dayCount });
    expect(issues.map((issue) => sentenceOf(issue))).toEqual(
      fits ? [] : ['assetCount was 10000, needs at most 10 million candles in all, so fewer assets or fewer days'],
    );
  });

  it('lets the main thread go on', async () => {
    let turns = 0;
    let isDone = false;
    const count = (): void => {
      turns += 1;
      if (!isDone) setImmediate(count);
    };
    setImmediate(count);
    await simulate({ assetCount: 200, dayCount: 500 });
    isDone = true;
    expect(turns).toBeGreaterThan(20);
  });
});

describe('a store with a simulated market', () => {
  it('takes no real data', async () => {
    await simulate({ assetCount: 10 });
    const before = candles(context);
    const error = expect.objectContaining({ code: 'conflict', message: expect.stringMatching(/SIMULATED.*--home/) });
    const imports = importHandlers(context)['imports.run'];
    await expect(imports({ paths: ['/dev/null'], maxRefusedShare: 0 }, NEVER_CANCELLED)).rejects.toEqual(error);
    const ingest = feedHandlers(context)['feeds.ingest'];
    const input = { exchange: 'kraken', markets: [], timeframe: '1d', from: null, until: null } as const;
    await expect(ingest({ ...input, markets: [] }, NEVER_CANCELLED)).rejects.toEqual(error);
    expect(candles(context)).toEqual(before);
  });
});
