/** The crosswalk: pairs of two providers' keys that somebody found to be one asset, with the evidence. */
import { getOpenBatch } from './batches.ts';
import { rowsOf, statementOf, writing } from './connection.ts';
import type { ReadableStore, WritableStore } from './open.ts';

/** That a series of one source is the same asset as one of another, and how that was verified. */
export type CrosswalkRow = {
  readonly fromSource: string;
  readonly fromKey: string;
  readonly toSource: string;
  readonly toKey: string;
  readonly method: string;
  /** Median or boundary difference of log prices. */
  readonly error: number;
  /** Days on which both have a price. */
  readonly overlapDays: number;
};

/** Appends pairs to an open batch. */
export function appendCrosswalk(store: WritableStore, batchId: number, rows: readonly CrosswalkRow[]): void {
  writing(store, () => {
    getOpenBatch(store, batchId);
    const insert = statementOf(
      store,
      `INSERT INTO crosswalk (from_source, from_key, to_source, to_key, method, error, overlap_days, batch_id)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    for (const { fromSource, fromKey, toSource, toKey, method, error, overlapDays } of rows) {
      insert.run([fromSource, fromKey, toSource, toKey, method, error, overlapDays, batchId]);
    }
  });
}

/** Returns the pairs of the newest batch that names each, by source and key. */
export function listCrosswalk(store: ReadableStore): CrosswalkRow[] {
  return rowsOf<CrosswalkRow & { newest: number }>(
    store,
    `SELECT from_source AS fromSource, from_key AS fromKey, to_source AS toSource, to_key AS toKey, method, error,
       overlap_days AS overlapDays, max(batch_id) AS newest
     FROM crosswalk JOIN batches ON batches.id = batch_id AND state = 'sealed'
     GROUP BY from_source, from_key, to_source ORDER BY from_source, from_key, to_source`,
  ).map(({ newest: _, ...row }) => row);
}
