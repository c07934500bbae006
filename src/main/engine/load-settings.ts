import { Settings } from '../../shared/settings.ts';
import type { ReadableStore, WritableStore } from '../store/open.ts';
import { findSetting, saveSetting } from '../store/settings.ts';
import type { Log } from './log.ts';

/** Under which the user's settings are kept. */
const KEY = 'settings';

/** What the log was told of a store's settings: once is enough. */
const told = new WeakMap<ReadableStore, Set<string>>();

/**
 * Returns the settings of a store. What was never set has its default, and so has a part that cannot be read, of which the log
 * tells: settings are no reason not to start.
 */
export function loadSettings(store: ReadableStore, log: Log): Settings {
  const stored = storedSettings(store);
  if (stored === null) {
    warnOnce(store, log, 'The settings could not be read, so the defaults hold');
    return Settings.parse({});
  }
  const parts: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(Settings.shape)) {
    if (!Object.hasOwn(stored, name)) continue;
    const read = schema.safeParse(stored[name]);
    if (read.success) parts[name] = read.data;
    else warnOnce(store, log, `The setting ${name} could not be read, so its default holds`);
  }
  return Settings.parse(parts);
}

/** Keeps settings. */
export function saveSettings(store: WritableStore, settings: Settings): void {
  saveSetting(store, KEY, settings);
  told.delete(store);
}

/** Returns what is kept, {} if nothing is, null if it is no object that could be read. */
function storedSettings(store: ReadableStore): Record<string, unknown> | null {
  try {
    const stored = findSetting(store, KEY) ?? {};
    return typeof stored === 'object' ? (stored as Record<string, unknown>) : null;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return null;
    throw thrown;
  }
}

function warnOnce(store: ReadableStore, log: Log, message: string): void {
  const messages = told.get(store) ?? new Set();
  told.set(store, messages);
  if (messages.has(message)) return;
  messages.add(message);
  log.warn(message);
}
