/** Series: what one source calls one thing in one timeframe. A series without sealed candles is not shown. */
import type { Timeframe } from '../../shared/candles.ts';
import { connectionOf, rowOf, rowsOf } from './connection.ts';
import type { ReadableStore, WritableStore } from './open.ts';

/** What one provider says of one asset or market under its own key. */
export type Series = {
  readonly id: number;
  readonly source: string;
  readonly key: string;
  readonly timeframe: Timeframe;
};

/** Returns the id of a series, a new one if there is none yet. Within a transaction of the caller. */
export function seriesIdOf(store: WritableStore, source: string, timeframe: Timeframe, key: string): number {
  const { seriesIds } = connectionOf(store);
  const name = `${source}\n${timeframe}\n${key}`;
  const known = seriesIds.get(name);
  if (known !== undefined) return known;
  const found =
    findSeries(store, source, timeframe, key)?.id ??
    rowOf<{ id: number }>(
      store,
      'INSERT INTO series (source, timeframe, key) VALUES (?, ?, ?) RETURNING id',
      source,
      timeframe,
      key,
    )!.id;
  seriesIds.set(name, found);
  return found;
}

/** Forgets the ids that were handed out, for when a transaction that made some was undone. */
export function forgetSeriesIds(store: WritableStore): void {
  connectionOf(store).seriesIds.clear();
}

/** Returns a series, or undefined. */
export function findSeries(
  store: ReadableStore,
  source: string,
  timeframe: Timeframe,
  key: string,
): Series | undefined {
  return rowOf<Series>(
    store,
    'SELECT id, source, key, timeframe FROM series WHERE source = ? AND timeframe = ? AND key = ?',
    source,
    timeframe,
    key,
  );
}

/** Returns the series that have sealed candles, by source, timeframe and key. */
export function listSeries(store: ReadableStore, timeframe?: Timeframe): Series[] {
  return rowsOf<Series>(
    store,
    `SELECT id, source, key, timeframe FROM series
     WHERE timeframe = coalesce(?, timeframe) AND id IN (
       SELECT series_id FROM batch_series JOIN batches ON batches.id = batch_id AND state = 'sealed')
     ORDER BY source, timeframe, key`,
    timeframe ?? null,
  );
}
