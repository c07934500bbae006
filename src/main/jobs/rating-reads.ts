/** What was rated so far, read without carrying every reason of every token. */
import type { Output } from '../../shared/endpoint.ts';
import { AppError } from '../../shared/errors.ts';
import { EligibilityRules } from '../../shared/models.ts';
import type { RatedMarket, Rating, RatingSetMeta, ratings } from '../../shared/ratings.ts';
import { dayOf, formatDay, type Instant } from '../../shared/time.ts';
import { rankRatings, summaryOf } from '../ratings/rate.ts';
import type { ReadableStore } from '../store/open.ts';
import {
  countRatings,
  extractRatingHistory,
  findRating,
  findRatingSet,
  findRatings,
  type RatingSetHead,
} from '../store/ratings.ts';
import { placeOfAsset } from './asset-place.ts';
import type { Job } from './job.ts';
import { cachedMarket } from './market-cache.ts';

/** A set of ratings without them. */
export type RatedSet = RatingSetHead & { readonly meta: RatingSetMeta };

/** Returns the newest set of ratings by an instant, of all there are for null. Throws `not-found` without one. */
export function getRatingSet(store: ReadableStore, asOf: number | null): RatedSet {
  const set = findRatingSet(store, asOf ?? Number.MAX_SAFE_INTEGER);
  if (set === undefined) throw new AppError('not-found', NO_RATINGS);
  return { ...set, meta: set.meta as RatingSetMeta };
}

/** Returns what a set says of a token, with every reason. Throws `not-found` for a token that was not rated. */
export function getRating(store: ReadableStore, set: RatingSetHead, asset: string): Rating {
  const rating = findRating<Rating>(store, set.id, asset);
  if (rating !== undefined) return rating;
  const day = formatDay(dayOf(set.asOf) - 1);
  const count = countRatings(store, set.id);
  throw new AppError('not-found', `${asset} was not among the ${count} tokens rated at the end of ${day}`);
}

const NO_RATINGS = 'No ratings were made by then; `rate` makes them';

/** Returns the newest ratings by an instant with the strongest reasons of each, best investor grade first. Throws `not-found`. */
export const listRatings: Job<{ readonly asOf: number | null }, RatedMarket> = (store, { asOf }) => {
  const set = findRatings<Rating>(store, asOf ?? Number.MAX_SAFE_INTEGER);
  if (set === undefined) throw new AppError('not-found', NO_RATINGS);
  const rated = rankRatings(set.rows, 'investor').map((rating) => summaryOf(rating));
  return { ...(set.meta as RatingSetMeta), asOf: set.asOf, savedTime: set.savedTime, ratings: rated };
};

/**
 * Returns the scores of one token over time. Empty for one that was never rated; throws `not-found` for one that the store does
 * not know.
 *
 * @param input.latest - the instant at which a token that was never rated has to be known; null for an empty store.
 */
export const readRatingHistory: Job<
  { readonly asset: string; readonly latest: Instant | null },
  Output<(typeof ratings)['ratings.history']>
> = (store, { asset, latest }, run) => {
  const rows = extractRatingHistory(store, asset, ['$.trader.score', '$.investor.score']);
  if (rows.length === 0) {
    if (latest === null) throw new AppError('not-found', `No token ${asset} was in the store, which holds none`);
    placeOfAsset(cachedMarket(store, latest, EligibilityRules.parse({}), run), asset);
  }
  return {
    asset,
    asOf: rows.map(([asOf]) => asOf),
    trader: rows.map((row) => row[1] as number | null),
    investor: rows.map((row) => row[2] as number | null),
  };
};
