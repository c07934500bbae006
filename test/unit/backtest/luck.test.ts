import { describe, expect, it } from 'vitest';
import {
  deflatedSharpe,
  expectedMaximum,
  measureLuck,
  minimumBacktestYears,
  minimumTrackRecord,
  momentsOf,
  probabilisticSharpe,
  type SharpeMoments,
  sharpeInterval,
} from '../../../src/main/backtest/luck.ts';
import { createRandom } from '../../../src/main/numeric/random.ts';

const GOLDEN: SharpeMoments = { sharpe: 2.5 / Math.sqrt(250), observationCount: 1250, skewness: -3, kurtosis: 10 };
const YEARLY: SharpeMoments = { sharpe: 1 / Math.sqrt(365), observationCount: 1000, skewness: -0.5, kurtosis: 8 };

function gaussianReturns(seed: number, count: number, dailySharpe: number): Float64Array {
  const random = createRandom(seed, 'returns');
  return Float64Array.from({ length: count }, () => 0.02 * (dailySharpe + random.normal()));
}

describe('the deflated Sharpe ratio', () => {
  it.each([
    [46, 0.100362, 0.950502],
    [100, 0.113172, 0.900397],
  ])('meets its golden value after %i trials', (count, expectedBest, wanted) => {
    expect(Math.sqrt(0.5 / 250) * expectedMaximum(count)).toBeCloseTo(expectedBest, 6);
    expect(deflatedSharpe(GOLDEN, count, 0.5 / 250)).toBeCloseTo(wanted, 6);
  });

  it('is not defined below five trials', () => {
    expect(deflatedSharpe(GOLDEN, 4, 0.002)).toBeNaN();
    expect(deflatedSharpe(GOLDEN, 5, 0.002)).toBeGreaterThan(0.9);
  });

  it('falls with every trial', () => {
    const values = [5, 10, 50, 500].map((count) => deflatedSharpe(GOLDEN, count, 0.002));
    expect([...values].sort((a, b) => b - a)).toEqual(values);
  });
});

describe('the probabilistic Sharpe ratio', () => {
  it('uses the raw kurtosis: its error term is the one of the paper', () => {
    const normal = { sharpe: 0.1, observationCount: 101, skewness: 0, kurtosis: 3 };
    // Φ(0.1 · 10 / √(1 + 0.1²/2)) = Φ(0.99751…)
    expect(probabilisticSharpe(normal)).toBeCloseTo(0.8407413, 6);
    expect(probabilisticSharpe(YEARLY)).toBeCloseTo(0.94838045, 8);
    expect(probabilisticSharpe(normal, 0.1)).toBe(0.5);
  });
});

describe('what length it takes', () => {
  it('meets the golden values of the track record and of the backtest', () => {
    expect(minimumTrackRecord(YEARLY)).toBeCloseTo(1019.1027, 4);
    expect(minimumBacktestYears(45, 1)).toBeCloseTo(4.998, 3);
    expect(minimumTrackRecord({ ...YEARLY, sharpe: 0 })).toBeNaN();
    expect(minimumBacktestYears(45, -1)).toBeNaN();
  });

  it('agrees with the probabilistic Sharpe ratio: just long enough is just sure enough', () => {
    const observationCount = minimumTrackRecord(YEARLY);
    expect(probabilisticSharpe({ ...YEARLY, observationCount })).toBeCloseTo(0.95, 10);
  });
});

describe('sharpeInterval', () => {
  it('holds the true ratio about as often as it says', () => {
    const truth = 0.05 * Math.sqrt(365);
    let held = 0;
    for (let seed = 0; seed < 60; seed++) {
      const interval = sharpeInterval(gaussianReturns(seed, 700, 0.05), { drawCount: 200, seed });
      if (interval !== null && interval.low < truth && truth < interval.high) held++;
    }
    expect(held).toBeGreaterThan(48);
  });

  it('is the same for the same seed, and null for a short or constant series', () => {
    const returns = gaussianReturns(1, 400, 0.05);
    const options = { drawCount: 100, seed: 7 };
    expect(sharpeInterval(returns, options)).toEqual(sharpeInterval(returns, options));
    expect(sharpeInterval(returns, options)).not.toEqual(sharpeInterval(returns, { ...options, seed: 8 }));
    expect(sharpeInterval(returns.slice(0, 59), options)).toBeNull();
    expect(sharpeInterval(new Float64Array(100), options)).toBeNull();
  });
});

describe('measureLuck', () => {
  const bootstrap = { drawCount: 100, seed: 1 };
  const returns = gaussianReturns(3, 1000, 0.06);

  it('deflates by all trials, those without a Sharpe ratio counted as well', () => {
    const dailySharpes = [momentsOf(returns).sharpe, 0.01, 0.02, -0.01, Number.NaN];
    const luck = measureLuck(returns, { dailySharpes }, bootstrap);
    expect(luck.deflatedSharpe).not.toBeNull();
    expect(luck.deflatedSharpe as number).toBeLessThan(luck.probabilisticSharpe as number);
    expect(luck.expectedMaximumSharpe).toBeGreaterThan(0);
    expect(luck.minimumTrackRecordDays).toBe(Math.ceil(minimumTrackRecord(momentsOf(returns))));
  });

  it('shows no deflated ratio below five trials, nor for a benchmark', () => {
    expect(measureLuck(returns, { dailySharpes: [0.1, 0.2, 0.3, 0.1] }, bootstrap).deflatedSharpe).toBeNull();
    expect(measureLuck(returns, null, bootstrap)).toMatchObject({ deflatedSharpe: null, minimumBacktestYears: null });
  });

  it('has null for everything of a series that does not vary', () => {
    expect(
      Object.values(measureLuck(new Float64Array(500), { dailySharpes: [] }, bootstrap)).every((v) => v === null),
    ).toBe(true);
  });

  it('finds skill-less trials lucky about as often as chance would', () => {
    let sure = 0;
    for (let seed = 0; seed < 200; seed++) {
      const psr = probabilisticSharpe(momentsOf(gaussianReturns(seed + 1000, 365, 0)));
      if (psr > 0.95) sure++;
    }
    // 5 % of 200 is 10; beyond 22 or below 2 has a chance of one in a thousand.
    expect(sure).toBeGreaterThan(1);
    expect(sure).toBeLessThan(22);
  });
});
