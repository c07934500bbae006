import { describe, expect, it } from 'vitest';
import { MOMENTUM } from '../../../src/main/factors/momentum.ts';
import { rawOf } from './market.ts';
import { covariance, deviation, mean, nearestSupport, variance } from './naive.ts';
import { before, type Candles, describeGroup, meanOver, type Oracle, over, smooth, trueRange } from './oracle.ts';

const change =
  (days: number): Oracle =>
  ({ close }, t) =>
    close[t]! / before(close, t, days) - 1;
const average = ({ close }: Candles, t: number, days: number): number =>
  meanOver(close, t, days, Math.ceil((days * 2) / 3));
const ema = (x: readonly number[], days: number): number[] => smooth(x, 2 / (days + 1), days);
const highest = (x: readonly number[], t: number, days: number, minimum: number): number =>
  over(x, t, days, minimum, (values) => Math.max(...values));
const lowest = (x: readonly number[], t: number, days: number, minimum: number): number =>
  over(x, t, days, minimum, (values) => Math.min(...values));
const changes = (x: readonly number[]): number[] => x.map((value, t) => value - before(x, t, 1));
const typical = ({ high, low, close }: Candles): number[] => close.map((value, t) => (high[t]! + low[t]! + value) / 3);

function directional({ high, low }: Candles, isUp: boolean): number[] {
  return high.map((_, t) => {
    const up = high[t]! - before(high, t, 1);
    const down = before(low, t, 1) - low[t]!;
    const [move, other] = isUp ? [up, down] : [down, up];
    return Number.isNaN(up) || Number.isNaN(down) ? Number.NaN : move > other && move > 0 ? move : 0;
  });
}

/** Days since the extreme of the last 26 days; the newest of equals. */
function ageOf(x: readonly number[], t: number, sign: number): number {
  const best = sign * over(x, t, 26, 18, (values) => Math.max(...values.map((value) => sign * value)));
  for (let days = 0; days < 26; days++) if (x[t - days] === best) return days;
  return Number.NaN;
}

describeGroup('momentum', {
  'return-1d': change(1),
  'return-7d': change(7),
  'return-30d': change(30),
  'return-90d': change(90),
  'return-365d': change(365),
  'momentum-12-1': ({ close }, t) => before(close, t, 30) / before(close, t, 365) - 1,
  'close-to-mean-20d': (candles, t) => candles.close[t]! / average(candles, t, 20) - 1,
  'close-to-mean-50d': (candles, t) => candles.close[t]! / average(candles, t, 50) - 1,
  'close-to-mean-200d': (candles, t) => candles.close[t]! / average(candles, t, 200) - 1,
  'mean-50d-to-200d': (candles, t) => average(candles, t, 50) / average(candles, t, 200) - 1,
  'exponential-mean-12-to-26': ({ close }, t) => ema(close, 12)[t]! / ema(close, 26)[t]! - 1,
  'macd-histogram': ({ close }, t) => {
    const [fast, slow] = [ema(close, 12), ema(close, 26)];
    const line = fast.map((value, day) => value - slow[day]!);
    return (line[t]! - ema(line, 9)[t]!) / close[t]!;
  },
  'rsi-14': ({ close }, t) => {
    const rise = smooth(
      changes(close).map((value) => Math.max(value, 0)),
      1 / 14,
      14,
    )[t]!;
    const fall = smooth(
      changes(close).map((value) => Math.max(-value, 0)),
      1 / 14,
      14,
    )[t]!;
    return 100 - 100 / (1 + rise / fall);
  },
  'stochastic-14': ({ high, low, close }, t) => {
    const bottom = lowest(low, t, 14, 10);
    return (100 * (close[t]! - bottom)) / (highest(high, t, 14, 10) - bottom);
  },
  'commodity-channel-20': (candles, t) => {
    const prices = typical(candles);
    // The mean itself is known from the 14th day on; the distances from it are then those of the same days.
    const middle = meanOver(prices, t, 20, 14);
    const distance = over(prices, t, 20, 14, (values) => mean(values.map((value) => Math.abs(value - middle))));
    return (prices[t]! - middle) / (0.015 * distance);
  },
  'adx-14': (candles, t) => {
    const range = smooth(trueRange(candles), 1 / 14, 14);
    const [plus, minus] = [true, false].map((isUp) =>
      smooth(directional(candles, isUp), 1 / 14, 14).map((value, day) => value / range[day]!),
    ) as [number[], number[]];
    const index = plus.map((value, day) => (100 * Math.abs(value - minus[day]!)) / (value + minus[day]!));
    return smooth(index, 1 / 14, 14)[t]!;
  },
  'aroon-25': ({ high, low }, t) => (100 * (25 - ageOf(high, t, 1))) / 25 - (100 * (25 - ageOf(low, t, -1))) / 25,
  'bollinger-position-20': (candles, t) => {
    const spread = over(candles.close, t, 20, 14, deviation);
    const bottom = average(candles, t, 20) - 2 * spread;
    return (candles.close[t]! - bottom) / (4 * spread);
  },
  'bollinger-width-20': (candles, t) => (4 * over(candles.close, t, 20, 14, deviation)) / average(candles, t, 20),
  'distance-to-high-365d': ({ close }, t) => close[t]! / highest(close, t, 365, 30) - 1,
  'distance-to-support-180d': (candles, t) => {
    const { close } = candles;
    const bottoms = close.map((_, day) => (day === t ? lowest(close, t, 180, 60) : Number.NaN));
    const support = nearestSupport(close.slice(0, t + 1), bottoms, 180, 5, 0.02)[t]!;
    return (close[t]! - support) / smooth(trueRange(candles), 1 / 14, 14)[t]!;
  },
  'trend-quality-90d': ({ close }, t) => {
    const days = Array.from({ length: Math.min(90, t + 1) }, (_, i) => t - i).filter(
      (day) => !Number.isNaN(close[day]!),
    );
    if (days.length < 60) return Number.NaN;
    const logs = days.map((day) => Math.log(close[day]!));
    const joint = covariance(logs, days);
    const slope = joint / variance(days);
    return (slope * joint ** 2) / (variance(logs) * variance(days));
  },
});

describe('figures worked by hand', () => {
  const valuesOf = (id: string, candles: Parameters<typeof rawOf>[1]): Float32Array =>
    rawOf(MOMENTUM.find((factor) => factor.id === id)!, candles);

  it('rsi-14 of seven rises by 1 and seven falls by 1 in turn', () => {
    const close = Array.from({ length: 15 }, (_, t) => 100 + (t % 2));
    // Begun at the first rise: each day U = 13/14 U + 1/14 max(change, 0), so U - D after 14 changes is as below.
    let [up, down] = [1, 0];
    for (let t = 2; t < 15; t++) {
      up = (13 * up + (t % 2)) / 14;
      down = (13 * down + ((t + 1) % 2)) / 14;
    }
    const values = valuesOf('rsi-14', { close });
    expect(values[13]).toBeNaN();
    expect(values[14]).toBeCloseTo((100 * up) / (up + down), 4);
  });

  it('a price that only rises: RSI 100, ADX 100, Aroon 100, %K 100', () => {
    const close = Array.from({ length: 60 }, (_, t) => 100 + t);
    const candles = { close, high: close, low: close.map((value) => value - 0.5) };
    for (const id of ['rsi-14', 'adx-14', 'stochastic-14']) expect(valuesOf(id, candles)[59], id).toBeCloseTo(100, 4);
    // The lowest low of 26 days is 25 days old.
    expect(valuesOf('aroon-25', candles)[59]).toBe(100);
  });

  it('trend-quality-90d of a straight line in logs is its slope', () => {
    const close = Array.from({ length: 90 }, (_, t) => Math.exp(0.01 * t));
    expect(valuesOf('trend-quality-90d', { close })[89]).toBeCloseTo(0.01, 7);
  });

  it('Bollinger of 1..20: mean 10.5, deviation √35', () => {
    const close = Array.from({ length: 20 }, (_, t) => t + 1);
    expect(valuesOf('bollinger-position-20', { close })[19]).toBeCloseTo(9.5 / (4 * Math.sqrt(35)) + 0.5, 6);
    expect(valuesOf('bollinger-width-20', { close })[19]).toBeCloseTo((4 * Math.sqrt(35)) / 10.5, 6);
  });
});
