import { createStore, type StoreApi } from 'zustand/vanilla';
import { isRecord, isTexts } from './kept-values.ts';

/** Where preferences are kept: localStorage, or anything that has its two functions. */
export type PreferenceStorage = Pick<Storage, 'getItem' | 'setItem'>;

/** Columns of a table: their order, and those that are hidden. */
export type TablePreferences = { readonly order: readonly string[]; readonly hidden: readonly string[] };

/** What a window remembers for its user; it belongs to the window, not to the data. */
export type Preferences = {
  readonly theme: 'system' | 'light' | 'dark';
  readonly density: 'comfortable' | 'compact';
  /** `less`: nothing moves, also where the system does not ask for it. */
  readonly motion: 'system' | 'less';
  readonly isRailCollapsed: boolean;
  /** Columns by table. */
  readonly tables: Readonly<Record<string, TablePreferences>>;
  /** What a page wants to keep for itself: a filter, a chosen tab. */
  readonly pages: Readonly<Record<string, unknown>>;
};

const KEY = 'indexsmith.preferences.1';

/** What a window begins with. */
export const DEFAULT_PREFERENCES: Preferences = {
  theme: 'system',
  density: 'compact',
  motion: 'system',
  isRailCollapsed: false,
  tables: {},
  pages: {},
};

/** Returns a store that reads its beginning from storage and writes every change back. Content it cannot read is ignored. */
export function createPreferences(storage: PreferenceStorage | undefined): StoreApi<Preferences> {
  const store = createStore<Preferences>(() => read(storage));
  store.subscribe((preferences) => {
    try {
      storage?.setItem(KEY, JSON.stringify(preferences));
    } catch {
      // a full or forbidden storage costs the memory, not the work
    }
  });
  return store;
}

function read(storage: PreferenceStorage | undefined): Preferences {
  let raw: unknown;
  try {
    raw = JSON.parse(storage?.getItem(KEY) ?? 'null');
  } catch {
    return DEFAULT_PREFERENCES;
  }
  if (!isRecord(raw)) return DEFAULT_PREFERENCES;
  const { theme, density, motion, isRailCollapsed, tables, pages } = raw;
  return {
    theme: theme === 'light' || theme === 'dark' ? theme : 'system',
    density: density === 'comfortable' ? density : 'compact',
    motion: motion === 'less' ? motion : 'system',
    isRailCollapsed: isRailCollapsed === true,
    tables: isRecord(tables)
      ? Object.fromEntries(Object.entries(tables).filter(([, table]) => isTablePreferences(table)) as [])
      : {},
    pages: isRecord(pages) ? pages : {},
  };
}

const isTablePreferences = (value: unknown): value is TablePreferences =>
  isRecord(value) && isTexts(value.order) && isTexts(value.hidden);
