import { describe, expect, it } from 'vitest';
import { VOLATILITY } from '../../../src/main/factors/volatility.ts';
import { rawOf } from './market.ts';
import {
  deviation,
  drawdown,
  expectedShortfall,
  kurtosis,
  mean,
  quantile,
  skewness,
  valueAtRisk,
  variance,
} from './naive.ts';
import { type Candles, describeGroup, meanOver, type Oracle, over, smooth, sumOver, trueRange } from './oracle.ts';

const ROOT_YEAR = Math.sqrt(365);
const realised =
  (days: number): Oracle =>
  ({ returns }, t) =>
    ROOT_YEAR * over(returns, t, days, Math.ceil((2 * days) / 3), deviation);
const downside = (values: readonly number[]): number => Math.sqrt(mean(values.map((value) => Math.min(value, 0) ** 2)));
const logRatio = (x: readonly number[], y: readonly number[]): number[] => x.map((value, t) => Math.log(value / y[t]!));

function yangZhang({ open, high, low, close }: Candles, t: number): number {
  const jump = logRatio(open, [Number.NaN, ...close]);
  const day = logRatio(close, open);
  const satchell = close.map(
    (value, i) =>
      Math.log(high[i]! / value) * Math.log(high[i]! / open[i]!) +
      Math.log(low[i]! / value) * Math.log(low[i]! / open[i]!),
  );
  const k = 0.34 / (1.34 + 31 / 29);
  return Math.sqrt(
    over(jump, t, 30, 20, variance) + k * over(day, t, 30, 20, variance) + (1 - k) * over(satchell, t, 30, 20, mean),
  );
}

/** The expected variance of the day after t, from the definition: a long run of 365 days that may change each day. */
function garch({ returns }: Candles, t: number): number {
  let next = Number.NaN;
  let longRun = Number.NaN;
  for (let day = 0; day <= t; day++) {
    const target = over(returns, day, 365, 60, variance);
    if (!Number.isNaN(target)) longRun = target;
    if (Number.isNaN(next)) next = longRun;
    const square = Number.isNaN(returns[day]!) ? next : returns[day]! ** 2;
    next = 0.02 * longRun + 0.08 * square + 0.9 * next;
  }
  return next;
}

describeGroup('volatility', {
  'volatility-30d': realised(30),
  'volatility-90d': realised(90),
  'volatility-ewma': ({ returns }, t) =>
    ROOT_YEAR *
    Math.sqrt(
      smooth(
        returns.map((value) => value ** 2),
        0.06,
        20,
      )[t]!,
    ),
  'volatility-garch': (candles, t) => ROOT_YEAR * Math.sqrt(garch(candles, t)),
  'volatility-parkinson-30d': ({ high, low }, t) =>
    ROOT_YEAR *
    Math.sqrt(
      meanOver(
        logRatio(high, low).map((value) => value ** 2),
        t,
        30,
        20,
      ) /
        (4 * Math.log(2)),
    ),
  'volatility-yang-zhang-30d': (candles, t) => ROOT_YEAR * yangZhang(candles, t),
  'average-true-range-14': (candles, t) => smooth(trueRange(candles), 1 / 14, 14)[t]! / candles.close[t]!,
  'volatility-of-volatility-90d': ({ returns }, t) => {
    const weekly = returns.map((_, day) => over(returns, day, 7, 5, deviation));
    return over(weekly, t, 90, 60, deviation) / meanOver(weekly, t, 90, 60);
  },
  'volatility-7d-to-90d': ({ returns }, t) => over(returns, t, 7, 5, deviation) / over(returns, t, 90, 60, deviation),
  'downside-deviation-90d': ({ returns }, t) => ROOT_YEAR * over(returns, t, 90, 60, downside),
  'value-at-risk-365d': ({ returns }, t) => over(returns, t, 365, 244, (values) => valueAtRisk(values, 0.05)),
  'expected-shortfall-365d': ({ returns }, t) =>
    over(returns, t, 365, 244, (values) => expectedShortfall(values, 0.05)),
  'maximum-drawdown-365d': ({ close }, t) => -over(close, t, 365, 244, drawdown),
  'drawdown-90d': ({ close }, t) => close[t]! / over(close, t, 90, 60, (values) => Math.max(...values)) - 1,
  'days-under-water-365d': ({ close }, t) => {
    const peak = over(close, t, 365, 244, (values) => Math.max(...values));
    return Number.isNaN(peak) ? Number.NaN : t - close.lastIndexOf(peak, t);
  },
  'skewness-180d': ({ returns }, t) => over(returns, t, 180, 120, skewness),
  'kurtosis-180d': ({ returns }, t) => over(returns, t, 180, 120, kurtosis),
  'tail-ratio-365d': ({ returns }, t) =>
    over(returns, t, 365, 244, (values) => Math.abs(quantile(values, 0.95) / quantile(values, 0.05))),
  'ulcer-index-180d': ({ close }, t) => {
    const falls = close.map((value, day) => value / over(close, day, 180, 1, (values) => Math.max(...values)) - 1);
    return Math.sqrt(
      meanOver(
        falls.map((value) => value ** 2),
        t,
        180,
        120,
      ),
    );
  },
  'sharpe-90d': ({ returns }, t) => (ROOT_YEAR * meanOver(returns, t, 90, 60)) / over(returns, t, 90, 60, deviation),
  'sortino-365d': ({ returns }, t) =>
    (meanOver(returns, t, 365, 244) * 365) / (over(returns, t, 365, 244, downside) * ROOT_YEAR),
  'profit-factor-90d': ({ returns }, t) =>
    sumOver(
      returns.map((value) => Math.max(value, 0)),
      t,
      90,
      60,
    ) /
    -sumOver(
      returns.map((value) => Math.min(value, 0)),
      t,
      90,
      60,
    ),
  'maximum-return-30d': ({ returns }, t) => over(returns, t, 30, 20, (values) => Math.max(...values)),
});

describe('figures worked by hand', () => {
  const valuesOf = (id: string, candles: Parameters<typeof rawOf>[1]): Float32Array =>
    rawOf(VOLATILITY.find((factor) => factor.id === id)!, candles);
  const days = Array.from({ length: 400 }, (_, t) => t);

  it('Parkinson and Yang–Zhang of a range of 4 % and a drift without noise', () => {
    const close = days.map(() => 100);
    const candles = { open: close, high: close.map(() => 102), low: close.map(() => 98), close };
    const parkinson = Math.log(102 / 98) / Math.sqrt(4 * Math.LN2);
    expect(valuesOf('volatility-parkinson-30d', candles)[99]).toBeCloseTo(parkinson * ROOT_YEAR, 5);
    // No variance of opens and closes: (1 - k) of Rogers–Satchell, which is log²(1.02) + log²(0.98).
    const satchell = Math.log(1.02) ** 2 + Math.log(0.98) ** 2;
    const share = 1 - 0.34 / (1.34 + 31 / 29);
    expect(valuesOf('volatility-yang-zhang-30d', candles)[99]).toBeCloseTo(Math.sqrt(share * satchell) * ROOT_YEAR, 5);
  });

  it('RiskMetrics of a constant 3 % a day is 3 % × √365', () => {
    const close = days.map((t) => 1.03 ** (t % 2));
    const squares = [0.03 ** 2, (1 / 1.03 - 1) ** 2];
    // In the long run the weights of the two squares are 1 / 1.94 for the newest and 0.94 / 1.94.
    const expected = Math.sqrt((squares[0]! + 0.94 * squares[1]!) / 1.94);
    expect(valuesOf('volatility-ewma', { close })[399]).toBeCloseTo(expected * ROOT_YEAR, 6);
  });

  it('drawdown, days under water and Ulcer of a fall by half', () => {
    const close = days.map((t) => (t === 390 ? 120 : t > 390 ? 60 : 100));
    expect(valuesOf('maximum-drawdown-365d', { close })[399]).toBeCloseTo(-0.5, 7);
    expect(valuesOf('days-under-water-365d', { close })[399]).toBe(9);
    expect(valuesOf('ulcer-index-180d', { close })[399]).toBeCloseTo(Math.sqrt((9 * 0.25) / 180), 6);
  });
});
