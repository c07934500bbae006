/** The recipes that a member of an ensemble may have. */
import { AppError } from '../../shared/errors.ts';
import type { TeamJobFactory } from '../numeric/team.ts';
import { createBinningJob } from './binning.ts';
import { createBoostingJob } from './boosting-job.ts';
import type { Estimator } from './estimator.ts';
import { createForestJob } from './forest-job.ts';
import { gradientBoosting } from './gradient-boosting.ts';
import { isolationForest } from './isolation-forest.ts';
import { createGroupJob } from './isolation-groups.ts';
import { createScoreJob } from './isolation-scores.ts';
import { createGrowthJob } from './isolation-trees.ts';
import { createNetworkJob } from './network/network-job.ts';
import { randomForest } from './random-forest.ts';
import { gruNetwork, lstmNetwork } from './recurrent-network.ts';
import { temporalTransformer } from './temporal-transformer.ts';

export const ESTIMATORS: readonly Estimator[] = [
  gradientBoosting,
  randomForest,
  gruNetwork,
  lstmNetwork,
  temporalTransformer,
];

/** Recipes that learn no label: they say how unusual a row is, and are no members. */
export const DETECTORS: readonly Estimator[] = [isolationForest];

/** Returns the recipe of that kind. Throws `not-found`. */
export function findEstimator(kind: string): Estimator {
  const found = ESTIMATORS.find((estimator) => estimator.kind === kind);
  if (found === undefined) {
    const known = ESTIMATORS.map((estimator) => estimator.kind).join(', ');
    throw new AppError('not-found', `No estimator is named ${kind}, needs one of ${known}`);
  }
  return found;
}

/** The team jobs of this room, by name. */
export const MODEL_JOBS: Readonly<Record<string, TeamJobFactory>> = {
  binning: createBinningJob,
  boosting: createBoostingJob,
  forest: createForestJob,
  network: createNetworkJob,
  'isolation-trees': createGrowthJob,
  'isolation-scores': createScoreJob,
  'isolation-groups': createGroupJob,
};
