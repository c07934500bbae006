/** Batches: what came in together, from where and when. What a batch holds is seen by nobody before it is sealed. */
import { AppError } from '../../shared/errors.ts';
import { connectionOf, rowOf, rowsOf, run, writing } from './connection.ts';
import type { ReadableStore, WritableStore } from './open.ts';

/** What a batch is told to be when it begins. */
export type BatchStart = {
  readonly source: string;
  /** What it holds, such as `candles` or `listings`. */
  readonly kind: string;
  /** The file's name without its folders; left out for what came over a network. */
  readonly fileName?: string;
  /** SHA-256 of the file's bytes: the same bytes of the same source and kind are one batch. */
  readonly fileHash?: string;
  /** UTC milliseconds; a revision that the batch brings counts as known from here on. */
  readonly fetchedAt: number;
  /** Whether the batch's `knownAt` were seen by the running program or are assumed. */
  readonly knownSource: 'observed' | 'assumed';
};

/** A batch as it stands: `resumed` is one that was begun and not sealed, with the rows that it took so far. */
export type BatchState = {
  readonly batchId: number;
  readonly state: 'new' | 'resumed' | 'sealed';
  readonly rowsDone: number;
};

/** A batch without its content. */
export type Batch = {
  readonly id: number;
  readonly source: string;
  readonly kind: string;
  readonly fileName: string | null;
  readonly fileHash: string | null;
  readonly fetchedAt: number;
  readonly knownSource: 'observed' | 'assumed';
  readonly state: 'open' | 'sealed';
  readonly rowsDone: number;
  readonly refusedCount: number;
};

/** The source of candles that were made up. */
const SIMULATED = 'simulated';

const BATCH = `id, source, kind, file_name AS fileName, content_hash AS fileHash, fetched_at AS fetchedAt,
  known_source AS knownSource, state, rows_done AS rowsDone, refused_count AS refusedCount`;

/**
 * Returns the batch of this content: a new one, one that was begun before and can go on behind `rowsDone`, or a sealed one
 * to which nothing can be added. Content without a hash always begins a new batch.
 */
export function beginBatch(store: WritableStore, start: BatchStart): BatchState {
  return writing(store, () => {
    const { source, kind, fileName = null, fileHash = null, fetchedAt, knownSource } = start;
    const found =
      fileHash === null
        ? undefined
        : rowOf<Batch>(
            store,
            `SELECT ${BATCH} FROM batches WHERE content_hash = ? AND source = ? AND kind = ?`,
            fileHash,
            source,
            kind,
          );
    if (found !== undefined) {
      connectionOf(store).emptiedBatches.delete(found.id);
      return { batchId: found.id, state: found.state === 'sealed' ? 'sealed' : 'resumed', rowsDone: found.rowsDone };
    }
    const created = rowOf<{ id: number }>(
      store,
      `INSERT INTO batches (source, kind, file_name, content_hash, fetched_at, known_source)
       VALUES (?, ?, ?, ?, ?, ?) RETURNING id`,
      source,
      kind,
      fileName,
      fileHash,
      fetchedAt,
      knownSource,
    );
    return { batchId: created!.id, state: 'new', rowsDone: 0 };
  });
}

/**
 * Makes the whole content of an open batch visible at once. Throws `not-found`, or `conflict` if it was sealed before or would
 * put made-up and real candles into one store.
 */
export function sealBatch(store: WritableStore, batchId: number): void {
  writing(store, () => {
    refuseMixture(store, getOpenBatch(store, batchId));
    run(store, "UPDATE batches SET state = 'sealed' WHERE id = ?", batchId);
  });
}

/** Real candles beside made-up ones would be one universe, whoever lets them in. */
function refuseMixture(store: ReadableStore, { id, source }: Batch): void {
  const isMadeUp = source === SIMULATED;
  const found = rowOf(
    store,
    `SELECT 1 FROM batch_series WHERE batch_id = ? AND EXISTS (
       SELECT 1 FROM series JOIN batch_series ON series_id = series.id
         JOIN batches ON batches.id = batch_id AND state = 'sealed'
       WHERE series.source ${isMadeUp ? '<>' : '='} ?) LIMIT 1`,
    id,
    SIMULATED,
  );
  if (found === undefined) return;
  const [stored, arrived] = isMadeUp ? ['real', 'made-up'] : ['made-up', 'real'];
  throw new AppError(
    'conflict',
    `The store held ${stored} candles, needs none for ${arrived} ones: choose another folder`,
  );
}

/** Takes an open batch away with all that it holds. Throws `not-found`, or `conflict` if it was sealed. */
export function discardBatch(store: WritableStore, batchId: number): void {
  writing(store, () => {
    getOpenBatch(store, batchId);
    emptyBatch(store, batchId);
    run(store, 'DELETE FROM batches WHERE id = ?', batchId);
  });
}

/** Returns the batches, oldest first, open ones among them. */
export function listBatches(store: ReadableStore): Batch[] {
  return rowsOf<Batch>(store, `SELECT ${BATCH} FROM batches ORDER BY id`);
}

/** A sealed batch with the number of candles that were new or revised in it. */
export type BatchSummary = Omit<Batch, 'fileHash' | 'fetchedAt' | 'state' | 'rowsDone'> & {
  readonly fetchedTime: number;
  readonly candleCount: number;
};

/** What the program writes for itself, which nobody brought in. */
const OWN_KINDS = "('identities')";

/** Returns how many sealed batches brought something in, and the newest of them, newest first. */
export function listBatchSummaries(store: ReadableStore, limit: number): { total: number; batches: BatchSummary[] } {
  const { total } = rowOf<{ total: number }>(
    store,
    `SELECT count(*) AS total FROM batches WHERE state = 'sealed' AND kind NOT IN ${OWN_KINDS}`,
  )!;
  const batches = rowsOf<BatchSummary>(
    store,
    `SELECT id, source, kind, file_name AS fileName, fetched_at AS fetchedTime, known_source AS knownSource,
       refused_count AS refusedCount,
       (SELECT coalesce(sum(inserted + revised), 0) FROM batch_series WHERE batch_id = batches.id) AS candleCount
     FROM batches WHERE state = 'sealed' AND kind NOT IN ${OWN_KINDS} ORDER BY id DESC LIMIT ?`,
    limit,
  );
  return { total, batches };
}

/**
 * Takes away what killed runs have begun of this source and kind and nobody will finish: every open batch but the one of
 * this content. For whoever is about to write the same facts again, which would meet the unfinished ones.
 */
export function discardAbandoned(store: WritableStore, source: string, kind: string, fileHash: string | null): void {
  const open = rowsOf<{ id: number }>(
    store,
    "SELECT id FROM batches WHERE state = 'open' AND source = ? AND kind = ? AND (content_hash IS NULL OR content_hash IS NOT ?)",
    source,
    kind,
    fileHash,
  );
  for (const { id } of open) discardBatch(store, id);
}

/** Returns a batch that can still be written to. Throws `not-found`, or `conflict` if it was sealed or gave way. */
export function getOpenBatch(store: ReadableStore, batchId: number): Batch {
  const batch = rowOf<Batch>(store, `SELECT ${BATCH} FROM batches WHERE id = ?`, batchId);
  if (batch === undefined) throw new AppError('not-found', `Batch ${batchId} was not found, needs to be begun first`);
  if (batch.state === 'sealed') throw new AppError('conflict', `Batch ${batchId} was sealed, needs to be open`);
  if (connectionOf(store).emptiedBatches.has(batchId)) {
    throw new AppError('conflict', `Batch ${batchId} gave way to another of the same candles, needs to be begun again`);
  }
  return batch;
}

/** Returns the ids of batches that are not sealed, one excepted. */
export function openBatchIds(store: ReadableStore, except: number): number[] {
  return rowsOf<{ id: number }>(store, "SELECT id FROM batches WHERE state = 'open' AND id <> ?", except).map(
    ({ id }) => id,
  );
}

/**
 * Takes away what other open batches hold, so that the one which writes now finds its place free: nobody has seen them.
 * Who still writes to one of them is refused until it begins again, from the first row.
 */
export function makeGiveWay(store: WritableStore, batchIds: Iterable<number>): void {
  for (const batchId of batchIds) {
    emptyBatch(store, batchId);
    connectionOf(store).emptiedBatches.add(batchId);
  }
}

/** The tables, besides the candles', that have rows of a batch. */
const BATCH_TABLES = [
  ...['batch_series', 'listings', 'assets', 'crosswalk', 'absences', 'refusals', 'identities'],
  ...['measures', 'articles', 'incidents'],
] as const;

/** Takes away what an open batch holds. Candles are found by the series and times that the batch recorded. */
function emptyBatch(store: WritableStore, batchId: number): void {
  const parts = rowsOf<{ seriesId: number; firstTime: number; lastTime: number }>(
    store,
    'SELECT series_id AS seriesId, first_time AS firstTime, last_time AS lastTime FROM batch_series WHERE batch_id = ?',
    batchId,
  );
  for (const { seriesId, firstTime, lastTime } of parts) {
    run(
      store,
      'DELETE FROM candles WHERE series_id = ? AND open_time BETWEEN ? AND ? AND batch_id = ?',
      seriesId,
      firstTime,
      lastTime,
      batchId,
    );
  }
  for (const table of BATCH_TABLES) {
    run(store, `DELETE FROM ${table} WHERE batch_id = ?`, batchId);
  }
  run(store, 'UPDATE batches SET rows_done = 0, refused_count = 0 WHERE id = ?', batchId);
}

/** Returns a text that changes whenever facts were added to the store. */
export function dataVersionOf(store: ReadableStore): string {
  const sql =
    "SELECT count(*) AS count, max(id) AS newest, max(fetched_at) AS fetched FROM batches WHERE state = 'sealed'";
  const row = rowOf<{ count: number; newest: number | null; fetched: number | null }>(store, sql)!;
  return `${row.count}-${row.newest ?? 0}-${row.fetched ?? 0}`;
}
