import { z } from 'zod';
import { type Contract, event, InstantSchema, query } from './endpoint.ts';

const Limit = z.int().min(1).max(10_000).default(500);
const Source = z.string().min(1).nullable().default(null).describe('all if left out');

/** A stretch within a series without candles, with the reason where one is recorded. */
export const DataGap = z.object({
  source: z.string(),
  key: z.string(),
  timeframe: z.string(),
  fromTime: InstantSchema,
  untilTime: InstantSchema,
  missingCount: z.int().describe('candles that would fit'),
  absence: z.string().nullable().describe('recorded reason, such as no_trades; null where none is'),
});
export type DataGap = z.infer<typeof DataGap>;

/** A series that has no candles of the newest days, with how far it lies behind. */
export const StaleSeries = z.object({
  source: z.string(),
  key: z.string(),
  timeframe: z.string(),
  asset: z.string().nullable(),
  name: z.string().nullable(),
  lastTime: InstantSchema,
  daysBehind: z.number(),
});
export type StaleSeries = z.infer<typeof StaleSeries>;

/** What one import or one fetch brought in. */
export const Batch = z.object({
  id: z.int(),
  source: z.string(),
  kind: z.string(),
  fileName: z.string().nullable(),
  fetchedTime: InstantSchema,
  knownSource: z.enum(['observed', 'assumed']).describe('whether we saw it when it became known, or assume when'),
  candleCount: z.int(),
  refusedCount: z.int(),
});
export type Batch = z.infer<typeof Batch>;

export const data = {
  'data.gaps': query({
    summary: 'Stretches without candles, longest first',
    input: z.object({ source: Source, limit: Limit }),
    output: z.object({ total: z.int(), gaps: z.array(DataGap) }),
  }),
  'data.refusals': query({
    summary: 'Rows that could not be true and were not stored, newest first',
    input: z.object({ limit: Limit }),
    output: z.object({
      total: z.int(),
      reasons: z.array(z.object({ reason: z.string(), count: z.int() })),
      rows: z.array(z.object({ file: z.string(), row: z.int(), reason: z.string(), text: z.string() })),
    }),
  }),
  'data.absences': query({
    summary: 'Why there are no candles where some were asked for, by source and kind',
    input: z.object({ source: Source, limit: Limit }),
    output: z.object({
      counts: z.array(z.object({ source: z.string(), kind: z.string(), count: z.int() })),
      rows: z.array(
        z.object({
          source: z.string(),
          key: z.string(),
          timeframe: z.string(),
          fromTime: InstantSchema,
          untilTime: InstantSchema,
          kind: z.string(),
          knownAt: InstantSchema,
        }),
      ),
    }),
  }),
  'data.stale': query({
    summary: 'Series that lag behind their source, the longest behind first',
    input: z.object({ source: Source, limit: Limit }),
    output: z.object({ total: z.int(), series: z.array(StaleSeries) }),
  }),
  'data.batches': query({
    summary: 'What was brought in, when and from where, newest first',
    input: z.object({ limit: Limit }),
    output: z.object({ total: z.int(), batches: z.array(Batch) }),
  }),
  'data.changed': event({ summary: 'Facts were added to the store', output: z.object({ source: z.string() }) }),
} as const satisfies Contract;
