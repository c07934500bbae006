import { Settings } from '../../shared/settings.ts';
import type { ReadableStore } from '../store/open.ts';
import { findSetting } from '../store/settings.ts';

/** Returns after how many days a draft expires that nobody decided on: as set, or as preset where the setting cannot be read. */
export function draftDaysOf(store: ReadableStore): number {
  const kept = Settings.safeParse(findSetting(store, 'settings') ?? {});
  return (kept.data ?? Settings.parse({})).draftDays;
}
