import { createScratch, windowMean } from '../numeric/window-moments.ts';
import { windowMaximum } from '../numeric/window-order.ts';
import { type EligibleMarket, mostOf } from './eligible-market.ts';
import type { SettledPrices } from './settled-prices.ts';

/** How many take part in what the market does, one entry a day of the window: shares of eligible tokens, NaN without any. */
export type Breadth = {
  /** Share whose close is above its mean of 50 days, of those that have one. */
  readonly aboveAverage50: Float64Array;
  readonly aboveAverage200: Float64Array;
  /** Share whose close is above that of 7 days before. */
  readonly advancing: Float64Array;
  /** Share at the highest close of 90 days less the share at the lowest. */
  readonly newHighs: Float64Array;
};

const ADVANCE_DAYS = 7;
const EXTREME_DAYS = 90;

/**
 * Returns the breadth of the market over the tokens that were eligible on each day, from settled closes. A window needs two
 * thirds of its days; a token without enough of them is left out of that share.
 *
 * @see Zakamulin (2017), Market Timing with Moving Averages (shares above an average); Fosback (1976), Stock Market Logic
 *   (new highs and lows).
 */
export function breadthOf({ window, eligible }: EligibleMarket, prices: SettledPrices): Breadth {
  const { dayCount, firstDay } = window;
  const above50 = createTally(dayCount);
  const above200 = createTally(dayCount);
  const advancing = createTally(dayCount);
  const extremes = createTally(dayCount);
  const longest = longestLife(window.offset);
  const scratch = createScratch(longest);
  const [mean50, mean200] = [new Float64Array(longest), new Float64Array(longest)];
  const [highest, lowest] = [new Float64Array(longest), new Float64Array(longest)];
  for (let asset = 0; asset < window.assets.length; asset++) {
    const from = window.offset[asset];
    const length = window.offset[asset + 1] - from;
    if (!hasAny(eligible, from, length)) continue;
    const close = prices.close.subarray(from, from + length);
    windowMean(mean50, close, length, 50, mostOf(50), false, scratch);
    windowMean(mean200, close, length, 200, mostOf(200), false, scratch);
    windowMaximum(highest, close, length, EXTREME_DAYS, mostOf(EXTREME_DAYS), 1, scratch);
    windowMaximum(lowest, close, length, EXTREME_DAYS, mostOf(EXTREME_DAYS), -1, scratch);
    const shift = window.start[asset] - firstDay;
    for (let i = 0; i < length; i++) {
      if (eligible[from + i] === 0) continue;
      const price = close[i];
      count(above50, shift + i, mean50[i], price > mean50[i] ? 1 : 0);
      count(above200, shift + i, mean200[i], price > mean200[i] ? 1 : 0);
      const before = i >= ADVANCE_DAYS ? close[i - ADVANCE_DAYS] : Number.NaN;
      count(advancing, shift + i, before, price > before ? 1 : 0);
      count(extremes, shift + i, highest[i], (price >= highest[i] ? 1 : 0) - (price <= lowest[i] ? 1 : 0));
    }
  }
  return {
    aboveAverage50: shareIn(above50),
    aboveAverage200: shareIn(above200),
    advancing: shareIn(advancing),
    newHighs: shareIn(extremes),
  };
}

/** Sums and numbers of the tokens that were counted, by day. */
type Tally = { readonly sum: Float64Array; readonly known: Int32Array };

function createTally(dayCount: number): Tally {
  return { sum: new Float64Array(dayCount), known: new Int32Array(dayCount) };
}

/** Counts a token in, unless what it is compared with is missing. */
function count({ sum, known }: Tally, day: number, reference: number, amount: number): void {
  if (Number.isNaN(reference)) return;
  sum[day] += amount;
  known[day]++;
}

function shareIn({ sum, known }: Tally): Float64Array {
  return sum.map((value, day) => (known[day] === 0 ? Number.NaN : value / known[day]));
}

function longestLife(offset: Int32Array): number {
  let longest = 1;
  for (let asset = 0; asset + 1 < offset.length; asset++)
    longest = Math.max(longest, offset[asset + 1] - offset[asset]);
  return longest;
}

function hasAny(eligible: Uint8Array, from: number, length: number): boolean {
  return eligible.subarray(from, from + length).indexOf(1) >= 0;
}
