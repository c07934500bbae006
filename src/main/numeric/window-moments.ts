/**
 * Moments of trailing windows over one series, each value in a handful of operations however long the window is.
 *
 * A window is cut at a multiple of its length: what lies before the cut comes from sums gathered backwards over the block
 * that has just ended, what lies after it from sums gathered forwards. Nothing is ever subtracted from a sum, so a price that
 * fell a millionfold leaves no dust behind. Powers are taken about a member of the window, which bounds the cancellation in
 * the variance of n values by about n times the rounding of one.
 *
 * In all of them: `x` and `out` have `length` valid entries, NaN is a missing observation, a window with fewer than `minimum`
 * observations gives NaN, and `out` may not be `x`. Only entries up to i are read for entry i, and the cuts are counted from
 * entry 0, so later entries never change a bit of earlier ones.
 */

/** Memory that the kernels of one thread share; each array has room for the longest series and one more. */
export type Scratch = {
  readonly a: Float64Array;
  readonly b: Float64Array;
  readonly c: Float64Array;
  readonly d: Float64Array;
  readonly e: Float64Array;
  readonly i: Int32Array;
  readonly j: Int32Array;
  readonly k: Uint32Array;
  readonly l: Uint32Array;
};

/** Returns scratch memory for series of at most `length` entries and windows of any length. */
export function createScratch(length: number): Scratch {
  const room = Math.max(length, 1) + 2;
  return {
    a: new Float64Array(room),
    b: new Float64Array(room),
    c: new Float64Array(room),
    d: new Float64Array(room),
    e: new Float64Array(room),
    i: new Int32Array(room),
    j: new Int32Array(room),
    k: new Uint32Array(room),
    l: new Uint32Array(room),
  };
}

/**
 * Returns the index of the observation about which powers are taken in the block that begins at `begin`: its first entry,
 * else the newest one before it that is still in its window, else -1.
 */
export function anchorOf(x: Float64Array, begin: number, window: number): number {
  for (let i = begin; i >= 0 && i > begin - window; i--) if (!Number.isNaN(x[i])) return i;
  return -1;
}

/** Writes the mean (or, with `total`, the sum) of each trailing window. */
export function windowMean(
  out: Float64Array,
  x: Float64Array,
  length: number,
  window: number,
  minimum: number,
  total: boolean,
  scratch: Scratch,
): void {
  const size = Math.min(window, length);
  const suffix = scratch.a;
  suffix.fill(0, 0, size + 1);
  let count = 0;
  for (let begin = 0; begin < length; begin += size) {
    if (begin > 0) {
      let sum = 0;
      for (let j = size - 1; j >= 1; j--) {
        const value = x[begin - size + j];
        if (!Number.isNaN(value)) sum += value;
        suffix[j] = sum;
      }
    }
    const end = Math.min(begin + size, length);
    let prefix = 0;
    for (let i = begin; i < end; i++) {
      const value = x[i];
      if (!Number.isNaN(value)) {
        prefix += value;
        count++;
      }
      if (begin > 0) {
        const gone = x[i - size];
        if (!Number.isNaN(gone)) count--;
      }
      const sum = suffix[i - begin + 1] + prefix;
      out[i] = count < minimum || count === 0 ? Number.NaN : total ? sum : sum / count;
    }
  }
}

/**
 * Writes the sample variance (n - 1) of each trailing window and, if wanted, its mean. Needs two observations; a constant
 * window gives exactly 0.
 */
export function windowVariance(
  variance: Float64Array,
  mean: Float64Array | undefined,
  x: Float64Array,
  length: number,
  window: number,
  minimum: number,
  scratch: Scratch,
): void {
  const size = Math.min(window, length);
  const first = scratch.a;
  const second = scratch.b;
  first.fill(0, 0, size + 1);
  second.fill(0, 0, size + 1);
  const needed = Math.max(minimum, 2);
  let count = 0;
  for (let begin = 0; begin < length; begin += size) {
    let at = anchorOf(x, begin, size);
    let anchor = at < 0 ? 0 : x[at];
    let sum = 0;
    let square = 0;
    if (begin > 0) {
      for (let j = size - 1; j >= 1; j--) {
        const value = x[begin - size + j] - anchor;
        if (!Number.isNaN(value)) {
          sum += value;
          square += value * value;
        }
        first[j] = sum;
        second[j] = square;
      }
    }
    const end = Math.min(begin + size, length);
    sum = 0;
    square = 0;
    for (let i = begin; i < end; i++) {
      const value = x[i];
      if (!Number.isNaN(value)) {
        count++;
        if (at < 0) {
          at = i;
          anchor = value;
        }
        const away = value - anchor;
        sum += away;
        square += away * away;
      }
      if (begin > 0) {
        const gone = x[i - size];
        if (!Number.isNaN(gone)) count--;
        if (at >= 0 && at <= i - size) {
          // The anchor has left the window, so nothing before the cut is left either: start again about a member.
          at = firstIn(x, begin, i);
          anchor = at < 0 ? 0 : x[at];
          sum = 0;
          square = 0;
          for (let j = begin; j <= i; j++) {
            const away = x[j] - anchor;
            if (!Number.isNaN(away)) {
              sum += away;
              square += away * away;
            }
          }
        }
      }
      if (count < needed) {
        variance[i] = Number.NaN;
        if (mean !== undefined)
          mean[i] = count >= minimum && count === 1 ? anchor + sum + first[i - begin + 1] : Number.NaN;
        continue;
      }
      const all = sum + first[i - begin + 1];
      const centre = all / count;
      const spread = square + second[i - begin + 1] - all * centre;
      variance[i] = spread > 0 ? spread / (count - 1) : 0;
      if (mean !== undefined) mean[i] = anchor + centre;
    }
  }
}

/** Returns the index of the first observation in begin..end, or -1. */
export function firstIn(x: Float64Array, begin: number, end: number): number {
  for (let i = begin; i <= end; i++) if (!Number.isNaN(x[i])) return i;
  return -1;
}

/**
 * Writes the skewness and the excess kurtosis of each trailing window, both without bias for normal samples; either may be
 * left out. Needs three and four observations; a constant window gives NaN.
 *
 * @see Joanes & Gill (1998), "Comparing measures of sample skewness and kurtosis": G1 and G2.
 */
export function windowShape(
  skew: Float64Array | undefined,
  kurtosis: Float64Array | undefined,
  x: Float64Array,
  length: number,
  window: number,
  minimum: number,
  scratch: Scratch,
): void {
  const size = Math.min(window, length);
  const { a: s1, b: s2, c: s3, d: s4 } = scratch;
  for (const sums of [s1, s2, s3, s4]) sums.fill(0, 0, size + 1);
  let count = 0;
  for (let begin = 0; begin < length; begin += size) {
    let at = anchorOf(x, begin, size);
    let anchor = at < 0 ? 0 : x[at];
    let p1 = 0;
    let p2 = 0;
    let p3 = 0;
    let p4 = 0;
    if (begin > 0) {
      for (let j = size - 1; j >= 1; j--) {
        const value = x[begin - size + j] - anchor;
        if (!Number.isNaN(value)) {
          const square = value * value;
          p1 += value;
          p2 += square;
          p3 += square * value;
          p4 += square * square;
        }
        s1[j] = p1;
        s2[j] = p2;
        s3[j] = p3;
        s4[j] = p4;
      }
    }
    const end = Math.min(begin + size, length);
    p1 = 0;
    p2 = 0;
    p3 = 0;
    p4 = 0;
    for (let i = begin; i < end; i++) {
      let from = i;
      if (!Number.isNaN(x[i])) {
        count++;
        if (at < 0) {
          at = i;
          anchor = x[i];
        }
      }
      if (begin > 0) {
        const gone = x[i - size];
        if (!Number.isNaN(gone)) count--;
        if (at >= 0 && at <= i - size) {
          at = firstIn(x, begin, i);
          anchor = at < 0 ? 0 : x[at];
          p1 = 0;
          p2 = 0;
          p3 = 0;
          p4 = 0;
          from = begin;
        }
      }
      for (let j = from; j <= i; j++) {
        const away = x[j] - anchor;
        if (!Number.isNaN(away)) {
          const square = away * away;
          p1 += away;
          p2 += square;
          p3 += square * away;
          p4 += square * square;
        }
      }
      const cut = i - begin + 1;
      const n = count;
      const mean = (p1 + s1[cut]) / n;
      const raw2 = (p2 + s2[cut]) / n;
      const raw3 = (p3 + s3[cut]) / n;
      const m2 = raw2 - mean * mean;
      // Below this share of the raw power the variance is rounding alone: the window is constant.
      const varies = n >= minimum && m2 > raw2 * 1e-15 && m2 > 0;
      if (skew !== undefined) {
        const m3 = raw3 - mean * (3 * raw2 - 2 * mean * mean);
        skew[i] = varies && n >= 3 ? (Math.sqrt(n * (n - 1)) / (n - 2)) * (m3 / (m2 * Math.sqrt(m2))) : Number.NaN;
      }
      if (kurtosis !== undefined) {
        const m4 = (p4 + s4[cut]) / n - mean * (4 * raw3 - mean * (6 * raw2 - 3 * mean * mean));
        kurtosis[i] =
          varies && n >= 4 ? ((n - 1) / ((n - 2) * (n - 3))) * (((n + 1) * m4) / (m2 * m2) - 3 * (n - 1)) : Number.NaN;
      }
    }
  }
}
