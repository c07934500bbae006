/** From signals to what a person reads: a percentile and a letter. */
import { type Grade, LETTER_BANDS } from '../../shared/grades.ts';
import { averageRanks } from '../numeric/rank.ts';
import { countOf } from '../numeric/stats.ts';

const TRADER_DAYS = 14;
const INVESTOR_DAYS = 30;

/** Fewer tokens than these have no percentiles worth the name. */
export const MINIMUM_UNIVERSE = 5;

export type Letter = (typeof LETTER_BANDS)[number]['letter'];

/**
 * Returns the horizons, in days, that a grade rests on: for a trader those of at most 14 days, or the shortest if there are
 * none; for an investor those of at least 30 days, or the longest.
 */
export function horizonsOf(grade: Grade, horizons: readonly number[]): number[] {
  const isTrader = grade === 'trader';
  const own = horizons.filter((days) => (isTrader ? days <= TRADER_DAYS : days >= INVESTOR_DAYS));
  return own.length > 0 || horizons.length === 0 ? own : [isTrader ? Math.min(...horizons) : Math.max(...horizons)];
}

/**
 * Returns the percentile of each signal among those that are not NaN, 0 for the lowest and 100 for the highest, to two
 * decimals; ties share their average. NaN for a NaN, and for all where fewer than five tokens have a signal.
 */
export function percentilesOf(signal: Float64Array): Float64Array {
  const count = countOf(signal);
  if (count < MINIMUM_UNIVERSE) return new Float64Array(signal.length).fill(Number.NaN);
  return averageRanks(signal).map((rank) => Math.round((10_000 * (rank - 1)) / (count - 1)) / 100);
}

/** Returns the letter of a score of 0..100, by {@link LETTER_BANDS}. */
export function letterOf(score: number): Letter {
  return LETTER_BANDS.find(({ fromScore }) => score >= fromScore)?.letter ?? 'F';
}
