import { describe, expect, it } from 'vitest';
import { appendAbsences } from '../../../src/main/store/absences.ts';
import { appendArticles } from '../../../src/main/store/articles.ts';
import { appendAssets } from '../../../src/main/store/assets.ts';
import { beginBatch, sealBatch } from '../../../src/main/store/batches.ts';
import { appendCandles } from '../../../src/main/store/candles.ts';
import { appendCrosswalk } from '../../../src/main/store/crosswalk.ts';
import { saveIdentities } from '../../../src/main/store/identities.ts';
import { appendIncidents } from '../../../src/main/store/incidents.ts';
import { appendListings } from '../../../src/main/store/listings.ts';
import type { WritableStore } from '../../../src/main/store/open.ts';
import { appendRefusals } from '../../../src/main/store/refusals.ts';
import { countAssets, countLinks, hashFacts, sourceStatuses } from '../../../src/main/store/status.ts';
import { DAY } from '../../../src/shared/time.ts';
import { begin, blockOf, type CandleRow, FETCHED_AT, memoryStore, store } from '../../support/store-rows.ts';

const rows = (key: string, days: readonly number[], close = 1): CandleRow[] => days.map((day) => ({ key, day, close }));
const until = (day: number): number[] => Array.from({ length: day - 18_000 }, (_, i) => 18_000 + i);

describe('sourceStatuses', () => {
  it('counts series, candles, gaps and the stale, by source and timeframe', () => {
    const s = memoryStore();
    expect([sourceStatuses(s), countAssets(s)]).toEqual([[], 0]);
    store(s, 'binance', [
      ...rows('AUSDT', until(18_100)),
      ...rows('BUSDT', [18_000, 18_001, 18_003, 18_004, 18_009, ...until(18_098).slice(20)]),
      ...rows('GONE', until(18_068)),
      ...rows('STALE', until(18_097)),
      ...rows('LISTED-AS-GONE', until(18_090)),
    ]);
    store(s, 'binance', rows('AUSDT', [18_005], 2));
    store(s, 'bybit', rows('AUSDT', until(18_200)));
    const listings = begin(s, 'binance', { kind: 'listings' });
    const listing = { source: 'binance', base: 'A', quote: 'USDT', listedAt: 0, knownAt: 1 };
    appendListings(s, listings, [
      { ...listing, key: 'LISTED-AS-GONE', delistedAt: 18_090 * DAY },
      { ...listing, key: 'STALE', delistedAt: 18_000 * DAY },
      { ...listing, key: 'STALE', delistedAt: null, knownAt: 2 },
    ]);
    sealBatch(s, listings);
    const open = begin(s, 'binance');
    appendCandles(s, open, blockOf('binance', rows('BUSDT', [18_002])), 1);
    expect(sourceStatuses(s)).toEqual([
      {
        source: 'binance',
        timeframe: '1d',
        seriesCount: 5,
        candleCount: 100 + 83 + 68 + 97 + 90,
        earliestDay: '2019-04-14',
        latestDay: '2019-07-22',
        gapCount: 3,
        staleSeriesCount: 1,
      },
      expect.objectContaining({ source: 'bybit', seriesCount: 1, latestDay: '2019-10-30', gapCount: 0 }),
    ]);
    expect(countAssets(s)).toBe(5);
  });

  it('counts a series as linked if it was found to be an asset that others know, and assets once', () => {
    const s = memoryStore();
    store(s, 'binance', [...rows('AUSDT', [18_000]), ...rows('BUSDT', [18_000]), ...rows('CUSDT', [18_000])]);
    store(s, 'coingecko', rows('a', [18_000]));
    const link = { fromDay: 18_000, untilDay: null, isAmbiguous: false, evidence: {} };
    saveIdentities(s, [
      { ...link, source: 'binance', key: 'AUSDT', assetId: 'a', method: 'symbol+price' },
      { ...link, source: 'binance', key: 'BUSDT', assetId: 'binance:BUSDT', method: 'unlinked' },
      { ...link, source: 'coingecko', key: 'a', assetId: 'a', method: 'own-id' },
    ]);
    expect(countLinks(s)).toEqual({ linked: 2, unlinked: 2 });
    expect(countAssets(s)).toBe(3);
  });
});

describe('hashFacts', () => {
  type Step = (s: WritableStore) => void;
  const inBatch =
    (kind: string, write: (s: WritableStore, batchId: number) => void): Step =>
    (s) => {
      const batchId = begin(s, 'binance', { kind });
      write(s, batchId);
      sealBatch(s, batchId);
    };
  const about = { source: 'coingecko', platform: null, contract: null, genesisDay: 3, knownAt: 5 };
  const steps: Step[] = [
    (s) => void store(s, 'binance', rows('AUSDT', until(18_050))),
    (s) => void store(s, 'binance', rows('BUSDT', until(18_030))),
    (s) => void store(s, 'coingecko', rows('a', until(18_010))),
    inBatch('assets', (s, id) => {
      appendAssets(s, id, [{ ...about, key: 'a', symbol: 'A', name: 'Aa', categories: ['Meme', 'DeFi'] }]);
    }),
    inBatch('crosswalk', (s, id) => {
      const pair = { fromSource: 'coinmarketcap', toSource: 'coingecko', method: 'm', error: 0.1, overlapDays: 4 };
      appendCrosswalk(s, id, [{ ...pair, fromKey: 'A', toKey: 'a' }]);
    }),
    inBatch('candles', (s, id) => {
      const absence = { source: 'binance', key: 'AUSDT', timeframe: '1d', kind: 'no_trades', knownAt: 9 } as const;
      appendAbsences(s, id, [{ ...absence, fromTime: 1, untilTime: 2 }]);
      appendRefusals(s, id, [{ file: '/somewhere/a.csv', row: 3, reason: 'r', text: 't' }]);
    }),
  ];
  const hashOf = (order: readonly Step[]): string => {
    const s = memoryStore();
    for (const step of order) step(s);
    return hashFacts(s);
  };
  const whole = hashOf(steps);

  it('is the same whatever the order', () => {
    expect(hashOf(steps.toReversed())).toBe(whole);
    expect(hashOf([...steps.slice(3), ...steps.slice(0, 3)])).toBe(whole);
  });

  it('is the same where an import was interrupted, resumed later, and repeated', () => {
    const s = memoryStore();
    const start = { source: 'binance', kind: 'candles', fileHash: 'x', fetchedAt: 1, knownSource: 'assumed' } as const;
    const { batchId } = beginBatch(s, start);
    appendCandles(s, batchId, blockOf('binance', rows('AUSDT', until(18_020))), 20);
    const before = hashFacts(s);
    expect(before).toBe(hashFacts(memoryStore()));
    beginBatch(s, { ...start, fetchedAt: 2 });
    appendCandles(s, batchId, blockOf('binance', rows('AUSDT', until(18_050).slice(20))), 50);
    sealBatch(s, batchId);
    for (const step of steps) step(s);
    // the refusals and absences of a second import would be further facts; here each was stored once
    expect(hashFacts(s)).toBe(whole);
  });

  it.each<[string, Step]>([
    ['a further candle', (s) => void store(s, 'binance', rows('AUSDT', [18_050]))],
    ['a revision', (s) => void store(s, 'binance', rows('AUSDT', [18_004], 3))],
    ['a series of the same candles', (s) => void store(s, 'binance', rows('CUSDT', until(18_030)))],
    [
      'when a candle was known',
      (s) => void store(s, 'binance', [{ key: 'D', day: 18_000, close: 1, knownAt: FETCHED_AT }]),
    ],
    [
      'an incident',
      inBatch('incidents', (s, id) => {
        const what = { source: 'telegram', key: 'k', kind: 'pump', symbol: 'A', name: null, venue: 'x' } as const;
        appendIncidents(s, id, [{ ...what, happenedAt: 1, knownAt: 2, amount: null }]);
      }),
    ],
    [
      'an article',
      inBatch('articles', (s, id) => {
        const text = { publisher: 'p', title: 't', body: 'b', url: null };
        appendArticles(s, id, [{ source: 'files', key: 'k', publishedAt: 1, knownAt: 2, ...text }]);
      }),
    ],
    [
      'a refusal',
      inBatch('x', (s, id) => appendRefusals(s, id, [{ file: '/elsewhere/a.csv', row: 4, reason: 'r', text: 't' }])),
    ],
  ])('tells %s', (_, step) => {
    expect(hashOf([...steps, step])).not.toBe(whole);
  });

  it('does not depend on where a file lay or when categories were noted', () => {
    const moved = steps.with(
      5,
      inBatch('candles', (s, id) => {
        const absence = { source: 'binance', key: 'AUSDT', timeframe: '1d', kind: 'no_trades', knownAt: 77 } as const;
        appendAbsences(s, id, [{ ...absence, fromTime: 1, untilTime: 2 }]);
        appendRefusals(s, id, [{ file: 'C:\\other\\a.csv', row: 3, reason: 'r', text: 't' }]);
      }),
    );
    expect(hashOf(moved)).toBe(whole);
  });
});
