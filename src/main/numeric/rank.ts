/** Average ranks and rank correlation. */
import { createSorter, type Sorter, sortValues } from './sorting.ts';
import type { Values } from './stats.ts';

/**
 * Writes the ranks of `values[from .. from + count]` (no NaN) into `ranks` at the same places: 1 for the smallest, `count`
 * for the largest; equal values share the average of their ranks.
 */
export function writeAverageRanks(
  sorter: Sorter,
  values: Float64Array,
  from: number,
  count: number,
  ranks: Float64Array,
): void {
  sortValues(sorter, values, from, count);
  const { sorted, order } = sorter;
  for (let begin = 0; begin < count; ) {
    let end = begin + 1;
    while (end < count && sorted[end] === sorted[begin]) end++;
    const rank = (begin + 1 + end) / 2;
    for (let i = begin; i < end; i++) ranks[from + order[i]] = rank;
    begin = end;
  }
}

/** Returns the average rank (1 for the smallest) of each value among those that are not NaN; NaN for a NaN. */
export function averageRanks(values: Values): Float64Array {
  const ranks = new Float64Array(values.length).fill(Number.NaN);
  const kept = new Float64Array(values.length);
  const places = new Int32Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (Number.isNaN(value)) continue;
    kept[count] = value;
    places[count++] = i;
  }
  const own = new Float64Array(count);
  writeAverageRanks(createSorter(count), kept, 0, count, own);
  for (let i = 0; i < count; i++) ranks[places[i]] = own[i];
  return ranks;
}

/** Memory for rank correlations of up to `capacity` pairs. Fill `first` and `second`, then call {@link spearmanOf}. */
export type RankScratch = {
  readonly first: Float64Array;
  readonly second: Float64Array;
  readonly firstRanks: Float64Array;
  readonly secondRanks: Float64Array;
  readonly sorter: Sorter;
};

/** Returns memory for rank correlations of up to `capacity` pairs. */
export function createRankScratch(capacity: number): RankScratch {
  const room = Math.max(capacity, 1);
  return {
    first: new Float64Array(room),
    second: new Float64Array(room),
    firstRanks: new Float64Array(room),
    secondRanks: new Float64Array(room),
    sorter: createSorter(room),
  };
}

/** Returns Spearman's correlation of the first `count` pairs in `scratch` (no NaN), without allocation; NaN as {@link spearman}. */
export function spearmanOf(scratch: RankScratch, count: number): number {
  if (count < 2) return Number.NaN;
  const { firstRanks, secondRanks, sorter } = scratch;
  writeAverageRanks(sorter, scratch.first, 0, count, firstRanks);
  writeAverageRanks(sorter, scratch.second, 0, count, secondRanks);
  // The mean of average ranks is known, and sums of half integers are exact.
  const centre = (count + 1) / 2;
  let product = 0;
  let squareFirst = 0;
  let squareSecond = 0;
  for (let i = 0; i < count; i++) {
    const a = firstRanks[i] - centre;
    const b = secondRanks[i] - centre;
    product += a * b;
    squareFirst += a * a;
    squareSecond += b * b;
  }
  if (squareFirst === 0 || squareSecond === 0) return Number.NaN;
  return Math.max(-1, Math.min(1, product / Math.sqrt(squareFirst * squareSecond)));
}

/**
 * Returns Spearman's rank correlation, ties at their average rank, over the places where neither series is missing; NaN
 * below two such places or where one of the two does not vary.
 */
export function spearman(first: Values, second: Values): number {
  const scratch = createRankScratch(first.length);
  let count = 0;
  for (let i = 0; i < first.length; i++) {
    const a = first[i];
    const b = second[i];
    if (Number.isNaN(a) || Number.isNaN(b)) continue;
    scratch.first[count] = a;
    scratch.second[count++] = b;
  }
  return spearmanOf(scratch, count);
}
