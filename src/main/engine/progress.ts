import type { Clock } from '../../shared/time.ts';
import type { Events } from './events.ts';

/** Tells how far a call is. `rate` is given by work that counts something; the remaining time is derived. */
export type Reporter = (done: number, note: string, rate?: number | null, remainingSeconds?: number | null) => void;

/**
 * Returns a reporter for one call: derives the remaining time from the share that is done, where the work does not know it.
 *
 * @param id - of the running command; 0 for a query.
 */
export function createReporter(events: Events, clock: Clock, call: string, id = 0): Reporter {
  const startedAt = clock();
  return (done, note, rate = null, remainingSeconds = null) => {
    const elapsed = (clock() - startedAt) / 1000;
    const derived = done > 0.02 && elapsed > 1 ? (elapsed / done) * (1 - done) : null;
    events.publish('system.progress', {
      id,
      call,
      done: Math.min(1, Math.max(0, done)),
      note,
      rate,
      remainingSeconds: remainingSeconds ?? derived,
      atTime: clock(),
    });
  };
}
