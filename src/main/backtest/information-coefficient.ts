import type { InformationCoefficient } from '../../shared/backtests.ts';
import { formatDay, startOfDay } from '../../shared/time.ts';
import { mean, standardDeviation } from '../numeric/stats.ts';
import { defined } from './performance.ts';
import { monthOf } from './schedule.ts';

export type SkillSeries = {
  readonly label: string;
  readonly horizonDays: number;
  /** Days on which scores were compared with what followed, ascending. */
  readonly day: Int32Array;
  /** Rank correlation of each of those days; NaN where there were too few tokens. */
  readonly correlation: Float64Array;
  /** Days from one comparison to the next. */
  readonly spacingDays: number;
};

/**
 * Returns a model's rank correlations summed up: their mean, the mean by the standard deviation, t, and the mean by month.
 *
 * Labels of `horizonDays` overlap on dates that are closer together, so of n dates only n · spacing / horizon count as
 * independent ones in t = mean / deviation · √n. With one date a day that is √(n / horizon). Null where not defined.
 *
 * @see Grinold & Kahn (2000), "Active portfolio management", chapter 6.
 */
export function summariseSkill(series: SkillSeries): InformationCoefficient {
  const { label, horizonDays, day, correlation, spacingDays } = series;
  const months = new Map<string, { first: number; values: number[] }>();
  const known: number[] = [];
  correlation.forEach((value, i) => {
    if (Number.isNaN(value)) return;
    known.push(value);
    const month = monthOf(day[i]);
    const own = months.get(month) ?? { first: day[i] - (Number(formatDay(day[i]).slice(8)) - 1), values: [] };
    own.values.push(value);
    months.set(month, own);
  });
  const ratio = mean(known) / standardDeviation(known);
  const independent = known.length * Math.min(1, spacingDays / horizonDays);
  return {
    label,
    horizonDays,
    mean: defined(mean(known)),
    ratio: defined(ratio),
    t: defined(ratio * Math.sqrt(independent)),
    dateCount: known.length,
    monthTime: [...months.values()].map(({ first }) => startOfDay(first)),
    monthMean: [...months.values()].map(({ values }) => defined(mean(values))),
  };
}
