import { formatDay } from '../../shared/time.ts';

export type Cadence = 'week' | 'month' | 'quarter';

/** 1970-01-01 was a Thursday, so day numbers that leave 3 are Sundays. */
const SUNDAY = 3;

/** Returns the month of a day, `YYYY-MM`. */
export function monthOf(day: number): string {
  return formatDay(day).slice(0, 7);
}

/** Returns the calendar year of a day. */
export function yearOf(day: number): number {
  return Number(formatDay(day).slice(0, 4));
}

/** Returns whether a day is the last one of its week (Sunday), month or quarter, UTC. */
export function isLastDayOf(cadence: Cadence, day: number): boolean {
  if (cadence === 'week') return ((day % 7) + 7) % 7 === SUNDAY;
  const next = formatDay(day + 1);
  if (!next.endsWith('-01')) return false;
  return cadence === 'month' || (Number(next.slice(5, 7)) - 1) % 3 === 0;
}

/**
 * Returns the days at whose close a decision is due: the first day of the range, so that a simulation starts invested, and
 * then the last day of each week, month or quarter.
 *
 * @param untilDay - last day of the range; a decision on it could no longer be filled and is left out.
 */
export function decisionDays(cadence: Cadence, fromDay: number, untilDay: number): number[] {
  const days: number[] = [];
  for (let day = fromDay; day < untilDay; day++) if (day === fromDay || isLastDayOf(cadence, day)) days.push(day);
  return days;
}
