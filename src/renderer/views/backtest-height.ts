import { usePreference } from '../state/preferences.ts';

const HEAD = 32;
const TOOLS = 45;
const ROWS = { compact: 28, comfortable: 36 } as const;

/** Returns the height of a table that shows so many rows in full, and room for a scrollbar below them where it may be too wide. */
export function useTableHeight(
  rowCount: number,
  { isPlain = false, isWide = false, most = Number.POSITIVE_INFINITY } = {},
): number {
  const row = ROWS[usePreference('density')];
  // the kit's tables are never lower than three rows
  return Math.min(most, HEAD + row * Math.max(3, rowCount) + (isPlain ? 0 : TOOLS) + (isWide ? 14 : 2));
}
