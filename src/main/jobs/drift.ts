/** Whether the world is still the one that was learnt from: what models see, and how their closed forecasts went. */
import { studentQuantile } from '../../shared/student-quantile.ts';
import { FACTORS } from '../factors/registry.ts';
import { columnOf, type Matrix } from '../numeric/matrix.ts';
import { normalQuantile } from '../numeric/normal-distribution.ts';
import { mean, standardDeviation } from '../numeric/stats.ts';

/** A share of nothing counts as this. */
const LEAST_SHARE = 0.005;
/** A population stability index above is commonly called a shift; below 0.1, stable. */
const SHIFT = 0.25;
/** So much of the factors has to have shifted, because some source or other always falters. */
const SHIFTED_SHARE = 0.2;
/** Fewer rows or independent forecasts than these tell nothing. */
const MINIMUM_ROWS = 30;
const MINIMUM_SPANS = 3;
/** Chance of a false alarm over all horizons of a training. */
const ALARM = 0.01;
/** One value a day for all tokens: known of all or of none, which tells of a source and not of tokens. */
const SHARED = new Set(FACTORS.filter(({ ranking }) => ranking === 'shared').map(({ id }) => id));

/**
 * Returns for each column of how many rows it is known, 0..1. Nothing else of ranks can shift: within a day they are spread evenly
 * whatever the market does.
 */
export function presenceOf(x: Matrix): Float32Array {
  return Float32Array.from(x.columns, (_, column) => {
    const known = columnOf(x, column).reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0);
    return known / x.rows;
  });
}

/**
 * Returns the population stability index of what is known and what is missing: Σ (now - then) ln(now / then) over both.
 *
 * @see Yurdakul (2018), "Statistical properties of population stability index".
 */
export function stabilityOf(then: number, now: number): number {
  const term = (before: number, after: number): number => {
    const [from, to] = [Math.max(LEAST_SHARE, before), Math.max(LEAST_SHARE, after)];
    return (to - from) * Math.log(to / from);
  };
  return term(then, now) + term(1 - then, 1 - now);
}

/** Returns in words which factors are known of other shares of tokens than those learnt from; null if few are, or there are few rows. */
export function shiftOf(then: Float32Array, x: Matrix): string | null {
  if (x.rows < MINIMUM_ROWS || then.length !== x.columns.length) return null;
  const now = presenceOf(x);
  const own = [...x.columns.keys()].filter((column) => !SHARED.has(x.columns[column]!));
  const index = (column: number): number => stabilityOf(then[column]!, now[column]!);
  const shifted = own.filter((column) => index(column) > SHIFT).sort((a, b) => index(b) - index(a) || a - b);
  const [first] = shifted;
  if (first === undefined || shifted.length < SHIFTED_SHARE * own.length) return null;
  const [before, after] = [then[first]!, now[first]!].map((share) => `${Math.round(100 * share)} %`);
  return `${shifted.length} of ${own.length} factors are known of more or fewer tokens than when the models were trained, ${x.columns[first]} of ${after} instead of ${before}`;
}

/** Rank correlations of the record, or of forecasts that have closed since, and how many of them are independent. */
export type Skill = { readonly rankIc: Float64Array; readonly independent: number };

/**
 * Returns in words that closed forecasts went worse than the record, null if they did not: by more than chance would do at any of
 * the horizons once in a hundred trainings, by Student's t over independent forecasts. Forecasts count once a stride, so it is
 * asked anew no oftener.
 *
 * @param horizons - how many horizons are asked the same.
 */
export function declineOf(
  record: Float64Array,
  { rankIc, independent }: Skill,
  horizon: number,
  horizons: number,
): string | null {
  if (record.length < 2 || !(independent >= MINIMUM_SPANS)) return null;
  const [expected, found] = [mean(record), mean(rankIc)];
  const reach = studentQuantile(independent - 1, normalQuantile(1 - ALARM / horizons));
  if (!(found < expected - (reach * standardDeviation(record)) / Math.sqrt(independent))) return null;
  return `forecasts of ${horizon} days that have closed since had a rank IC of ${found.toFixed(3)}, the record has ${expected.toFixed(3)}`;
}
