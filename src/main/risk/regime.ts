/**
 * Whether the market is calm or turbulent, as it could be known on each day.
 *
 * 1. `seenOn`: three numbers a day: the index's return, the volatility (logarithm of the median absolute move of the 100 largest
 *    tokens, exponential mean of about ten days) and the breadth (log odds of the share of them that rose). Unsmoothed, single
 *    violent days became states of their own: 929 changes of state in 7.5 years of the real market, against 139.
 * 2. A model of two states is fitted to all days so far, first after a year and anew every 91 days, from the last fit on.
 * 3. Hamilton's filter carries the probability of the turbulent state from day to day with the newest fit. What a day says of
 *    itself is never revised.
 *
 * @see Hamilton (1989), "A new approach to the economic analysis of nonstationary time series and the business cycle"; Ang &
 *   Bekaert (2002), "International asset allocation with regime shifts" (turbulence as the state of high volatility).
 */
import { exponentialMean } from '../numeric/recursions.ts';
import { median } from '../numeric/stats.ts';
import type { EligibleMarket } from './eligible-market.ts';
import { grossAfter, type LargestCells, type MarketIndex } from './market-index.ts';
import type { SettledPrices } from './settled-prices.ts';
import {
  filterDay,
  filterUntil,
  fitTwoStates,
  isWhole,
  logDensities,
  momentsOf,
  type TwoStateModel,
} from './two-state-model.ts';

/** The turbulent state's probability at the end of each day (NaN before the first fit), and the newest fit. */
export type Regime = { readonly stressProbability: Float64Array; readonly model: TwoStateModel | null };

const DIMENSION = 3;
const YEAR = 365;
const FIRST_FIT_DAYS = YEAR;
const REFIT_DAYS = 91;
const FIRST_STEPS = 60;
const REFIT_STEPS = 6;
/** Tokens that a day's volatility and breadth need. */
const FEWEST_TOKENS = 3;
const SMALLEST_MOVE = 1e-4;
/** Weight of the newest day in the volatility, and days of silence after which it begins anew. */
const SMOOTHING = 0.1;
const SILENCE = 30;
/** Days over which volatility is averaged to guess the states of the first fit. */
const GUESS_DAYS = 15;

/** Returns the regime of each day. A day depends on nothing after it. */
export function regimeOf(seen: Float64Array): Regime {
  const days = seen.length / DIMENSION;
  const stressProbability = new Float64Array(days).fill(Number.NaN);
  let model: TwoStateModel | null = null;
  let [whole, fitAt, probability] = [0, FIRST_FIT_DAYS, Number.NaN];
  for (let day = 0; day < days; day++) {
    if (isWhole(seen, DIMENSION, day)) whole++;
    if (whole >= fitAt && isWhole(seen, DIMENSION, day)) {
      fitAt = whole + REFIT_DAYS;
      model =
        model === null ? firstFit(seen, day + 1) : fitTwoStates(model, seen, DIMENSION, day + 1, REFIT_STEPS).model;
      // the new fit's own view of the days before, because a state may mean something else in it
      if (model !== null) probability = filterUntil(model, seen, DIMENSION, day);
    }
    if (model === null) continue;
    const densities = logDensities(model, seen, DIMENSION, day, day + 1);
    probability = filterDay(model, densities[0], densities[1], probability).posterior;
    stressProbability[day] = probability;
  }
  return { stressProbability, model };
}

/** Returns a fit that begins with the days of above-median volatility as the turbulent ones; null where nothing varies. */
function firstFit(seen: Float64Array, days: number): TwoStateModel | null {
  const recent = new Float64Array(days).fill(Number.NaN);
  for (let day = 0; day < days; day++) {
    let [sum, count] = [0, 0];
    for (let t = Math.max(0, day - GUESS_DAYS + 1); t <= day; t++) {
      const volatility = seen[t * DIMENSION + 1];
      if (Number.isNaN(volatility)) continue;
      sum += volatility;
      count++;
    }
    if (count > 0) recent[day] = sum / count;
  }
  const middle = median(recent);
  const guess = recent.map((value) => (value > middle ? 0.9 : 0.1));
  const states = momentsOf(seen, DIMENSION, days, guess);
  if (states === null) return null;
  return fitTwoStates({ stay: [0.97, 0.97], states }, seen, DIMENSION, days, FIRST_STEPS).model;
}

/**
 * Returns return, volatility and breadth of each day, day by day; NaN on days on which fewer than 3 of the largest tokens of the
 * day before have a return.
 */
export function seenOn(
  { window, crossSection }: EligibleMarket,
  prices: SettledPrices,
  { dailyReturn }: Pick<MarketIndex, 'dailyReturn'>,
  largest: LargestCells,
): Float64Array {
  const seen = new Float64Array(window.dayCount * DIMENSION).fill(Number.NaN);
  const volatility = new Float64Array(window.dayCount).fill(Number.NaN);
  const moves: number[] = [];
  for (let day = 1; day < window.dayCount; day++) {
    moves.length = 0;
    let risen = 0;
    for (let at = largest.offset[day - 1]; at < largest.offset[day]; at++) {
      const cell = largest.cells[at];
      const gross = grossAfter(prices, cell, window.offset[crossSection.assetOfCell[cell] + 1] - 1);
      if (Number.isNaN(gross)) continue;
      moves.push(Math.abs(gross - 1));
      if (gross > 1) risen++;
    }
    if (moves.length < FEWEST_TOKENS || Number.isNaN(dailyReturn[day])) continue;
    seen[day * DIMENSION] = dailyReturn[day];
    volatility[day] = Math.log(Math.max(SMALLEST_MOVE, median(moves)));
    seen[day * DIMENSION + 2] = Math.log((risen + 0.5) / (moves.length - risen + 0.5));
  }
  const smooth = new Float64Array(window.dayCount);
  exponentialMean(smooth, volatility, window.dayCount, SMOOTHING, 1, SILENCE);
  for (let day = 0; day < window.dayCount; day++) seen[day * DIMENSION + 1] = smooth[day];
  return seen;
}

/** What is said of the probability of the turbulent state. */
export type RegimeName = 'calm' | 'turbulent' | 'unclear';

/** Probabilities of the turbulent state between which neither is said. */
const CALM_BELOW = 0.35;
const TURBULENT_ABOVE = 0.65;

/** Returns the word for a probability of the turbulent state, null for NaN: unclear from 0.35 to 0.65. */
export function regimeNameOf(probability: number): RegimeName | null {
  if (Number.isNaN(probability)) return null;
  if (probability < CALM_BELOW) return 'calm';
  return probability > TURBULENT_ABOVE ? 'turbulent' : 'unclear';
}

/** Returns a probability to a tenth of a percent, never 0 or 100: a filter is never certain. */
export function probabilityText(probability: number): string {
  return `${Math.min(99.9, Math.max(0.1, Math.round(probability * 1000) / 10))} %`;
}

/** Returns the first of the days, up to and with the last, that all bear the name of the last; -1 where that has none. */
export function regimeSince(probability: Float64Array): number {
  const name = regimeNameOf(probability.at(-1) ?? Number.NaN);
  if (name === null) return -1;
  let day = probability.length - 1;
  while (day > 0 && regimeNameOf(probability[day - 1]) === name) day--;
  return day;
}

/** Returns what the index returned in a state, as a mean and a standard deviation a year, by the newest fit. */
export function yearlyOf({ states }: TwoStateModel, state: 0 | 1): { meanReturn: number; volatility: number } {
  const { mean, covariance } = states[state];
  return { meanReturn: mean[0] * YEAR, volatility: Math.sqrt(covariance[0] * YEAR) };
}
