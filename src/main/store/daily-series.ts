/** Daily candles of one series as they could be known at the end of each day. */
import { DAY } from '../../shared/time.ts';
import { rawRows, rowsOf } from './connection.ts';
import type { ReadableStore } from './open.ts';
import type { Series } from './series.ts';

/**
 * One entry a day that has a candle, oldest first: the newest version that was known at the end of the day. If none was,
 * but one became known within a day from then, it is the first such: a running program sees a candle minutes after its
 * close. What came later still is not here, because no decision about that day could have used it.
 */
export type DailySeries = {
  readonly days: Int32Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  /** Traded value in the quote currency: as the source gives it, else traded amount × close; NaN where unknown. */
  readonly value: Float64Array;
  /** NaN where unknown; sources write 0 for that. */
  readonly marketCap: Float64Array;
  /** UTC milliseconds at which an entry became known, if later than the end of its day; else 0. */
  readonly lateKnownAt: Float64Array;
};

/** How much later than the end of its day a candle may have become known. */
export const LATEST_DELAY = DAY;

const ROWS = `SELECT open_time, known_at, batch_id, open, high, low, close, volume, quote_volume, market_cap
  FROM candles WHERE series_id = ? AND open_time < ? ORDER BY open_time, known_at`;

type CandleRow = readonly [number, number, number, ...(readonly (number | null)[])];

/** Returns the ids of the batches that nobody sees yet. */
export function openBatchSet(store: ReadableStore): ReadonlySet<number> {
  return new Set(rowsOf<{ id: number }>(store, "SELECT id FROM batches WHERE state = 'open'").map(({ id }) => id));
}

/**
 * Returns a series in decision time, from what was known at `asOf` of days that had ended by then.
 *
 * @param open - batches that are not sealed ({@link openBatchSet}), whose rows are passed over.
 */
export function readDailySeries(
  store: ReadableStore,
  series: Series,
  asOf: number,
  open: ReadonlySet<number>,
): DailySeries {
  const rows = rawRows<CandleRow>(store, ROWS, series.id, Math.floor(asOf / DAY) * DAY);
  const chosen = new Int32Array(rows.length);
  const late = new Float64Array(rows.length);
  let count = 0;
  let lastTime = Number.NaN;
  for (let i = 0; i < rows.length; i++) {
    const [time, knownAt, batchId] = rows[i]!;
    const dayEnd = time + DAY;
    if (knownAt > asOf || knownAt > dayEnd + LATEST_DELAY || open.has(batchId)) continue;
    const isLate = knownAt > dayEnd;
    if (time === lastTime) {
      // versions come in the order in which they became known
      if (!isLate) chosen[count - 1] = i;
      continue;
    }
    lastTime = time;
    chosen[count] = i;
    late[count++] = isLate ? knownAt : 0;
  }
  return columnsOf(rows, chosen.subarray(0, count), late.slice(0, count));
}

function columnsOf(rows: readonly CandleRow[], chosen: Int32Array, lateKnownAt: Float64Array): DailySeries {
  const { length } = chosen;
  const days = new Int32Array(length);
  const [open, high, low, close] = [0, 0, 0, 0].map(() => new Float64Array(length)) as Four;
  const value = new Float64Array(length);
  const marketCap = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    const row = rows[chosen[i]!]!;
    days[i] = row[0] / DAY;
    open[i] = row[3] ?? Number.NaN;
    high[i] = row[4] ?? Number.NaN;
    low[i] = row[5] ?? Number.NaN;
    close[i] = row[6] as number;
    value[i] = row[8] ?? (row[7] ?? Number.NaN) * close[i]!;
    const cap = row[9] ?? 0;
    marketCap[i] = cap > 0 ? cap : Number.NaN;
  }
  return { days, open, high, low, close, value, marketCap, lateKnownAt };
}

type Four = [Float64Array, Float64Array, Float64Array, Float64Array];
