/**
 * Filters and pattern searches that walk along one series. The rules are those of `window-moments.ts`: NaN is missing, and
 * entry i is made of entries up to i alone.
 */
import type { Scratch } from './window-moments.ts';

/**
 * Writes the exponentially weighted mean y = (1 - alpha) y + alpha x, which starts at the first observation. Where up to
 * `silence` observations in a row are missing the last mean stands; after more of them there is none, and the mean starts
 * anew. There is none before `minimum` observations either.
 */
export function exponentialMean(
  out: Float64Array,
  x: Float64Array,
  length: number,
  alpha: number,
  minimum: number,
  silence: number,
): void {
  let mean = Number.NaN;
  let count = 0;
  let missing = 0;
  const keep = 1 - alpha;
  for (let i = 0; i < length; i++) {
    const value = x[i];
    if (!Number.isNaN(value)) {
      mean = count === 0 ? value : keep * mean + alpha * value;
      count++;
      missing = 0;
    } else if (++missing > silence) {
      mean = Number.NaN;
      count = 0;
    }
    out[i] = count < minimum ? Number.NaN : mean;
  }
}

/**
 * Writes the variance that GARCH(1,1) expects for the next day: (1 - alpha - beta) target + alpha r² + beta variance, from
 * the first day on which the target is known, with the target as the first variance. On a day without a return its square is
 * replaced by its expectation.
 *
 * @see Bollerslev (1986); variance targeting: Engle & Mezrich (1996).
 */
export function garchVariance(
  out: Float64Array,
  returns: Float64Array,
  target: Float64Array,
  length: number,
  alpha: number,
  beta: number,
): void {
  let variance = Number.NaN;
  let longRun = Number.NaN;
  for (let i = 0; i < length; i++) {
    if (!Number.isNaN(target[i])) longRun = target[i];
    if (Number.isNaN(variance)) variance = longRun;
    const square = !Number.isNaN(returns[i]) ? returns[i] * returns[i] : variance;
    variance = (1 - alpha - beta) * longRun + alpha * square + beta * variance;
    out[i] = variance;
  }
}

/**
 * Writes the slope, per entry, of a straight line through the running sum of each trailing window. Summed anew for each
 * window, so that what the sum was before it plays no part.
 */
export function cumulativeSlope(
  out: Float64Array,
  x: Float64Array,
  length: number,
  window: number,
  minimum: number,
): void {
  for (let i = 0; i < length; i++) {
    const begin = Math.max(0, i - window + 1);
    const size = i - begin + 1;
    const middle = (size - 1) / 2;
    let count = 0;
    let running = 0;
    let product = 0;
    for (let j = begin; j <= i; j++) {
      const value = x[j];
      if (!Number.isNaN(value)) {
        running += value;
        count++;
      }
      product += running * (j - begin - middle);
    }
    out[i] = count < minimum || size < 2 ? Number.NaN : (12 * product) / (size * (size * size - 1));
  }
}

/** Writes the mean absolute distance of each trailing window's values from `centre` at the window's end. */
export function windowDeviation(
  out: Float64Array,
  x: Float64Array,
  centre: Float64Array,
  length: number,
  window: number,
  minimum: number,
): void {
  for (let i = 0; i < length; i++) {
    let count = 0;
    let sum = 0;
    for (let j = Math.max(0, i - window + 1); j <= i; j++) {
      const away = x[j] - centre[i];
      if (!Number.isNaN(away)) {
        sum += Math.abs(away);
        count++;
      }
    }
    out[i] = count < minimum || count === 0 ? Number.NaN : sum / count;
  }
}

/**
 * Writes the nearest support at or below each value: lows of the last `window` entries which were the lowest of `wing`
 * entries on both sides (so known `wing` entries later) are put together as long as each is within `width` of the next lower,
 * and of these groups' means the highest that is not above the value counts. Without one, the lowest value of the window.
 *
 * @param lowest - the smallest value of the same window.
 */
export function nearestSupport(
  out: Float64Array,
  x: Float64Array,
  lowest: Float64Array,
  length: number,
  window: number,
  wing: number,
  width: number,
  scratch: Scratch,
): void {
  // Pivot lows inside the window: levels in rising order, and when each was.
  const levels = scratch.b;
  const times = scratch.i;
  let count = 0;
  for (let i = 0; i < length; i++) {
    let kept = 0;
    for (let j = 0; j < count; j++) {
      if (times[j] > i - window) {
        levels[kept] = levels[j];
        times[kept++] = times[j];
      }
    }
    count = kept;
    const pivot = i - wing;
    if (pivot >= wing && isLowest(x, pivot, wing)) {
      let place = count++;
      while (place > 0 && levels[place - 1] > x[pivot]) {
        levels[place] = levels[place - 1];
        times[place] = times[place - 1];
        place--;
      }
      levels[place] = x[pivot];
      times[place] = pivot;
    }
    const value = x[i];
    let support = lowest[i];
    for (let begin = 0; begin < count; ) {
      let end = begin + 1;
      let sum = levels[begin];
      while (end < count && levels[end] <= levels[end - 1] * (1 + width)) sum += levels[end++];
      const level = sum / (end - begin);
      if (level > value) break;
      if (level > support) support = level;
      begin = end;
    }
    out[i] = !Number.isNaN(value) ? support : Number.NaN;
  }
}

/** Returns whether the value is below all others within `wing` entries on both sides; none of them may be missing. */
export function isLowest(x: Float64Array, at: number, wing: number): boolean {
  for (let j = at - wing; j <= at + wing; j++) if (j !== at && !(x[j] > x[at])) return false;
  return true;
}
