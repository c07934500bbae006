/** Rows that could not be true and were not stored: where they stood and why. */
import { getOpenBatch } from './batches.ts';
import { rowOf, rowsOf, run, statementOf, writing } from './connection.ts';
import type { ReadableStore, WritableStore } from './open.ts';

/** A row of a file that could not be true, as it stood there. */
export type RefusalRow = {
  readonly file: string;
  readonly row: number;
  readonly reason: string;
  readonly text: string;
};

const MAX_TEXT = 200;

/**
 * Appends refused rows to an open batch; their text is cut to 200 characters.
 *
 * @param total - how many rows were refused in all, if more than are listed.
 */
export function appendRefusals(
  store: WritableStore,
  batchId: number,
  rows: readonly RefusalRow[],
  total: number = rows.length,
): void {
  writing(store, () => {
    getOpenBatch(store, batchId);
    const insert = statementOf(
      store,
      'INSERT INTO refusals (batch_id, file, row, reason, text) VALUES (?, ?, ?, ?, ?)',
    );
    for (const { file, row, reason, text } of rows) insert.run([batchId, file, row, reason, text.slice(0, MAX_TEXT)]);
    run(
      store,
      'UPDATE batches SET refused_count = refused_count + ? WHERE id = ?',
      Math.max(total, rows.length),
      batchId,
    );
  });
}

/** Returns the refused rows of sealed batches, newest batch first, in the order of the file. */
export function listRefusals(store: ReadableStore, limit = 1000): RefusalRow[] {
  return rowsOf<RefusalRow>(
    store,
    `SELECT file, row, reason, text FROM refusals JOIN batches ON batches.id = batch_id AND state = 'sealed'
     ORDER BY batch_id DESC, refusals.id LIMIT ?`,
    limit,
  );
}

/** Returns how many rows were refused in all. */
export function countRefusals(store: ReadableStore): number {
  return rowOf<{ total: number }>(
    store,
    "SELECT coalesce(sum(refused_count), 0) AS total FROM batches WHERE state = 'sealed'",
  )!.total;
}

/** Returns how many of the listed rows were refused for each reason, the most frequent first. */
export function countRefusalReasons(store: ReadableStore): { reason: string; count: number }[] {
  return rowsOf(
    store,
    `SELECT reason, count(*) AS count FROM refusals JOIN batches ON batches.id = batch_id AND state = 'sealed'
     GROUP BY reason ORDER BY count DESC, reason`,
  );
}
