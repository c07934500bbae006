import { z } from 'zod';
import { type Contract, command, event, InstantSchema, Notes, query } from './endpoint.ts';
import { EligibilityRules } from './models.ts';

const Fraction = z.number().min(0).max(1);

/** The methods that turn a selection into target weights. */
export const WEIGHTINGS = [
  'equal',
  'cap',
  'square-root-cap',
  'inverse-volatility',
  'equal-risk-contribution',
  'hierarchical-risk-parity',
  'maximum-diversification',
] as const;
export type Weighting = (typeof WEIGHTINGS)[number];

/** What can hold a weight back from what the weighting asked for. */
export const LIMITS = ['token-cap', 'sector-cap', 'minimum-weight', 'turnover-cap', 'volatility-target'] as const;
export type Limit = (typeof LIMITS)[number];

/** How ratings become weights. */
export const DraftPreferences = z.object({
  size: z.int().min(1).max(500).default(20).describe('tokens to hold at most'),
  grade: z.enum(['trader', 'investor']).default('investor').describe('the grade that selects'),
  weighting: z.enum(WEIGHTINGS).default('hierarchical-risk-parity').describe('how the selection becomes weights'),
  linkage: z.enum(['single', 'ward']).default('ward').describe('how hierarchical risk parity joins clusters'),
  tokenCap: Fraction.default(0.15).describe('largest weight of a token'),
  sectorCap: Fraction.default(0.4).describe('largest weight of a sector; unknown sectors are not capped'),
  minimumWeight: Fraction.default(0.01).describe('smaller target weights are dropped'),
  minimumInvested: Fraction.default(0.5).describe('infeasible if the caps allow less than this; the rest is cash'),
  turnoverCap: Fraction.nullable().default(null).describe('largest voluntary turnover against what is held'),
  buffer: z.int().min(0).default(10).describe('a held token stays until its rank is worse than size + buffer'),
  covarianceDays: z.int().min(30).max(2_000).default(365).describe('days of returns behind the covariance'),
  minimumOverlapDays: z.int().min(10).default(60).describe('shared days that a pair of tokens needs'),
  volatilityTarget: z
    .number()
    .min(0.01)
    .max(3)
    .nullable()
    .default(null)
    .describe('largest expected volatility a year; weights are scaled down to it and the rest is cash'),
  sectorsIncluded: z
    .array(z.string())
    .default([])
    .describe('sectors of which alone tokens are held, where any is named; an unknown sector is then out'),
  sectorsExcluded: z.array(z.string()).default([]).describe('sectors of which no token is held'),
  assetsExcluded: z.array(z.string()).default([]).describe('tokens, by id, that are never held'),
});
export type DraftPreferences = z.infer<typeof DraftPreferences>;

/** Why a token has its weight. Weights and contributions are fractions. */
export const WeightReason = z.object({
  rank: z.int().nullable().describe('1 is the best score; null for a token on its way out'),
  score: z.number().nullable(),
  selectedBy: z.enum(['rank', 'buffer', 'turnover-cap']).describe('buffer: was held and is still good enough'),
  heldWeight: z.number().describe('before this draft, drifted'),
  wantedWeight: z.number().describe('as the weighting gave it, before any limit'),
  limitedBy: z.array(z.enum(LIMITS)),
  sector: z.string().nullable(),
  volatility: z.number().nullable().describe('a year, from the covariance'),
  riskContribution: z.number().nullable().describe("share of the draft's variance"),
});
export type WeightReason = z.infer<typeof WeightReason>;

/** One step of the declared fallback chain. */
export const WeightingAttempt = z.object({
  method: z.enum(WEIGHTINGS),
  isUsed: z.boolean(),
  why: z.string().nullable().describe('why it failed'),
});
export type WeightingAttempt = z.infer<typeof WeightingAttempt>;

/** A candidate that ranked well enough and is not held, with the reason. */
export const SkippedCandidate = z.object({ asset: z.string(), rank: z.int(), why: z.string() });
export type SkippedCandidate = z.infer<typeof SkippedCandidate>;

/** How much data stands behind the covariance. */
export const CovarianceCoverage = z.object({
  assetCount: z.int(),
  dayCount: z.int(),
  pairCount: z.int(),
  estimatedPairCount: z.int().describe('pairs with enough shared days; the others have the mean correlation'),
  smallestOverlap: z.int(),
  meanOverlap: z.number(),
  shrinkage: z.number().describe('share of the constant-correlation target, 0..1'),
  isRepaired: z.boolean().describe('whether negative eigenvalues were clipped'),
});
export type CovarianceCoverage = z.infer<typeof CovarianceCoverage>;

/** Figures of the weights; null where a held token has too few returns to be in the covariance. */
export const DraftFigures = z.object({
  expectedVolatility: z.number().nullable().describe('a year'),
  diversificationRatio: z.number().nullable(),
  effectiveAssets: z.number().describe('1 / sum of squared weights, of the invested part'),
  invested: z.number(),
  unknownSector: z.number().describe('weight of tokens whose sector was not known; the sector cap does not hold them'),
  turnover: z.number().describe('half the sum of absolute weight changes, cash among them'),
  voluntaryTurnover: z.number().describe('without what had to be sold: tokens that may no longer be held, caps'),
  coverage: CovarianceCoverage.nullable(),
});
export type DraftFigures = z.infer<typeof DraftFigures>;

/** A constraint that leaves no weights to choose from. */
export const BindingConstraint = z.object({
  constraint: z.enum([
    'candidates',
    'token-cap',
    'sector-cap',
    'minimum-weight',
    'minimum-invested',
    'volatility-target',
  ]),
  subject: z.string().nullable().describe('the sector, where it is one'),
  limit: z.number(),
  message: z.string(),
});
export type BindingConstraint = z.infer<typeof BindingConstraint>;

/** One holding of a draft with the reason of its weight. */
export const DraftWeight = z.object({
  asset: z.string(),
  name: z.string(),
  weight: Fraction,
  reason: WeightReason,
});

/** Everything that decided the draft; the same hashes give the same weights bit for bit. */
export const DraftHashes = z.object({
  data: z.string(),
  factors: z.string(),
  models: z.array(z.string()),
  config: z.string(),
  program: z.string(),
  seed: z.int(),
});

export const DRAFT_STATES = ['proposed', 'approved', 'rejected', 'expired'] as const;

/** A proposed index. Its id is the hash of its content, without state and time of making. */
export const Draft = z.object({
  id: z.string(),
  name: z.string(),
  asOf: InstantSchema,
  createdTime: InstantSchema,
  state: z.enum(DRAFT_STATES),
  isSimulated: z.boolean(),
  feasible: z.boolean(),
  binding: z.array(BindingConstraint),
  weights: z.array(DraftWeight),
  cash: Fraction.describe('what is not invested'),
  method: z.enum(WEIGHTINGS).nullable(),
  fallbackChain: z.array(WeightingAttempt),
  skipped: z.array(SkippedCandidate),
  figures: DraftFigures.nullable(),
  hashes: DraftHashes,
  preferences: DraftPreferences,
  eligibility: EligibilityRules,
  current: z.record(z.string(), Fraction).describe('weights held before, by asset'),
});
export type Draft = z.infer<typeof Draft>;

/** A draft in a list: what it is about and what became of it. */
export const DraftSummary = Draft.pick({
  id: true,
  name: true,
  asOf: true,
  createdTime: true,
  state: true,
  isSimulated: true,
  feasible: true,
  method: true,
  cash: true,
}).extend({
  assetCount: z.int(),
  decidedTime: InstantSchema.nullable().describe('when it was approved, rejected or expired'),
  expiresTime: InstantSchema.nullable().describe(
    'when it expires if nobody decides; null once it is decided, and where it has no weights',
  ),
  decisionReason: z.string().nullable(),
});
export type DraftSummary = z.infer<typeof DraftSummary>;

/** A state that a draft went through. */
export const DraftStateEntry = z.object({
  state: z.enum(DRAFT_STATES),
  changedTime: InstantSchema,
  reason: z.string().nullable(),
});
export type DraftStateEntry = z.infer<typeof DraftStateEntry>;

/** An index: the drafts of one name, of which the last approved is what is held. */
export const IndexSummary = z.object({
  name: z.string(),
  approvedId: z.string().nullable(),
  approvedTime: InstantSchema.nullable(),
  proposedId: z.string().nullable().describe('the newest draft with weights that awaits a decision'),
  draftCount: z.int(),
  assetCount: z.int(),
  sinceApproval: z.number().nullable().describe('return of the approved weights since then, without costs'),
});
export type IndexSummary = z.infer<typeof IndexSummary>;

const DraftDecision = z.object({ id: z.string(), state: z.enum(DRAFT_STATES), changedTime: InstantSchema });

export const drafts = {
  'drafts.create': command({
    summary: 'Draft an index from the ratings of an instant, with a reason for each weight',
    input: z.object({
      name: z.string().min(1).default('Index'),
      asOf: InstantSchema.nullable().default(null).describe('the end of the newest whole day if left out'),
      preferences: DraftPreferences.prefault({}),
      eligibility: EligibilityRules.prefault({}),
      current: z.record(z.string(), Fraction).default({}).describe('weights held now, by asset; the rest is cash'),
    }),
    output: Draft.extend({ notes: Notes }),
  }),
  'drafts.get': query({ summary: 'Get one draft', input: z.object({ id: z.string().min(1) }), output: Draft }),
  'drafts.list': query({
    summary: 'The drafts so far, newest first',
    input: z.object({}),
    output: z.object({ drafts: z.array(DraftSummary) }),
  }),
  'drafts.replay': query({
    summary: 'Make a draft again from its recorded inputs and compare it bit for bit',
    input: z.object({ id: z.string().min(1) }),
    output: z.object({
      id: z.string(),
      replayedId: z.string(),
      identical: z.boolean(),
      differences: z.array(z.string()),
    }),
  }),
  'drafts.approve': command({
    summary: 'Approve a proposed draft: its weights are the index from now on',
    input: z.object({ id: z.string().min(1), reason: z.string().max(1_000).default('') }),
    output: DraftDecision,
  }),
  'drafts.reject': command({
    summary: 'Reject a proposed draft, with the reason',
    input: z.object({ id: z.string().min(1), reason: z.string().min(1).max(1_000) }),
    output: DraftDecision,
  }),
  'drafts.history': query({
    summary: 'The states that a draft went through, oldest first',
    input: z.object({ id: z.string().min(1) }),
    output: z.object({ id: z.string(), entries: z.array(DraftStateEntry) }),
  }),
  'drafts.indices': query({
    summary: 'The indices: drafts by name, with what is approved and what awaits a decision',
    input: z.object({}),
    output: z.object({ indices: z.array(IndexSummary) }),
  }),
  'drafts.held': query({
    summary: 'What an index holds now: the weights of its last approved draft, drifted with prices since',
    input: z.object({ name: z.string().min(1) }),
    output: z.object({
      name: z.string(),
      asOf: InstantSchema.nullable(),
      approvedId: z.string().nullable().describe('null while none was approved; then nothing is held'),
      weights: z.record(z.string(), Fraction),
      cash: Fraction,
      totalReturn: z.number().nullable().describe('since the approval, without costs'),
    }),
  }),
  'drafts.changed': event({ summary: 'A draft was made or its state changed', output: z.object({ id: z.string() }) }),
} as const satisfies Contract;
