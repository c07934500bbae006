import type { AppContract } from '../../shared/contract.ts';
import type { Handlers } from '../../shared/endpoint.ts';
import type { CancelSignal } from '../../shared/errors.ts';
import type { EnsembleConfig } from '../../shared/models.ts';
import type { Instant } from '../../shared/time.ts';
import type { RateOutput } from '../jobs/rate.ts';
import { getRating, getRatingSet, withChanges } from '../jobs/rating-reads.ts';
import { summaryOf } from '../ratings/rate.ts';
import { backfillRatings } from './backfill-ratings.ts';
import type { EngineContext } from './context.ts';
import { decisionTimeOf, latestInstantOf } from './decision-time.ts';
import { ensureModels, trainAnew } from './ensure-models.ts';
import { isSimulated } from './is-simulated.ts';
import { keepRatings } from './keep-ratings.ts';
import { programVersion } from './program-version.ts';
import { runJob } from './run-job.ts';
import { missingMembers, withheldNotes } from './withheld-notes.ts';

type Names =
  | 'ratings.create'
  | 'ratings.list'
  | 'ratings.get'
  | 'ratings.history'
  | 'ratings.table'
  | 'ratings.moves'
  | 'ratings.backfill';

/** Returns the handlers of ratings: making them, and what was said so far. */
export function ratingHandlers(context: EngineContext): Pick<Handlers<AppContract>, Names> {
  const { store } = context;
  return {
    async 'ratings.create'({ asOf, config }, signal) {
      const { instant, notes } = decisionTimeOf(store, asOf);
      const { meta, ratings, notes: trained } = await rateAt(context, 'ratings.create', instant, config, signal);
      return {
        ...meta,
        asOf: instant,
        savedTime: context.clock(),
        ratings: ratings.map((rating) => summaryOf(rating)),
        notes: [...notes, ...trained, ...withheldNotes(ratings, missingMembers(config, meta))],
      };
    },
    'ratings.list': (input, signal) => runJob(context, 'ratings.list', 'rating-list', input, signal),
    'ratings.get'({ asset, asOf }) {
      const set = getRatingSet(store, asOf);
      return {
        ...set.meta,
        asOf: set.asOf,
        savedTime: set.savedTime,
        rating: withChanges(store, set, getRating(store, set, asset)),
      };
    },
    'ratings.history'({ asset }, signal) {
      const input = { asset, latest: latestInstantOf(store) };
      return runJob(context, 'ratings.history', 'rating-history', input, signal);
    },
    'ratings.table': (input, signal) => runJob(context, 'ratings.table', 'rating-table', input, signal),
    'ratings.moves': (input, signal) => runJob(context, 'ratings.moves', 'rating-moves', input, signal),
    'ratings.backfill': ({ weeks, config }, signal) => backfillRatings(context, weeks, config, signal, rateAt),
  };
}

/** Ratings, and why models were trained for them, in a sentence; no sentence if none were. */
type Rated = RateOutput & { readonly notes: readonly string[] };

/**
 * Rates everything eligible at an instant, with models trained if need be, and keeps what was said. Models that turn out to have been
 * left behind by the world are trained anew, and asked again. What they say of the newest whole day is kept as a forecast, because
 * nobody knows the outcome yet; of an earlier one the store does.
 */
async function rateAt(
  context: EngineContext,
  call: string,
  instant: Instant,
  config: EnsembleConfig,
  signal: CancelSignal,
): Promise<Rated> {
  const { store, events } = context;
  // before the work: days that come in meanwhile were not known when the models were asked
  const latest = latestInstantOf(store);
  const about = { asOf: instant, config, programVersion: programVersion(), isSimulated: isSimulated(store) };
  const ensured = await ensureModels(context, call, instant, config, signal);
  const notes = [...ensured.notes];
  let rated = await runJob(context, call, 'rate', { ...about, modelIds: ensured.ids }, signal);
  if (rated.drift !== null && !ensured.isOfNow) {
    const anew = await trainAnew(context, call, instant, config, { reason: 'drift', told: rated.drift }, signal);
    notes.push(...anew.notes);
    rated = await runJob(context, call, 'rate', { ...about, modelIds: anew.ids }, signal);
  }
  const isForecast = instant >= (latest ?? instant);
  const forecasts = isForecast ? rated.forecasts : [];
  await keepRatings(store, { asOf: instant, meta: rated.meta, rows: rated.ratings, forecasts }, signal);
  events.publish('ratings.changed', { asOf: instant });
  return { ...rated, notes };
}
