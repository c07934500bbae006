import { describe, expect, it } from 'vitest';
import {
  dailySharpe,
  drawdownsOf,
  measurePerformance,
  monthlyReturns,
  returnsOf,
  sharpeRatio,
  sortinoRatio,
  valueAtRisk,
} from '../../../src/main/backtest/performance.ts';
import { rollingYear, worstDrawdowns, yearTable } from '../../../src/main/backtest/return-tables.ts';
import { parseDay, startOfDay } from '../../../src/shared/time.ts';

const curve = (equity: readonly number[], first = 18_262) => ({
  day: Int32Array.from(equity, (_, i) => first + i),
  equity: Float64Array.from(equity),
  exposure: new Float64Array(equity.length).fill(0.5),
  turnover: new Float64Array(equity.length).fill(0.01),
});

describe('returns and ratios', () => {
  it('take the first equity as the start', () => {
    expect([...returnsOf(Float64Array.of(100, 110, 99))]).toEqual([expect.closeTo(0.1, 14), expect.closeTo(-0.1, 14)]);
    expect([...returnsOf(Float64Array.of(0, 5))]).toEqual([0]);
    expect(returnsOf(new Float64Array(0))).toHaveLength(0);
  });

  it('give the Sharpe ratio of n - 1 over 365 days', () => {
    const returns = Float64Array.of(0.01, -0.01, 0.03, 0.01);
    const deviation = Math.sqrt((0 + 0.0004 + 0.0004 + 0) / 3);
    expect(dailySharpe(returns)).toBeCloseTo(0.01 / deviation, 12);
    expect(sharpeRatio(returns)).toBeCloseTo((0.01 / deviation) * Math.sqrt(365), 12);
    expect(dailySharpe(Float64Array.of(0.01, 0.01))).toBeNaN();
    expect(dailySharpe(Float64Array.of(0.01))).toBeNaN();
  });

  it('give a Sortino ratio whose downside is a mean over all days', () => {
    const returns = Float64Array.of(0.01, -0.02, 0.03, 0.01);
    expect(sortinoRatio(returns)).toBeCloseTo((0.0075 * 365) / (Math.sqrt(0.0004 / 4) * Math.sqrt(365)), 12);
    expect(sortinoRatio(Float64Array.of(0.01, 0.02))).toBeNaN();
  });
});

describe('drawdowns', () => {
  it('count a loss of the first day, because the start is a peak', () => {
    expect([...drawdownsOf(Float64Array.of(100, 80, 120, 90))]).toEqual([
      0,
      expect.closeTo(-0.2, 14),
      0,
      expect.closeTo(-0.25, 14),
    ]);
  });

  it('are listed deepest first, from peak to recovery, the last one open', () => {
    const { day, equity } = curve([100, 80, 90, 100, 120, 60, 130, 117]);
    expect(worstDrawdowns(day, equity, 2)).toEqual([
      {
        ...{ startTime: startOfDay(day[4]), troughTime: startOfDay(day[5]), endTime: startOfDay(day[6]) },
        ...{ depth: -0.5, dayCount: 2 },
      },
      {
        ...{ startTime: startOfDay(day[0]), troughTime: startOfDay(day[1]), endTime: startOfDay(day[3]) },
        ...{ depth: expect.closeTo(-0.2, 14), dayCount: 3 },
      },
    ]);
    expect(worstDrawdowns(day, equity, 9).at(-1)).toMatchObject({
      endTime: null,
      depth: expect.closeTo(-0.1, 12),
      dayCount: 1,
    });
  });
});

describe('valueAtRisk', () => {
  const returns = Float64Array.of(0.06, -0.1, -0.05, -0.02, 0, 0.01, 0.02, 0.03, 0.04, 0.05);

  it('meets its golden value', () => {
    const { var: atRisk, cvar } = valueAtRisk(returns, 0.85);
    expect(atRisk).toBeCloseTo(0.05, 12);
    expect(cvar).toBeCloseTo(0.083333, 6);
  });

  it('takes the worst day where a tail has less than one', () => {
    expect(valueAtRisk(returns, 0.95)).toEqual({ var: 0.1, cvar: expect.closeTo(0.1, 12) });
  });

  it('does not stumble over binary fractions', () => {
    // (1 - 0.9) × 10 is 0.9999999999999998.
    expect(valueAtRisk(returns, 0.9)).toEqual({ var: 0.1, cvar: expect.closeTo(0.1, 12) });
    expect(valueAtRisk(returns, 0.8).var).toBe(0.05);
  });
});

describe('measurePerformance', () => {
  it('gives every figure of a curve worked out by hand', () => {
    const figures = measurePerformance(curve([100, 110, 99, 118.8, 95.04]));
    expect(figures).toMatchObject({
      dayCount: 4,
      totalReturn: expect.closeTo(-0.0496, 12),
      cagr: expect.closeTo(0.9504 ** (365 / 4) - 1, 12),
      maximumDrawdown: expect.closeTo(-0.2, 12),
      ulcerIndex: expect.closeTo(Math.sqrt((0.01 + 0.04) / 4), 12),
      profitFactor: expect.closeTo(0.3 / 0.3, 10),
      gainToPain: expect.closeTo(0, 10),
      bestDay: expect.closeTo(0.2, 12),
      worstDay: expect.closeTo(-0.2, 12),
      averageExposure: 0.5,
      annualTurnover: expect.closeTo((0.05 * 365) / 4, 12),
      skewness: expect.closeTo(0, 12),
      positiveMonthShare: 0,
    });
    expect(figures.calmar).toBeCloseTo((figures.cagr as number) / 0.2, 12);
  });

  it('has null where a figure is not defined, never NaN or infinity', () => {
    for (const equity of [[100], [100, 100, 100], [100, 110, 121], [100, 0, 0]]) {
      for (const value of Object.values(measurePerformance(curve(equity)))) {
        expect(value === null || Number.isFinite(value)).toBe(true);
      }
    }
    expect(measurePerformance(curve([100, 110, 121]))).toMatchObject({
      calmar: null,
      profitFactor: null,
      maximumDrawdown: 0,
    });
    expect(measurePerformance(curve([100, 0, 0]))).toMatchObject({ totalReturn: -1, cagr: -1, maximumDrawdown: -1 });
  });

  it('compounds a year to its own return', () => {
    const equity = Array.from({ length: 366 }, (_, i) => 100 * 1.5 ** (i / 365));
    expect(measurePerformance(curve(equity)).cagr).toBeCloseTo(0.5, 12);
  });
});

describe('tables of returns', () => {
  const first = parseDay('2021-12-30') as number;

  it('compound within months and years, and leave the rest of a year empty', () => {
    const { day, equity } = curve([100, 110, 99, 198], first);
    expect(monthlyReturns(day, equity)).toEqual([
      { month: '2021-12', value: expect.closeTo(0.1, 12) },
      { month: '2022-01', value: expect.closeTo(0.8, 12) },
    ]);
    const [last, next] = yearTable(day, equity);
    expect([last.year, last.months[11], last.total]).toEqual([2021, expect.closeTo(0.1, 12), expect.closeTo(0.1, 12)]);
    expect(next.months.slice(1)).toEqual(Array(11).fill(null));
    expect((1 + (last.total as number)) * (1 + (next.total as number))).toBeCloseTo(1.98, 12);
  });

  it('roll a year of 365 returns, null before', () => {
    const equity = Float64Array.from({ length: 400 }, (_, i) => 100 * Math.exp(0.001 * i + 0.02 * Math.sin(i * i)));
    const { sharpe, volatility } = rollingYear(equity);
    expect(sharpe.slice(0, 365).every((value) => value === null)).toBe(true);
    const returns = returnsOf(equity).slice(0, 365);
    expect(sharpe[365]).toBeCloseTo(sharpeRatio(returns), 12);
    expect(sharpe[399]).toBeCloseTo(sharpeRatio(returnsOf(equity).slice(34)), 12);
    expect(volatility[399]).toBeGreaterThan(0);
  });
});
