import { z } from 'zod';
import { TIMEFRAMES } from './candles.ts';
import { type Contract, command, InstantSchema } from './endpoint.ts';

const timeframes = Object.keys(TIMEFRAMES) as (keyof typeof TIMEFRAMES)[];

/** Days of all assets together: with some 80 bytes a candle, 0.8 GB while the market is made. */
const MAX_SIMULATED = 10_000_000;

export const feeds = {
  'feeds.ingest': command({
    summary: 'Fetch closed candles and listings from the public endpoints of an exchange',
    input: z.object({
      exchange: z.string().min(1).describe('id of an exchange as ccxt names it, such as kraken'),
      markets: z.array(z.string().min(1)).default([]).describe('such as BTC/USD; none refreshes the listings alone'),
      timeframe: z.enum(timeframes).default('1d'),
      from: InstantSchema.nullable().default(null),
      until: InstantSchema.nullable().default(null),
    }),
    output: z.object({
      exchange: z.string(),
      listingCount: z.int(),
      markets: z.array(
        z.object({
          market: z.string(),
          inserted: z.int(),
          revised: z.int(),
          refused: z.int(),
          absences: z.record(z.string(), z.int()),
          earliestTime: InstantSchema.nullable(),
          latestTime: InstantSchema.nullable(),
          error: z.string().nullable(),
        }),
      ),
    }),
  }),
  'feeds.simulate': command({
    summary: 'Fill an empty store with a simulated market whose truth is known',
    input: z
      .object({
        seed: z.int().min(0).default(7),
        assetCount: z.int().min(10).max(10_000).default(300),
        dayCount: z.int().min(400).max(5_000).default(1_500),
        signalStrength: z.number().min(0).max(1).default(0.5).describe('0 plants nothing'),
      })
      .refine(({ assetCount, dayCount }) => assetCount * dayCount <= MAX_SIMULATED, {
        path: ['assetCount'],
        message: `at most ${MAX_SIMULATED / 1e6} million candles in all, so fewer assets or fewer days`,
      }),
    output: z.object({ candleCount: z.int(), assetCount: z.int(), firstDay: z.string(), lastDay: z.string() }),
  }),
} as const satisfies Contract;
