/** Whether the world is still the one that was learnt from: what models see, and how their closed forecasts went. */
import { columnOf, type Matrix } from '../numeric/matrix.ts';
import { mean, standardDeviation } from '../numeric/stats.ts';

/** Tenths of the ranks, and one part for what is missing. */
const PARTS = 11;
/** A share of nothing counts as this. */
const LEAST_SHARE = 0.005;
/** A population stability index above is commonly called a shift; below 0.1, stable. */
const SHIFT = 0.25;
/** So much of the factors has to have shifted, because some source or other always falters. */
const SHIFTED_SHARE = 0.2;
/** Fewer rows or independent forecasts than these tell nothing. */
const MINIMUM_ROWS = 30;
const MINIMUM_SPANS = 3;
/** One-sided 1 % of a standard normal distribution. */
const NORMAL_99 = 2.326;

/** Returns for each column the shares of its values in tenths of -1..1, and of those that are missing, one after the other. */
export function partsOf(x: Matrix): Float32Array {
  const parts = new Float32Array(x.columns.length * PARTS);
  x.columns.forEach((_, column) => {
    for (const value of columnOf(x, column)) {
      const part = Number.isNaN(value) ? PARTS - 1 : Math.min(PARTS - 2, Math.floor(((value + 1) / 2) * (PARTS - 1)));
      parts[column * PARTS + Math.max(0, part)]! += 1 / x.rows;
    }
  });
  return parts;
}

/**
 * Returns the population stability index of each column: Σ (now - then) ln(now / then) over the parts.
 *
 * @see Yurdakul (2018), "Statistical properties of population stability index".
 */
export function stabilityOf(then: Float32Array, now: Float32Array): Float64Array {
  return Float64Array.from({ length: then.length / PARTS }, (_, column) => {
    let sum = 0;
    for (let part = column * PARTS; part < (column + 1) * PARTS; part++) {
      const [before, after] = [Math.max(LEAST_SHARE, then[part]!), Math.max(LEAST_SHARE, now[part]!)];
      sum += (after - before) * Math.log(after / before);
    }
    return sum;
  });
}

/** Returns in words which factors are not distributed any more as those learnt from; null if most are, or there are few rows. */
export function shiftOf(then: Float32Array, x: Matrix): string | null {
  if (x.rows < MINIMUM_ROWS || then.length !== x.columns.length * PARTS) return null;
  const indices = stabilityOf(then, partsOf(x));
  const shifted = [...x.columns.keys()].filter((column) => indices[column]! > SHIFT);
  if (shifted.length < SHIFTED_SHARE * x.columns.length) return null;
  const [first] = shifted.sort((a, b) => indices[b]! - indices[a]! || a - b);
  return `${shifted.length} of ${x.columns.length} factors are not distributed as when the models were trained, ${x.columns[first!]} least`;
}

/** Rank correlations of the record, or of forecasts that have closed since, and how many of them are independent. */
export type Skill = { readonly rankIc: Float64Array; readonly independent: number };

/** Returns in words that closed forecasts went worse than the record, by more than chance in a hundred; null if they did not. */
export function declineOf(record: Float64Array, { rankIc, independent }: Skill, horizon: number): string | null {
  if (record.length < 2 || independent < MINIMUM_SPANS) return null;
  const [expected, found] = [mean(record), mean(rankIc)];
  if (!(found < expected - (NORMAL_99 * standardDeviation(record)) / Math.sqrt(independent))) return null;
  return `forecasts of ${horizon} days that have closed since had a rank IC of ${found.toFixed(3)}, the record has ${expected.toFixed(3)}`;
}
