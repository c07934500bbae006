import type { Output } from '../../shared/endpoint.ts';
import { AppError, type CancelSignal, throwIfCancelled } from '../../shared/errors.ts';
import type { EnsembleConfig } from '../../shared/models.ts';
import type { ratings } from '../../shared/ratings.ts';
import { DAY, dayOf, formatDay, type Instant, instantOf } from '../../shared/time.ts';
import { listRatedTimes } from '../store/ratings.ts';
import type { EngineContext } from './context.ts';
import { decisionTimeOf } from './decision-time.ts';

/** Rates one instant and keeps the ratings. */
export type RateInstant = (
  context: EngineContext,
  call: string,
  instant: Instant,
  config: EnsembleConfig,
  signal: CancelSignal,
) => Promise<unknown>;

const WEEK = 7 * DAY;
const CALL = 'ratings.backfill';

/**
 * Rates the ends of the days that lie whole weeks before the newest whole day, the oldest first, so that a month's models are
 * trained once and asked four times. Instants that were rated before are skipped and counted; those for which the history was
 * too short are told in a note. Cancelling keeps what was rated until then.
 */
export async function backfillRatings(
  context: EngineContext,
  weeks: number,
  config: EnsembleConfig,
  signal: CancelSignal,
  rate: RateInstant,
): Promise<Output<(typeof ratings)['ratings.backfill']>> {
  const { store } = context;
  const { instant: newest, notes } = decisionTimeOf(store, null);
  const rated = new Set(listRatedTimes(store));
  const wanted = Array.from({ length: weeks }, (_, i) => instantOf(newest - (weeks - i) * WEEK));
  const missing = wanted.filter((instant) => !rated.has(instant));
  const ratedTimes: Instant[] = [];
  const failures: Failure[] = [];
  const report = context.reporter(CALL);
  for (const [i, instant] of missing.entries()) {
    throwIfCancelled(signal);
    const day = formatDay(dayOf(instant) - 1);
    const share: EngineContext = {
      ...context,
      reporter: () => (done, note) => report((i + done) / missing.length, `${day}: ${note}`),
    };
    try {
      decisionTimeOf(store, instant);
      await rate(share, CALL, instant, config, signal);
      ratedTimes.push(instant);
    } catch (thrown) {
      if (!isTooShort(thrown)) throw thrown;
      failures.push({ day, message: thrown.message });
    }
  }
  report(1, 'rated');
  return { ratedTimes, skippedCount: wanted.length - missing.length, notes: [...notes, ...failureNotes(failures)] };
}

type Failure = { readonly day: string; readonly message: string };

/** A day that the store has no candles of is refused as input, and too short a history as data. */
function isTooShort(thrown: unknown): thrown is AppError {
  return thrown instanceof AppError && (thrown.code === 'insufficient-data' || thrown.code === 'invalid-input');
}

/** Returns one sentence for all days that could not be rated: which they are, and why the last of them could not. */
function failureNotes(failures: readonly Failure[]): string[] {
  const [first, last] = [failures[0], failures.at(-1)];
  if (first === undefined || last === undefined) return [];
  const days = failures.length === 1 ? first.day : `${failures.length} weeks from ${first.day} to ${last.day}`;
  return [`Not rated: ${days}. ${last.message}`];
}
