import { z } from 'zod';
import { type Contract, command, event, InstantSchema, Notes, query } from './endpoint.ts';

const GappyColumn = z.array(z.number().nullable());

/** What the recipe of a model was worth on days that it had not learnt from. */
export const ModelEvaluation = z.object({
  fromTime: InstantSchema.describe('first held-back day'),
  untilTime: InstantSchema,
  monthTime: z.array(InstantSchema),
  monthRankIc: GappyColumn,
  calibration: z
    .object({
      predicted: GappyColumn.describe('mean score of each tenth of the tokens, lowest first'),
      realised: GappyColumn.describe('mean rank of their returns, -1..1'),
      low: GappyColumn.describe('95 % interval'),
      high: GappyColumn,
      count: z.array(z.int()),
    })
    .nullable(),
  learning: z
    .object({
      share: z.array(z.number()).describe('of the trees, 0..1'),
      rankIc: GappyColumn.describe('out of sample with so many of them'),
    })
    .nullable(),
});
export type ModelEvaluation = z.infer<typeof ModelEvaluation>;

/** What is known of a model without loading it. */
export const ModelMeta = z.object({
  kind: z.string(),
  version: z.int(),
  params: z.record(z.string(), z.unknown()),
  features: z.array(z.string()),
  target: z.string(),
  horizonDays: z.int(),
  trainedFromTime: InstantSchema,
  trainedUntilTime: InstantSchema,
  rowCount: z.int(),
  seed: z.int(),
  dataHash: z.string(),
  programVersion: z.string(),
  recipe: z
    .string()
    .optional()
    .describe('hash of all that decided the training: configuration, factors, program, data'),
  configuration: z
    .string()
    .optional()
    .describe('hash of the configuration alone: by it a training goes on where an earlier one was'),
  outOfSample: z.record(z.string(), z.number().nullable()),
  evaluation: ModelEvaluation.nullable().default(null),
});
export type ModelMeta = z.infer<typeof ModelMeta>;

/** Which tokens may be ranked and held at all; every rule looks only backwards. */
export const EligibilityRules = z.object({
  minimumAgeDays: z.int().min(1).default(90).describe('days of history that a token needs'),
  minimumDollarVolume: z.number().min(0).default(100_000).describe('median traded value of 30 days, USD'),
  minimumMarketCap: z.number().min(0).default(1_000_000).describe('USD, where the market cap is known'),
  minimumVolatility: z
    .number()
    .min(0)
    .default(0.1)
    .describe('a year, from the median move of 90 days; a token that moves less is pegged to something'),
});
export type EligibilityRules = z.infer<typeof EligibilityRules>;

const areDistinct = (values: readonly unknown[]): boolean => new Set(values).size === values.length;

/** By which published rule the weights of members follow their realised skill; see main/models/member-weights.ts. */
export const MemberWeighting = z
  .object({
    rate: z.number().min(0).max(50).default(4).describe('Hedge: a weight is multiplied by exp(rate × rank IC)'),
    share: z.number().min(0).max(1).default(0.02).describe('fixed share that is spread over all members at each step'),
    floor: z.number().min(0).max(0.5).default(0.05).describe('least weight of a member'),
    cap: z.number().min(0.05).max(1).default(0.6).describe('largest weight of a member'),
  })
  .refine(({ floor, cap }) => floor <= cap, 'the floor is at most the cap');
export type MemberWeighting = z.infer<typeof MemberWeighting>;

/** How the ensemble is trained, by `models.train` and anew in each fold of a walk-forward backtest. */
export const EnsembleConfig = z.object({
  kinds: z
    .array(z.string())
    .min(1)
    .refine(areDistinct, 'each kind once')
    .default(['gradient-boosting', 'random-forest', 'gru-network', 'lstm-network', 'temporal-transformer'])
    .describe('recipes of the members'),
  horizons: z
    .array(z.int().min(1).max(365))
    .min(1)
    .refine(areDistinct, 'each number once')
    .default([7, 30, 90])
    .describe('days ahead'),
  trainDays: z.int().min(180).default(1095).describe('days of history that a model learns from'),
  strideDays: z.int().min(1).max(30).default(7).describe('every so many days one cross-section is learnt from'),
  embargoDays: z.int().min(0).default(1),
  minimumCoverage: z.number().min(0).max(1).default(0.6).describe('share of factors that a row needs'),
  delistingReturn: z.number().min(-1).max(0).default(-0.5).describe('return after the last close of a delisted token'),
  eligibility: EligibilityRules.prefault({}),
  recordMonths: z
    .int()
    .min(1)
    .max(12)
    .default(3)
    .describe('months between the trainings of the record, by whose scores the members are weighted and judged'),
  weighting: MemberWeighting.prefault({}),
  seed: z.int().min(0).max(4_294_967_295).default(1),
});
export type EnsembleConfig = z.infer<typeof EnsembleConfig>;

/** A trained model under its id. */
export const StoredModel = z.object({ id: z.string(), meta: ModelMeta });
export type StoredModel = z.infer<typeof StoredModel>;

const Column = z.array(z.number());

/** Skill of each member and of all together at each horizon, on days that they had not learnt from; row i of each column is one. */
export const SkillColumns = z.object({
  horizonDays: z.array(z.int()),
  member: z.array(z.string()).describe('kind of the member, `ensemble`, `equal-weights`, or the name of a plain rule'),
  role: z.array(z.enum(['member', 'ensemble', 'equal-weights', 'baseline'])),
  year: z.array(z.int().nullable()).describe('null: all years together'),
  meanRankIc: GappyColumn,
  low: GappyColumn.describe('95 % interval of the mean, block bootstrap'),
  high: GappyColumn,
  t: GappyColumn,
  icRatio: GappyColumn.describe('mean / standard deviation of the days'),
  hitRate: GappyColumn.describe('0..1, 0.5 by chance'),
  calibrationError: GappyColumn.describe('mean absolute distance of predicted and realised rank over tenths'),
  coverage: GappyColumn.describe('share of the outcomes inside the interval that was to hold 80 % of them'),
  dateCount: z.array(z.int()),
});
export type SkillColumns = z.infer<typeof SkillColumns>;

/** The weights of the members of one horizon over time, and what re-weighting was worth. */
export const WeightHistory = z.object({
  horizonDays: z.int(),
  members: z.array(z.string()),
  time: z.array(InstantSchema),
  weights: z.array(Column).describe('one column a member; the members of an instant add up to 1'),
  memberRankIc: z.array(GappyColumn).describe('realised at that instant: of forecasts whose horizon had closed'),
  ensembleRankIc: GappyColumn,
  equalRankIc: GappyColumn.describe('had all members the same weight'),
  regret: GappyColumn.describe('sum so far of the rank IC of the best single member less that of the ensemble'),
  regretOfEqual: GappyColumn,
  hurtShare: z
    .number()
    .nullable()
    .describe('share of the instants at which equal weights did better, of those at which they made a difference'),
  stacking: Column.describe('weights that stacking over everything known would give, one a member'),
  now: Column.describe('weights now, one a member'),
});
export type WeightHistory = z.infer<typeof WeightHistory>;

/** Skill against how much history was learnt from, at one horizon. */
export const HistoryCurve = z.object({
  horizonDays: z.int(),
  member: z.string(),
  trainDays: z.array(z.int()),
  meanRankIc: GappyColumn,
  low: GappyColumn,
  high: GappyColumn,
});
export type HistoryCurve = z.infer<typeof HistoryCurve>;

/** Skill in the course of time: mean rank IC of each half year, with a 95 % interval. */
export const CalendarCurve = z.object({
  horizonDays: z.int(),
  member: z.string(),
  role: z.enum(['member', 'ensemble', 'equal-weights', 'baseline']),
  time: z.array(InstantSchema),
  meanRankIc: GappyColumn,
  low: GappyColumn,
  high: GappyColumn,
});
export type CalendarCurve = z.infer<typeof CalendarCurve>;

const AsOf = InstantSchema.nullable().default(null);

/** Why models were trained. */
export const TRAINING_REASONS = ['asked', 'none', 'schedule', 'drift', 'changed'] as const;

export const models = {
  'models.train': command({
    summary: 'Train every member at every horizon on what was known at an instant',
    input: z.object({ asOf: InstantSchema.nullable().default(null), config: EnsembleConfig.prefault({}) }),
    output: z.object({
      asOf: InstantSchema,
      models: z.array(StoredModel),
      seconds: z.number(),
      resumedCount: z.int(),
      reason: z.enum(TRAINING_REASONS).describe('why it was trained'),
      notes: Notes,
    }),
  }),
  'models.record': query({
    summary:
      'What members and ensemble were worth on days not learnt from, by the newest training by an instant; of several configurations, by one of that which made the newest ratings',
    input: z.object({ asOf: AsOf }),
    output: z.object({
      trainedTime: InstantSchema,
      kinds: z.array(z.string()).describe('of its members'),
      horizons: z.array(z.int()).describe('days ahead'),
      isOfRatings: z.boolean().describe('whether the newest ratings are by this very training'),
      fromTime: InstantSchema,
      untilTime: InstantSchema,
      foldCount: z.int(),
      skill: SkillColumns,
      weights: z.array(WeightHistory),
      calendar: z.array(CalendarCurve),
      notes: Notes,
    }),
  }),
  'models.measureHistory': command({
    summary: 'Measure how skill grows with the history that is learnt from, and keep the curve',
    input: z.object({
      asOf: AsOf,
      kinds: z.array(z.string()).min(1).default(['gradient-boosting', 'random-forest']),
      trainDays: z.array(z.int().min(180).max(5_000)).min(1).default([365, 730, 1095, 1825]),
    }),
    output: z.object({ asOf: InstantSchema, curves: z.array(HistoryCurve) }),
  }),
  'models.history': query({
    summary: 'The newest learning curves over training history',
    input: z.object({}),
    output: z.object({ asOf: InstantSchema.nullable(), curves: z.array(HistoryCurve) }),
  }),
  'models.forecasts': query({
    summary:
      'Forecasts that were stored before their outcome was known: how many, how many have closed, and how those went',
    input: z.object({}),
    output: z.object({
      horizonDays: z.array(z.int()),
      member: z.array(z.string()),
      storedCount: z.array(z.int()).describe('days of forecasts'),
      closedCount: z.array(z.int()).describe('of them those whose horizon has passed'),
      meanRankIc: GappyColumn.describe('of the closed ones'),
      firstTime: z.array(InstantSchema.nullable()),
      lastTime: z.array(InstantSchema.nullable()),
    }),
  }),
  'models.export': command({
    summary:
      'Write the matrices that members learn from and are tested on to a folder, so that other programs can be compared',
    input: z.object({
      asOf: AsOf,
      folder: z.string().min(1),
      config: EnsembleConfig.prefault({}),
      foldCount: z.int().min(1).max(200).default(8).describe('newest folds of the record'),
    }),
    output: z.object({ folder: z.string(), foldCount: z.int(), rowCount: z.int(), columns: z.array(z.string()) }),
  }),
  'models.list': query({
    summary: 'The models that were trained, newest first',
    input: z.object({}),
    output: z.object({ models: z.array(StoredModel) }),
  }),
  'models.importance': query({
    summary: 'How much each factor moved the scores of a model, on the newest rated day',
    input: z.object({ id: z.string().min(1) }),
    output: z.object({
      id: z.string(),
      asOf: InstantSchema,
      factor: z.array(z.string()),
      meanAbsolute: z.array(z.number()).describe('mean absolute contribution over the tokens, largest first'),
      direction: GappyColumn.describe('correlation of rank and contribution, -1..1'),
    }),
  }),
  'models.changed': event({ summary: 'Models were trained', output: z.object({ ids: z.array(z.string()) }) }),
} as const satisfies Contract;
