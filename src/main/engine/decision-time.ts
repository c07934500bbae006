import { AppError } from '../../shared/errors.ts';
import { dayOf, formatDay, type Instant, startOfDay } from '../../shared/time.ts';
import { type DayCount, findCandleDay, findLatestDays } from '../store/days.ts';
import type { ReadableStore } from '../store/open.ts';

/** When something is decided, and what a person should know of that day. */
export type DecisionTime = { readonly instant: Instant; readonly notes: string[] };

/**
 * Returns the instant at which the day asked for was over; without one, the end of the newest day on which the market is
 * whole. A note tells if the store has more of the day before than of this, or newer days that are not whole.
 *
 * Throws `insufficient-data` without daily candles, `invalid-input` for a day of which the store has none.
 */
export function decisionTimeOf(store: ReadableStore, asOf: number | null): DecisionTime {
  const days = findLatestDays(store);
  if (days === null) {
    throw new AppError(
      'insufficient-data',
      'The store holds no daily candles, needs some: import files, ingest from an exchange, or simulate a market',
    );
  }
  const { newest, newestWhole } = days;
  if (asOf === null) {
    return { instant: startOfDay(newestWhole.day + 1), notes: newest.day > newestWhole.day ? [noteOf(days)] : [] };
  }
  const day = dayOf(asOf) - 1;
  const instant = startOfDay(day + 1);
  const found = day > newest.day ? newest.day : findCandleDay(store, day, instant);
  if (found !== day) {
    const before = day > newest.day ? 'the newest in the store is' : 'the newest before it in the store is';
    const needed = found === null ? 'the store has none so early' : `${before} ${formatDay(found)}`;
    throw new AppError('invalid-input', `Day was ${formatDay(day)}, ${needed}`);
  }
  return { instant, notes: day > newestWhole.day ? [noteOf(days)] : [] };
}

/** Returns the end of the newest whole day; null for a store without daily candles. */
export function latestInstantOf(store: ReadableStore): Instant | null {
  const days = findLatestDays(store);
  return days === null ? null : startOfDay(days.newestWhole.day + 1);
}

/** Returns the sentence that tells why the newest day is not the one to decide on. */
function noteOf({ newest, newestWhole }: { newest: DayCount; newestWhole: DayCount }): string {
  const [last, whole] = [newest, newestWhole].map(({ day }) => formatDay(day));
  return (
    `The newest whole day is ${whole}: ${last} has prices of only ${newest.assetCount} tokens, not ${newestWhole.assetCount}, ` +
    `and market figures of ${newest.marketCount}, not ${newestWhole.marketCount}`
  );
}
