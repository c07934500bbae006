/** Sorting of doubles by their bits, without a comparison function and without allocation. */

/** Memory of one sorter: room for `capacity` values. */
export type Sorter = {
  readonly capacity: number;
  /** After {@link sortValues}: the indices of the values, smallest first. */
  readonly order: Int32Array;
  /** After {@link sortValues}: the values in that order. */
  readonly sorted: Float64Array;
  readonly otherOrder: Int32Array;
  readonly keys: Uint32Array;
  readonly otherKeys: Uint32Array;
  readonly counts: Int32Array;
};

const DIGITS = 3;
const BITS = 11;
const BUCKETS = 1 << BITS;

/** Returns a sorter for up to `capacity` values. */
export function createSorter(capacity: number): Sorter {
  const room = Math.max(capacity, 1);
  return {
    capacity: room,
    order: new Int32Array(room),
    sorted: new Float64Array(room),
    otherOrder: new Int32Array(room),
    keys: new Uint32Array(room),
    otherKeys: new Uint32Array(room),
    counts: new Int32Array(DIGITS * BUCKETS),
  };
}

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);
double[0] = 1;
const HIGH = words[1] === 0 ? 0 : 1;

/**
 * Sorts `values[from .. from + count]`, none of which may be NaN, into `sorter.order` (indices from 0) and `sorter.sorted`.
 * Equal values, and the two zeros, keep their order. Radix sort of the upper 32 bits in three digits of 11, then one
 * insertion pass over what they leave open (doubles equal to a part in a million).
 */
export function sortValues(sorter: Sorter, values: Float64Array, from: number, count: number): void {
  const { sorted, counts, order, otherOrder, keys, otherKeys } = sorter;
  counts.fill(0);
  for (let i = 0; i < count; i++) {
    // Adding 0 turns -0 into 0, so that the two compare as equal.
    double[0] = values[from + i] + 0;
    const high = words[HIGH];
    const key = (high & 0x80000000) !== 0 ? ~high >>> 0 : (high | 0x80000000) >>> 0;
    keys[i] = key;
    order[i] = i;
    counts[key & (BUCKETS - 1)]++;
    counts[BUCKETS + ((key >>> BITS) & (BUCKETS - 1))]++;
    counts[2 * BUCKETS + (key >>> (2 * BITS))]++;
  }
  let fromKeys = keys;
  let toKeys = otherKeys;
  let fromOrder = order;
  let toOrder = otherOrder;
  for (let digit = 0; digit < DIGITS; digit++) {
    const base = digit * BUCKETS;
    let total = 0;
    for (let bucket = base; bucket < base + BUCKETS; bucket++) {
      const size = counts[bucket];
      counts[bucket] = total;
      total += size;
    }
    const shift = digit * BITS;
    for (let i = 0; i < count; i++) {
      const key = fromKeys[i];
      const place = counts[base + ((key >>> shift) & (BUCKETS - 1))]++;
      toKeys[place] = key;
      toOrder[place] = fromOrder[i];
    }
    [fromKeys, toKeys] = [toKeys, fromKeys];
    [fromOrder, toOrder] = [toOrder, fromOrder];
  }
  // Three digits end in the other arrays; the insertion pass brings them home.
  for (let i = 0; i < count; i++) {
    const index = fromOrder[i];
    const value = values[from + index];
    let place = i;
    while (place > 0 && sorted[place - 1] > value) {
      sorted[place] = sorted[place - 1];
      order[place] = order[place - 1];
      place--;
    }
    sorted[place] = value;
    order[place] = index;
  }
}

/**
 * Writes ranks of `values[from .. from + count]` (no NaN) into `ranks` at the same places: average rank 1..count, divided by
 * count. @see pandas `rank(pct=True)`.
 */
export function rankPercent(
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
    const rank = (begin + 1 + end) / 2 / count;
    for (let i = begin; i < end; i++) ranks[from + order[i]] = rank;
    begin = end;
  }
}

/**
 * Writes ranks of `values[from .. from + count]` (no NaN, count ≥ 2) in [-1, 1] into `ranks` at the same places, after
 * winsorising at the `tail` and 1 - `tail` quantiles. Ties share their average rank; 0 is the middle.
 *
 * Winsorising only makes ties: with linear quantiles the lowest `floor(tail * (count - 1)) + 1` values, and whatever equals
 * the last of them, become one; so do as many of the highest. The ranks are found without computing the limits.
 */
export function rankSigned(
  sorter: Sorter,
  values: Float64Array,
  from: number,
  count: number,
  ranks: Float64Array,
  tail: number,
): void {
  sortValues(sorter, values, from, count);
  const { sorted, order } = sorter;
  const clipped = Math.min(Math.floor(tail * (count - 1)), (count - 1) >> 1);
  const scale = 1 / (count - 1);
  for (let begin = 0; begin < count; ) {
    let end = begin === 0 ? clipped + 1 : begin + 1;
    while (end < count && sorted[end] === sorted[end - 1]) end++;
    // The highest values are one group from the first that equals the lower limit of the clipped ones.
    if (begin > 0 && sorted[begin] >= sorted[count - 1 - clipped]) end = count;
    const rank = (begin + end - count) * scale;
    for (let i = begin; i < end; i++) ranks[from + order[i]] = rank;
    begin = end;
  }
}
