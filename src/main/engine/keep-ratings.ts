/** Sets of ratings into the store in transactions so short that the main thread never stands still for long. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type CancelSignal, throwIfCancelled } from '../../shared/errors.ts';
import type { Forecast } from '../store/forecasts.ts';
import type { WritableStore } from '../store/open.ts';
import {
  abandonRatings,
  appendRatingRows,
  beginRatings,
  type RatingRow,
  type RatingSetStart,
  sealRatings,
  sweepRatings,
} from '../store/ratings.ts';

/**
 * Ratings a transaction: 1 ms. All of 6,000 in one held the main thread for 330 ms; so, its delay is 11 ms at the 99th percentile,
 * which is SQLite moving its log.
 */
const RATINGS_AT_ONCE = 16;

/**
 * Keeps a set of ratings, which is seen whole or not at all, and with it the forecasts that it was made of. Rows must be JSON, so NaN has to be null. Takes away what a killed
 * program had begun before. Throws `cancelled`; nothing of the set is seen then.
 */
export async function keepRatings<Row extends RatingRow>(
  store: WritableStore,
  {
    rows,
    forecasts = [],
    ...start
  }: RatingSetStart & { readonly rows: readonly Row[]; readonly forecasts?: readonly Forecast[] },
  signal: CancelSignal,
): Promise<void> {
  await sweep(store);
  const setId = beginRatings(store, start);
  try {
    for (let from = 0; from < rows.length; from += RATINGS_AT_ONCE) {
      throwIfCancelled(signal);
      appendRatingRows(store, setId, rows.slice(from, from + RATINGS_AT_ONCE));
      await nextTurn();
    }
    sealRatings(store, setId, forecasts);
  } catch (thrown) {
    abandonRatings(store, setId);
    throw thrown;
  }
}

async function sweep(store: WritableStore): Promise<void> {
  while (sweepRatings(store, RATINGS_AT_ONCE)) await nextTurn();
}
