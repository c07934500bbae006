/** Stores and blocks of candles of a test's own making. */

import { type BatchStart, beginBatch, sealBatch } from '../../src/main/store/batches.ts';
import { appendCandles } from '../../src/main/store/candles.ts';
import { openStore, type WritableStore } from '../../src/main/store/open.ts';
import { type CandleBlock, TIMEFRAMES, type Timeframe } from '../../src/shared/candles.ts';
import { DAY, instantOf, parseDay } from '../../src/shared/time.ts';

/** The instant at which test stores are filled, unless they say otherwise: long after every candle. */
export const FETCHED_AT = Date.UTC(2025, 5, 1);

/** A candle; what is left out is missing. Its day is `YYYY-MM-DD` or a day number, known at its close if not said. */
export type CandleRow = {
  readonly key: string;
  readonly day: string | number;
  readonly close: number;
  readonly knownAt?: number;
} & Partial<Record<'open' | 'high' | 'low' | 'volume' | 'quoteVolume' | 'marketCap', number>>;

/** Returns an empty store in memory. */
export function memoryStore(): WritableStore {
  return openStore(':memory:', { clock: () => instantOf(FETCHED_AT) });
}

/** Returns the day number of a day. */
export function dayNumber(day: string | number): number {
  const number = typeof day === 'number' ? day : parseDay(day);
  if (number === undefined) throw new Error(`no day: ${day}`);
  return number;
}

/** Returns a block of the rows in their order. */
export function blockOf(source: string, rows: readonly CandleRow[], timeframe: Timeframe = '1d'): CandleBlock {
  const series = [...new Set(rows.map(({ key }) => key))];
  const column = (value: (row: CandleRow) => number | undefined) =>
    Float64Array.from(rows, (row) => value(row) ?? Number.NaN);
  return {
    source,
    timeframe,
    series,
    count: rows.length,
    seriesIndex: Int32Array.from(rows, ({ key }) => series.indexOf(key)),
    openTime: column(({ day }) => dayNumber(day) * DAY),
    knownAt: column(({ day, knownAt }) => knownAt ?? dayNumber(day) * DAY + TIMEFRAMES[timeframe]),
    open: column(({ open }) => open),
    high: column(({ high }) => high),
    low: column(({ low }) => low),
    close: column(({ close }) => close),
    volume: column(({ volume }) => volume),
    quoteVolume: column(({ quoteVolume }) => quoteVolume),
    marketCap: column(({ marketCap }) => marketCap),
  };
}

/** Begins a batch and returns its id. */
export function begin(store: WritableStore, source: string, start: Partial<BatchStart> = {}): number {
  return beginBatch(store, { source, kind: 'candles', fetchedAt: FETCHED_AT, knownSource: 'assumed', ...start })
    .batchId;
}

/** Stores rows as one sealed batch and returns what became of them. */
export function store(
  into: WritableStore,
  source: string,
  rows: readonly CandleRow[],
  start: Partial<BatchStart> = {},
): { inserted: number; identical: number; revised: number } {
  const batchId = begin(into, source, start);
  const count = appendCandles(into, batchId, blockOf(source, rows), rows.length);
  sealBatch(into, batchId);
  return count;
}
