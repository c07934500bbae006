import { DAYS_PER_YEAR } from './performance.ts';
import { yearOf } from './schedule.ts';

/** What a fund charges. `accrual` is when the management fee is taken: every day, or at once on the value at year's end. */
export type FundFees = {
  readonly management: number;
  readonly performance: number;
  readonly accrual: 'day' | 'year-end';
};

export const TWO_AND_TWENTY: FundFees = { management: 0.02, performance: 0.2, accrual: 'day' };

/**
 * Returns what an investor would have had of the same equity inside a fund: a management fee of 2 % a year and, at the end of
 * each calendar year and of the series, 20 % of what exceeds the highest value after fees so far.
 *
 * @param equity - before fees, at the close of each of `day`; the first is what was paid in.
 */
export function twoAndTwenty(equity: Float64Array, day: Int32Array, fees: FundFees = TWO_AND_TWENTY): Float64Array {
  const result = equity.slice();
  if (equity.length === 0) return result;
  let value = equity[0];
  let highWater = value;
  let feeDays = 0;
  for (let i = 1; i < equity.length; i++) {
    const days = day[i] - day[i - 1];
    feeDays += days;
    value *= equity[i - 1] > 0 ? equity[i] / equity[i - 1] : 0;
    const isYearEnd = i + 1 === equity.length || yearOf(day[i + 1]) !== yearOf(day[i]);
    if (fees.accrual === 'day') value *= (1 - fees.management / DAYS_PER_YEAR) ** days;
    else if (isYearEnd) value *= 1 - (fees.management * feeDays) / DAYS_PER_YEAR;
    if (isYearEnd) {
      value -= fees.performance * Math.max(0, value - highWater);
      highWater = Math.max(highWater, value);
      feeDays = 0;
    }
    result[i] = value;
  }
  return result;
}
