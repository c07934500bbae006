/** Checkpoints: finished parts of long work, so that it can go on where it was killed. */
import { connectionOf, rowOf, run, writing } from './connection.ts';
import type { ReadableStore, WritableStore } from './open.ts';

/** Keeps a finished part under a key, in the place of what was there. */
export function saveCheckpoint(store: WritableStore, key: string, inputHash: string, bytes: Uint8Array): void {
  writing(store, () => {
    run(
      store,
      `INSERT INTO checkpoints (key, input_hash, saved_at, bytes) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET
         input_hash = excluded.input_hash, saved_at = excluded.saved_at, bytes = excluded.bytes`,
      key,
      inputHash,
      connectionOf(store).clock!(),
      bytes,
    );
  });
}

/** Returns the bytes kept under a key if they were made from the same input, else undefined. */
export function findCheckpoint(store: ReadableStore, key: string, inputHash: string): Uint8Array | undefined {
  const sql = 'SELECT bytes FROM checkpoints WHERE key = ? AND input_hash = ?';
  const row = rowOf<{ bytes: Uint8Array }>(store, sql, key, inputHash);
  // a Buffer may be a part of a larger, shared one, and typed arrays over it need an aligned start
  return row === undefined ? undefined : new Uint8Array(row.bytes);
}

/**
 * Deletes the checkpoints whose keys begin with `prefix`, except those that begin with `kept`, and returns how many there were.
 *
 * @param kept - nothing is kept if left out.
 */
export function deleteCheckpoints(store: WritableStore, prefix: string, kept: string | null = null): number {
  const begins = 'substr(key, 1, length(?)) = ?';
  return writing(store, () =>
    kept === null
      ? run(store, `DELETE FROM checkpoints WHERE ${begins}`, prefix, prefix)
      : run(store, `DELETE FROM checkpoints WHERE ${begins} AND NOT ${begins}`, prefix, prefix, kept, kept),
  );
}
