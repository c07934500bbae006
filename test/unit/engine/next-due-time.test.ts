import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lastSlotBy, nextDueTime } from '../../../src/main/engine/next-due-time.ts';
import { DAY, dayOf, HOUR, MINUTE } from '../../../src/shared/time.ts';

const on = (minuteOfDay: number) => ({ isOn: true, minuteOfDay });
const AT = Date.UTC(2026, 0, 5);

describe('nextDueTime', () => {
  it.each([
    ['off', { isOn: false, minuteOfDay: 15 }, AT - 9 * DAY, AT, null],
    ['never run, before its minute', on(15), null, AT + MINUTE, AT + 15 * MINUTE],
    ['never run, after its minute', on(15), null, AT + HOUR, AT + DAY + 15 * MINUTE],
    ['at its minute', on(15), AT - DAY + 15 * MINUTE, AT + 15 * MINUTE, AT + 15 * MINUTE],
    ['run today', on(15), AT + 15 * MINUTE, AT + HOUR, AT + DAY + 15 * MINUTE],
    ['missed for a week', on(15), AT - 7 * DAY, AT + HOUR, AT + 15 * MINUTE],
    ['missed yesterday evening', on(1_380), AT - 2 * DAY + 23 * HOUR, AT + 8 * HOUR, AT - HOUR],
    ['the minute moved on after the run', on(600), AT + 15 * MINUTE, AT + 11 * HOUR, AT + DAY + 10 * HOUR],
    ['the minute moved back before the run', on(15), AT - 14 * HOUR, AT + 9 * HOUR, AT + 15 * MINUTE],
    ['noted by a clock that was wrong', on(15), AT + 900 * DAY, AT + HOUR, AT + DAY + 15 * MINUTE],
    ['the clock went back a little', on(15), AT + 15 * MINUTE, AT + 14 * MINUTE, AT + DAY + 15 * MINUTE],
  ])('is right where it was %s', (_, schedule, lastTime, now, expected) => {
    expect(nextDueTime(schedule, lastTime, now)).toBe(expected);
  });

  /** Something that happens: time passes while the program runs, or while it does not, or the minute is changed. */
  const happenings = fc.array(
    fc.oneof(
      fc.record({
        kind: fc.constantFrom('runs' as const, 'sleeps' as const),
        minutes: fc.integer({ min: 1, max: 4_000 }),
      }),
      fc.record({ kind: fc.constant('minute' as const), minutes: fc.integer({ min: 0, max: 1_439 }) }),
    ),
    { maxLength: 25 },
  );

  it('never runs twice for a day, never before its minute, and loses no day on which the program ran after its minute', () => {
    fc.assert(
      fc.property(happenings, fc.integer({ min: 0, max: 1_439 }), (all, firstMinute) => {
        let schedule = on(firstMinute);
        let now = AT + 700 * MINUTE;
        let lastTime: number | null = lastSlotBy(schedule, now);
        const runs: { readonly due: number; readonly at: number }[] = [];
        const runWhatIsDue = (): void => {
          for (;;) {
            const due = nextDueTime(schedule, lastTime, now);
            if (due === null || due > now) return;
            expect(due % DAY).toBe(schedule.minuteOfDay * MINUTE);
            runs.push({ due, at: now });
            lastTime = due;
          }
        };
        for (const { kind, minutes } of all) {
          if (kind === 'minute') schedule = on(minutes);
          else if (kind === 'sleeps') now += minutes * MINUTE;
          else {
            const end = now + minutes * MINUTE;
            while (now < end) {
              runWhatIsDue();
              const due = nextDueTime(schedule, lastTime, now)!;
              expect(due).toBeGreaterThan(now);
              expect(due - now).toBeLessThanOrEqual(2 * DAY);
              now = Math.min(end, due);
            }
            runWhatIsDue();
            // the last day whose minute has passed has had its run, or a later one has
            expect(dayOf(lastTime!)).toBeGreaterThanOrEqual(dayOf(lastSlotBy(schedule, now)));
          }
        }
        const days = runs.map(({ due }) => dayOf(due));
        expect(days).toEqual([...new Set(days)].sort((a, b) => a - b));
        for (const { due, at } of runs) expect(at).toBeGreaterThanOrEqual(due);
      }),
      { seed: 16, numRuns: 1_000 },
    );
  });
});
