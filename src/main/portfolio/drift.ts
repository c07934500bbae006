/** What weights became: each position moved with its token's closes, what ended became cash. */
import { cellOf, endOf, type Layout, type PanelFields, SILENCE_DAYS } from '../numeric/panel.ts';
import type { Holdings } from './turnover.ts';

export type DriftInputs = {
  readonly market: Layout & { readonly fields: Pick<PanelFields, 'close'> };
  /** How assets ended, by asset id. */
  readonly endings: ReadonlyMap<string, 'truncated' | 'delisted'>;
  /** Fractions of equity at the close of `fromDay`; what is missing to 1 is cash. */
  readonly weights: Holdings;
  readonly fromDay: number;
  readonly untilDay: number;
  /** Return after the last close of a delisted asset, -1..0. */
  readonly delistingReturn: number;
};

export type Drifted = {
  /** Fractions of the equity at the close of `untilDay`, all positive, in the order of the input. With `cash` they sum to 1. */
  readonly weights: Holdings;
  readonly cash: number;
  /** Of everything, cash included, since `fromDay`; without costs. */
  readonly totalReturn: number;
};

/**
 * Returns weights drifted with closes from one day to another. A day without a close counts with the last one before it. A token
 * that has been silent for `SILENCE_DAYS` and ended is cash, as in a backtest: its last close if the source's record ended,
 * that times `1 + delistingReturn` if it was delisted. One that the market has no close of, by both days, keeps its value.
 */
export function driftWeights({ market, endings, weights, fromDay, untilDay, delistingReturn }: DriftInputs): Drifted {
  const indexOf = new Map(market.assets.map((asset, i) => [asset, i]));
  const values = new Map<string, number>();
  let invested = 0;
  let cash = 1 - [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  for (const [asset, weight] of weights) {
    const index = indexOf.get(asset);
    const value = weight * (index === undefined ? 1 : growthOf(market, index, fromDay, untilDay));
    const ending = endings.get(asset);
    if (index !== undefined && ending !== undefined && untilDay >= endOf(market, index) + SILENCE_DAYS) {
      cash += ending === 'delisted' ? value * (1 + delistingReturn) : value;
    } else if (value > 0) {
      values.set(asset, value);
      invested += value;
    }
  }
  // weights may sum to a rounding above 1
  cash = Math.max(0, cash);
  const equity = invested + cash;
  return {
    weights: new Map([...values].map(([asset, value]) => [asset, value / equity])),
    cash: equity > 0 ? cash / equity : 1,
    totalReturn: equity - 1,
  };
}

/** Returns what one unit of value became; 1 where there is no close by either day. */
function growthOf(market: DriftInputs['market'], asset: number, fromDay: number, untilDay: number): number {
  const growth = closeBy(market, asset, untilDay) / closeBy(market, asset, fromDay);
  return Number.isFinite(growth) ? growth : 1;
}

/** Returns the last close up to a day; NaN if there is none. */
function closeBy(market: DriftInputs['market'], asset: number, day: number): number {
  const { close } = market.fields;
  let cell = cellOf(market, asset, Math.min(day, endOf(market, asset) - 1));
  while (cell >= market.offset[asset] && !(close[cell] > 0)) cell--;
  return cell >= market.offset[asset] ? close[cell] : Number.NaN;
}
