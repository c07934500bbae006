import { describe, expect, it } from 'vitest';
import { measureCalibration } from '../../../src/main/models/calibration.ts';
import type { ScoredMarket } from '../../../src/main/models/evaluate.ts';
import type { Labels } from '../../../src/main/models/labels.ts';
import { crossSectionOf } from '../../../src/main/numeric/panel.ts';
import { studentQuantile } from '../../../src/shared/student-quantile.ts';
import { handMarket } from '../backtest/market.ts';

const TOKENS = 20;

/** Twenty tokens over some days; scores and labels are given by day and token. */
function measure(
  days: number,
  score: (day: number, token: number) => number,
  label: (day: number, token: number) => number,
  horizon = 1,
): ReturnType<typeof measureCalibration> {
  const window = handMarket(Array.from({ length: TOKENS }, () => ({ close: Array<number>(days).fill(1) })));
  const market: ScoredMarket = { window, crossSection: crossSectionOf(window) };
  const cells = (of: (day: number, token: number) => number): Float32Array =>
    Float32Array.from({ length: TOKENS * days }, (_, cell) => of(cell % days, Math.floor(cell / days)));
  const labels: Labels = { kind: 'rank', horizon, value: cells(label), knownDay: new Int32Array(TOKENS * days) };
  return measureCalibration(market, cells(score), labels);
}

describe('measureCalibration', () => {
  it('is the mean score and the mean rank of each tenth, over days', () => {
    const found = measure(
      4,
      (_, token) => token,
      (day, token) => (token < 2 ? -0.5 : token >= 18 ? 0.25 * day : 0),
    );
    expect(found?.predicted).toEqual([0.5, 2.5, 4.5, 6.5, 8.5, 10.5, 12.5, 14.5, 16.5, 18.5]);
    expect(found?.realised).toEqual([-0.5, 0, 0, 0, 0, 0, 0, 0, 0, 0.375]);
    expect(found?.count).toEqual(Array(10).fill(8));
    // of 0, 0.25, 0.5, 0.75: deviation 0.3227, four days, t of 3 degrees
    const reach = (studentQuantile(3) * Math.sqrt(0.3125 / 3)) / 2;
    expect(found?.low[9]).toBeCloseTo(0.375 - reach, 10);
    expect(found?.high[9]).toBeCloseTo(0.375 + reach, 10);
    expect([found?.low[0], found?.high[0]]).toEqual([-0.5, -0.5]);
  });

  it('takes tokens of a day for one observation, and days that overlap for fewer', () => {
    const of = (horizon: number) =>
      measure(
        40,
        (_, token) => token,
        (day, token) => (token - 9.5) / 40 + (day % 2 === 0 ? 0.1 : -0.1),
        horizon,
      );
    const [apart, together, few] = [of(1), of(10), of(20)];
    const width = (found: ReturnType<typeof of>): number => (found?.high[4] as number) - (found?.low[4] as number);
    expect(width(together) / width(apart)).toBeCloseTo((studentQuantile(3) / studentQuantile(39)) * Math.sqrt(10), 6);
    expect([few?.low, few?.high]).toEqual([Array(10).fill(null), Array(10).fill(null)]);
    expect(few?.realised).toEqual(apart?.realised);
  });

  it('leaves days with fewer than ten tokens out, and is null without a day', () => {
    const few = measure(
      3,
      (day, token) => (day === 1 && token > 8 ? Number.NaN : token),
      () => 0,
    );
    expect(few?.count).toEqual(Array(10).fill(4));
    expect(
      measure(
        3,
        (_, token) => (token > 8 ? Number.NaN : token),
        () => 0,
      ),
    ).toBeNull();
  });

  it('places every token in one tenth, also where ten do not divide them', () => {
    const found = measure(
      1,
      (_, token) => (token > 12 ? Number.NaN : token),
      (_, token) => token / 100,
    );
    expect(found?.count.reduce((sum, count) => sum + count, 0)).toBe(13);
    expect(found?.realised).toEqual([...(found?.realised ?? [])].sort((a, b) => (a ?? 0) - (b ?? 0)));
  });
});

describe('studentQuantile', () => {
  it.each([
    [2, 4.3027, 0.01],
    [4, 2.7764, 0.0005],
    [10, 2.2281, 0.0001],
    [30, 2.0423, 0.0001],
  ])('of %d degrees is %d', (degrees, table, tolerance) => {
    expect(Math.abs(studentQuantile(degrees) / table - 1)).toBeLessThan(tolerance);
  });
});
