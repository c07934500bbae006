import { z } from 'zod';
import { type Contract, InstantSchema, query } from './endpoint.ts';

const GappyColumn = z.array(z.number().nullable());

/** One part of fear and greed: a percentile of its own last year, and its weight after the missing parts were taken out. */
export const MoodComponent = z.object({
  id: z.string(),
  label: z.string(),
  description: z.string(),
  nominalWeight: z.number(),
  usedWeight: z.number().describe('0 where it is missing'),
  value: z.number().nullable().describe('0 fear .. 100 greed'),
  absence: z.string().nullable().describe('why it is missing'),
});
export type MoodComponent = z.infer<typeof MoodComponent>;

/** The whole market of a day, and how it came there. Series are columns over `dayTime`, oldest first. */
export const MarketOverview = z.object({
  asOf: InstantSchema,
  isSimulated: z.boolean(),
  eligibleCount: z.int(),
  dayTime: z.array(InstantSchema),
  index: GappyColumn.describe('cap-weighted index of what was eligible on each day, 1 on the first'),
  marketCap: GappyColumn.describe('sum over eligible tokens, USD'),
  bitcoinShare: GappyColumn.describe('of that sum; null where there is no Bitcoin'),
  breadth: z.object({
    eligibleCount: z.array(z.int()),
    aboveAverage50: GappyColumn.describe('share of eligible tokens above their 50-day average'),
    aboveAverage200: GappyColumn,
    advancing: GappyColumn.describe('share that rose over 7 days'),
    newHighs: GappyColumn.describe('share at a 90-day high less the share at a 90-day low'),
  }),
  regime: z.object({
    stressProbability: GappyColumn.describe('of the turbulent one of two states, from what was known on each day'),
    now: z.enum(['calm', 'turbulent', 'unclear']).nullable(),
    sinceTime: InstantSchema.nullable(),
    calm: z.object({ meanReturn: z.number(), volatility: z.number() }).nullable().describe('a year'),
    turbulent: z.object({ meanReturn: z.number(), volatility: z.number() }).nullable(),
    note: z.string(),
  }),
  fearAndGreed: z.object({
    value: GappyColumn,
    components: z.array(MoodComponent),
  }),
  sectors: z.array(
    z.object({
      sector: z.string(),
      tokenCount: z.int(),
      share: z.number().nullable().describe('of the market cap'),
      return7Days: z.number().nullable().describe('median of its tokens'),
      return30Days: z.number().nullable(),
      return90Days: z.number().nullable(),
      strength: GappyColumn.describe('ratio to the market, 1 is average, at the last 8 weeks, oldest first'),
      momentum: GappyColumn.describe('change of that strength, at the same weeks'),
    }),
  ),
  sectorNote: z.string().nullable().describe('why there are none'),
  correlation: z.object({
    assets: z.array(z.string()),
    names: z.array(z.string()),
    cluster: z.array(z.int()).describe('of each asset; the assets stand in the order of the tree'),
    matrix: z.array(z.number()).describe('row by row'),
    days: z.int(),
    meanCorrelation: z.number().nullable(),
    clusters: z.array(
      z.object({ id: z.int(), size: z.int(), meanCorrelation: z.number().nullable(), leader: z.string() }),
    ),
  }),
});
export type MarketOverview = z.infer<typeof MarketOverview>;

export const market = {
  'market.overview': query({
    summary: 'Breadth, regime, fear and greed, sector rotation and correlations of the market on a day',
    input: z.object({
      asOf: InstantSchema.nullable().default(null).describe('the end of the newest whole day if left out'),
      days: z.int().min(90).max(3_650).default(730).describe('days of series'),
      correlationSize: z.int().min(5).max(120).default(50).describe('largest tokens of the correlation map'),
    }),
    output: MarketOverview,
  }),
} as const satisfies Contract;
