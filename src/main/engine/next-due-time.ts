import type { Schedule } from '../../shared/settings.ts';
import { DAY, dayOf, type Instant, instantOf, MINUTE } from '../../shared/time.ts';

type Daily = Pick<Schedule, 'isOn' | 'minuteOfDay'>;

/** Returns the last instant by `now` at which the schedule was to run, whether it was on then or not. */
export function lastSlotBy(schedule: Daily, now: number): Instant {
  const today = slotOf(schedule, dayOf(now));
  return today <= now ? today : slotOf(schedule, dayOf(now) - 1);
}

/**
 * Returns for when the schedule is to run next: an instant by `now` if it is due. Null while it is off.
 *
 * A run belongs to a UTC day and is never begun before its minute of that day; a day has one run at most, also where the minute
 * was changed after it. What was missed, however many days, is due at once and made up for by one run: that of the last day
 * whose minute has passed.
 *
 * @param lastTime - what this returned for the last run; null if there was none, and then the next minute to come counts.
 */
export function nextDueTime(schedule: Daily, lastTime: number | null, now: number): Instant | null {
  if (!schedule.isOn) return null;
  const slot = lastSlotBy(schedule, now);
  // a last run far ahead was noted while the clock was wrong, and would keep the schedule from running for as long
  if (lastTime === null || lastTime > now + DAY) return slotOf(schedule, dayOf(slot) + 1);
  if (dayOf(lastTime) < dayOf(slot)) return slot;
  return slotOf(schedule, Math.max(dayOf(slot), dayOf(lastTime)) + 1);
}

function slotOf({ minuteOfDay }: Daily, day: number): Instant {
  return instantOf(day * DAY + minuteOfDay * MINUTE);
}
