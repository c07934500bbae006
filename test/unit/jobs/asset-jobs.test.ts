import { afterAll, describe, expect, it } from 'vitest';
import { readAssetCandles } from '../../../src/main/jobs/asset-candles.ts';
import { describeAsset } from '../../../src/main/jobs/asset-facts.ts';
import { findAssetLevels } from '../../../src/main/jobs/asset-levels.ts';
import { findNeighbours } from '../../../src/main/jobs/asset-neighbours.ts';
import { beginBatch, sealBatch } from '../../../src/main/store/batches.ts';
import { appendCandles } from '../../../src/main/store/candles.ts';
import { saveIdentities } from '../../../src/main/store/identities.ts';
import type { WritableStore } from '../../../src/main/store/open.ts';
import { AssetFacts, assets } from '../../../src/shared/assets.ts';
import { DAY, HOUR, startOfDay } from '../../../src/shared/time.ts';
import { plainRun, simulatedStore } from '../../support/simulated-store.ts';
import { blockOf, FETCHED_AT, memoryStore, store as storeRows } from '../../support/store-rows.ts';

const FIRST = 18_628;
const DAYS = 400;
const ASOF = startOfDay(FIRST + DAYS);
const market = simulatedStore({ seed: 4, assetCount: 40, dayCount: DAYS });
afterAll(() => market.close());

/** Days of a coin from two sources, the second of which is believed sooner, and of another that ended. */
function twoSources(): WritableStore {
  const store = memoryStore();
  const days = (count: number, close: (i: number) => number, key: string) =>
    Array.from({ length: count }, (_, i) => ({
      ...{ key, day: FIRST + i, close: close(i), quoteVolume: 1_000 },
      ...(i === count - 1 ? {} : { marketCap: 5_000 }),
    }));
  storeRows(
    store,
    'coingecko',
    days(100, (i) => 100 + i, 'coin'),
  );
  storeRows(
    store,
    'binance',
    days(60, (i) => 100.1 + i, 'COINUSDT').map(({ marketCap: _, ...row }) => row),
  );
  storeRows(
    store,
    'coingecko',
    days(50, (i) => (i < 30 ? 10 + i : 20), 'gone'),
  );
  const link = { fromDay: FIRST, untilDay: null, isAmbiguous: false, evidence: {} };
  saveIdentities(store, [
    { ...link, source: 'coingecko', key: 'coin', assetId: 'coin', method: 'reference' },
    { ...link, source: 'binance', key: 'COINUSDT', assetId: 'coin', method: 'price-overlap' },
  ]);
  return store;
}

describe('assets.get', () => {
  const factsOf = async (store: WritableStore, asset: string, asOf = startOfDay(FIRST + 100)) =>
    AssetFacts.parse(await describeAsset(store, { asset, asOf }, plainRun()));

  it('tells the figures of the last day and every source with what it has of the asset', async () => {
    const store = twoSources();
    try {
      expect(await factsOf(store, 'coin')).toEqual({
        ...{ asset: 'coin', name: 'coin', symbol: null, sector: null, asOf: startOfDay(FIRST + 100) },
        ...{ firstDayTime: startOfDay(FIRST), lastDayTime: startOfDay(FIRST + 99), ending: 'alive' },
        ...{ isEligible: false, exclusions: [], close: 199, marketCap: null, dollarVolume: 1_000 },
        ...{ return1Day: expect.closeTo(199 / 198 - 1, 12), return7Days: expect.closeTo(199 / 192 - 1, 12) },
        return30Days: expect.closeTo(199 / 169 - 1, 12),
        // 90 days ago the price was the exchange's
        return90Days: expect.closeTo(199 / 109.1 - 1, 12),
        ...{ return365Days: null, volatility: expect.any(Number), drawdown: 0 },
        sources: [
          {
            ...{ source: 'binance', key: 'COINUSDT', timeframe: '1d', method: 'price-overlap', isAmbiguous: false },
            ...{ firstTime: startOfDay(FIRST), lastTime: startOfDay(FIRST + 59), candleCount: 60 },
          },
          {
            ...{ source: 'coingecko', key: 'coin', timeframe: '1d', method: 'reference', isAmbiguous: false },
            ...{ firstTime: startOfDay(FIRST), lastTime: startOfDay(FIRST + 99), candleCount: 100 },
          },
        ],
      });
      // of an earlier instant nothing later is told
      expect(await factsOf(store, 'coin', startOfDay(FIRST + 40))).toMatchObject({
        close: 139.1,
        sources: [{ candleCount: 40 }, { candleCount: 40 }],
      });
    } finally {
      store.close();
    }
  });

  it('tells the figures of a token that has ended as of its last day, and names one that nobody knows', async () => {
    const store = twoSources();
    try {
      expect(await factsOf(store, 'coingecko:gone')).toMatchObject({
        ...{ ending: 'delisted', lastDayTime: startOfDay(FIRST + 49), close: 20, isEligible: false },
        drawdown: expect.closeTo(20 / 39 - 1, 12),
        sources: [{ source: 'coingecko', key: 'gone', method: null, candleCount: 50 }],
      });
      for (const name of ['nonesuch', 'coin~2']) {
        await expect(factsOf(store, name)).rejects.toMatchObject({
          code: 'not-found',
          message: expect.stringContaining(name),
        });
      }
    } finally {
      store.close();
    }
  });

  it('knows name, sector, exclusions and eligibility of a whole market', async () => {
    const bitcoin = await factsOf(market, 'bitcoin', ASOF);
    expect(bitcoin).toMatchObject({ isEligible: true, exclusions: [], sector: expect.any(String) });
    expect(bitcoin.name).not.toBe('bitcoin');
    expect(bitcoin.drawdown).toBeLessThanOrEqual(0);
  });
});

describe('assets.candles', () => {
  const all = { timeframe: '1d', asOf: ASOF, fromTime: null, untilTime: null, limit: 10_000 } as const;
  const candlesOf = async (store: WritableStore, input: object) =>
    assets['assets.candles'].output.parse(
      await readAssetCandles(store, { ...all, asset: 'coin', ...input }, plainRun()),
    );

  it('has the newest days of the one history, oldest first, within the times asked for', async () => {
    const store = twoSources();
    const asOf = startOfDay(FIRST + 100);
    try {
      const whole = await candlesOf(store, { asOf });
      expect(whole.openTime).toEqual(Array.from({ length: 100 }, (_, i) => startOfDay(FIRST + i)));
      expect([whole.close[59], whole.close[60]]).toEqual([159.1, 160]);
      expect([whole.open[0], whole.volume[0], whole.marketCap[98], whole.marketCap[99]]).toEqual([
        null,
        1_000,
        5_000,
        null,
      ]);
      const some = await candlesOf(store, {
        asOf,
        fromTime: startOfDay(FIRST + 10),
        untilTime: startOfDay(FIRST + 20),
      });
      expect([some.openTime[0], some.openTime.length]).toEqual([startOfDay(FIRST + 10), 10]);
      expect((await candlesOf(store, { asOf, untilTime: startOfDay(FIRST + 20), limit: 3 })).close).toEqual([
        117.1, 118.1, 119.1,
      ]);
      await expect(candlesOf(store, { asset: 'nonesuch' })).rejects.toMatchObject({ code: 'not-found' });
    } finally {
      store.close();
    }
  });

  it('has the hours of the source that is believed first, in the versions known last', async () => {
    const store = twoSources();
    const hours = (source: string, key: string, close: number, fetchedAt = FETCHED_AT, count = 5) => {
      const { batchId } = beginBatch(store, { source, kind: 'candles', fetchedAt, knownSource: 'assumed' });
      const rows = Array.from({ length: count }, (_, i) => ({ key, day: FIRST, close: close + i, volume: 2 }));
      const block = blockOf(source, rows, '1h');
      block.openTime.forEach((time, i) => {
        block.openTime[i] = time + i * HOUR;
        block.knownAt[i] = time + (i + 1) * HOUR;
      });
      appendCandles(store, batchId, block, count);
      sealBatch(store, batchId);
    };
    try {
      hours('coingecko', 'coin', 500);
      hours('binance', 'COINUSDT', 100);
      hours('binance', 'COINUSDT', 200, FETCHED_AT + DAY, 1);
      const found = await candlesOf(store, { timeframe: '1h', limit: 4, fromTime: startOfDay(FIRST) });
      expect(found.close).toEqual([101, 102, 103, 104]);
      expect(found.volume).toEqual([202, 204, 206, 208]);
      const whole = await candlesOf(store, { timeframe: '1h' });
      expect(whole.close).toEqual([200, 101, 102, 103, 104]);
      expect(whole.openTime[1]).toBe(startOfDay(FIRST) + HOUR);
      // what was never fetched is empty, what nobody knows is named
      expect((await candlesOf(store, { timeframe: '1m' })).close).toEqual([]);
      await expect(candlesOf(store, { timeframe: '1m', asset: 'nonesuch' })).rejects.toMatchObject({
        code: 'not-found',
      });
    } finally {
      store.close();
    }
  });
});

describe('assets.levels', () => {
  it('has at most eight levels of the last year, each on its side of the last close', async () => {
    const { output } = assets['assets.levels'];
    const { levels, averageTrueRange } = output.parse(
      await findAssetLevels(market, { asset: 'bitcoin', asOf: ASOF }, plainRun()),
    );
    const { close } = await readAssetCandles(
      market,
      { asset: 'bitcoin', timeframe: '1d', asOf: ASOF, fromTime: null, untilTime: null, limit: 1 },
      plainRun(),
    );
    expect(averageTrueRange).toBeGreaterThan(0);
    expect(levels.length).toBeGreaterThan(0);
    expect(levels.length).toBeLessThanOrEqual(8);
    expect(levels.map(({ price }) => price)).toEqual(levels.map(({ price }) => price).sort((a, b) => b - a));
    for (const { price, kind, distance, lastTouchTime } of levels) {
      expect(kind).toBe(price <= close[0]! ? 'support' : 'resistance');
      expect(distance).toBeCloseTo(price / close[0]! - 1, 12);
      expect(lastTouchTime).toBeGreaterThanOrEqual(ASOF - 365 * DAY);
      expect(lastTouchTime).toBeLessThan(ASOF - 5 * DAY);
    }
  });

  it('has none of a token that never turned', async () => {
    const store = twoSources();
    try {
      const input = { asset: 'coin', asOf: startOfDay(FIRST + 100) };
      expect(await findAssetLevels(store, input, plainRun())).toMatchObject({ averageTrueRange: null, levels: [] });
    } finally {
      store.close();
    }
  });
});

describe('assets.neighbours', () => {
  const input = { asset: 'bitcoin', asOf: ASOF, days: 180, count: 5 };

  it('has the highest and the lowest correlations, and no token twice', async () => {
    const { output } = assets['assets.neighbours'];
    const { similar, opposed } = output.parse(await findNeighbours(market, input, plainRun()));
    expect([similar.length, opposed.length]).toEqual([5, 5]);
    const found = [...similar, ...opposed.toReversed()].map(({ correlation }) => correlation);
    expect(found).toEqual(found.toSorted((a, b) => b - a));
    const names = new Set([...similar, ...opposed].map(({ asset }) => asset));
    expect(names.size).toBe(10);
    expect(names).not.toContain('bitcoin');
    for (const { overlapDays } of [...similar, ...opposed]) expect(overlapDays).toBeGreaterThanOrEqual(60);
  });

  it('is the correlation of log returns, the same from both sides', async () => {
    const { similar } = await findNeighbours(market, input, plainRun());
    const [nearest] = similar;
    const back = await findNeighbours(market, { ...input, asset: nearest!.asset, count: 39 }, plainRun());
    // where all are asked for, none is left to be opposed
    expect(back.opposed.filter(({ asset }) => back.similar.some((one) => one.asset === asset))).toEqual([]);
    const again = back.similar.find(({ asset }) => asset === 'bitcoin');
    expect(again?.correlation).toBeCloseTo(nearest!.correlation, 12);
    const closes = async (asset: string): Promise<number[]> => {
      const about = { timeframe: '1d', asOf: ASOF, fromTime: null, untilTime: null, limit: 181 } as const;
      return (await readAssetCandles(market, { ...about, asset }, plainRun())).close;
    };
    const [a, b] = [await closes('bitcoin'), await closes(nearest!.asset)].map((prices) =>
      prices.slice(1).map((price, i) => Math.log(price / prices[i]!)),
    ) as [number[], number[]];
    const mean = (x: number[]): number => x.reduce((sum, value) => sum + value, 0) / x.length;
    const covariance = (x: number[], y: number[]): number => mean(x.map((v, i) => (v - mean(x)) * (y[i]! - mean(y))));
    const expected = covariance(a, b) / Math.sqrt(covariance(a, a) * covariance(b, b));
    expect(nearest!.correlation).toBeCloseTo(expected, 10);
  });

  it('has none where the token has too few days', async () => {
    const asOf = startOfDay(FIRST + 50);
    expect(await findNeighbours(market, { ...input, asOf }, plainRun())).toMatchObject({ similar: [], opposed: [] });
  });
});
