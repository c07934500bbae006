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

/** How the ensemble is trained, by `models.train` and anew in each fold of a walk-forward backtest. */
export const EnsembleConfig = z.object({
  kinds: z
    .array(z.string())
    .min(1)
    .refine(areDistinct, 'each kind once')
    .default(['gradient-boosting', 'random-forest']),
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
  seed: z.int().min(0).max(4_294_967_295).default(1),
});
export type EnsembleConfig = z.infer<typeof EnsembleConfig>;

/** A trained model under its id. */
export const StoredModel = z.object({ id: z.string(), meta: ModelMeta });
export type StoredModel = z.infer<typeof StoredModel>;

export const models = {
  'models.train': command({
    summary: 'Train every member at every horizon on what was known at an instant',
    input: z.object({ asOf: InstantSchema.nullable().default(null), config: EnsembleConfig.prefault({}) }),
    output: z.object({
      asOf: InstantSchema,
      models: z.array(StoredModel),
      seconds: z.number(),
      resumedCount: z.int(),
      notes: Notes,
    }),
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
