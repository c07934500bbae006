import type { CancelSignal } from '../../shared/errors.ts';
import type { Team } from '../numeric/team.ts';
import type { ReadableStore } from '../store/open.ts';

/** How a job is run: what it may use besides its input, and whom it tells. */
export type JobRun = {
  readonly signal: CancelSignal;
  /** Threads for work that is split over shared memory. Never part of the result. */
  readonly team: Team;
  /** @param done - share of the work that is done, 0..1. @param note - what is being done, for a person. */
  report(done: number, note: string): void;
  /** Hands over a finished part, so that the same job with the same input can resume after a crash. */
  saveCheckpoint(key: string, inputHash: string, bytes: Uint8Array): void;
};

/**
 * Long work: a pure function of (store as of an instant, input), seeds being part of the input. So it may be cancelled,
 * retried after a crash, run in-process by a test, and its output compared byte for byte.
 */
export type Job<I, O> = (store: ReadableStore, input: I, run: JobRun) => O | Promise<O>;
