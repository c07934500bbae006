import { EnsembleConfig } from '../../shared/models.ts';
import type { RatingSetMeta } from '../../shared/ratings.ts';
import type { ReadableStore } from '../store/open.ts';
import { findRatingSet } from '../store/ratings.ts';
import { hashOf } from './canonical.ts';
import { isSimulated } from './is-simulated.ts';

/** The record of a simulated market: nobody waits for minutes to try the program. */
const SAMPLE_MONTHS = 12;
const SAMPLE_FOLDS = 2;
const DEFAULT_MONTHS = EnsembleConfig.parse({}).recordMonths;

/** Returns a configuration as it is used in a store: where a market is simulated, the record is trained once a year by default. */
export function ensembleConfigOf(store: ReadableStore, config: EnsembleConfig): EnsembleConfig {
  return isSimulated(store) && config.recordMonths === DEFAULT_MONTHS
    ? { ...config, recordMonths: SAMPLE_MONTHS }
    : config;
}

/** Returns the hash of a configuration as it is used in a store: models and forecasts of two that differ are never mixed. */
export function configurationOf(store: ReadableStore, config: EnsembleConfig): string {
  return hashOf(ensembleConfigOf(store, config));
}

/** Returns how many of the newest folds a record has in a store; undefined for all. */
export function newestFoldsOf(store: ReadableStore): number | undefined {
  return isSimulated(store) ? SAMPLE_FOLDS : undefined;
}

/** Returns whether the newest ratings are by the training of a configuration at an instant. */
export function isOfRatings(store: ReadableStore, configuration: string | undefined, trainedTime: number): boolean {
  const meta = findRatingSet(store, Number.MAX_SAFE_INTEGER)?.meta as RatingSetMeta | undefined;
  const isOfTraining = meta?.members.some(({ trainedUntilTime }) => trainedUntilTime === trainedTime) ?? false;
  return isOfTraining && configuration === configurationOf(store, ratedConfigOf(store));
}

/** Returns the configuration of the newest ratings, so that a draft asks the models that people see; the default without any. */
export function ratedConfigOf(store: ReadableStore): EnsembleConfig {
  const set = findRatingSet(store, Number.MAX_SAFE_INTEGER);
  // one of an earlier program has no word on what came since
  return EnsembleConfig.parse((set?.meta as RatingSetMeta | undefined)?.config ?? {});
}
