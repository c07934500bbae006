import { useCallback } from 'react';
import { useStore } from 'zustand';
import { createPreferences, type Preferences, type TablePreferences } from './stored-preferences.ts';

function storageOfWindow(): Storage | undefined {
  try {
    return globalThis.localStorage;
  } catch {
    return undefined;
  }
}

/** The preferences of this window. */
export const preferences = createPreferences(storageOfWindow());

/** Returns one preference and keeps the component at it. */
export const usePreference = <K extends keyof Preferences>(name: K): Preferences[K] =>
  useStore(preferences, (state) => state[name]);

/** Keeps a preference. */
export const setPreference = <K extends keyof Preferences>(name: K, value: Preferences[K]): void =>
  preferences.setState({ [name]: value } as Pick<Preferences, K>);

/** Keeps the columns of a table. */
export function setTablePreferences(table: string, columns: TablePreferences): void {
  setPreference('tables', { ...preferences.getState().tables, [table]: columns });
}

/**
 * Returns something that a page remembers over visits, and its setter. What was kept is handed through `read`, which returns
 * undefined for what it does not accept.
 */
export function usePageMemory<Value>(
  name: string,
  initial: Value,
  read: (kept: unknown) => Value | undefined,
): [Value, (value: Value) => void] {
  const kept = useStore(preferences, (state) => state.pages[name]);
  const set = useCallback(
    (value: Value) => setPreference('pages', { ...preferences.getState().pages, [name]: value }),
    [name],
  );
  return [kept === undefined ? initial : (read(kept) ?? initial), set];
}
