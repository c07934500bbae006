import { expect, test } from 'vitest';
import { beginBatch, discardBatch, listBatches, sealBatch } from '../../../src/main/store/batches.ts';
import { appendCandles } from '../../../src/main/store/candles.ts';
import { connectionOf } from '../../../src/main/store/connection.ts';
import { listSeries } from '../../../src/main/store/series.ts';
import { AppError } from '../../../src/shared/errors.ts';
import { DAY } from '../../../src/shared/time.ts';
import { begin, blockOf, type CandleRow, dayNumber, FETCHED_AT, memoryStore, store } from '../../support/store-rows.ts';

const rows = (key: string, count: number, close = 100): CandleRow[] =>
  Array.from({ length: count }, (_, i) => ({
    key,
    day: 18_000 + i,
    close: close + i,
    quoteVolume: 1e6,
    marketCap: 1e9,
  }));
const stored = (s: object): unknown[] =>
  connectionOf(s)
    .database.prepare('SELECT series_id, open_time / 86400000, known_at, close FROM candles ORDER BY 1, 2, 3')
    .raw()
    .all();

test('new candles are inserted, equal ones change nothing, different ones become a later version', () => {
  const s = memoryStore();
  expect(store(s, 'binance', rows('A', 120))).toEqual({ inserted: 120, identical: 0, revised: 0 });
  expect(store(s, 'binance', rows('A', 130))).toEqual({ inserted: 10, identical: 120, revised: 0 });
  const changed = rows('A', 130).map((row, i) => (i === 7 ? { ...row, close: 1 } : row));
  expect(store(s, 'binance', changed)).toEqual({ inserted: 0, identical: 129, revised: 1 });
  expect(stored(s).filter((row) => (row as number[])[1] === 18_007)).toEqual([
    [1, 18_007, 18_008 * DAY, 107],
    [1, 18_007, FETCHED_AT, 1],
  ]);
  expect(store(s, 'binance', changed, { fetchedAt: FETCHED_AT + 1 })).toEqual({
    inserted: 0,
    identical: 130,
    revised: 0,
  });
  s.close();
});

test('missing values are told from zero, and a value that appears or vanishes is a revision', () => {
  const s = memoryStore();
  const row = { key: 'A', day: 18_000, close: 1 };
  store(s, 'binance', [row]);
  expect(store(s, 'binance', [row])).toEqual({ inserted: 0, identical: 1, revised: 0 });
  expect(store(s, 'binance', [{ ...row, volume: 0 }])).toEqual({ inserted: 0, identical: 0, revised: 1 });
  expect(store(s, 'binance', [row], { fetchedAt: FETCHED_AT + 5 })).toEqual({ inserted: 0, identical: 0, revised: 1 });
  s.close();
});

test('the same candle observed later than it was assumed is no revision', () => {
  const s = memoryStore();
  const row = { key: 'A', day: 18_000, close: 1 };
  store(s, 'binance', [row]);
  expect(store(s, 'binance', [{ ...row, knownAt: 18_001 * DAY + 60_000 }]).identical).toBe(1);
  s.close();
});

test('two rows of one time in one block: equal ones count once, different ones are versions', () => {
  const s = memoryStore();
  const row = { key: 'A', day: 18_000, close: 1 };
  expect(store(s, 'binance', [row, row, { ...row, close: 2 }])).toEqual({ inserted: 1, identical: 1, revised: 1 });
  s.close();
});

test('a revision is always known later than the version it replaces', () => {
  const s = memoryStore();
  for (const close of [1, 2, 3]) store(s, 'binance', [{ key: 'A', day: 18_000, close }]);
  expect(stored(s).map((row) => (row as number[])[2])).toEqual([18_001 * DAY, FETCHED_AT, FETCHED_AT + 1]);
  s.close();
});

test('a block that holds an impossible candle changes nothing at all', () => {
  const s = memoryStore();
  const batchId = begin(s, 'binance');
  appendCandles(s, batchId, blockOf('binance', rows('A', 10)), 10);
  const early = blockOf('binance', [...rows('B', 60), { key: 'C', day: 18_000, close: 1, knownAt: 18_001 * DAY - 1 }]);
  expect(() => appendCandles(s, batchId, early, 71)).toThrow(AppError);
  expect(() => appendCandles(s, batchId, blockOf('binance', [{ key: 'B', day: 1, close: Number.NaN }]), 71)).toThrow(
    /close/,
  );
  expect(() => appendCandles(s, batchId, blockOf('binance', [{ key: 'B', day: 1, close: 0 }]), 71)).toThrow(/close/);
  expect(stored(s)).toHaveLength(10);
  expect(listBatches(s)[0]?.rowsDone).toBe(10);
  // and the series that the failed step had made can be made again
  appendCandles(s, batchId, blockOf('binance', rows('B', 3)), 13);
  sealBatch(s, batchId);
  expect(listSeries(s).map(({ key }) => key)).toEqual(['A', 'B']);
  s.close();
});

test('a batch is new, then resumed behind its last row, then sealed', () => {
  const s = memoryStore();
  const start = { source: 'binance', kind: 'candles', fileHash: 'abc', fetchedAt: 1, knownSource: 'assumed' } as const;
  const { batchId } = beginBatch(s, start);
  appendCandles(s, batchId, blockOf('binance', rows('A', 10)), 11);
  expect(beginBatch(s, start)).toEqual({ batchId, state: 'resumed', rowsDone: 11 });
  expect(() => appendCandles(s, batchId, blockOf('binance', rows('A', 5)), 5)).toThrow(/row 11/);
  sealBatch(s, batchId);
  expect(beginBatch(s, start)).toEqual({ batchId, state: 'sealed', rowsDone: 11 });
  expect(() => appendCandles(s, batchId, blockOf('binance', rows('B', 5)), 20)).toThrow(/sealed/);
  expect(() => sealBatch(s, batchId)).toThrow(/sealed/);
  expect(() => discardBatch(s, batchId)).toThrow(/sealed/);
  expect(() => sealBatch(s, 99)).toThrow(/99/);
  expect(beginBatch(s, { ...start, source: 'bybit' }).state).toBe('new');
  s.close();
});

test('a discarded batch leaves what was there before', () => {
  const s = memoryStore();
  store(s, 'binance', rows('A', 20));
  const before = stored(s);
  const batchId = begin(s, 'binance');
  appendCandles(s, batchId, blockOf('binance', [...rows('A', 30, 7), ...rows('B', 30)]), 60);
  expect(listSeries(s).map(({ key }) => key)).toEqual(['A']);
  discardBatch(s, batchId);
  expect(stored(s)).toEqual(before);
  expect(listBatches(s)).toHaveLength(1);
  s.close();
});

test('an open batch gives way to another that brings the same candles, and has to begin again', () => {
  const s = memoryStore();
  const start = { source: 'binance', kind: 'candles', fileHash: 'abc', fetchedAt: 1, knownSource: 'assumed' } as const;
  const abandoned = beginBatch(s, start).batchId;
  appendCandles(s, abandoned, blockOf('binance', rows('A', 20, 50)), 20);
  expect(store(s, 'binance', rows('A', 10))).toEqual({ inserted: 10, identical: 0, revised: 0 });
  expect(stored(s)).toHaveLength(10);
  expect(() => appendCandles(s, abandoned, blockOf('binance', rows('A', 40, 50)), 40)).toThrow(/gave way/);
  expect(() => sealBatch(s, abandoned)).toThrow(/gave way/);
  expect(beginBatch(s, start)).toEqual({ batchId: abandoned, state: 'resumed', rowsDone: 0 });
  expect(appendCandles(s, abandoned, blockOf('binance', rows('A', 20)), 20)).toEqual({
    inserted: 10,
    identical: 10,
    revised: 0,
  });
  s.close();
});

test('two sources, or two timeframes, of one name are two series', () => {
  const s = memoryStore();
  store(s, 'binance', rows('A', 2));
  store(s, 'bybit', rows('A', 2));
  const batchId = begin(s, 'binance');
  appendCandles(s, batchId, blockOf('binance', [{ key: 'A', day: dayNumber('2020-01-01'), close: 1 }], '1h'), 1);
  sealBatch(s, batchId);
  expect(listSeries(s).map(({ source, key, timeframe }) => [source, key, timeframe])).toEqual([
    ['binance', 'A', '1d'],
    ['binance', 'A', '1h'],
    ['bybit', 'A', '1d'],
  ]);
  expect(listSeries(s, '1d')).toHaveLength(2);
  s.close();
});

test.each([
  ['real', 'binance', 'simulated'],
  ['made-up', 'simulated', 'binance'],
] as const)('a store with %s candles takes no others, though their batch was begun before', (kind, first, second) => {
  const s = memoryStore();
  const late = begin(s, second);
  appendCandles(s, late, blockOf(second, rows('B', 3)), 3);
  store(s, first, rows('A', 5));
  expect(() => sealBatch(s, late)).toThrow(`The store held ${kind} candles`);
  expect(listSeries(s).map(({ key }) => key)).toEqual(['A']);
  discardBatch(s, late);
  store(s, first, rows('C', 5));
  expect(listSeries(s).map(({ key }) => key)).toEqual(['A', 'C']);
  s.close();
});
