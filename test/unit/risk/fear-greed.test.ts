import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/main/numeric/random.ts';
import {
  fearAndGreedOf,
  MOOD_PARTS,
  MOOD_WEIGHTS,
  percentileInYear,
  tradedRatioOf,
  usedWeights,
} from '../../../src/main/risk/fear-greed.ts';
import { largestCellsOf } from '../../../src/main/risk/market-index.ts';
import { settledPricesOf } from '../../../src/main/risk/settled-prices.ts';
import { handMarket } from './market.ts';

/** The index of some daily returns, traded as usual; Bitcoin's share as given. */
function moodOf(returns: readonly number[], shareOn: (day: number) => number = () => Number.NaN, traded = 1) {
  const dailyReturn = Float64Array.from([Number.NaN, ...returns]);
  let last = 1;
  const level = dailyReturn.map((value) => (last *= 1 + (value || 0)));
  return fearAndGreedOf(
    { level, dailyReturn },
    level.map(() => traded),
    level.map((_, day) => shareOn(day)),
  );
}

const noise = (seed: number, days: number, scale: number): number[] => {
  const random = createRandom(seed, 'noise');
  return Array.from({ length: days }, () => scale * random.normal());
};

describe('percentileInYear', () => {
  it('is 0 for the lowest of the last year, 100 for the highest, halfway among equals', () => {
    const rising = percentileInYear(Float64Array.from({ length: 400 }, (_, day) => day));
    expect([rising[178], rising[179], rising[399]]).toEqual([Number.NaN, 100, 100]);
    const falling = percentileInYear(Float64Array.from({ length: 400 }, (_, day) => -day));
    expect(falling[399]).toBe(0);
    expect(percentileInYear(new Float64Array(200).fill(3))[199]).toBe(50);
  });

  it('counts by hand: 200 of 250 others below', () => {
    const x = Float64Array.from({ length: 251 }, (_, day) => (day < 200 ? 1 : 3));
    x[250] = 2;
    expect(percentileInYear(x)[250]).toBe(80);
  });

  it('forgets what is older than 365 days', () => {
    const x = Float64Array.from({ length: 366 }, (_, day) => (day === 0 ? 99 : day === 365 ? 98 : day / 10));
    expect(percentileInYear(x)[365]).toBe(100);
  });

  it('lies within 0 and 100 whatever comes', () => {
    const values = fc.array(fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(Number.NaN)), {
      minLength: 181,
      maxLength: 400,
    });
    fc.assert(
      fc.property(values, (list) => {
        for (const rank of percentileInYear(Float64Array.from(list))) {
          expect(Number.isNaN(rank) || (rank >= 0 && rank <= 100)).toBe(true);
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe('fearAndGreedOf', () => {
  it('is fear in a crash after calm, in every part', () => {
    const { value, parts } = moodOf(
      [...noise(1, 500, 0.01), -0.2, -0.2],
      (day) => 0.5 + (day > 500 ? 0.1 : 0) + day / 1e6,
    );
    expect(parts.volatility[502]).toBeLessThan(2);
    expect(parts.momentum[502]).toBeLessThan(2);
    expect(parts.dominance[502]).toBe(0);
    expect(value[502]).toBeLessThan(2);
  });

  it('is greed in a calm rise to new highs', () => {
    const returns = [...noise(2, 500, 0.03), ...Array.from({ length: 40 }, (_, day) => 0.02 + (day % 2) / 1e3)];
    const { parts } = moodOf(returns);
    expect(parts.momentum.at(-1)).toBeGreaterThan(95);
    expect(parts.volatility.at(-1)).toBeGreaterThan(80);
  });

  it('takes a fall in heavy trading for worse than the same fall in light trading', () => {
    const returns = [...noise(3, 500, 0.02), ...Array(20).fill(-0.02)];
    const [light, heavy] = [moodOf(returns), moodOf(returns, undefined, 3)];
    // a percentile of its own year knows no scale: the same factor on every day says nothing
    expect([...heavy.parts.momentum]).toEqual([...light.parts.momentum]);
    const level = (factor: number) => {
      const dailyReturn = Float64Array.from(returns);
      let last = 1;
      const path = dailyReturn.map((value) => (last *= 1 + value));
      const traded = path.map((_, day) => (day === 505 ? factor : 1));
      return fearAndGreedOf(
        { level: path, dailyReturn },
        traded,
        path.map(() => Number.NaN),
      ).parts.momentum[505]!;
    };
    expect(level(5)).toBeLessThan(level(0.2));
  });

  it('weighs what is there, with weights that sum to 1', () => {
    const full = moodOf(noise(4, 600, 0.02), (day) => 0.5 + Math.sin(day) / 10);
    const used = usedWeights(full.parts, 600);
    expect(MOOD_PARTS.map((part) => used[part])).toEqual([25, 25, 10].map((weight) => expect.closeTo(weight / 60, 12)));
    const byHand = MOOD_PARTS.reduce((sum, part) => sum + used[part] * full.parts[part][600]!, 0);
    expect(full.value[600]).toBeCloseTo(byHand, 10);
    const without = moodOf(noise(4, 600, 0.02));
    expect(usedWeights(without.parts, 600)).toEqual({ volatility: 0.5, momentum: 0.5, dominance: 0 });
    expect(without.value[600]).toBeCloseTo((without.parts.volatility[600]! + without.parts.momentum[600]!) / 2, 10);
    expect(Object.values(MOOD_WEIGHTS).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
  });

  it('has no value on dominance alone', () => {
    const { value, parts } = fearAndGreedOf(
      { level: new Float64Array(300).fill(Number.NaN), dailyReturn: new Float64Array(300).fill(Number.NaN) },
      new Float64Array(300),
      Float64Array.from({ length: 300 }, (_, day) => 0.4 + day / 1e4),
    );
    expect(parts.dominance[299]).toBe(0);
    expect(value[299]).toBeNaN();
    expect(usedWeights(parts, 299)).toEqual({ volatility: 0, momentum: 0, dominance: 1 });
  });
});

describe('tradedRatioOf', () => {
  it('is the median of what each traded over what it usually does', () => {
    const trading = (last: number) => Array.from({ length: 90 }, (_, day) => (day === 89 ? last : 100));
    const close = Array(90).fill(1);
    const market = handMarket(
      [1_000, 200, 100].map((last, i) => ({ id: `${i}`, close, volume: trading(last), marketCap: close })),
    );
    const ratio = tradedRatioOf(market, largestCellsOf(market, settledPricesOf(market), 3));
    // the middle token: 200 over means of (29 · 100 + 200) / 30 and (89 · 100 + 200) / 90
    expect(ratio[89]).toBeCloseTo((200 / (3_100 / 30) + 200 / (9_100 / 90)) / 2, 12);
    expect(ratio[58]).toBeNaN();
    expect(ratio[59]).toBe(1);
  });
});
