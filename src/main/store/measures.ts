/**
 * Measures: figures that are no candles, in every version that was ever known.
 *
 * A series of which nothing is stored in the span of a block is written as it comes, 50 rows a statement. For any other each
 * value is compared with the newest stored version: equal ones change nothing, different ones become a revision that is known
 * since the batch was fetched.
 */
import { AppError } from '../../shared/errors.ts';
import type { MeasureBlock, MeasureKey } from '../../shared/measure-block.ts';
import { type Batch, getOpenBatch } from './batches.ts';
import type { AppendCount } from './candles.ts';
import { rawRows, rowOf, rowsOf, run, statementOf, writing } from './connection.ts';
import type { ReadableStore, WritableStore } from './open.ts';

/** What one source measures of one subject. */
export type MeasureSeries = MeasureKey & { readonly id: number; readonly source: string };

const COLUMNS = 5;
const ROWS_AT_ONCE = 50;
const insertOf = (rows: number): string =>
  `INSERT INTO measures (series_id, event_time, known_at, value, batch_id) VALUES ${Array(rows)
    .fill(`(${Array(COLUMNS).fill('?').join(',')})`)
    .join(',')}`;
const INSERT_MANY = insertOf(ROWS_AT_ONCE);
const INSERT_ONE = insertOf(1);

/** What a block holds of one series. */
type Run = { readonly seriesId: number; first: number; last: number; isRising: boolean; stored: Stored | null };
/** For each time of which something is stored: its newest version. */
type Stored = Map<number, { readonly knownAt: number; readonly value: number }>;

/**
 * Appends a block to an open batch and records that the file is done through row `rowsThrough`, in one transaction. Throws as
 * `appendCandles`.
 */
export function appendMeasures(
  store: WritableStore,
  batchId: number,
  block: MeasureBlock,
  rowsThrough: number,
): AppendCount {
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
}

function writeBlock(store: WritableStore, batch: Batch, block: MeasureBlock): AppendCount {
  const runs = runsOf(store, block);
  for (const run of runs) if (run !== undefined) run.stored = storedWithin(store, run);
  const insertMany = statementOf(store, INSERT_MANY);
  const insertOne = statementOf(store, INSERT_ONE);
  let pending: number[] = [];
  const counts = { inserted: 0, identical: 0, revised: 0 };
  for (let i = 0; i < block.count; i++) {
    const { seriesId, stored } = runs[block.seriesIndex[i]!]!;
    const [time, value] = [block.eventTime[i]!, block.value[i]!];
    let knownAt = block.knownAt[i]!;
    const newest = stored?.get(time);
    if (newest?.value === value) {
      counts.identical++;
      continue;
    }
    if (newest === undefined) counts.inserted++;
    else {
      counts.revised++;
      knownAt = Math.max(batch.fetchedAt, knownAt, newest.knownAt + 1);
    }
    stored?.set(time, { knownAt, value });
    pending.push(seriesId, time, knownAt, value, batch.id);
    if (pending.length < COLUMNS * ROWS_AT_ONCE) continue;
    insertMany.run(pending);
    pending = [];
  }
  for (let from = 0; from < pending.length; from += COLUMNS) insertOne.run(pending.slice(from, from + COLUMNS));
  return counts;
}

/** Returns what the block holds of each of its series, in the order of `block.series`; undefined for unused ones. */
function runsOf(store: WritableStore, block: MeasureBlock): (Run | undefined)[] {
  const runs: (Run | undefined)[] = new Array(block.series.length);
  for (let i = 0; i < block.count; i++) {
    const place = block.seriesIndex[i]!;
    const time = block.eventTime[i]!;
    const run = runs[place];
    if (run === undefined) {
      const seriesId = measureSeriesId(store, block.source, block.series[place]!);
      runs[place] = { seriesId, first: time, last: time, isRising: true, stored: null };
    } else if (time > run.last) run.last = time;
    else {
      run.isRising = false;
      run.first = Math.min(run.first, time);
    }
  }
  return runs;
}

/** Returns what is stored in a run's span; null where no value of the run can meet another. */
function storedWithin(store: WritableStore, { seriesId, first, last, isRising }: Run): Stored | null {
  const rows = rawRows<[number, number, number]>(
    store,
    'SELECT event_time, known_at, value FROM measures WHERE series_id = ? AND event_time BETWEEN ? AND ? ORDER BY 1, 2',
    seriesId,
    first,
    last,
  );
  if (rows.length === 0 && isRising) return null;
  return new Map(rows.map(([time, knownAt, value]) => [time, { knownAt, value }]));
}

function measureSeriesId(store: WritableStore, source: string, { subject, metric }: MeasureKey): number {
  const named = [source, metric, subject];
  const found = rowOf<{ id: number }>(
    store,
    'SELECT id FROM measure_series WHERE source = ? AND metric = ? AND subject = ?',
    ...named,
  );
  const insert = 'INSERT INTO measure_series (source, metric, subject) VALUES (?, ?, ?) RETURNING id';
  return (found ?? rowOf<{ id: number }>(store, insert, ...named)!).id;
}

/** Returns every series of measures, by source, metric and subject; what is in it may not be visible yet. */
export function listMeasureSeries(store: ReadableStore): MeasureSeries[] {
  return rowsOf<MeasureSeries>(
    store,
    'SELECT id, source, subject, metric FROM measure_series ORDER BY source, metric, subject',
  );
}

/** Every version of a series' values, by the time that they cover and then by when they were known. */
export type MeasureValues = {
  readonly eventTime: Float64Array;
  readonly knownAt: Float64Array;
  readonly value: Float64Array;
};

/** Returns the values of a series that were known at `asOf`. @param open - batches that nobody sees yet. */
export function readMeasures(
  store: ReadableStore,
  seriesId: number,
  asOf: number,
  open: ReadonlySet<number>,
): MeasureValues {
  const rows = rawRows<[number, number, number, number]>(
    store,
    `SELECT event_time, known_at, value, batch_id FROM measures WHERE series_id = ? AND known_at <= ?
     ORDER BY event_time, known_at`,
    seriesId,
    asOf,
  );
  const seen = open.size === 0 ? rows : rows.filter((row) => !open.has(row[3]));
  return {
    eventTime: Float64Array.from(seen, (row) => row[0]),
    knownAt: Float64Array.from(seen, (row) => row[1]),
    value: Float64Array.from(seen, (row) => row[2]),
  };
}

/** What is known of the measures of one source and metric; times are when what they cover began. */
export type MeasureSpan = {
  readonly seriesId: number;
  readonly valueCount: number;
  readonly firstTime: number;
  readonly lastTime: number;
  /** Sum over the values of the time until they were known. */
  readonly lagTime: number;
  readonly assumedCount: number;
};

/** Returns for each series that had values known at `asOf` how many and from when; revisions count as values. */
export function listMeasureSpans(store: ReadableStore, asOf: number): MeasureSpan[] {
  return rowsOf<MeasureSpan>(
    store,
    `SELECT series_id AS seriesId, count(*) AS valueCount, min(event_time) AS firstTime, max(event_time) AS lastTime,
       sum(known_at - event_time) AS lagTime, sum(known_source = 'assumed') AS assumedCount
     FROM measures JOIN batches ON batches.id = batch_id AND state = 'sealed'
     WHERE known_at <= ? GROUP BY series_id`,
    asOf,
  );
}
