/** Market caps of series on chosen days, without reading the days between. */
import { guarded, statementOf } from './connection.ts';
import type { ReadableStore } from './open.ts';

/** Returns the market cap of a daily series as it was first known for each opening time; NaN where none is. */
export function capsOf(store: ReadableStore, seriesId: number, openTimes: readonly number[]): Float64Array {
  const cap = statementOf<number | null>(
    store,
    `SELECT market_cap FROM candles WHERE series_id = ? AND open_time = ?
     AND batch_id NOT IN (SELECT id FROM batches WHERE state = 'open') ORDER BY known_at LIMIT 1`,
  ).pluck();
  return guarded(() => Float64Array.from(openTimes, (time) => cap.get([seriesId, time]) ?? Number.NaN));
}
