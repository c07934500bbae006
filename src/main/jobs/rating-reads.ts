/** What was rated so far, read without carrying every reason of every token. */
import type { Output } from '../../shared/endpoint.ts';
import { AppError } from '../../shared/errors.ts';
import { GRADES, type Grade } from '../../shared/grades.ts';
import { EligibilityRules } from '../../shared/models.ts';
import type { RatedGrade, RatedMarket, Rating, RatingSetMeta, ratings } from '../../shared/ratings.ts';
import { DAY, dayOf, formatDay, type Instant } from '../../shared/time.ts';
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

/**
 * Returns the set that was made for the instant a week before another, or null. Past weeks may be rated after the day that
 * follows them, so what a set kept of its changes is not all that can be told of them.
 */
export function findWeekBefore(store: ReadableStore, { asOf }: RatingSetHead): RatingSetHead | null {
  const weekBefore = asOf - 7 * DAY;
  const set = findRatingSet(store, weekBefore);
  return set?.asOf === weekBefore ? set : null;
}

/** Returns how far a score is from that of a week before, in hundredths; null where one of them was withheld. */
export function changeOf(score: number | null, before: number | null | undefined): number | null {
  return score === null || before === null || before === undefined
    ? null
    : Math.round((score - before) * 100) / 100 + 0;
}

/** Returns a rating with the changes that {@link findWeekBefore} can tell, where it kept none. */
export function withChanges(store: ReadableStore, set: RatingSetHead, rating: Rating): Rating {
  if (GRADES.every((grade) => rating[grade].change7Days !== null)) return rating;
  const before = findWeekBefore(store, set);
  const earlier = before === null ? undefined : findRating<Rating>(store, before.id, rating.asset);
  if (earlier === undefined) return rating;
  const changed = (grade: Grade): RatedGrade => ({
    ...rating[grade],
    change7Days: rating[grade].change7Days ?? changeOf(rating[grade].score, earlier[grade].score),
  });
  return { ...rating, trader: changed('trader'), investor: changed('investor') };
}

const NO_RATINGS = 'No ratings were made by then; the market has to be rated first';

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
