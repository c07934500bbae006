/**
 * Order statistics of trailing windows over one series. The rules are those of `window-moments.ts`: NaN is missing, fewer
 * than `minimum` observations give NaN, and later entries never change earlier ones.
 */
import { type Sorter, sortValues } from './sorting.ts';
import type { Scratch } from './window-moments.ts';

/** Writes the largest value of each trailing window times `sign`, so that sign -1 gives the smallest. */
export function windowMaximum(
  out: Float64Array,
  x: Float64Array,
  length: number,
  window: number,
  minimum: number,
  sign: 1 | -1,
  scratch: Scratch,
): void {
  const size = Math.min(window, length);
  const suffix = scratch.a;
  suffix.fill(Number.NEGATIVE_INFINITY, 0, size + 1);
  let count = 0;
  for (let begin = 0; begin < length; begin += size) {
    if (begin > 0) {
      let best = Number.NEGATIVE_INFINITY;
      for (let j = size - 1; j >= 1; j--) {
        const value = x[begin - size + j] * sign;
        if (value > best) best = value;
        suffix[j] = best;
      }
    }
    const end = Math.min(begin + size, length);
    let prefix = Number.NEGATIVE_INFINITY;
    for (let i = begin; i < end; i++) {
      const value = x[i] * sign;
      if (!Number.isNaN(value)) {
        count++;
        if (value > prefix) prefix = value;
      }
      if (begin > 0) {
        const gone = x[i - size];
        if (!Number.isNaN(gone)) count--;
      }
      const before = suffix[i - begin + 1];
      out[i] = count < minimum || count === 0 ? Number.NaN : Math.max(before, prefix) * sign;
    }
  }
}

/** Writes how many entries ago the largest value (sign 1) or the smallest (sign -1) of each window was; the newest of equals. */
export function windowMaximumAge(
  out: Float64Array,
  x: Float64Array,
  length: number,
  window: number,
  minimum: number,
  sign: 1 | -1,
  scratch: Scratch,
): void {
  const queue = scratch.i;
  let head = 0;
  let tail = 0;
  let count = 0;
  for (let i = 0; i < length; i++) {
    const value = x[i] * sign;
    if (!Number.isNaN(value)) {
      count++;
      while (tail > head && x[queue[tail - 1]] * sign <= value) tail--;
      queue[tail++] = i;
    }
    if (i >= window && !Number.isNaN(x[i - window])) count--;
    if (head < tail && queue[head] <= i - window) head++;
    out[i] = count < minimum || count === 0 ? Number.NaN : i - queue[head];
  }
}

/** Writes the median of each trailing window, the mean of the middle two if their number is even. For windows up to 100. */
export function windowMedian(
  out: Float64Array,
  x: Float64Array,
  length: number,
  window: number,
  minimum: number,
  scratch: Scratch,
): void {
  const sorted = scratch.a;
  let count = 0;
  for (let i = 0; i < length; i++) {
    const value = x[i];
    const gone = i >= window ? x[i - window] : Number.NaN;
    if (!Number.isNaN(gone) && !Number.isNaN(value)) {
      // One walk: take out the old, and move what lies between until the new one fits.
      let place = 0;
      while (sorted[place] < gone) place++;
      while (place + 1 < count && sorted[place + 1] < value) {
        sorted[place] = sorted[place + 1];
        place++;
      }
      while (place > 0 && sorted[place - 1] > value) {
        sorted[place] = sorted[place - 1];
        place--;
      }
      sorted[place] = value;
    } else if (!Number.isNaN(gone)) {
      let place = 0;
      while (sorted[place] < gone) place++;
      count--;
      for (; place < count; place++) sorted[place] = sorted[place + 1];
    } else if (!Number.isNaN(value)) {
      let place = count++;
      while (place > 0 && sorted[place - 1] > value) {
        sorted[place] = sorted[place - 1];
        place--;
      }
      sorted[place] = value;
    }
    const half = count >> 1;
    if (count < minimum || count === 0) out[i] = Number.NaN;
    else out[i] = (count & 1) === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
}

/** Where the figures of the tails go; what is undefined is not computed. */
export type Tails = {
  /** The `share` quantile, between two values by linear interpolation. */
  readonly lower: Float64Array | undefined;
  /** The 1 - `share` quantile. */
  readonly upper: Float64Array | undefined;
  /** Historical value at risk at level 1 - `share`, losses positive. */
  readonly risk: Float64Array | undefined;
  /** Historical conditional value at risk: the mean loss of the worst `share`. */
  readonly shortfall: Float64Array | undefined;
};

/** A set of places in a sorted series, one bit each, and a pointer to its `below`-th member. */
type Pointer = { place: number; below: number };

/** Returns the nearest member above `place`; the set must have one. */
function nextMember(bits: Int32Array, place: number): number {
  let word = (place + 1) >> 5;
  let rest = bits[word] & (-1 << ((place + 1) & 31));
  while (rest === 0) rest = bits[++word];
  return (word << 5) + 31 - Math.clz32(rest & -rest);
}

/** Returns the nearest member below `place`; the set must have one. */
function previousMember(bits: Int32Array, place: number): number {
  let word = (place - 1) >> 5;
  let rest = bits[word] & (-1 >>> (31 - ((place - 1) & 31)));
  while (rest === 0) rest = bits[--word];
  return (word << 5) + 31 - Math.clz32(rest);
}

/** Moves the pointer to the member that has `rank` members below it. */
function moveTo(pointer: Pointer, bits: Int32Array, rank: number): number {
  while (pointer.below < rank) {
    pointer.place = nextMember(bits, pointer.place);
    pointer.below++;
  }
  while (pointer.below > rank) {
    pointer.place = previousMember(bits, pointer.place);
    pointer.below--;
  }
  return pointer.place;
}

/** Takes note that a place was added (1) or removed (-1): the pointer stays, its count of members below does not. */
function note(pointer: Pointer, place: number, change: 1 | -1): void {
  if (place < pointer.place) pointer.below += change;
}

/**
 * Writes the figures of the tails of each trailing window, in constant time a step: the series is sorted once, a window is a
 * set of places in the sorted series, and as it slides a quantile moves by a place or two. A value at a place is the value
 * itself, so what comes later only renames places and changes no result.
 *
 * @see numerics: with sorted r, k = share * n, i = ceil(k) - 1: VaR = -r_i, CVaR = -(1/k) sum_{j<i} r_j + r_i (i/k - 1).
 */
export function windowTails(
  out: Tails,
  x: Float64Array,
  length: number,
  window: number,
  minimum: number,
  share: number,
  scratch: Scratch,
  sorter: Sorter,
): void {
  // Observations side by side, sorted; `placeOf` leads from an entry to its place.
  const placeOf = scratch.i;
  const bits = scratch.j;
  const packed = scratch.a;
  const indexOf = scratch.k;
  let observations = 0;
  for (let i = 0; i < length; i++) {
    if (!Number.isNaN(x[i])) {
      packed[observations] = x[i];
      indexOf[observations++] = i;
    }
  }
  sortValues(sorter, packed, 0, observations);
  const { sorted, order } = sorter;
  for (let place = 0; place < observations; place++) placeOf[indexOf[order[place]]] = place;
  bits.fill(0, 0, (observations >> 5) + 2);
  const low: Pointer = { place: -1, below: -1 };
  const high: Pointer = { place: -1, below: -1 };
  const needed = Math.max(minimum, 1);
  let count = 0;
  for (let i = 0; i < length; i++) {
    if (i >= window && !Number.isNaN(x[i - window])) {
      const place = placeOf[i - window];
      bits[place >> 5] &= ~(1 << (place & 31));
      note(low, place, -1);
      note(high, place, -1);
      count--;
    }
    if (!Number.isNaN(x[i])) {
      const place = placeOf[i];
      bits[place >> 5] |= 1 << (place & 31);
      note(low, place, 1);
      note(high, place, 1);
      count++;
    }
    if (count < needed) {
      for (const line of [out.lower, out.upper, out.risk, out.shortfall]) if (line !== undefined) line[i] = Number.NaN;
      continue;
    }
    if (out.lower !== undefined) out.lower[i] = quantileAt(low, bits, sorted, count, share);
    if (out.upper !== undefined) out.upper[i] = quantileAt(high, bits, sorted, count, 1 - share);
    if (out.risk === undefined && out.shortfall === undefined) continue;
    // A share times a count may miss a whole number by rounding; a part in 10⁹ settles it.
    const worst = share * count;
    const rank = Math.max(0, Math.ceil(worst - 1e-9) - 1);
    seat(low, bits, rank);
    let place = low.place;
    const limit = sorted[place];
    if (out.risk !== undefined) out.risk[i] = -limit;
    if (out.shortfall === undefined) continue;
    let sum = 0;
    for (let j = 0; j < rank; j++) {
      place = previousMember(bits, place);
      sum += sorted[place];
    }
    out.shortfall[i] = -sum / worst + limit * (rank / worst - 1);
  }
}

/** Puts the pointer on the member with `rank` members below it, also after the member it stood on has left the set. */
function seat(pointer: Pointer, bits: Int32Array, rank: number): void {
  const { place } = pointer;
  const stands = place >= 0 && (bits[place >> 5] & (1 << (place & 31))) !== 0;
  if (!stands) {
    if (pointer.below > rank || place < 0) {
      // One step towards the wanted rank puts it on a member again.
      if (place < 0) {
        pointer.place = nextMember(bits, -1);
        pointer.below = 0;
      } else {
        pointer.place = previousMember(bits, place);
        pointer.below--;
      }
    } else if (pointer.below <= rank) {
      pointer.place = nextMember(bits, place);
    }
  }
  moveTo(pointer, bits, rank);
}

/** Returns the quantile of the set, by linear interpolation between the two members around it. */
function quantileAt(pointer: Pointer, bits: Int32Array, sorted: Float64Array, count: number, share: number): number {
  const exact = share * (count - 1);
  const rank = Math.floor(exact);
  seat(pointer, bits, rank);
  const value = sorted[pointer.place];
  if (rank === exact) return value;
  return value + (sorted[nextMember(bits, pointer.place)] - value) * (exact - rank);
}

/** Writes the largest fall from a peak to a later value inside each window, as a positive fraction of the peak; values > 0. */
export function windowDrawdown(
  out: Float64Array,
  x: Float64Array,
  length: number,
  window: number,
  minimum: number,
  scratch: Scratch,
): void {
  const size = Math.min(window, length);
  // Of the part before the cut: the highest value, and the largest fall. Joined with the part after it in one step.
  const { a: peaks, b: falls } = scratch;
  peaks.fill(0, 0, size + 1);
  falls.fill(0, 0, size + 1);
  let count = 0;
  for (let begin = 0; begin < length; begin += size) {
    if (begin > 0) {
      let peak = 0;
      let low = Number.POSITIVE_INFINITY;
      let fall = 0;
      for (let j = size - 1; j >= 1; j--) {
        const value = x[begin - size + j];
        if (!Number.isNaN(value)) {
          if (value < low) low = value;
          if (value > peak) peak = value;
          if (1 - low / value > fall) fall = 1 - low / value;
        }
        peaks[j] = peak;
        falls[j] = fall;
      }
    }
    const end = Math.min(begin + size, length);
    let peak = 0;
    let low = Number.POSITIVE_INFINITY;
    let fall = 0;
    for (let i = begin; i < end; i++) {
      const value = x[i];
      if (!Number.isNaN(value)) {
        count++;
        if (value > peak) peak = value;
        if (value < low) low = value;
        if (1 - value / peak > fall) fall = 1 - value / peak;
      }
      if (begin > 0) {
        const gone = x[i - size];
        if (!Number.isNaN(gone)) count--;
      }
      const cut = i - begin + 1;
      const across = peaks[cut] > 0 && low < peaks[cut] ? 1 - low / peaks[cut] : 0;
      out[i] = count < minimum || count === 0 ? Number.NaN : Math.max(fall, falls[cut], across);
    }
  }
}
