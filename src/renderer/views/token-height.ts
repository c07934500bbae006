import { usePreference } from '../state/preferences.ts';

/** Head of a table with its lines, pixels. */
const HEAD = 34;

/** Returns the height of a short table: all of its rows at the density of the user, `most` pixels at most. */
export function useTableHeight(rowCount: number, most: number): number {
  const rowHeight = usePreference('density') === 'compact' ? 28 : 36;
  return Math.min(HEAD + rowHeight * rowCount, most);
}
