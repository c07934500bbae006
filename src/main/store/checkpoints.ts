/** Checkpoints: finished parts of long work, so that it can go on where it was killed. */
import { connectionOf, rowOf, rowsOf, run, writing } from './connection.ts';
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

/** Deletes the checkpoints whose keys begin with `prefix`, and returns how many there were. */
export function deleteCheckpoints(store: WritableStore, prefix: string): number {
  const sql = 'DELETE FROM checkpoints WHERE substr(key, 1, length(?)) = ?';
  return writing(store, () => run(store, sql, prefix, prefix));
}

/**
 * Deletes the checkpoints whose keys begin with `prefix`, except those of the `count` groups that were written to last, and returns
 * how many there were. A group is what has the same key up to the next slash.
 *
 * @param current - a group that is kept and counts as the newest, such as `record/1a/`.
 */
export function keepNewestCheckpoints(store: WritableStore, prefix: string, current: string, count: number): number {
  const sql = 'SELECT key FROM checkpoints WHERE substr(key, 1, length(?)) = ? ORDER BY saved_at DESC, key';
  const keys = rowsOf<{ key: string }>(store, sql, prefix, prefix).map(({ key }) => key);
  const groups = new Set([current, ...keys.map((key) => `${prefix}${key.slice(prefix.length).split('/')[0]}/`)]);
  return [...groups].slice(count).reduce((sum, group) => sum + deleteCheckpoints(store, group), 0);
}
