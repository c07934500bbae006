/** Rows above and below the view that are there already when they come in. */
const SPARE = 3;

/**
 * Returns which row each slot of a table shows. A row that leaves the view hands its elements to one that comes in, and no slot
 * ever changes its place among the elements: moved or new ones cost twenty times what a new text in an old one does.
 */
export function slotsOf(rowCount: number, firstInView: number, viewHeight: number, rowHeight: number): number[] {
  const count = Math.min(rowCount, Math.ceil(viewHeight / rowHeight) + 1 + 2 * SPARE);
  const first = Math.max(0, Math.min(firstInView - SPARE, rowCount - count));
  return Array.from({ length: count }, (_, slot) => first + ((((slot - first) % count) + count) % count));
}
