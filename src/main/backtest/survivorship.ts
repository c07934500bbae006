/** What left the record, and how: a history that somebody wrote down later tells mostly of what was still there. */
import type { BacktestReport } from '../../shared/backtests.ts';
import { cellOf, endOf } from '../numeric/panel.ts';
import type { BenchmarkMarket } from './benchmarks.ts';
import { yearOf } from './schedule.ts';

/** A token that was eligible so many days before its end could have been held until then. */
export const RECENT_DAYS = 60;

export type YearOfEndings = NonNullable<BacktestReport['survivorship']>['years'][number];

type Endings = ReadonlyMap<string, 'truncated' | 'delisted'>;

/**
 * Returns for each calendar year of a range how many tokens were eligible on its mean day, and how many of those that were
 * eligible in the last 60 days of their life ended in it, by how they ended.
 *
 * @param endings - how assets ended, by asset id. @param fromDay - first day of the range. @param untilDay - last one.
 */
export function endingsByYear(
  { window, crossSection, eligible }: BenchmarkMarket,
  endings: Endings,
  fromDay: number,
  untilDay: number,
): YearOfEndings[] {
  const years = new Map<number, { dayCount: number; eligibleSum: number; truncated: number; delisted: number }>();
  const { offset, cells } = crossSection;
  for (let day = fromDay; day <= untilDay; day++) {
    const year = years.get(yearOf(day)) ?? { dayCount: 0, eligibleSum: 0, truncated: 0, delisted: 0 };
    years.set(yearOf(day), year);
    year.dayCount++;
    const i = day - window.firstDay;
    for (let at = offset[i]; at < offset[i + 1]; at++) year.eligibleSum += eligible[cells[at]];
  }
  window.assets.forEach((id, asset) => {
    const ending = endings.get(id);
    const last = endOf(window, asset) - 1;
    if (ending === undefined || last < fromDay || last > untilDay) return;
    for (let day = last; day > last - RECENT_DAYS; day--) {
      const cell = cellOf(window, asset, day);
      if (cell < 0) return;
      if (eligible[cell] === 0) continue;
      (years.get(yearOf(last)) as { truncated: number; delisted: number })[ending]++;
      return;
    }
  });
  return [...years].map(([year, { dayCount, eligibleSum, truncated, delisted }]) => ({
    year,
    meanEligibleCount: eligibleSum / dayCount,
    truncated,
    delisted,
  }));
}

/** Returns endings in which whatever only left the record was delisted. */
export function allDelisted(endings: Endings): Endings {
  return new Map([...endings.keys()].map((id) => [id, 'delisted']));
}
