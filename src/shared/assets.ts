import { z } from 'zod';
import { TIMEFRAMES } from './candles.ts';
import { type Contract, InstantSchema, query } from './endpoint.ts';

const timeframes = Object.keys(TIMEFRAMES) as (keyof typeof TIMEFRAMES)[];
const Column = z.array(z.number());
const GappyColumn = z.array(z.number().nullable());
const AsOf = InstantSchema.nullable().default(null).describe('the end of the newest whole day if left out');
const AssetId = z.string().min(1);

/** A stretch of a source's series that is the asset. */
export const AssetSource = z.object({
  source: z.string(),
  key: z.string().describe("the source's own name of it"),
  timeframe: z.string(),
  method: z.string().nullable().describe('how it was linked to the asset; null where it stands for itself'),
  isAmbiguous: z.boolean(),
  firstTime: InstantSchema.nullable(),
  lastTime: InstantSchema.nullable(),
  candleCount: z.int(),
});
export type AssetSource = z.infer<typeof AssetSource>;

/** What is known of a token by an instant; figures are of its last day. Money in USD; null where unknown. */
export const AssetFacts = z.object({
  asset: z.string(),
  name: z.string(),
  symbol: z.string().nullable(),
  sector: z.string().nullable(),
  asOf: InstantSchema,
  firstDayTime: InstantSchema,
  lastDayTime: InstantSchema,
  ending: z.enum(['alive', 'truncated', 'delisted']).describe("truncated: the source's record ends, not the token"),
  isEligible: z.boolean(),
  exclusions: z.array(z.string()).describe('such as stablecoin, wrapped, leveraged, ambiguous'),
  close: z.number().nullable(),
  marketCap: z.number().nullable(),
  dollarVolume: z.number().nullable().describe('median of 30 days'),
  return1Day: z.number().nullable(),
  return7Days: z.number().nullable(),
  return30Days: z.number().nullable(),
  return90Days: z.number().nullable(),
  return365Days: z.number().nullable(),
  volatility: z.number().nullable().describe('a year, of 90 days'),
  drawdown: z.number().nullable().describe('from the highest close, at most 0'),
  sources: z.array(AssetSource),
});
export type AssetFacts = z.infer<typeof AssetFacts>;

/** A price at which the token turned more than once. */
export const PriceLevel = z.object({
  price: z.number(),
  kind: z.enum(['support', 'resistance']),
  touchCount: z.int(),
  lastTouchTime: InstantSchema,
  distance: z.number().describe('fraction of the last close'),
});
export type PriceLevel = z.infer<typeof PriceLevel>;

export const assets = {
  'assets.get': query({
    summary: 'What is known of one token',
    input: z.object({ asset: AssetId, asOf: AsOf }),
    output: AssetFacts,
  }),
  'assets.candles': query({
    summary: "One token's candles, as columns; days without one are left out",
    input: z.object({
      asset: AssetId,
      timeframe: z.enum(timeframes).default('1d'),
      fromTime: InstantSchema.nullable().default(null),
      untilTime: InstantSchema.nullable().default(null),
      limit: z.int().min(1).max(100_000).default(10_000).describe('the newest so many'),
    }),
    output: z.object({
      asset: z.string(),
      timeframe: z.enum(timeframes),
      openTime: z.array(InstantSchema),
      open: GappyColumn,
      high: GappyColumn,
      low: GappyColumn,
      close: Column,
      volume: GappyColumn.describe('traded value, USD'),
      marketCap: GappyColumn,
    }),
  }),
  'assets.levels': query({
    summary: 'Prices at which a token found support or resistance',
    input: z.object({ asset: AssetId, asOf: AsOf }),
    output: z.object({
      asset: z.string(),
      asOf: InstantSchema,
      averageTrueRange: z.number().nullable(),
      levels: z.array(PriceLevel),
    }),
  }),
  'assets.neighbours': query({
    summary: 'The tokens that move most alike and most against a token, by correlation of daily returns',
    input: z.object({
      asset: AssetId,
      asOf: AsOf,
      days: z.int().min(30).max(730).default(180),
      count: z.int().min(1).max(50).default(8),
    }),
    output: z.object({
      asset: z.string(),
      asOf: InstantSchema,
      similar: z.array(
        z.object({ asset: z.string(), name: z.string(), correlation: z.number(), overlapDays: z.int() }),
      ),
      opposed: z.array(
        z.object({ asset: z.string(), name: z.string(), correlation: z.number(), overlapDays: z.int() }),
      ),
    }),
  }),
} as const satisfies Contract;
