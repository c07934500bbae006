import { cellCount } from '../numeric/panel.ts';
import type { EligibleMarket } from './eligible-market.ts';

/** Prices and market caps of each cell without what a single wrong tick would make of them. */
export type SettledPrices = {
  /** The last close that was believed; NaN on days without a close, and of tokens that were never eligible. */
  readonly close: Float64Array;
  /** That close times the supply that the last market caps tell of, USD; NaN where none was known for 30 days. */
  readonly marketCap: Float64Array;
};

/** A close that is more than so many times the last believed one, or less than one in so many, waits for the next. */
const LARGEST_STEP = 2;
/** Known supplies of which the median counts, and how many days the newest of them stands in for a missing one. */
const SUPPLY_COUNT = 5;
const SUPPLY_DAYS = 30;

/**
 * Returns the settled prices of a market. A cell depends on nothing after its day.
 *
 * A close that doubled or halved within a day is believed once the next close stands by it (within the same factor); until then
 * the one before holds. So a wrong tick never shows, and a real collapse of that size shows a day late: of the 100 largest
 * tokens of each day of the real history 122 of 271,710 closes waited. Market caps are taken apart into price and supply
 * (cap / close), because providers err in either alone: supply is the median of the last five known, begun anew where a jump of
 * the price was believed, as a change of denomination moves both.
 */
export function settledPricesOf({ window, eligible }: EligibleMarket): SettledPrices {
  const close = new Float64Array(cellCount(window)).fill(Number.NaN);
  const marketCap = new Float64Array(close.length).fill(Number.NaN);
  const { fields, offset } = window;
  for (let asset = 0; asset < window.assets.length; asset++) {
    const [from, until] = [offset[asset], offset[asset + 1]];
    if (eligible.subarray(from, until).includes(1)) settle(fields, from, until, close, marketCap);
  }
  return { close, marketCap };
}

function settle(
  fields: EligibleMarket['window']['fields'],
  from: number,
  until: number,
  close: Float64Array,
  marketCap: Float64Array,
): void {
  const supplies = new Float64Array(SUPPLY_COUNT);
  const sorted = new Float64Array(SUPPLY_COUNT);
  let [believed, waiting, supply] = [Number.NaN, Number.NaN, Number.NaN];
  let [told, knownAt] = [0, from];
  for (let cell = from; cell < until; cell++) {
    const price = fields.close[cell];
    if (!(price > 0)) continue;
    const isBelieved = Number.isNaN(believed) || isNear(price, believed);
    const isConfirmed = !isBelieved && isNear(price, waiting);
    if (isBelieved || isConfirmed) {
      believed = price;
      waiting = Number.NaN;
      const seen = fields.marketCap[cell] / price;
      if (seen > 0) {
        if (isConfirmed) told = 0;
        supplies[told % SUPPLY_COUNT] = seen;
        told++;
        supply = medianOf(supplies, Math.min(told, SUPPLY_COUNT), sorted);
        knownAt = cell;
      }
    } else waiting = price;
    close[cell] = believed;
    if (cell - knownAt <= SUPPLY_DAYS) marketCap[cell] = believed * supply;
  }
}

function isNear(price: number, other: number): boolean {
  return price <= other * LARGEST_STEP && price * LARGEST_STEP >= other;
}

/** The median of a handful, without allocation: five times as fast here as sorting an array for each of millions of cells. */
function medianOf(values: Float64Array, count: number, sorted: Float64Array): number {
  for (let i = 0; i < count; i++) {
    let at = i;
    while (at > 0 && sorted[at - 1] > values[i]) {
      sorted[at] = sorted[at - 1];
      at--;
    }
    sorted[at] = values[i];
  }
  const half = count >> 1;
  return count % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
