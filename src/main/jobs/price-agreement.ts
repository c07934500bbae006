/** Whether two series of daily closes are of one thing. */

/** Daily closes, oldest first; all of `close` above zero. */
export type Closes = { readonly days: Int32Array; readonly close: Float64Array };

/** Days on which both of two series have a close, and how far apart those are. */
export type Joint = {
  readonly days: Int32Array;
  /** Absolute difference of the logarithms. */
  readonly apart: Float64Array;
};

/** How far apart: the median and the 90th percentile of the log distances, NaN without a joint day. */
export type Agreement = { readonly overlapDays: number; readonly medianError: number; readonly highError: number };

/** Fewer joint days prove nothing. */
export const LEAST_OVERLAP = 10;
/**
 * Median log distance up to which two series of one symbol are of one asset. Of 729 true pairs in the real data the largest
 * median is 0.044 (a coin of a hundredth of a cent, in six digits); of 13 false ones the smallest is 0.31.
 */
export const SAME_ASSET = 0.05;
/** Log distance of a day on which the two are plainly different things. */
const DIFFERENT = 0.25;
/** So many such days on end are a stretch of another asset, and not an error of a day or two. */
const STRETCH_DAYS = 10;

/** Returns the joint days of a part of a series and another. */
export function jointDays(a: Closes, b: Closes): Joint {
  const days: number[] = [];
  const apart: number[] = [];
  let j = 0;
  for (let i = 0; i < a.days.length; i++) {
    const day = a.days[i]!;
    while (j < b.days.length && b.days[j]! < day) j++;
    if (j === b.days.length) break;
    if (b.days[j] !== day) continue;
    days.push(day);
    apart.push(Math.abs(Math.log(a.close[i]! / b.close[j]!)));
  }
  return { days: Int32Array.from(days), apart: Float64Array.from(apart) };
}

/** Returns how far apart the two are over the joint days. */
export function agreementOf({ apart }: Joint): Agreement {
  const sorted = apart.slice().sort();
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
  return { overlapDays: sorted.length, medianError: at(0.5), highError: at(0.9) };
}

/** Stretches of days, each from `fromDay` to before `untilDay`. */
export type DayRange = { readonly fromDay: number; readonly untilDay: number };

/**
 * Returns the stretches in which the two are plainly different things for {@link STRETCH_DAYS} joint days on end.
 *
 * @param breaks - days on which the series begins anew after a pause; a stretch that would begin within a few days before
 *   one begins there, because a collapse parts two sources for a day or two before the coin changes.
 */
export function differentStretches({ days, apart }: Joint, breaks: readonly number[]): DayRange[] {
  const found: DayRange[] = [];
  let from = 0;
  while (from < days.length) {
    let until = from;
    while (until < days.length && apart[until]! > DIFFERENT) until++;
    if (until - from >= STRETCH_DAYS) {
      const near = breaks.find((day) => day > days[from]! && day <= days[Math.min(until, from + STRETCH_DAYS) - 1]!);
      found.push({ fromDay: near ?? days[from]!, untilDay: days[until - 1]! + 1 });
    }
    from = until + 1;
  }
  return found;
}

/** Returns the joint days outside the stretches. */
export function jointOutside({ days, apart }: Joint, ranges: readonly DayRange[]): Joint {
  const isOutside = (day: number): boolean => !ranges.some(({ fromDay, untilDay }) => day >= fromDay && day < untilDay);
  const kept = [...days.keys()].filter((i) => isOutside(days[i]!));
  return { days: Int32Array.from(kept, (i) => days[i]!), apart: Float64Array.from(kept, (i) => apart[i]!) };
}

/** Returns the part of a series from `fromDay` to before `untilDay`. */
export function closesWithin({ days, close }: Closes, { fromDay, untilDay }: DayRange): Closes {
  let from = 0;
  while (from < days.length && days[from]! < fromDay) from++;
  let until = from;
  while (until < days.length && days[until]! < untilDay) until++;
  return { days: days.subarray(from, until), close: close.subarray(from, until) };
}

/** Returns the standard deviation of the log closes: a price that hardly moves agrees with every other such price. */
export function spreadOf({ close }: Closes): number {
  let [mean, squares] = [0, 0];
  for (let i = 0; i < close.length; i++) {
    const x = Math.log(close[i]!);
    const step = x - mean;
    mean += step / (i + 1);
    squares += step * (x - mean);
  }
  return Math.sqrt(squares / Math.max(1, close.length));
}
