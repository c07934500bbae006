import type { BacktestReport } from '../../shared/backtests.ts';
import { startOfDay } from '../../shared/time.ts';
import type { Fills } from './ledger.ts';

/** So many of the newest are told: 15 years of twenty tokens a month, and a fraction of what a report is as text. */
const MOST_TRADES = 2_000;

/**
 * Returns the newest 2,000 fills, oldest first: the day, what was bought or sold, its value, price and cost in USD, value and cost
 * in whole cents. What the end of a record or a delisting closed is a sale. `BacktestReport.fills` counts all of them.
 *
 * @param assets - ids by the index that the fills use.
 */
export function tradesOf(fills: Fills, assets: readonly string[]): NonNullable<BacktestReport['trades']> {
  const places = Array.from(fills.day.keys()).slice(-MOST_TRADES);
  const column = (of: (i: number) => number): number[] => places.map((i) => Math.round(of(i) * 100) / 100);
  return {
    time: places.map((i) => startOfDay(fills.day[i])),
    asset: places.map((i) => assets[fills.asset[i]]),
    side: places.map((i) => (fills.quantity[i] < 0 ? 'sell' : 'buy')),
    value: column((i) => Math.abs(fills.quantity[i] * fills.price[i])),
    price: places.map((i) => fills.price[i]),
    cost: column((i) => fills.fee[i] + fills.spread[i] + fills.impact[i]),
  };
}
