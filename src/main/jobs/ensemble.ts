import { type CancelSignal, NEVER_CANCELLED } from '../../shared/errors.ts';
import type { EnsembleConfig } from '../../shared/models.ts';
import { dayOf, type Instant } from '../../shared/time.ts';
import { createTrainingSet, type TrainingSetOptions } from '../models/dataset.ts';
import type { Estimator, Model, Run, TrainingSet } from '../models/estimator.ts';
import type { Labels } from '../models/labels.ts';
import { BRANCH_DAYS, sequenceColumnsOf } from '../models/network/sequence-columns.ts';
import { findEstimator } from '../models/registry.ts';
import type { FactorTable } from '../numeric/factor-table.ts';
import type { CrossSection } from '../numeric/panel.ts';
import { createRandom } from '../numeric/random.ts';

/** One model of an ensemble: which recipe, at which horizon. */
export type Member = { readonly kind: string; readonly horizon: number };

/** Returns the members of a configuration, horizon by horizon. Throws `not-found` for a kind that is not registered. */
export function membersOf(config: EnsembleConfig): Member[] {
  for (const kind of config.kinds) findEstimator(kind);
  return config.horizons.flatMap((horizon) => config.kinds.map((kind) => ({ kind, horizon })));
}

/** Returns the seed of a member: its own, whichever others there are. */
export function seedOf(config: EnsembleConfig, { kind, horizon }: Member): number {
  return createRandom(config.seed, kind, horizon).uint32();
}

/** So few rows that a record of seven years is learnt within a quarter of an hour: 1 to 2 s a fit on two cores. */
const NETWORK_PARAMS = { maximumRows: 12_000 };

/**
 * Parameters of each member, chosen before any test period was looked at: shallow, strongly regularised trees, because a
 * cross-section of daily returns holds far more noise than signal. Kinds that are not named have their own defaults.
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
  'gru-network': NETWORK_PARAMS,
  'lstm-network': NETWORK_PARAMS,
  'temporal-transformer': NETWORK_PARAMS,
};

/** How long a fit takes against the boosted trees' of the same rows, for an honest share of the work; 1 where unknown. */
const MEMBER_COST: Readonly<Record<string, number>> = {
  'gru-network': 4,
  'lstm-network': 4,
  'temporal-transformer': 5,
};

/** Returns how long a fit of a kind takes against that of boosted trees. */
export function costOf(kind: string): number {
  return MEMBER_COST[kind] ?? 1;
}

/**
 * What networks see of how a token came to its factors, chosen before any test period was looked at: a month of days of what
 * changes within days, half a year of weeks of what changes within weeks, returns among both.
 */
const BRANCHES = [
  {
    name: 'd',
    steps: 30,
    factors: [
      'return-1d',
      'return-7d',
      'average-true-range-14',
      'volume-score-90d',
      'rsi-14',
      'bollinger-position-20',
      'close-to-vwap-30d',
      'strength-reference-30d',
    ],
  },
  {
    name: 'w',
    steps: 26,
    factors: [
      'return-7d',
      'return-30d',
      'volatility-90d',
      'drawdown-90d',
      'volume-7d-to-30d',
      'market-cap-rank-change-30d',
      'trend-quality-90d',
      'distance-to-high-365d',
    ],
  },
] as const;

/** Days of ranks before a day that its sequences look back on. */
export const SEQUENCE_DAYS = Math.max(...BRANCHES.map(({ name, steps }) => (steps - 1) * BRANCH_DAYS[name]));

/** Factors of which sequences are made; what a step was on a day that is no day of learning decides scores through them alone. */
export const SEQUENCE_FACTORS: readonly string[] = [...new Set(BRANCHES.flatMap(({ factors }) => factors))];

/** Returns the columns of sequences over factors, steps first, then the factors themselves. */
export function sequenceColumns(ids: readonly string[]): string[] {
  return sequenceColumnsOf({ branches: BRANCHES, statics: ids });
}

/** Fewer rows or days than these teach nothing that would hold. */
const MINIMUM_ROWS = 1_000;
const MINIMUM_GROUPS = 20;

/** A network holds out its newest rows and leaves a gap before them, so more rows are laid out than it learns from. */
const DRAWN = 1.25;

/** What a training set is cut from. */
export type Learnable = { readonly table: FactorTable; readonly crossSection: CrossSection };

/**
 * Returns the rows that may be learnt from at an instant: weekly cross-sections of the last `trainDays` days whose labels
 * were known by then. Null if there are too few.
 */
export function trainingSetOf(
  { table, crossSection }: Learnable,
  labels: Labels,
  config: EnsembleConfig,
  asOf: Instant,
  dataHash = '',
): TrainingSet | null {
  const set = createTrainingSet(table, crossSection, labels, optionsOf(config, asOf, dataHash));
  return set.x.rows < MINIMUM_ROWS || set.groups.length - 1 < MINIMUM_GROUPS ? null : set;
}

function optionsOf(config: EnsembleConfig, asOf: Instant, dataHash: string): TrainingSetOptions {
  const { strideDays, embargoDays, minimumCoverage } = config;
  const fromDay = dayOf(asOf) - config.trainDays;
  return { knownUntil: asOf, fromDay, strideDays, embargoDays, minimumCoverage, dataHash };
}

/** A kind's estimator with its parameters, every one said. */
export type MemberRecipe = { readonly estimator: Estimator; readonly params: Readonly<Record<string, unknown>> };

/** Returns the recipe of a kind. Throws `not-found` for one that is not registered. */
export function recipeOfKind(kind: string): MemberRecipe {
  const estimator = findEstimator(kind);
  return { estimator, params: estimator.params.parse(MEMBER_PARAMS[kind] ?? {}) as Record<string, unknown> };
}

/**
 * Returns what of a training set a member reads: the set itself, or for a network the same rows with how their factors came to
 * be, of which no more are gathered than it learns from.
 */
export function inputOf(
  member: Member,
  set: TrainingSet,
  { table, crossSection }: Learnable,
  labels: Labels,
  config: EnsembleConfig,
  signal: CancelSignal = NEVER_CANCELLED,
): TrainingSet {
  const { estimator, params } = recipeOfKind(member.kind);
  if (estimator.input !== 'sequences') return set;
  return createTrainingSet(table, crossSection, labels, {
    ...optionsOf(config, set.knownUntil, set.dataHash),
    columns: sequenceColumns(table.ids),
    signal,
    ...(typeof params.maximumRows === 'number'
      ? { draw: { maximumRows: Math.ceil(DRAWN * params.maximumRows), seed: config.seed } }
      : {}),
  });
}

/** Returns the model that a member learns from what {@link inputOf} gives. */
export function fitMember({ kind }: Member, set: TrainingSet, run: Run): Promise<Model> {
  const { estimator, params } = recipeOfKind(kind);
  return estimator.fit(set, params as never, run);
}
