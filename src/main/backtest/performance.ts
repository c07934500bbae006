/** The figures of one return series. Every figure of a report comes from here, out of the same daily returns. */

import type { Performance } from '../../shared/backtests.ts';
import { isYearLong } from '../../shared/record-length.ts';
import { finiteOrNull } from '../numeric/finite-or-null.ts';
import { kurtosis, mean, quantile, skewness, standardDeviation } from '../numeric/stats.ts';
import { monthOf } from './schedule.ts';

/** Crypto markets never close. */
export const DAYS_PER_YEAR = 365;

/** What a performance is computed from: equity at each close, the first one the start, and columns of the same length. */
export type EquityCurve = {
  readonly day: Int32Array;
  readonly equity: Float64Array;
  readonly exposure: Float64Array;
  readonly turnover: Float64Array;
};

/** Returns simple daily returns, one fewer than equities; 0 for a day that began with nothing. */
export function returnsOf(equity: Float64Array): Float64Array {
  const returns = new Float64Array(Math.max(0, equity.length - 1));
  for (let i = 0; i < returns.length; i++) returns[i] = equity[i] > 0 ? equity[i + 1] / equity[i] - 1 : 0;
  return returns;
}

/** Returns the mean daily return by its standard deviation (n-1), not annualised; NaN below 2 returns or without variation. */
export function dailySharpe(returns: Float64Array): number {
  const deviation = standardDeviation(returns);
  return deviation > 0 ? mean(returns) / deviation : Number.NaN;
}

/** Returns the annual Sharpe ratio over a risk-free rate of 0: daily times √365. @see Sharpe (1994). */
export function sharpeRatio(returns: Float64Array): number {
  return dailySharpe(returns) * Math.sqrt(DAYS_PER_YEAR);
}

/** Returns the annual Sortino ratio against 0: the downside is the root mean square of min(r, 0) over *all* days. */
export function sortinoRatio(returns: Float64Array): number {
  let squares = 0;
  for (const r of returns) squares += Math.min(r, 0) ** 2;
  const downside = Math.sqrt(squares / returns.length);
  return downside > 0 ? (mean(returns) / downside) * Math.sqrt(DAYS_PER_YEAR) : Number.NaN;
}

/** Returns the fall from the running peak at each close, ≤ 0; the first equity is part of the peak. */
export function drawdownsOf(equity: Float64Array): Float64Array {
  let peak = 0;
  return equity.map((value) => {
    peak = Math.max(peak, value);
    return peak > 0 ? value / peak - 1 : 0;
  });
}

/**
 * Returns the historical value at risk and its conditional mean, losses positive: over ascending returns from r₀ on, with
 * k = (1-level)·n and i = ⌈k⌉ - 1, `VaR = -r_i` and `CVaR = -Σ_{j<i} r_j / k + r_i·(i/k - 1)`. NaN without returns.
 *
 * @see Rockafellar & Uryasev (2002), "Conditional value-at-risk for general loss distributions".
 */
export function valueAtRisk(returns: Float64Array, level: number): { readonly var: number; readonly cvar: number } {
  if (returns.length === 0) return { var: Number.NaN, cvar: Number.NaN };
  const ascending = returns.slice().sort();
  // 1 - 0.85 is a little over 0.15 in binary; without rounding, k of exactly 3 would become 3.0000000000000004 and i 4.
  const k = Number(((1 - level) * ascending.length).toPrecision(12));
  const i = Math.ceil(k) - 1;
  let below = 0;
  for (let j = 0; j < i; j++) below += ascending[j];
  return { var: -ascending[i], cvar: -below / k + ascending[i] * (i / k - 1) };
}

/** Returns the compounded return of each calendar month in order; a month that is not whole counts as it is. */
export function monthlyReturns(
  day: Int32Array,
  equity: Float64Array,
): { readonly month: string; readonly value: number }[] {
  const months: { month: string; value: number }[] = [];
  let base = equity[0];
  for (let i = 1; i < equity.length; i++) {
    const month = monthOf(day[i]);
    if (i + 1 < equity.length && monthOf(day[i + 1]) === month) continue;
    months.push({ month, value: base > 0 ? equity[i] / base - 1 : 0 });
    base = equity[i];
  }
  return months;
}

/** Returns all figures of a curve; null where one is not defined. See `docs/glossary.md` and the function of each. */
export function measurePerformance({ day, equity, exposure, turnover }: EquityCurve): Performance {
  const returns = returnsOf(equity);
  const n = returns.length;
  const drawdowns = drawdownsOf(equity);
  const years = n / DAYS_PER_YEAR;
  const totalReturn = n === 0 ? Number.NaN : equity[n] / equity[0] - 1;
  const cagr = n === 0 ? Number.NaN : (equity[n] / equity[0]) ** (1 / years) - 1;
  const maximumDrawdown = n === 0 ? Number.NaN : drawdowns.reduce((least, value) => Math.min(least, value), 0);
  const gains = returns.reduce((sum, r) => sum + Math.max(r, 0), 0);
  const losses = returns.reduce((sum, r) => sum - Math.min(r, 0), 0);
  const atRisk = valueAtRisk(returns, 0.95);
  const months = monthlyReturns(day, equity);
  return {
    dayCount: n,
    totalReturn: finiteOrNull(totalReturn),
    cagr: finiteOrNull(cagr),
    volatility: finiteOrNull(standardDeviation(returns) * Math.sqrt(DAYS_PER_YEAR)),
    sharpe: finiteOrNull(sharpeRatio(returns)),
    sortino: finiteOrNull(sortinoRatio(returns)),
    maximumDrawdown: finiteOrNull(maximumDrawdown),
    calmar: maximumDrawdown < 0 ? finiteOrNull(cagr / -maximumDrawdown) : null,
    // Mean over the closes after the start (n, not n-1): the start is a peak by definition.
    ulcerIndex: n === 0 ? null : finiteOrNull(Math.sqrt(drawdowns.reduce((sum, value) => sum + value * value, 0) / n)),
    tailRatio: n === 0 ? null : finiteOrNull(Math.abs(quantile(returns, 0.95) / quantile(returns, 0.05))),
    profitFactor: losses > 0 ? finiteOrNull(gains / losses) : null,
    gainToPain: losses > 0 ? finiteOrNull((gains - losses) / losses) : null,
    valueAtRisk95: finiteOrNull(atRisk.var),
    conditionalValueAtRisk95: finiteOrNull(atRisk.cvar),
    bestDay: n === 0 ? null : returns.reduce((most, r) => Math.max(most, r)),
    worstDay: n === 0 ? null : returns.reduce((least, r) => Math.min(least, r)),
    positiveMonthShare: months.length === 0 ? null : months.filter(({ value }) => value > 0).length / months.length,
    skewness: finiteOrNull(skewness(returns)),
    kurtosis: finiteOrNull(kurtosis(returns)),
    averageExposure: n === 0 ? null : finiteOrNull(mean(exposure.subarray(1))),
    annualTurnover: n === 0 ? null : turnover.reduce((sum, value) => sum + value, 0) / years,
  };
}

/**
 * Returns the return that may be told of a record: a year's, or below 365 days the whole one, because a few good months to
 * the power of a year are no forecast. Null where it is not defined.
 */
export function tellableReturn({ dayCount, cagr, totalReturn }: Performance): number | null {
  return isYearLong(dayCount) ? cagr : totalReturn;
}
