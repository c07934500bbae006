/** From when to when sealed batches brought candles of each series, and which series lag behind their source. */
import type { Timeframe } from '../../shared/candles.ts';
import { DAY } from '../../shared/time.ts';
import { SILENCE_DAYS } from '../numeric/panel.ts';
import { rawRows, rowsOf } from './connection.ts';
import type { ReadableStore } from './open.ts';

/** What sealed batches brought of one series; times are candles' openings. A candle counts once however often it was revised. */
export type SeriesSpan = {
  readonly id: number;
  readonly source: string;
  readonly timeframe: Timeframe;
  readonly key: string;
  readonly firstTime: number;
  readonly lastTime: number;
  readonly candleCount: number;
};

const SPANS = `SELECT series.id, series.source, timeframe, key, min(first_time) AS firstTime, max(last_time) AS lastTime,
    sum(inserted) AS candleCount
  FROM series JOIN batch_series ON series_id = series.id JOIN batches ON batches.id = batch_id AND state = 'sealed'
  WHERE series.source = coalesce(?, series.source)
  GROUP BY series.id ORDER BY series.source, timeframe, key`;

/** Returns the span of every series that has sealed candles, by source, timeframe and key. @param source - null for all. */
export function listSpans(store: ReadableStore, source: string | null = null): SeriesSpan[] {
  return rowsOf<SeriesSpan>(store, SPANS, source);
}

/** Returns spans by source and timeframe, in their order. */
export function groupSpans(spans: readonly SeriesSpan[]): SeriesSpan[][] {
  const groups = new Map<string, SeriesSpan[]>();
  for (const span of spans) {
    const name = `${span.source}\n${span.timeframe}`;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [span]);
    else group.push(span);
  }
  return [...groups.values()];
}

/** A series this far behind its source is stale. */
const STALE_TIME = 2 * DAY;

/** Series of one source and timeframe that lag behind it. */
export type Lag = { readonly latestTime: number; readonly stale: readonly SeriesSpan[] };

/**
 * Returns a function from the spans of one source and timeframe to those that are stale: their last candle lies more than two
 * days behind the source's, and they have not ended (silent for {@link SILENCE_DAYS}, or listed as delisted).
 */
export function lagOf(store: ReadableStore): (group: readonly SeriesSpan[]) => Lag {
  const delisted = new Set(
    rawRows<[string, string]>(
      store,
      `SELECT listings.source, key FROM listings JOIN batches ON batches.id = batch_id AND state = 'sealed'
       GROUP BY listings.source, key HAVING known_at = max(known_at) AND delisted_at IS NOT NULL`,
    ).map(([source, key]) => `${source}\n${key}`),
  );
  return (group) => {
    const latestTime = group.reduce((time, { lastTime }) => Math.max(time, lastTime), Number.NEGATIVE_INFINITY);
    const stale = group.filter(({ source, key, lastTime }) => {
      const behind = latestTime - lastTime;
      return behind > STALE_TIME && behind <= SILENCE_DAYS * DAY && !delisted.has(`${source}\n${key}`);
    });
    return { latestTime, stale };
  };
}
