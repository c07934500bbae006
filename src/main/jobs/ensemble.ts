import type { EnsembleConfig } from '../../shared/models.ts';
import type { Model, Run, TrainingSet } from '../models/estimator.ts';
import { findEstimator } from '../models/registry.ts';

/** One model of an ensemble: which recipe, at which horizon. */
export type Member = { readonly kind: string; readonly horizon: number };

/** Returns the members of a configuration, horizon by horizon, so that members that share a training set follow each other. */
export function membersOf(config: EnsembleConfig): Member[] {
  return config.horizons.flatMap((horizon) => config.kinds.map((kind) => ({ kind, horizon })));
}

/**
 * Parameters of each member, chosen before any test period was looked at: shallow, strongly regularised trees, because a
 * cross-section of daily returns holds far more noise than signal.
 */
const MEMBER_PARAMS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'gradient-boosting': {
    objective: 'regression',
    trees: 60,
    leaves: 16,
    learningRate: 0.06,
    minRowsPerLeaf: 200,
    l2: 10,
    rowShare: 0.5,
    columnShare: 0.5,
    maxBins: 63,
  },
  'random-forest': { objective: 'regression', trees: 60, maxDepth: 7, minRowsPerLeaf: 100, rowShare: 0.3, maxBins: 63 },
};

/** Returns the model that a member learns from a training set. */
export function fitMember(member: Member, set: TrainingSet, run: Run): Promise<Model> {
  const estimator = findEstimator(member.kind);
  return estimator.fit(set, estimator.params.parse(MEMBER_PARAMS[member.kind] ?? {}) as never, run);
}
