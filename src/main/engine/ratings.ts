import type { AppContract } from '../../shared/contract.ts';
import type { Handlers } from '../../shared/endpoint.ts';
import { AppError } from '../../shared/errors.ts';
import type { RatedMarket, Rating, RatingSetMeta } from '../../shared/ratings.ts';
import { formatDay } from '../../shared/time.ts';
import { rankRatings, summaryOf } from '../ratings/rate.ts';
import type { ReadableStore } from '../store/open.ts';
import { appendRatings, findRatings, listRatingHistory, type RatingSet } from '../store/ratings.ts';
import type { EngineContext } from './context.ts';
import { decisionTimeOf } from './decision-time.ts';
import { ensureModels } from './ensure-models.ts';
import { isSimulated } from './is-simulated.ts';
import { programVersion } from './program-version.ts';
import { runJob } from './run-job.ts';
import { missingMembers, withheldNotes } from './withheld-notes.ts';

type Names = 'ratings.create' | 'ratings.list' | 'ratings.get' | 'ratings.history';

/** Returns the handlers of ratings: making them, and what was said so far. */
export function ratingHandlers(context: EngineContext): Pick<Handlers<AppContract>, Names> {
  const { store } = context;
  return {
    async 'ratings.create'({ asOf, config }, signal) {
      const { instant, notes } = decisionTimeOf(store, asOf);
      const input = {
        asOf: instant,
        config,
        modelIds: await ensureModels(context, 'ratings.create', instant, config, signal),
        programVersion: programVersion(),
        isSimulated: isSimulated(store),
      };
      const { meta, ratings } = await runJob(context, 'ratings.create', 'rate', input, signal);
      appendRatings(store, { asOf: instant, meta, rows: ratings });
      context.events.publish('ratings.changed', { asOf: instant });
      return {
        ...meta,
        asOf: instant,
        savedTime: context.clock(),
        ratings: ratings.map((rating) => summaryOf(rating)),
        notes: [...notes, ...withheldNotes(ratings, missingMembers(config, meta))],
      };
    },
    'ratings.list': ({ asOf }) => toMarket(getRatings(store, asOf)),
    'ratings.get'({ asset, asOf }) {
      const set = getRatings(store, asOf);
      const rating = set.rows.find((row) => row.asset === asset);
      if (rating === undefined) {
        throw new AppError(
          'not-found',
          `${asset} was not among the ${set.rows.length} tokens rated at the end of ${formatDay(Math.floor(set.asOf / 86_400_000) - 1)}`,
        );
      }
      return { ...(set.meta as RatingSetMeta), asOf: set.asOf, savedTime: set.savedTime, rating };
    },
    'ratings.history'({ asset }) {
      const history = listRatingHistory<Rating>(store, asset);
      return {
        asset,
        asOf: history.map((entry) => entry.asOf),
        trader: history.map(({ row }) => row.trader.score),
        investor: history.map(({ row }) => row.investor.score),
      };
    },
  };
}

function getRatings(store: ReadableStore, asOf: number | null): RatingSet<Rating> {
  const set = findRatings<Rating>(store, asOf ?? Number.MAX_SAFE_INTEGER);
  if (set === undefined) throw new AppError('not-found', 'No ratings were made by then; `rate` makes them');
  return set;
}

function toMarket({ asOf, savedTime, meta, rows }: RatingSet<Rating>): RatedMarket {
  const ratings = rankRatings(rows, 'investor').map((rating) => summaryOf(rating));
  return { ...(meta as RatingSetMeta), asOf, savedTime, ratings };
}
