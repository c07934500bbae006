/** Studies: what the program measured of itself at an instant, whole, as JSON of its kind. None is ever changed or taken away. */
import { connectionOf, rowOf, writing } from './connection.ts';
import type { ReadableStore, WritableStore } from './open.ts';

/** A study, as of which instant it was made, and when. */
export type Study<T> = { readonly asOf: number; readonly savedTime: number; readonly body: T };

/** Appends a study and returns its number. @param body - JSON: a NaN becomes null. */
export function appendStudy(store: WritableStore, kind: string, asOf: number, body: unknown): number {
  const sql = 'INSERT INTO studies (kind, as_of, saved_at, body) VALUES (?, ?, ?, ?) RETURNING id';
  return writing(
    store,
    () => rowOf<{ id: number }>(store, sql, kind, asOf, connectionOf(store).clock!(), JSON.stringify(body))!.id,
  );
}

/**
 * Returns the newest study of a kind; of several of one instant the one saved last. Undefined without one.
 *
 * @param asOf - studies of later instants do not count; every one does if left out.
 * @param configuration - only studies whose body has it count; every one does if left out.
 */
export function findStudy<T>(
  store: ReadableStore,
  kind: string,
  asOf = Number.MAX_SAFE_INTEGER,
  configuration: string | null = null,
): Study<T> | undefined {
  const row = rowOf<{ asOf: number; savedTime: number; body: string }>(
    store,
    `SELECT as_of AS asOf, saved_at AS savedTime, body FROM studies WHERE kind = ? AND as_of <= ?
     AND (? IS NULL OR body ->> '$.configuration' = ?) ORDER BY as_of DESC, id DESC LIMIT 1`,
    kind,
    asOf,
    configuration,
    configuration,
  );
  return row === undefined ? undefined : { ...row, body: JSON.parse(row.body) as T };
}
