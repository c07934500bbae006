/** Waiting, always handed in as a parameter: programs hold a real one, tests move their clock by hand. */
import { AppError, type CancelSignal, throwIfCancelled } from '../../shared/errors.ts';

/** Resolves once the time has passed; rejects with `cancelled` as soon as the signal is raised. */
export type Sleep = (milliseconds: number, signal: CancelSignal) => Promise<void>;

const POLL_MILLISECONDS = 200;

/**
 * Resolves after that many real milliseconds. An AbortSignal ends the wait at once, any other signal within 200 ms; the
 * timer is cleared in either case.
 */
export const sleepOnTimer: Sleep = async (milliseconds, signal) => {
  throwIfCancelled(signal);
  if (signal instanceof AbortSignal) {
    await new Promise<void>((resolve) => {
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      signal.addEventListener('abort', end);
    });
    return throwIfCancelled(signal);
  }
  for (let left = milliseconds; left > 0; left -= POLL_MILLISECONDS) {
    await new Promise((resolve) => setTimeout(resolve, Math.min(left, POLL_MILLISECONDS)));
    throwIfCancelled(signal);
  }
};

/** Returns what the promise gives, or rejects with `cancelled` as soon as an AbortSignal is raised; the work itself goes on. */
export async function orCancelled<T>(work: Promise<T>, signal: CancelSignal): Promise<T> {
  if (!(signal instanceof AbortSignal)) return work;
  // The loser of the race would otherwise end the process as an unhandled rejection.
  work.catch(() => {});
  throwIfCancelled(signal);
  let stop = () => {};
  const raised = new Promise<never>((_, reject) => {
    stop = () => reject(new AppError('cancelled', 'The work was cancelled'));
    signal.addEventListener('abort', stop);
  });
  try {
    return await Promise.race([work, raised]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
