import { describe, expect, it } from 'vitest';
import { countVersionsBefore, findCandleDay, findLatestDays } from '../../../src/main/store/days.ts';
import { saveIdentities } from '../../../src/main/store/identities.ts';
import type { WritableStore } from '../../../src/main/store/open.ts';
import { DAY } from '../../../src/shared/time.ts';
import { begin, memoryStore, store } from '../../support/store-rows.ts';

/** Stores `count` series of one source, each with the days from `first` to `last`. */
function fill(into: WritableStore, source: string, count: number, first: number, last: number, name = 'a'): void {
  const days = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const keys = Array.from({ length: count }, (_, i) => `${name}${i}`);
  store(
    into,
    source,
    keys.flatMap((key) => days.map((day) => ({ key, day, close: 1 }))),
  );
}

const daysOf = (s: WritableStore) => {
  const found = findLatestDays(s);
  return found && [found.newest.day, found.newestWhole.day];
};

describe('findLatestDays', () => {
  it('is null without a daily candle of an asset', () => {
    const s = memoryStore();
    fill(s, 'bybit', 3, 18_000, 18_001);
    expect(findLatestDays(s)).toBeNull();
  });

  it('is one day where all of the market has it', () => {
    const s = memoryStore();
    fill(s, 'coingecko', 10, 18_000, 18_030);
    const day = { day: 18_030, assetCount: 10, marketCount: 10 };
    expect(findLatestDays(s)).toEqual({ newest: day, newestWhole: day });
  });

  it('takes the day on which 80 % of the assets are there, not the last of any', () => {
    const s = memoryStore();
    fill(s, 'coingecko', 8, 18_000, 18_030);
    fill(s, 'coingecko', 2, 18_000, 18_029, 'b');
    expect(daysOf(s)).toEqual([18_030, 18_030]);
    fill(s, 'coingecko', 1, 18_000, 18_029, 'c');
    expect(daysOf(s)).toEqual([18_030, 18_029]);
  });

  it('misses the figures of the market where the aggregator ends before the exchange', () => {
    const s = memoryStore();
    fill(s, 'binance', 10, 18_000, 18_030);
    fill(s, 'coingecko', 10, 18_000, 18_029);
    saveIdentities(
      s,
      ['binance', 'coingecko'].flatMap((source) =>
        Array.from({ length: 10 }, (_, i) => ({
          ...{ source, key: `a${i}`, fromDay: 0, untilDay: null, assetId: `a${i}`, method: 'own-id' },
          ...{ isAmbiguous: false, evidence: {} },
        })),
      ),
    );
    expect(findLatestDays(s)).toEqual({
      newest: { day: 18_030, assetCount: 10, marketCount: 0 },
      newestWhole: { day: 18_029, assetCount: 10, marketCount: 10 },
    });
    fill(s, 'binance', 10, 18_031, 18_060);
    expect(daysOf(s)).toEqual([18_060, 18_060]);
  });

  it.each([1, 30, 700])('is not led away by two tokens that were fetched for %i days more', (days) => {
    const s = memoryStore();
    fill(s, 'coingecko', 30, 18_000, 18_030);
    fill(s, 'kraken', 2, 18_000, 18_030 + days);
    expect(daysOf(s)).toEqual([18_030 + days, 18_030]);
  });

  it('follows a market that shrinks slowly', () => {
    const s = memoryStore();
    for (let i = 0; i < 20; i++) fill(s, 'coingecko', 1, 18_000, 18_100 + 10 * i, `life${i}-`);
    expect(daysOf(s)![1]).toBeGreaterThan(18_240);
  });

  it('sees nothing of an open batch', () => {
    const s = memoryStore();
    fill(s, 'coingecko', 3, 18_000, 18_010);
    begin(s, 'coingecko');
    expect(daysOf(s)).toEqual([18_010, 18_010]);
  });
});

describe('findCandleDay', () => {
  it('is the newest day up to the one asked for whose candle was known', () => {
    const s = memoryStore();
    store(s, 'coingecko', [
      { key: 'a', day: 18_000, close: 1 },
      { key: 'a', day: 18_005, close: 1, knownAt: 18_008 * DAY },
      { key: 'b', day: 18_003, close: 1 },
      { key: 'b', day: 18_009, close: 1 },
    ]);
    const at = (day: number) => findCandleDay(s, day, (day + 1) * DAY);
    expect([17_999, 18_000, 18_002, 18_004, 18_005, 18_008, 18_009, 18_020].map(at)).toEqual([
      ...[null, 18_000, 18_000, 18_003, 18_003, 18_005, 18_009, 18_009],
    ]);
  });
});

describe('countVersionsBefore', () => {
  it('grows with what reaches to before the instant alone', () => {
    const s = memoryStore();
    fill(s, 'coingecko', 2, 18_000, 18_001);
    expect(countVersionsBefore(s, 18_002 * DAY)).toBe(4);
    fill(s, 'coingecko', 2, 18_002, 18_003);
    expect(countVersionsBefore(s, 18_002 * DAY)).toBe(4);
    fill(s, 'coingecko', 1, 17_000, 17_000, 'older');
    expect([countVersionsBefore(s, 18_002 * DAY), countVersionsBefore(s, 0)]).toEqual([5, 0]);
  });
});
