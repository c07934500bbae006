/**
 * Fear and greed, 0 to 100: how the market's mood of a day ranks among those of its last year.
 *
 * The parts and weights are those of the index that alternative.me publishes (2018). Each part that can be computed from candles
 * is a percentile of its own last 365 days; the others are left out, and the weights of what is there are scaled to sum to 1.
 */

import { median } from '../numeric/stats.ts';
import { createScratch, windowMean, windowVariance } from '../numeric/window-moments.ts';
import { windowMaximum } from '../numeric/window-order.ts';
import { type EligibleMarket, mostOf } from './eligible-market.ts';
import type { LargestCells, MarketIndex } from './market-index.ts';

/** The parts that candles tell of, in the order of their columns. */
export const MOOD_PARTS = ['volatility', 'momentum', 'dominance'] as const;
/** A part of the score for which there is a source. */
export type MoodPart = (typeof MOOD_PARTS)[number];

/** Weights of all parts, those that are never there among them. */
export const MOOD_WEIGHTS = {
  volatility: 0.25,
  momentum: 0.25,
  dominance: 0.1,
  social: 0.15,
  surveys: 0.15,
  trends: 0.1,
} as const;

/** 0 fear .. 100 greed on each day, in all and by part; NaN where it is missing. */
export type FearAndGreed = {
  readonly value: Float64Array;
  readonly parts: Readonly<Record<MoodPart, Float64Array>>;
};

const PERCENTILE_DAYS = 365;
/** Days of the last year that a percentile needs. */
const PERCENTILE_MINIMUM = 180;
const SHORT_MEAN = 30;
const LONG_MEAN = 90;
const VOLATILITY_DAYS = 7;
const VOLATILITY_MINIMUM = 5;
/** Share of all weights that a day's value needs. */
const LEAST_WEIGHT = 0.25;

/**
 * Returns fear and greed of each day. A day depends on nothing after it.
 *
 * - volatility: standard deviation of the index over 7 days, over its mean of 30 and of 90 days; and the fall below the index's
 *   high of 90 days, less its own means. The mean of the two percentiles, turned: calm near the high is greed.
 * - momentum: the index above its means of 30 and 90 days, times traded value over its means of 30 and 90 days.
 * - dominance: Bitcoin's share of the market cap, turned: a flight into it is fear.
 */
export function fearAndGreedOf(
  { level, dailyReturn }: Pick<MarketIndex, 'level' | 'dailyReturn'>,
  tradedRatio: Float64Array,
  bitcoinShare: Float64Array,
): FearAndGreed {
  const days = level.length;
  const scratch = createScratch(days);
  const meanOf = (x: Float64Array, window: number): Float64Array => {
    const out = new Float64Array(days);
    windowMean(out, x, days, window, mostOf(window), false, scratch);
    return out;
  };
  const variance = new Float64Array(days);
  windowVariance(variance, undefined, dailyReturn, days, VOLATILITY_DAYS, VOLATILITY_MINIMUM, scratch);
  const volatility = variance.map(Math.sqrt);
  const [short, long] = [meanOf(volatility, SHORT_MEAN), meanOf(volatility, LONG_MEAN)];
  const unrest = volatility.map((value, day) => -(value / short[day] + value / long[day]));
  const high = new Float64Array(days);
  windowMaximum(high, level, days, LONG_MEAN, mostOf(LONG_MEAN), 1, scratch);
  const drawdown = level.map((value, day) => 1 - value / high[day]);
  const [shortFall, longFall] = [meanOf(drawdown, SHORT_MEAN), meanOf(drawdown, LONG_MEAN)];
  const fall = drawdown.map((value, day) => shortFall[day] + longFall[day] - 2 * value);
  const [shortLevel, longLevel] = [meanOf(level, SHORT_MEAN), meanOf(level, LONG_MEAN)];
  const pull = level.map((value, day) => (value / shortLevel[day] + value / longLevel[day] - 2) * tradedRatio[day]);
  const [calmness, nearness] = [percentileInYear(unrest), percentileInYear(fall)];
  const parts = {
    volatility: calmness.map((value, day) => (value + nearness[day]) / 2),
    momentum: percentileInYear(pull),
    dominance: percentileInYear(bitcoinShare.map((share) => -share)),
  };
  const value = level.map((_, day) => blend(parts, day));
  return { value, parts };
}

/** Returns the weights that a day's value was made of: 0 where a part is missing, summing to 1 unless all are. */
export function usedWeights(parts: FearAndGreed['parts'], day: number): Record<MoodPart, number> {
  let total = 0;
  for (const part of MOOD_PARTS) if (!Number.isNaN(parts[part][day])) total += MOOD_WEIGHTS[part];
  const weightOf = (part: MoodPart): number =>
    total === 0 || Number.isNaN(parts[part][day]) ? 0 : MOOD_WEIGHTS[part] / total;
  return { volatility: weightOf('volatility'), momentum: weightOf('momentum'), dominance: weightOf('dominance') };
}

function blend(parts: FearAndGreed['parts'], day: number): number {
  let [sum, weight] = [0, 0];
  for (const part of MOOD_PARTS) {
    const value = parts[part][day];
    if (Number.isNaN(value)) continue;
    sum += MOOD_WEIGHTS[part] * value;
    weight += MOOD_WEIGHTS[part];
  }
  return weight < LEAST_WEIGHT ? Number.NaN : sum / weight;
}

/**
 * Returns where each value stands among the known ones of the 365 days that end with it: 0 the lowest, 100 the highest, equals
 * halfway. NaN with fewer than 180 of them.
 */
export function percentileInYear(x: Float64Array): Float64Array {
  return x.map((value, day) => {
    if (Number.isNaN(value)) return Number.NaN;
    let [below, equal, count] = [0, 0, 0];
    for (let t = Math.max(0, day - PERCENTILE_DAYS + 1); t <= day; t++) {
      if (Number.isNaN(x[t])) continue;
      count++;
      if (x[t] < value) below++;
      else if (x[t] === value) equal++;
    }
    return count < PERCENTILE_MINIMUM ? Number.NaN : (100 * (below + (equal - 1) / 2)) / (count - 1);
  });
}

/**
 * Returns for each day how much more than usual was traded: the median, over its largest tokens, of the day's traded value over
 * its mean of 30 and of 90 days. A median of ratios, because sums of traded value leap when a source ends or errs.
 */
export function tradedRatioOf({ window, crossSection }: EligibleMarket, largest: LargestCells): Float64Array {
  const { volume } = window.fields;
  const { offset } = window;
  const isWanted = new Uint8Array(window.assets.length);
  for (const cell of largest.cells) isWanted[crossSection.assetOfCell[cell]] = 1;
  let longest = 1;
  isWanted.forEach((wanted, asset) => {
    if (wanted === 1) longest = Math.max(longest, offset[asset + 1] - offset[asset]);
  });
  const scratch = createScratch(longest);
  const [short, long] = [new Float64Array(longest), new Float64Array(longest)];
  const ratio = new Float64Array(volume.length).fill(Number.NaN);
  isWanted.forEach((wanted, asset) => {
    if (wanted === 0) return;
    const from = offset[asset];
    const length = offset[asset + 1] - from;
    const own = volume.subarray(from, from + length);
    windowMean(short, own, length, SHORT_MEAN, mostOf(SHORT_MEAN), false, scratch);
    windowMean(long, own, length, LONG_MEAN, mostOf(LONG_MEAN), false, scratch);
    for (let i = 0; i < length; i++) ratio[from + i] = (own[i] / short[i] + own[i] / long[i]) / 2;
  });
  const ofDay: number[] = [];
  return Float64Array.from({ length: window.dayCount }, (_, day) => {
    ofDay.length = 0;
    for (let at = largest.offset[day]; at < largest.offset[day + 1]; at++) ofDay.push(ratio[largest.cells[at]]);
    return median(ofDay);
  });
}
