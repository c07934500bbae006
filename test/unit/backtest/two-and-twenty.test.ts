import { describe, expect, it } from 'vitest';
import { TWO_AND_TWENTY, twoAndTwenty } from '../../../src/main/backtest/two-and-twenty.ts';
import { parseDay } from '../../../src/shared/time.ts';

const daysFrom = (first: string, count: number): Int32Array => {
  const start = parseDay(first) as number;
  return Int32Array.from({ length: count }, (_, i) => start + i);
};

describe('twoAndTwenty', () => {
  it('leaves 21.92 % of a year of 30 %, the fee taken on the end value', () => {
    const day = daysFrom('2021-12-31', 366).filter((_, i) => i === 0 || i === 365);
    const after = twoAndTwenty(Float64Array.of(100, 130), day, { ...TWO_AND_TWENTY, accrual: 'year-end' });
    expect(after[1]).toBeCloseTo(121.92, 10);
  });

  it('takes the management fee daily and no performance fee on a loss', () => {
    const day = daysFrom('2021-12-31', 366);
    const flat = twoAndTwenty(new Float64Array(366).fill(100), day);
    expect(flat[365]).toBeCloseTo(100 * (1 - 0.02 / 365) ** 365, 10);
  });

  it('takes the performance fee of a gain above the highest value alone', () => {
    // Up 50 % in 2021, down to where it was in 2022, up again to the old peak in 2023: nothing more is owed but for 2021.
    const day = Int32Array.from(
      ['2020-12-31', '2021-12-31', '2022-12-31', '2023-12-31'],
      (text) => parseDay(text) as number,
    );
    const fees = { management: 0, performance: 0.2, accrual: 'day' } as const;
    const after = twoAndTwenty(Float64Array.of(100, 150, 100, 150), day, fees);
    expect(after[1]).toBeCloseTo(140, 10);
    expect(after[2]).toBeCloseTo(140 / 1.5, 10);
    expect(after[3]).toBeCloseTo(140, 10);
  });

  it('settles a year that is not whole at the end of the series', () => {
    const fees = { management: 0, performance: 0.2, accrual: 'day' } as const;
    const after = twoAndTwenty(Float64Array.of(100, 120, 110), daysFrom('2022-03-01', 3), fees);
    expect([...after]).toEqual([100, 120, expect.closeTo(108, 12)]);
  });

  it('stays at nothing after a total loss', () => {
    expect([...twoAndTwenty(Float64Array.of(100, 0, 0), daysFrom('2022-03-01', 3))]).toEqual([100, 0, 0]);
    expect(twoAndTwenty(new Float64Array(0), new Int32Array(0))).toHaveLength(0);
  });
});
