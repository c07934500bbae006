/**
 * Conjunctions of factor conditions after which tokens did better, or worse, than others.
 *
 * 1. {@link searchPatterns}: every conjunction of two to four conditions that holds often enough, depth first: what holds too seldom
 *    cannot hold more often with one more condition.
 * 2. {@link testExcess}: of each, whether tokens did better than others as volatile in the same weeks, by blocks of weeks as long
 *    as the horizon.
 * 3. {@link benjaminiHochberg}: corrected for all that were looked at.
 * 4. {@link distinct}: without those that say no more than a shorter or an earlier one.
 *
 * @see Agrawal & Srikant (1994), "Fast algorithms for mining association rules", for 1; Bayardo, Agrawal & Gunopulos (2000),
 *   "Constraint-based rule mining in large, dense databases", for the improvement of 4.
 */
import { type CancelSignal, throwIfCancelled } from '../../shared/errors.ts';
import type { Condition } from '../../shared/patterns.ts';
import { withBitsets } from '../numeric/bitsets.ts';
import { studentTails } from '../numeric/student.ts';
import type { PatternRows } from './pattern-rows.ts';

/** Share of the token weeks on which a pattern has to hold, and blocks of weeks in which it has to. */
const MINIMUM_SUPPORT = 0.02;
export const MINIMUM_BLOCKS = 20;
/** A condition that leaves more of a conjunction than this, or of which a conjunction leaves more, adds nothing. */
const SAME = 0.9;
/** Two patterns that share more of the rows of either are told as one, the surer. */
const ALIKE = 0.5;
/** P-values above this are not kept: a correction that let them pass would call a fifth of all conjunctions significant. */
const KEPT_P = 0.01;
/** Before correction: counted, to be told beside what chance alone gives. */
const PLAIN_P = 0.05;
/** By how much a pattern's excess has to go beyond that of each of its parts. */
const MINIMUM_IMPROVEMENT = 0.01;
/** After correction: share of the significant ones that may be there by chance. */
export const SIGNIFICANCE = 0.05;

/** A conjunction that was tested. */
export type Tested = {
  /** Indices of its conditions, rising. */
  readonly members: readonly number[];
  readonly support: number;
  /** Share of its rows that had the outcome, less what was to be expected; below 0 if it had it less. */
  readonly excess: number;
  readonly pValue: number;
};

/** A conjunction with its p-value after correction. */
export type Corrected = Tested & { readonly adjustedPValue: number };

export type Search = {
  /** Conjunctions whose outcome was looked at, and how many of them had a p-value below 0.05 before correction. */
  readonly searchedCount: number;
  readonly plainCount: number;
  /** Conjunctions that held on enough token weeks, but in too few blocks of them to be tested; none with more conditions was looked at. */
  readonly thinCount: number;
  /** Significant after correction, the surest first. */
  readonly significant: readonly Corrected[];
};

export type SearchOptions = {
  readonly maximumConditions: number;
  readonly signal: CancelSignal;
  report(done: number): void;
};

/**
 * Returns the mean of an excess over rows and its two-sided p-value: t over blocks, their covariance with the next one added where it
 * is above 0, because outcomes of two blocks that follow each other overlap. Null where it held in too few blocks.
 *
 * @param sums - for each block the excess, then the rows.
 * @see Hansen & Hodrick (1980), for the covariances of forecasts that overlap.
 */
export function testExcess(sums: ArrayLike<number>): { readonly excess: number; readonly pValue: number } | null {
  let total = 0;
  let rows = 0;
  let blocks = 0;
  for (let b = 0; b < sums.length; b += 2) {
    if (sums[b + 1] === 0) continue;
    total += sums[b];
    rows += sums[b + 1];
    blocks++;
  }
  if (blocks < MINIMUM_BLOCKS) return null;
  const middle = total / blocks;
  let squares = 0;
  let products = 0;
  for (let b = 0; b < sums.length; b += 2) {
    if (sums[b + 1] === 0) continue;
    squares += (sums[b] - middle) ** 2;
    if (b + 2 < sums.length && sums[b + 3] > 0) products += (sums[b] - middle) * (sums[b + 2] - middle);
  }
  const error = Math.sqrt(((squares + 2 * Math.max(0, products)) * blocks) / (blocks - 1));
  return { excess: total / rows, pValue: error > 0 ? studentTails(total / error, blocks - 1) : 1 };
}

/** Returns the patterns of some years. Throws `cancelled`. 667,000 conjunctions of 400 conditions over 55,000 rows take 20 s. */
export function searchPatterns(
  rows: PatternRows,
  conditions: readonly Condition[],
  { maximumConditions, signal, report }: SearchOptions,
): Search {
  const minimum = Math.max(1, Math.ceil(MINIMUM_SUPPORT * rows.rowCount));
  const found: Tested[] = [];
  let searchedCount = 0;
  let plainCount = 0;
  let thinCount = 0;
  withBitsets(rows.sets, maximumConditions, rows, (bitsets) => {
    const counts = rows.sets.map((_, i) => bitsets.intersect(i, i, rows.sets.length));
    const visit = (members: readonly number[], set: number, support: number): void => {
      const to = rows.sets.length + members.length - 1;
      for (let next = members.at(-1)! + 1; next < conditions.length; next++) {
        if (counts[next] < minimum || members.some((own) => areOpposite(conditions[own], conditions[next]))) continue;
        const common = bitsets.intersect(set, next, to);
        if (common < minimum || common > SAME * support || common > SAME * counts[next]) continue;
        const joined = [...members, next];
        bitsets.sumExcess(to);
        const tested = testExcess(bitsets.excess);
        if (tested === null) {
          thinCount++;
          continue;
        }
        searchedCount++;
        if (tested.pValue < PLAIN_P) plainCount++;
        if (tested.pValue < KEPT_P) found.push({ members: joined, support: common, ...tested });
        if (joined.length < maximumConditions) visit(joined, to, common);
      }
      throwIfCancelled(signal);
    };
    for (let first = 0; first < conditions.length; first++) {
      report(1 - (1 - first / conditions.length) ** maximumConditions);
      if (counts[first] >= minimum) visit([first], first, counts[first]);
    }
  });
  const surest = found.toSorted((a, b) => a.pValue - b.pValue || b.support - a.support);
  const adjusted = benjaminiHochberg(surest, searchedCount);
  return {
    searchedCount,
    plainCount,
    thinCount,
    significant: surest.flatMap((own, i) =>
      adjusted[i] < SIGNIFICANCE ? [{ ...own, adjustedPValue: adjusted[i] }] : [],
    ),
  };
}

/** Returns whether two conditions of one factor cannot hold together. */
function areOpposite(a: Condition, b: Condition): boolean {
  const isLevel = ({ test }: Condition): boolean => test.endsWith('fifth');
  return a.factor === b.factor && isLevel(a) === isLevel(b);
}

/**
 * Returns the p-values after correction for the number of tests: of all whose corrected one is below a bound, no more than that
 * share is expected to be there by luck. Holds where tests depend on each other as those of one market do, so that what makes one
 * larger makes none smaller (Benjamini & Yekutieli, 2001).
 *
 * @param tests - the surest ones, p-values rising; leaving out the others only makes the correction stricter.
 * @see Benjamini & Hochberg (1995), "Controlling the false discovery rate".
 */
export function benjaminiHochberg(tests: readonly { readonly pValue: number }[], testCount: number): number[] {
  const adjusted = tests.map(({ pValue }, i) => Math.min(1, (testCount * pValue) / (i + 1)));
  for (let i = adjusted.length - 2; i >= 0; i--) adjusted[i] = Math.min(adjusted[i], adjusted[i + 1]);
  return adjusted;
}

/**
 * Returns the p-values after correction for the number of tests, however those depend on each other: the chance that any of them is
 * below a bound by luck is no more than the bound.
 *
 * @param tests - the surest ones, p-values rising; the others have larger ones.
 * @see Holm (1979), "A simple sequentially rejective multiple test procedure".
 */
export function holm(tests: readonly { readonly pValue: number }[], testCount: number): number[] {
  let largest = 0;
  return tests.map(({ pValue }, i) => {
    largest = Math.max(largest, Math.min(1, (testCount - i) * pValue));
    return largest;
  });
}

/**
 * Returns the patterns that say something of their own, the surest first, at most `limit`: their excess goes beyond that of each
 * part with one condition less, and they share no more than half of their rows with a surer one. Throws `cancelled`.
 */
export function distinct(
  rows: PatternRows,
  significant: readonly Corrected[],
  limit: number,
  signal: CancelSignal,
): Corrected[] {
  const kept: Corrected[] = [];
  const keptSets: Uint32Array[] = [];
  for (const pattern of significant) {
    if (kept.length >= limit) break;
    throwIfCancelled(signal);
    if (!goesBeyondParts(rows, pattern)) continue;
    const own = setOf(rows, pattern.members);
    const isKnown = keptSets.some((other, k) => {
      const common = countBits(own, other);
      return common > ALIKE * (pattern.support + kept[k].support - common);
    });
    if (isKnown) continue;
    kept.push(pattern);
    keptSets.push(own);
  }
  return kept;
}

function goesBeyondParts(rows: PatternRows, { members, excess }: Tested): boolean {
  const side = Math.sign(excess);
  return members.every((_, left) => {
    const part = setOf(
      rows,
      members.filter((_, i) => i !== left),
    );
    return side * (excess - excessOf(rows, part)) >= MINIMUM_IMPROVEMENT;
  });
}

/** Returns the rows on which all of some conditions hold. */
export function setOf({ sets }: PatternRows, members: readonly number[]): Uint32Array {
  const [first, ...others] = members;
  const own = sets[first].slice();
  for (const other of others) for (let word = 0; word < own.length; word++) own[word] &= sets[other][word];
  return own;
}

function excessOf(rows: PatternRows, set: Uint32Array): number {
  const { hits, expected, support } = measureSet(rows, set);
  return (hits - expected) / support;
}

/** What was seen of the rows of a set. */
export type Measured = {
  readonly support: number;
  readonly weekCount: number;
  /** Rows with the outcome, and how many were to be expected of tokens as volatile in the same weeks. */
  readonly hits: number;
  readonly expected: number;
  readonly sums: Float64Array;
};

/** Returns what was seen of a set of rows; `sums` as {@link testExcess} takes them. */
export function measureSet({ outcome, base, weekEnds, blockEnds }: PatternRows, set: Uint32Array): Measured {
  const sums = new Float64Array(2 * blockEnds.length);
  let [support, weekCount, hits, expected] = [0, 0, 0, 0];
  let [week, block, ofWeek] = [0, 0, 0];
  for (let word = 0; word < set.length; word++) {
    while (word >= weekEnds[week]) {
      if (ofWeek > 0) weekCount++;
      ofWeek = 0;
      week++;
    }
    while (word >= blockEnds[block]) block++;
    if (set[word] === 0) continue;
    const count = bitsOf(set[word]);
    const own = bitsOf(set[word] & outcome[word]);
    ofWeek += count;
    support += count;
    hits += own;
    expected += count * base[word];
    sums[2 * block] += own - count * base[word];
    sums[2 * block + 1] += count;
  }
  if (ofWeek > 0) weekCount++;
  return { support, weekCount, hits, expected, sums };
}

function countBits(a: Uint32Array, b: Uint32Array): number {
  let count = 0;
  for (let word = 0; word < a.length; word++) count += bitsOf(a[word] & b[word]);
  return count;
}

/** Returns how many bits of a word are set. @see Warren (2002), Hacker's Delight, chapter 5. */
function bitsOf(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
