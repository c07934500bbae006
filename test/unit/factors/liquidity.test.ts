import { describe, expect, it } from 'vitest';
import { LIQUIDITY } from '../../../src/main/factors/liquidity.ts';
import { rawOf } from './market.ts';
import { covariance, cumulativeSlope, deviation, median } from './naive.ts';
import { before, type Candles, describeGroup, meanOver, over, sumOver } from './oracle.ts';

const daily = ({ close }: Candles, figure: (t: number) => number): number[] => close.map((_, t) => figure(t));

/** Pairs of the window on which both are known, as two lists. */
function known(x: readonly number[], y: readonly number[], t: number, window: number): [number[], number[]] {
  const days = Array.from({ length: Math.min(window, t + 1) }, (_, i) => t - i);
  const both = days.filter((day) => !Number.isNaN(x[day]! + y[day]!));
  return [both.map((day) => x[day]!), both.map((day) => y[day]!)];
}

function dailySpread({ high, low }: Candles, t: number): number {
  const one = Math.log(high[t]! / low[t]!) ** 2;
  const other = Math.log(before(high, t, 1) / before(low, t, 1)) ** 2;
  const joined = Math.log(Math.max(high[t]!, before(high, t, 1)) / Math.min(low[t]!, before(low, t, 1))) ** 2;
  const beta = one + other;
  const root = 3 - 2 * Math.sqrt(2);
  const alpha = (Math.sqrt(2 * beta) - Math.sqrt(beta)) / root - Math.sqrt(joined / root);
  return Math.max(0, (2 * (Math.exp(alpha) - 1)) / (1 + Math.exp(alpha)));
}

describeGroup('liquidity', {
  'dollar-volume-30d': ({ volume }, t) => Math.log(over(volume, t, 30, 20, median)),
  'volume-7d-to-30d': ({ volume }, t) => meanOver(volume, t, 7, 5) / meanOver(volume, t, 30, 20),
  'volume-score-90d': ({ volume }, t) =>
    (volume[t]! - meanOver(volume, t, 90, 60)) / over(volume, t, 90, 60, deviation),
  'on-balance-slope-30d': (candles, t) => {
    const flow = daily(candles, (day) => Math.sign(candles.returns[day]!) * candles.volume[day]!);
    return cumulativeSlope(flow.slice(0, t + 1), 30, 20)[t]! / meanOver(candles.volume, t, 30, 20);
  },
  'money-flow-14': (candles, t) => {
    const { high, low, close, volume } = candles;
    const typical = daily(candles, (day) => (high[day]! + low[day]! + close[day]!) / 3);
    const move = daily(candles, (day) => typical[day]! - before(typical, day, 1));
    const flow = (sign: number): number =>
      sumOver(
        daily(candles, (day) => (Number.isNaN(move[day]!) ? Number.NaN : move[day]! * sign > 0 ? volume[day]! : 0)),
        t,
        14,
        10,
      );
    return (100 * flow(1)) / (flow(1) + flow(-1));
  },
  'chaikin-money-flow-20': (candles, t) => {
    const { high, low, close, volume } = candles;
    const place = daily(candles, (day) => {
      const range = high[day]! - low[day]!;
      return range === 0 ? 0 : (close[day]! - low[day]! - (high[day]! - close[day]!)) / range;
    });
    const flow = daily(candles, (day) => place[day]! * volume[day]!);
    const traded = daily(candles, (day) => (Number.isNaN(place[day]!) ? Number.NaN : volume[day]!));
    return sumOver(flow, t, 20, 14) / sumOver(traded, t, 20, 14);
  },
  'close-to-vwap-30d': (candles, t) => {
    const { close, volume } = candles;
    const units = daily(candles, (day) => volume[day]! / close[day]!);
    return close[t]! / (sumOver(volume, t, 30, 20) / sumOver(units, t, 30, 20)) - 1;
  },
  'amihud-30d': (candles, t) => {
    const impact = daily(candles, (day) =>
      candles.volume[day] === 0 ? Number.NaN : Math.abs(candles.returns[day]!) / candles.volume[day]!,
    );
    return 1e6 * meanOver(impact, t, 30, 20);
  },
  'corwin-schultz-30d': (candles, t) =>
    meanOver(
      daily(candles, (day) => dailySpread(candles, day)),
      t,
      30,
      20,
    ),
  'roll-30d': ({ returns }, t) => {
    const [now, earlier] = known(returns, [Number.NaN, ...returns], t, 30);
    return now.length < 20 ? Number.NaN : 2 * Math.sqrt(Math.max(0, -covariance(now, earlier)));
  },
  'idle-days-90d': (candles, t) => {
    const idle = daily(candles, (day) => (candles.volume[day]! > 0 ? 0 : 1));
    return meanOver(idle, t, 90, 60);
  },
  'price-volume-correlation-30d': (candles, t) => {
    const logs = candles.volume.map((value) => (value > 0 ? Math.log(value) : Number.NaN));
    const growth = daily(candles, (day) => logs[day]! - before(logs, day, 1));
    const [moves, growths] = known(candles.returns, growth, t, 30);
    return moves.length < 20 ? Number.NaN : covariance(moves, growths) / deviation(moves) / deviation(growths);
  },
});

describe('figures worked by hand', () => {
  const valuesOf = (id: string, candles: Parameters<typeof rawOf>[1]): Float32Array =>
    rawOf(LIQUIDITY.find((factor) => factor.id === id)!, candles);
  const days = Array.from({ length: 60 }, (_, t) => t);

  it('Roll finds the spread of a price that bounces between bid and ask', () => {
    // Roll's model: trades at a constant value ± half the spread, in an order with covariance -(spread / 2)².
    const sides = days.map((t) => (t * t * 7 + 3 * t) % 5 < 2);
    const close = sides.map((isAsk) => (isAsk ? 101 : 99));
    const returns = close.map((value, t) => (t === 0 ? Number.NaN : value / close[t - 1]! - 1));
    const pairs = days.slice(30).map((t) => [returns[t]!, returns[t - 1]!] as const);
    const joint = covariance(
      pairs.map(([now]) => now),
      pairs.map(([, earlier]) => earlier),
    );
    expect(joint).toBeLessThan(0);
    expect(valuesOf('roll-30d', { close })[59]).toBeCloseTo(2 * Math.sqrt(-joint), 6);
  });

  it('Corwin–Schultz of equal days with high / low = 1.02: the range is all spread', () => {
    // b = 2 log²(1.02), g = log²(1.02): a = log(1.02) (2 - √2 - 1 / √…) comes to log(1.02) exactly.
    const close = days.map(() => 100);
    const high = days.map(() => 102);
    const low = days.map(() => 100);
    const spread = (2 * (1.02 - 1)) / (1 + 1.02);
    expect(valuesOf('corwin-schultz-30d', { close, high, low })[59]).toBeCloseTo(spread, 6);
  });

  it('money flow and Chaikin of two up days in three', () => {
    const close = days.map((t) => 100 + (t % 3));
    const candles = {
      close,
      high: close.map((value) => value + 1),
      low: close.map((value) => value - 3),
      volume: days.map(() => 50),
    };
    // Rises from 0 to 1 and 1 to 2, a fall from 2 to 0; 14 days before day 59 hold 10 rises and 4 falls.
    expect(valuesOf('money-flow-14', candles)[59]).toBeCloseTo((100 * 10) / 14, 4);
    // (2 c - (c + 1) - (c - 3)) / 4 = 0.5
    expect(valuesOf('chaikin-money-flow-20', candles)[59]).toBeCloseTo(0.5, 6);
  });

  it('a token without candles for half of the time is idle half of it', () => {
    const close = days.map((t) => (t % 2 === 0 ? 5 : Number.NaN));
    expect(valuesOf('idle-days-90d', { close: [...close, 5], volume: [...close, 5] })[60]).toBeCloseTo(30 / 61, 6);
  });
});
