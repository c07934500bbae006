import type { Sleep } from '../../../src/main/exchange/wait.ts';
import { throwIfCancelled } from '../../../src/shared/errors.ts';
import { type Clock, type Instant, instantOf } from '../../../src/shared/time.ts';

/** A clock that only moves by hand, or by whoever sleeps on it: sleeping passes at once and moves it on. */
export function createHandClock(start: number) {
  let now = start;
  const slept: number[] = [];
  const clock: Clock = (): Instant => instantOf(now);
  const sleep: Sleep = async (milliseconds, signal) => {
    const until = now + milliseconds;
    slept.push(milliseconds);
    await Promise.resolve();
    throwIfCancelled(signal);
    now = Math.max(now, until);
  };
  return {
    clock,
    sleep,
    /** Milliseconds of every sleep so far. */
    slept,
    move: (milliseconds: number) => {
      now += milliseconds;
    },
    set: (time: number) => {
      now = time;
    },
  };
}
