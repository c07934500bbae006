/**
 * Candles, in every version that was ever known.
 *
 * How a block is written:
 * 1. {@link runsOf}: which series it has, and from when to when;
 * 2. a series of which nothing is stored in that span is written as it comes, 50 rows a statement;
 * 3. {@link appendVersion}: for any other, each row is compared with the newest stored version: equal ones change nothing,
 *    different ones become a revision that is known since the batch was fetched;
 * 4. what the batch did to each series, and how far the file is done, is written in the same transaction.
 */
import { type CandleBlock, TIMEFRAMES } from '../../shared/candles.ts';
import { AppError } from '../../shared/errors.ts';
import { type Batch, getOpenBatch, makeGiveWay, openBatchIds } from './batches.ts';
import { rawRows, run, statementOf, writing } from './connection.ts';
import type { WritableStore } from './open.ts';
import { forgetSeriesIds, seriesIdOf } from './series.ts';

/** What became of the rows of a block. */
export type AppendCount = { readonly inserted: number; readonly identical: number; readonly revised: number };

const COLUMNS = 12;
/** Rows a statement: 690,000 rows a second against 410,000 with one; more than 50 gained nothing. */
const ROWS_AT_ONCE = 50;

const insertOf = (rows: number): string =>
  `INSERT INTO candles (series_id, open_time, known_at, close_time, batch_id,
     open, high, low, close, volume, quote_volume, market_cap)
   VALUES ${Array(rows)
     .fill(`(${Array(COLUMNS).fill('?').join(',')})`)
     .join(',')}`;
const INSERT_MANY = insertOf(ROWS_AT_ONCE);
const INSERT_ONE = insertOf(1);

/** What a block holds of one series. */
type Run = {
  readonly seriesId: number;
  first: number;
  last: number;
  /** Whether its times only rise, so that no row can meet another of the block. */
  isRising: boolean;
  isNew: boolean;
  stored: Map<number, StoredVersion> | null;
  inserted: number;
  revised: number;
};

/** known at, open, high, low, close, volume, quote volume, market cap; null is missing */
type StoredVersion = readonly (number | null)[];

/**
 * Appends a block to an open batch and records that the file is done through row `rowsThrough`, in one transaction.
 *
 * @returns how many candles were new, equal to what is stored, or different from it. A candle that is stored already with
 *   other values becomes a further version, known since the batch's `fetchedAt`.
 *
 * Throws `conflict` if the batch is sealed or a candle cannot be true (known before its close, no price), `unavailable` if
 * the disk is full; nothing of the block is kept then.
 */
export function appendCandles(
  store: WritableStore,
  batchId: number,
  block: CandleBlock,
  rowsThrough: number,
): AppendCount {
  try {
    return writing(store, () => {
      const batch = getOpenBatch(store, batchId);
      if (rowsThrough < batch.rowsDone) {
        throw new AppError(
          'conflict',
          `Batch ${batchId} was done through row ${batch.rowsDone}, needs a later one than ${rowsThrough}`,
        );
      }
      const count = writeBlock(store, batch, block);
      run(store, 'UPDATE batches SET rows_done = ? WHERE id = ?', rowsThrough, batchId);
      return count;
    });
  } catch (thrown) {
    forgetSeriesIds(store);
    throw thrown;
  }
}

function writeBlock(store: WritableStore, batch: Batch, block: CandleBlock): AppendCount {
  const step = TIMEFRAMES[block.timeframe];
  const runs = runsOf(store, block);
  for (const run of runs) if (run !== undefined) meetStored(store, batch, run);
  const insertMany = statementOf(store, INSERT_MANY);
  const values: number[] = new Array(COLUMNS * ROWS_AT_ONCE);
  let filled = 0;
  let identical = 0;
  const { seriesIndex, openTime, knownAt, open, high, low, close, volume, quoteVolume, marketCap } = block;
  for (let i = 0; i < block.count; i++) {
    const run = runs[seriesIndex[i]!]!;
    if (!run.isNew) {
      if (!appendVersion(store, batch, block, i, run)) identical++;
      continue;
    }
    run.inserted++;
    values[filled++] = run.seriesId;
    values[filled++] = openTime[i]!;
    values[filled++] = knownAt[i]!;
    values[filled++] = openTime[i]! + step;
    values[filled++] = batch.id;
    values[filled++] = open[i]!;
    values[filled++] = high[i]!;
    values[filled++] = low[i]!;
    values[filled++] = close[i]!;
    values[filled++] = volume[i]!;
    values[filled++] = quoteVolume[i]!;
    values[filled++] = marketCap[i]!;
    if (filled === values.length) {
      // NaN is bound as NULL by SQLite itself
      insertMany.run(values);
      filled = 0;
    }
  }
  const insertOne = statementOf(store, INSERT_ONE);
  for (let from = 0; from < filled; from += COLUMNS) insertOne.run(values.slice(from, from + COLUMNS));
  let inserted = 0;
  let revised = 0;
  for (const part of runs) {
    if (part === undefined || part.inserted + part.revised === 0) continue;
    inserted += part.inserted;
    revised += part.revised;
    run(store, RECORD, batch.id, part.seriesId, part.first, part.last, part.inserted, part.revised);
  }
  return { inserted, identical, revised };
}

const RECORD = `INSERT INTO batch_series (batch_id, series_id, first_time, last_time, inserted, revised)
  VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
    first_time = min(first_time, excluded.first_time), last_time = max(last_time, excluded.last_time),
    inserted = inserted + excluded.inserted, revised = revised + excluded.revised`;

/** Returns what the block holds of each of its series, in the order of `block.series`; undefined for unused ones. */
function runsOf(store: WritableStore, block: CandleBlock): (Run | undefined)[] {
  const runs: (Run | undefined)[] = new Array(block.series.length);
  for (let i = 0; i < block.count; i++) {
    const series = block.seriesIndex[i]!;
    const time = block.openTime[i]!;
    const run = runs[series];
    if (run === undefined) {
      const seriesId = seriesIdOf(store, block.source, block.timeframe, block.series[series]!);
      const counts = { inserted: 0, revised: 0 };
      runs[series] = { seriesId, first: time, last: time, isRising: true, isNew: true, stored: null, ...counts };
    } else if (time > run.last) run.last = time;
    else {
      run.isRising = false;
      if (time < run.first) run.first = time;
    }
  }
  return runs;
}

const STORED = `SELECT open_time, batch_id, known_at, open, high, low, close, volume, quote_volume, market_cap
  FROM candles WHERE series_id = ? AND open_time BETWEEN ? AND ? ORDER BY open_time, known_at`;

/** Finds what is stored in a run's span. Another open batch that stands in the way gives way. */
function meetStored(store: WritableStore, batch: Batch, run: Run): void {
  let rows = rawRows<(number | null)[]>(store, STORED, run.seriesId, run.first, run.last);
  if (rows.length === 0 && run.isRising) return;
  const open = new Set(openBatchIds(store, batch.id));
  const abandoned = new Set(rows.map((row) => row[1] as number).filter((id) => open.has(id)));
  makeGiveWay(store, abandoned);
  if (abandoned.size > 0) rows = rawRows(store, STORED, run.seriesId, run.first, run.last);
  run.isNew = false;
  run.stored = new Map(rows.map((row) => [row[0] as number, row.slice(2)]));
}

/** Appends one row of a series of which something is stored. Returns whether it was not there yet. */
function appendVersion(store: WritableStore, batch: Batch, block: CandleBlock, row: number, run: Run): boolean {
  const time = block.openTime[row]!;
  const stored = run.stored!.get(time);
  const values = [
    block.open[row]!,
    block.high[row]!,
    block.low[row]!,
    block.close[row]!,
    block.volume[row]!,
    block.quoteVolume[row]!,
    block.marketCap[row]!,
  ].map((value) => (Number.isNaN(value) ? null : value));
  let knownAt = block.knownAt[row]!;
  if (stored !== undefined) {
    if (values.every((value, i) => value === stored[i + 1])) return false;
    knownAt = Math.max(batch.fetchedAt, knownAt, (stored[0] as number) + 1);
    run.revised++;
  } else run.inserted++;
  const closeTime = time + TIMEFRAMES[block.timeframe];
  statementOf(store, INSERT_ONE).run([run.seriesId, time, knownAt, closeTime, batch.id, ...values]);
  run.stored!.set(time, [knownAt, ...values]);
  return true;
}
