/** Settings: small values by key, which may change. */
import { rowOf, run, writing } from './connection.ts';
import type { ReadableStore, WritableStore } from './open.ts';

/** Returns the value of a setting, or undefined. */
export function findSetting(store: ReadableStore, key: string): unknown {
  const row = rowOf<{ value: string }>(store, 'SELECT value FROM settings WHERE key = ?', key);
  return row === undefined ? undefined : JSON.parse(row.value);
}

/** Sets a setting to a JSON value. */
export function saveSetting(store: WritableStore, key: string, value: unknown): void {
  writing(store, () => {
    const text = JSON.stringify(value);
    run(
      store,
      'INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
      key,
      text,
    );
  });
}
