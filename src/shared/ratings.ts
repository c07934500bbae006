import { z } from 'zod';
import { type Contract, command, event, InstantSchema, Notes, query } from './endpoint.ts';
import { GRADES, LETTER_BANDS, SPARKLINE_POINTS } from './grades.ts';
import { EnsembleConfig } from './models.ts';
import { SKILL_VERDICTS } from './skill.ts';

const LETTERS = LETTER_BANDS.map(({ letter }) => letter);

/** Why a grade was not given: it is withheld, never guessed. */
export const WITHHELD_WHYS = ['coverage', 'missing-member', 'no-signal', 'small-universe', 'unlike-training'] as const;

/** What a grade rests on. `level` is read off the rest; see `evidenceOf` in main/ratings/evidence.ts. */
export const Evidence = z.object({
  level: z.enum(['high', 'medium', 'low', 'none']).describe('none where the grade is withheld'),
  coverage: z.number().min(0).max(1).describe('share of the factors that are present'),
  oldestInputDays: z.int().nullable().describe('age of the oldest input in use'),
  memberCount: z.int().describe('models that scored the token'),
  expectedMemberCount: z.int(),
  meanRankIc: z.number().nullable().describe('mean out-of-sample rank IC of those models; null where unknown'),
  rankIcT: z
    .number()
    .nullable()
    .default(null)
    .describe('mean t of the rank ICs of those models that can be judged; null where none can'),
  dissimilarity: z
    .number()
    .nullable()
    .default(null)
    .describe(
      'distance to the nearest token learnt from / mean distance among those; the grade is withheld where it is large',
    ),
  dissimilarityLimit: z.number().nullable().default(null).describe('beyond which the grade is withheld'),
  withheld: z.object({ why: z.enum(WITHHELD_WHYS), message: z.string() }).nullable(),
});
export type Evidence = z.infer<typeof Evidence>;

/** What one member added to a signal, and through which factors, largest first. */
export const MemberReasons = z.object({
  kind: z.string(),
  horizonDays: z.int(),
  weight: z.number(),
  method: z.enum(['tree-shap', 'integrated-gradients']),
  total: z.number().describe('contributions, rest and base of the member'),
  factor: z.array(z.string()),
  contribution: z.array(z.number()),
  rest: z.number(),
});
export type MemberReasons = z.infer<typeof MemberReasons>;

/**
 * What each factor added to a signal, largest first, as columns. signal = base + sum of contributions + rest + residual;
 * of trees the residual is rounding, below 1e-6; the integrated gradients of networks leave about a hundredth of their part.
 */
export const Reasons = z.object({
  factor: z.array(z.string()),
  rank: z.array(z.number().nullable()).describe("the token's rank by that factor, -1..1; null where missing"),
  contribution: z.array(z.number()),
  rest: z.number().describe('sum of the contributions that are not listed'),
  base: z.number().describe('the signal of a token of which nothing is known'),
  residual: z.number(),
  members: z
    .array(MemberReasons)
    .default([])
    .describe('the same signal split by member; their totals and the residual add up to the signal'),
});
export type Reasons = z.infer<typeof Reasons>;

/** One token's grade with what moved it. */
export const RatedGrade = z.object({
  score: z.number().min(0).max(100).nullable().describe("percentile within the day's eligible universe, two decimals"),
  letter: z.enum(LETTERS).nullable(),
  change7Days: z.number().nullable().describe('against the score of seven days before; null without one'),
  interval: z
    .object({ low: z.number(), high: z.number(), level: z.number() })
    .nullable()
    .default(null)
    .describe(
      'where the rank of the return will lie with that chance, 0..100, by conformal prediction; null where unknown',
    ),
  signal: z.number().nullable().describe('combined score of the models, in standard deviations across the universe'),
  evidence: Evidence,
  reasons: Reasons.nullable(),
});
export type RatedGrade = z.infer<typeof RatedGrade>;

/** Both grades of a token, with every reason; kept for good. */
export const Rating = z.object({ asset: z.string(), name: z.string(), trader: RatedGrade, investor: RatedGrade });
export type Rating = z.infer<typeof Rating>;

/** A model that a grade rests on. */
export const RatingMember = z.object({
  grade: z.enum(GRADES),
  modelId: z.string(),
  kind: z.string(),
  horizonDays: z.int(),
  weight: z.number().describe('share in the signal; the members of a grade add up to 1'),
  trainedUntilTime: InstantSchema,
  meanRankIc: z.number().nullable().describe('out of sample'),
  t: z.number().nullable().default(null).describe('of that rank IC'),
  verdict: z
    .enum(SKILL_VERDICTS)
    .nullable()
    .default(null)
    .describe('what the held-back days say; null if kept before it was told'),
});
export type RatingMember = z.infer<typeof RatingMember>;

/** What a set of ratings was made with, and of how many tokens. */
export const RatingSetMeta = z.object({
  isSimulated: z.boolean(),
  eligibleCount: z.int(),
  gradedCount: z.object({ trader: z.int(), investor: z.int() }),
  members: z.array(RatingMember),
  config: EnsembleConfig,
  hashes: z.record(z.string(), z.string()),
});
export type RatingSetMeta = z.infer<typeof RatingSetMeta>;

/** Ratings of everything that was eligible at an instant, best investor grade first. */
export const RatedMarket = RatingSetMeta.extend({
  asOf: InstantSchema,
  savedTime: InstantSchema,
  ratings: z.array(Rating).describe('with the strongest reasons only'),
});
export type RatedMarket = z.infer<typeof RatedMarket>;

const AsOf = InstantSchema.nullable().default(null);

const Column = z.array(z.number());
const GappyColumn = z.array(z.number().nullable());
const Letters = z.array(z.enum(LETTERS).nullable());

/** One grade of every token, as columns. */
const GradeColumns = z.object({
  score: GappyColumn,
  letter: Letters,
  change7Days: GappyColumn,
  evidence: z.array(z.enum(['high', 'medium', 'low', 'none'])),
  withheld: z.array(z.enum(WITHHELD_WHYS).nullable()),
});

/** Every rated token with its grades and market figures, as columns; row i of each is the same token. */
export const RatingTable = z.object({
  asOf: InstantSchema,
  savedTime: InstantSchema,
  isSimulated: z.boolean(),
  eligibleCount: z.int(),
  asset: z.array(z.string()),
  name: z.array(z.string()),
  symbol: z.array(z.string()),
  sector: z.array(z.string().nullable()),
  trader: GradeColumns,
  investor: GradeColumns,
  coverage: Column.describe('share of the factors that are present'),
  close: GappyColumn.describe('USD'),
  marketCap: GappyColumn.describe('USD'),
  dollarVolume: GappyColumn.describe('median of 30 days, USD'),
  return1Day: GappyColumn,
  return7Days: GappyColumn,
  return30Days: GappyColumn,
  return90Days: GappyColumn,
  return365Days: GappyColumn,
  volatility: GappyColumn.describe('a year, of 90 days'),
  sparkline: z
    .array(z.int().nullable())
    .describe(`${SPARKLINE_POINTS} closes a token, row by row, as 0..100 between the lowest and the highest of them`),
});
export type RatingTable = z.infer<typeof RatingTable>;

/** What one factor would have to be for a grade to change its letter, everything else staying as it is. */
export const RatingMove = z.object({
  factor: z.string(),
  rank: z.number().nullable().describe('now, -1..1'),
  neededRank: z.number().describe('the nearest rank at which the letter changes'),
  score: z.number().describe('score at that rank'),
});
export type RatingMove = z.infer<typeof RatingMove>;

export const ratings = {
  'ratings.create': command({
    summary: 'Rate every eligible token with the newest models trained by then, training them if there are none',
    input: z.object({
      asOf: AsOf.describe('the end of the newest whole day if left out'),
      config: EnsembleConfig.prefault({}),
    }),
    output: RatedMarket.extend({ notes: Notes }),
  }),
  'ratings.list': query({
    summary: 'The newest ratings by an instant, with the strongest reasons of each',
    input: z.object({ asOf: AsOf }),
    output: RatedMarket,
  }),
  'ratings.get': query({
    summary: 'The newest rating of one token by an instant, with every reason',
    input: z.object({ asset: z.string().min(1), asOf: AsOf }),
    output: RatingSetMeta.extend({ asOf: InstantSchema, savedTime: InstantSchema, rating: Rating }),
  }),
  'ratings.history': query({
    summary: 'The scores of one token over time, as columns; null where a grade was withheld',
    input: z.object({ asset: z.string().min(1) }),
    output: z.object({
      asset: z.string(),
      asOf: z.array(InstantSchema),
      trader: z.array(z.number().nullable()),
      investor: z.array(z.number().nullable()),
    }),
  }),
  'ratings.table': query({
    summary: 'The newest ratings by an instant with market figures, as columns, best investor grade first',
    input: z.object({ asOf: AsOf }),
    output: RatingTable,
  }),
  'ratings.moves': query({
    summary:
      'What would move a grade to the next letter in the eyes of its models, one factor at a time, nearest first',
    input: z.object({ asset: z.string().min(1), grade: z.enum(GRADES).default('investor'), asOf: AsOf }),
    output: z.object({
      asset: z.string(),
      asOf: InstantSchema,
      score: z.number().nullable(),
      letter: z.enum(LETTERS).nullable(),
      better: z.object({ letter: z.enum(LETTERS), fromScore: z.number(), moves: z.array(RatingMove) }).nullable(),
      worse: z.object({ letter: z.enum(LETTERS), belowScore: z.number(), moves: z.array(RatingMove) }).nullable(),
      note: z.string().nullable().describe('why there is nothing to tell, or what has changed since'),
    }),
  }),
  'ratings.backfill': command({
    summary: 'Rate past weeks too, each with models trained on what was known then, so that grades have a history',
    input: z.object({ weeks: z.int().min(1).max(260).default(12), config: EnsembleConfig.prefault({}) }),
    output: z.object({ ratedTimes: z.array(InstantSchema), skippedCount: z.int(), notes: Notes }),
  }),
  'ratings.changed': event({
    summary: 'Everything eligible at an instant was rated',
    output: z.object({ asOf: InstantSchema }),
  }),
} as const satisfies Contract;
