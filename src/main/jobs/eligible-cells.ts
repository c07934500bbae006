import type { CrossSection } from '../numeric/panel.ts';

/** Returns the eligible cells of a day, by asset; none for a day that the panel does not have. */
export function eligibleCellsOf(
  { firstDay }: { readonly firstDay: number },
  crossSection: CrossSection,
  eligible: Uint8Array,
  day: number,
): Int32Array {
  const from = crossSection.offset[day - firstDay] ?? 0;
  const until = crossSection.offset[day - firstDay + 1] ?? from;
  return crossSection.cells.slice(from, until).filter((cell) => eligible[cell] === 1);
}
