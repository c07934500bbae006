import type { EnsembleConfig } from '../../shared/models.ts';
import { dayOf, type Instant } from '../../shared/time.ts';
import { createTrainingSet } from '../models/dataset.ts';
import type { Model, Run, TrainingSet } from '../models/estimator.ts';
import type { Labels } from '../models/labels.ts';
import { findEstimator } from '../models/registry.ts';
import type { FactorTable } from '../numeric/factor-table.ts';
import type { CrossSection } from '../numeric/panel.ts';
import { createRandom } from '../numeric/random.ts';

/** One model of an ensemble: which recipe, at which horizon. */
export type Member = { readonly kind: string; readonly horizon: number };

/** Returns the members of a configuration, horizon by horizon, so that members that share a training set follow each other. */
export function membersOf(config: EnsembleConfig): Member[] {
  return config.horizons.flatMap((horizon) => config.kinds.map((kind) => ({ kind, horizon })));
}

/** Returns the seed of a member: its own, whichever others there are. */
export function seedOf(config: EnsembleConfig, { kind, horizon }: Member): number {
  return createRandom(config.seed, kind, horizon).uint32();
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
  'random-forest': {
    objective: 'regression',
    trees: 60,
    maxDepth: 7,
    minRowsPerLeaf: 100,
    rowShare: 0.3,
    maxBins: 63,
  },
};

/** Fewer rows or days than these teach nothing that would hold. */
const MINIMUM_ROWS = 1_000;
const MINIMUM_GROUPS = 20;

/**
 * Returns the rows that a member may learn from at an instant: weekly cross-sections of the last `trainDays` days whose labels
 * were known by then. Null if there are too few.
 */
export function trainingSetOf(
  research: { readonly table: FactorTable; readonly crossSection: CrossSection },
  labels: Labels,
  config: EnsembleConfig,
  asOf: Instant,
  dataHash: string,
): TrainingSet | null {
  const set = createTrainingSet(research.table, research.crossSection, labels, {
    knownUntil: asOf,
    fromDay: dayOf(asOf) - config.trainDays,
    strideDays: config.strideDays,
    embargoDays: config.embargoDays,
    minimumCoverage: config.minimumCoverage,
    dataHash,
  });
  return set.x.rows < MINIMUM_ROWS || set.groups.length - 1 < MINIMUM_GROUPS ? null : set;
}

/** Returns the model that a member learns from a training set. */
export function fitMember(member: Member, set: TrainingSet, run: Run): Promise<Model> {
  const estimator = findEstimator(member.kind);
  return estimator.fit(set, estimator.params.parse(MEMBER_PARAMS[member.kind] ?? {}) as never, run);
}
