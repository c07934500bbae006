import { cellCount, type Window } from '../numeric/panel.ts';
import { median } from '../numeric/stats.ts';

/** Prices and market caps of each cell without what a single wrong tick would make of them. */
export type SettledPrices = {
  /** The last close that was believed; NaN on days without a close. */
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
 * Returns the settled prices of a window. A cell depends on nothing after its day.
 *
 * A close that doubled or halved within a day is believed once the next close stands by it (within the same factor); until then
 * the one before holds. So a wrong tick never shows, and a real collapse of that size shows a day late: of the 100 largest
 * tokens of a day about one in 900 moves so far. Market caps are taken apart into price and supply (cap / close), because
 * providers err in either alone: supply is the median of the last five known, begun anew where a jump of the price was
 * believed, as a change of denomination moves both.
 */
export function settledPricesOf(window: Window): SettledPrices {
  const close = new Float64Array(cellCount(window)).fill(Number.NaN);
  const marketCap = new Float64Array(close.length).fill(Number.NaN);
  for (let asset = 0; asset < window.assets.length; asset++) {
    settle(window, window.offset[asset], window.offset[asset + 1], close, marketCap);
  }
  return { close, marketCap };
}

function settle({ fields }: Window, from: number, until: number, close: Float64Array, marketCap: Float64Array): void {
  let [believed, waiting, knownAt] = [Number.NaN, Number.NaN, from];
  let supplies: number[] = [];
  let supply = Number.NaN;
  for (let cell = from; cell < until; cell++) {
    const price = fields.close[cell];
    if (!(price > 0)) continue;
    const isBelieved = Number.isNaN(believed) || isNear(price, believed);
    const isConfirmed = !isBelieved && isNear(price, waiting);
    if (isBelieved || isConfirmed) {
      believed = price;
      waiting = Number.NaN;
      const told = fields.marketCap[cell] / price;
      if (told > 0) {
        if (isConfirmed) supplies = [];
        // the median of equal numbers needs no sorting, and most supplies stand still
        const isSame = supplies.length === SUPPLY_COUNT && told === supply && supplies.every((other) => other === told);
        if (!isSame) {
          supplies.push(told);
          if (supplies.length > SUPPLY_COUNT) supplies.shift();
          supply = median(supplies);
        }
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
