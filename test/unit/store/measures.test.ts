import { expect, test } from 'vitest';
import { beginBatch, discardBatch, sealBatch } from '../../../src/main/store/batches.ts';
import { connectionOf } from '../../../src/main/store/connection.ts';
import { openBatchSet } from '../../../src/main/store/daily-series.ts';
import { appendMeasures, listMeasureSeries, listMeasureSpans, readMeasures } from '../../../src/main/store/measures.ts';
import type { WritableStore } from '../../../src/main/store/open.ts';
import { hashFacts } from '../../../src/main/store/status.ts';
import { DAY } from '../../../src/shared/time.ts';
import { type MeasureRow, measureBlock, storeMeasures } from '../../support/measure-rows.ts';
import { begin, FETCHED_AT, memoryStore } from '../../support/store-rows.ts';

const LATER = FETCHED_AT + DAY;
const rows = (subject: string, count: number): MeasureRow[] =>
  Array.from({ length: count }, (_, i) => ({ subject, metric: 'TxCnt', day: 18_000 + i, value: 100 + i }));
const read = (store: WritableStore, asOf = LATER) =>
  listMeasureSeries(store).map(({ id, subject }) => {
    const { eventTime, knownAt, value } = readMeasures(store, id, asOf, openBatchSet(store));
    return [subject, Array.from(value, (one, i) => [eventTime[i]! / DAY, knownAt[i]!, one])] as const;
  });

test('new values are inserted, equal ones change nothing, different ones become a later version', () => {
  const store = memoryStore();
  expect(storeMeasures(store, 'coinmetrics', rows('btc', 120))).toEqual({ inserted: 120, identical: 0, revised: 0 });
  expect(storeMeasures(store, 'coinmetrics', rows('btc', 130))).toEqual({ inserted: 10, identical: 120, revised: 0 });
  const changed = rows('btc', 2).map((row) => ({ ...row, value: 7 }));
  expect(storeMeasures(store, 'coinmetrics', changed, LATER)).toEqual({ inserted: 0, identical: 0, revised: 2 });
  const [[, values]] = read(store) as [readonly [string, number[][]]];
  expect(values.slice(0, 4)).toEqual([
    [18_000, 18_001 * DAY, 100],
    [18_000, LATER, 7],
    [18_001, 18_002 * DAY, 101],
    [18_001, LATER, 7],
  ]);
  expect((read(store, LATER - 1)[0]![1] as number[][])[1]).toEqual([18_001, 18_002 * DAY, 101]);
  store.close();
});

test('two values of one time in a block are versions, whatever the order', () => {
  const store = memoryStore();
  const twice = [...rows('btc', 3), ...rows('btc', 2).map((row) => ({ ...row, value: 1 }))];
  expect(storeMeasures(store, 'coinmetrics', twice)).toEqual({ inserted: 3, identical: 0, revised: 2 });
  store.close();
});

test('nobody sees a batch before it is sealed, it goes on behind its rows, and it is taken away whole', () => {
  const store = memoryStore();
  const start = { source: 'coinmetrics', kind: 'measures', fileHash: 'f', fetchedAt: FETCHED_AT } as const;
  const { batchId } = beginBatch(store, { ...start, knownSource: 'assumed' });
  appendMeasures(store, batchId, measureBlock('coinmetrics', rows('btc', 60)), 60);
  expect(read(store)).toEqual([['btc', []]]);
  expect(listMeasureSpans(store, LATER)).toEqual([]);
  expect(beginBatch(store, { ...start, knownSource: 'assumed' })).toEqual({ batchId, state: 'resumed', rowsDone: 60 });
  // the last row again, as after a kill between its values
  const again = measureBlock('coinmetrics', rows('btc', 70).slice(59));
  expect(appendMeasures(store, batchId, again, 70)).toEqual({ inserted: 10, identical: 1, revised: 0 });
  expect(() => appendMeasures(store, batchId, again, 5)).toThrow('needs a later one than 5');
  discardBatch(store, batchId);
  expect(connectionOf(store).database.prepare('SELECT count(*) AS n FROM measures').get()).toEqual({ n: 0 });
  store.close();
});

test('spans tell how late values are known and how many of the times were assumed', () => {
  const store = memoryStore();
  storeMeasures(store, 'coinmetrics', [...rows('btc', 10), ...rows('eth', 5)]);
  const observed = begin(store, 'coinmetrics', { kind: 'measures', knownSource: 'observed' });
  appendMeasures(store, observed, measureBlock('coinmetrics', rows('eth', 10).slice(5)), 10);
  sealBatch(store, observed);
  const day = { firstTime: 18_000 * DAY, lastTime: 18_009 * DAY, lagTime: 10 * DAY, valueCount: 10 };
  expect(listMeasureSpans(store, LATER)).toEqual([
    { seriesId: 1, ...day, assumedCount: 10 },
    { seriesId: 2, ...day, assumedCount: 5 },
  ]);
  expect(listMeasureSpans(store, 18_003 * DAY)[0]).toMatchObject({ valueCount: 3, lastTime: 18_002 * DAY });
  store.close();
});

test('a value cannot be known before it happened', () => {
  const store = memoryStore();
  const early = [{ subject: 'btc', metric: 'TxCnt', day: 18_000, value: 1, knownAt: 18_000 * DAY - 1 }];
  expect(() => storeMeasures(store, 'coinmetrics', early)).toThrow('The store refused a change');
  store.close();
});

test('the hash of the facts covers every value that somebody sees', () => {
  const [one, other] = [memoryStore(), memoryStore()];
  for (const store of [one, other]) storeMeasures(store, 'coinmetrics', rows('btc', 3));
  expect(hashFacts(one)).toBe(hashFacts(other));
  const open = begin(other, 'coinmetrics', { kind: 'measures' });
  appendMeasures(other, open, measureBlock('coinmetrics', rows('eth', 3)), 3);
  expect(hashFacts(one)).toBe(hashFacts(other));
  sealBatch(other, open);
  expect(hashFacts(one)).not.toBe(hashFacts(other));
  one.close();
  other.close();
});
