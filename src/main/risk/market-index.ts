import { cellOf, endOf } from '../numeric/panel.ts';
import { createSorter, sortValues } from '../numeric/sorting.ts';
import type { EligibleMarket } from './eligible-market.ts';
import type { SettledPrices } from './settled-prices.ts';

/** Figures of the whole market, one entry a day of the window; NaN where there was nothing to make them of. */
export type MarketIndex = {
  readonly eligibleCount: Int32Array;
  /** Return of what was eligible the day before. */
  readonly dailyReturn: Float64Array;
  /** Chain of the returns: 1 on the first day with an eligible token, unchanged over days without a return. */
  readonly level: Float64Array;
  /** Sum over eligible tokens, USD. */
  readonly marketCap: Float64Array;
};

/** A believed day's return counts within these bounds: beyond them lie changes of denomination, not gains. */
const SMALLEST_GROSS = 0.05;
const LARGEST_GROSS = 5;

/** Returns the gross return of a cell's asset to the next day, within bounds; NaN if it has no close on either. */
export function grossAfter(prices: SettledPrices, cell: number, lastCell: number): number {
  if (cell >= lastCell) return Number.NaN;
  return Math.min(LARGEST_GROSS, Math.max(SMALLEST_GROSS, prices.close[cell + 1] / prices.close[cell]));
}

/**
 * Returns the cap-weighted index of what was eligible, chain-linked daily: a day's return is that of the tokens that were
 * eligible at the end of the day before, weighted by the settled market caps of that day, so that neither a token that enters
 * nor one that leaves moves the index. Tokens without a close on the day take no part in its return.
 *
 * Where a market cap is missing, the last one known counts for 30 days, moved with the price; a token without one has no weight;
 * on a day on which no token has one, all weigh the same. Sums run in the order of the assets.
 *
 * @see Fisher (1922), The Making of Index Numbers: chained, weights of the base day (Laspeyres).
 */
export function marketIndexOf(market: EligibleMarket, prices: SettledPrices): MarketIndex {
  const { window, crossSection, eligible } = market;
  const { dayCount } = window;
  const eligibleCount = new Int32Array(dayCount);
  const dailyReturn = new Float64Array(dayCount).fill(Number.NaN);
  const level = new Float64Array(dayCount).fill(Number.NaN);
  const marketCap = new Float64Array(dayCount).fill(Number.NaN);
  for (let day = 0; day < dayCount; day++) {
    let [capSum, moved, weight, plainMoved, plainCount] = [0, 0, 0, 0, 0];
    for (let at = crossSection.offset[day]; at < crossSection.offset[day + 1]; at++) {
      const cell = crossSection.cells[at];
      if (eligible[cell] === 0) continue;
      eligibleCount[day]++;
      const cap = prices.marketCap[cell];
      if (cap > 0) capSum += cap;
      const gross = grossAfter(prices, cell, window.offset[crossSection.assetOfCell[cell] + 1] - 1);
      if (Number.isNaN(gross)) continue;
      plainMoved += gross - 1;
      plainCount++;
      if (!(cap > 0)) continue;
      moved += cap * (gross - 1);
      weight += cap;
    }
    if (capSum > 0) marketCap[day] = capSum;
    if (day + 1 < dayCount && plainCount > 0) {
      dailyReturn[day + 1] = weight > 0 ? moved / weight : plainMoved / plainCount;
    }
    const before = day > 0 ? level[day - 1] : Number.NaN;
    if (!Number.isNaN(before)) level[day] = before * (1 + (dailyReturn[day] || 0));
    else if (eligibleCount[day] > 0) level[day] = 1;
  }
  return { eligibleCount, dailyReturn, level, marketCap };
}

/** Returns one asset's share of the market cap on each day; NaN where it was not eligible or its cap not known. */
export function shareOf(
  { window, eligible }: EligibleMarket,
  prices: SettledPrices,
  { marketCap }: MarketIndex,
  asset: number,
): Float64Array {
  const share = new Float64Array(window.dayCount).fill(Number.NaN);
  if (asset < 0) return share;
  for (let day = window.start[asset]; day < endOf(window, asset); day++) {
    const cell = cellOf(window, asset, day);
    const at = day - window.firstDay;
    if (eligible[cell] === 1) share[at] = prices.marketCap[cell] / marketCap[at];
  }
  return share;
}

/** The largest eligible tokens of each day: those of day d are `cells[offset[d] .. offset[d + 1]]`, the largest first. */
export type LargestCells = { readonly offset: Int32Array; readonly cells: Int32Array };

/** Returns up to `size` eligible cells of each day by settled market cap; those without one come last, in the assets' order. */
export function largestCellsOf(market: EligibleMarket, prices: SettledPrices, size: number): LargestCells {
  const { window, crossSection, eligible } = market;
  const offset = new Int32Array(window.dayCount + 1);
  const cells = new Int32Array(window.dayCount * size);
  const sorter = createSorter(window.assets.length);
  const negative = new Float64Array(sorter.capacity);
  const found = new Int32Array(sorter.capacity);
  for (let day = 0; day < window.dayCount; day++) {
    let count = 0;
    for (let at = crossSection.offset[day]; at < crossSection.offset[day + 1]; at++) {
      const cell = crossSection.cells[at];
      if (eligible[cell] === 0) continue;
      const cap = prices.marketCap[cell];
      negative[count] = cap > 0 ? -cap : 0;
      found[count++] = cell;
    }
    sortValues(sorter, negative, 0, count);
    const kept = Math.min(size, count);
    for (let i = 0; i < kept; i++) cells[offset[day] + i] = found[sorter.order[i]];
    offset[day + 1] = offset[day] + kept;
  }
  return { offset, cells: cells.slice(0, offset[window.dayCount]) };
}
