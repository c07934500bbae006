/** Returns seen by month, by drawdown and through a moving year. */

import type { BacktestReport, Drawdown } from '../../shared/backtests.ts';
import { startOfDay } from '../../shared/time.ts';
import { finiteOrNull } from '../numeric/finite-or-null.ts';
import { standardDeviation } from '../numeric/stats.ts';
import { DAYS_PER_YEAR, dailySharpe, drawdownsOf, monthlyReturns, returnsOf } from './performance.ts';

/** Returns one row a calendar year: the return of each month (null outside the span) and of the year. */
export function yearTable(day: Int32Array, equity: Float64Array): BacktestReport['years'] {
  const rows = new Map<number, (number | null)[]>();
  for (const { month, value } of monthlyReturns(day, equity)) {
    const year = Number(month.slice(0, 4));
    const months = rows.get(year) ?? Array<number | null>(12).fill(null);
    months[Number(month.slice(5, 7)) - 1] = value;
    rows.set(year, months);
  }
  return [...rows].map(([year, months]) => ({
    year,
    months,
    total: months.reduce<number>((product, value) => product * (1 + (value ?? 0)), 1) - 1,
  }));
}

/**
 * Returns the deepest drawdowns, deepest first. One lasts from its peak to the first close at or above that peak.
 *
 * @param count - at most so many.
 */
export function worstDrawdowns(day: Int32Array, equity: Float64Array, count: number): Drawdown[] {
  const falls = drawdownsOf(equity);
  const found: Drawdown[] = [];
  let start = 0;
  let trough = 0;
  for (let i = 1; i <= falls.length; i++) {
    const isOver = i === falls.length || falls[i] === 0;
    if (!isOver) {
      if (falls[i] < falls[trough] || trough <= start) trough = i;
      continue;
    }
    if (trough > start) {
      const end = Math.min(i, falls.length - 1);
      found.push({
        startTime: startOfDay(day[start]),
        troughTime: startOfDay(day[trough]),
        endTime: i === falls.length ? null : startOfDay(day[i]),
        depth: falls[trough],
        dayCount: day[end] - day[start],
      });
    }
    start = i;
    trough = i;
  }
  return found.sort((a, b) => a.depth - b.depth).slice(0, count);
}

/**
 * Returns the annual Sharpe ratio and volatility of the 365 days that end at each close; null before a year has passed.
 * Each window is computed anew (4,000 days: 6 ms), because running sums lose digits after a day that multiplies equity.
 */
export function rollingYear(equity: Float64Array): {
  readonly sharpe: (number | null)[];
  readonly volatility: (number | null)[];
} {
  const returns = returnsOf(equity);
  const sharpe = Array<number | null>(equity.length).fill(null);
  const volatility = Array<number | null>(equity.length).fill(null);
  for (let i = DAYS_PER_YEAR; i < equity.length; i++) {
    const year = returns.subarray(i - DAYS_PER_YEAR, i);
    const ratio = dailySharpe(year) * Math.sqrt(DAYS_PER_YEAR);
    sharpe[i] = finiteOrNull(ratio);
    volatility[i] = standardDeviation(year) * Math.sqrt(DAYS_PER_YEAR);
  }
  return { sharpe, volatility };
}
