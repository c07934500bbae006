import { z } from 'zod';
import { type Contract, command, event, InstantSchema, Notes, query } from './endpoint.ts';

/** What a condition asks of a factor. */
export const CONDITION_TESTS = ['top-fifth', 'bottom-fifth', 'rising', 'falling'] as const;

/** One condition of a pattern. */
export const Condition = z.object({
  factor: z.string(),
  test: z.enum(CONDITION_TESTS).describe('rising, falling: its rank moved by more than 0.2 within 30 days'),
});
export type Condition = z.infer<typeof Condition>;

/** Factor conditions that hold together, and how often the token did better than the day's median afterwards. */
export const Pattern = z.object({
  id: z.string(),
  conditions: z.array(Condition).min(2).max(4),
  horizonDays: z.int(),
  side: z.enum(['outperforms', 'underperforms']),
  hitRate: z
    .number()
    .describe('of the years it was found in: share of the token weeks that did better, or worse, by `side`'),
  baseRate: z.number().describe('the same share of all other token weeks'),
  alikeRate: z
    .number()
    .describe('the same share of tokens as volatile in the same weeks; what the p-values compare with'),
  lift: z.number().describe('hit rate / base rate'),
  support: z.int().describe('token weeks on which it held'),
  dateCount: z.int().describe('weeks on which it held'),
  pValue: z.number().describe('of one pattern, by blocks of weeks'),
  adjustedPValue: z.number().describe('for the number of patterns that were searched'),
  confirmed: z.object({
    hitRate: z.number().nullable().describe('of the years after those it was found in'),
    baseRate: z.number().nullable(),
    alikeRate: z.number().nullable(),
    support: z.int(),
    dateCount: z.int(),
    pValue: z.number().nullable(),
    adjustedPValue: z.number().nullable().describe('for the number of patterns that were tried on the later years'),
    isConfirmed: z.boolean(),
  }),
  sentence: z.string(),
});
export type Pattern = z.infer<typeof Pattern>;

/** What a search for patterns came to. */
export const PatternSearch = z.object({
  asOf: InstantSchema,
  fromTime: InstantSchema,
  splitTime: InstantSchema.describe('patterns were found before and confirmed after it'),
  untilTime: InstantSchema,
  conditionCount: z.int(),
  searchedCount: z.int().describe('conjunctions that were looked at'),
  significantCount: z.int().describe('of them significant after correction'),
  confirmedCount: z.int(),
  chanceCount: z.number().describe('significant ones expected without any truth, by the correction'),
  patterns: z.array(Pattern).describe('the significant ones, confirmed first, at most 200'),
  notes: Notes,
});
export type PatternSearch = z.infer<typeof PatternSearch>;

export const patterns = {
  'patterns.mine': command({
    summary:
      'Search conjunctions of factor conditions, correct for how many were searched, confirm on later years, keep them',
    input: z.object({
      asOf: InstantSchema.nullable().default(null),
      horizonDays: z.int().min(1).max(365).default(30),
      maximumConditions: z.int().min(2).max(4).default(3),
    }),
    output: PatternSearch,
  }),
  'patterns.list': query({
    summary: 'The newest search for patterns; null before one was made',
    input: z.object({}),
    output: z.object({ search: PatternSearch.nullable() }),
  }),
  'patterns.today': query({
    summary: 'Which confirmed patterns hold for which tokens on the newest day',
    input: z.object({
      asOf: InstantSchema.nullable().default(null),
      asset: z.string().min(1).nullable().default(null),
    }),
    output: z.object({
      asOf: InstantSchema,
      patternId: z.array(z.string()),
      asset: z.array(z.string()),
      symbol: z.array(z.string()),
    }),
  }),
  'patterns.changed': event({ summary: 'A search for patterns was kept', output: z.object({}) }),
} as const satisfies Contract;
