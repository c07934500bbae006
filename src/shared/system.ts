import { z } from 'zod';
import { type Contract, event, InstantSchema, query } from './endpoint.ts';

/** What the program holds of one source of candles. */
export const SourceStatus = z.object({
  source: z.string(),
  timeframe: z.string(),
  seriesCount: z.int(),
  candleCount: z.int(),
  earliestDay: z.string().nullable(),
  latestDay: z.string().nullable(),
  gapCount: z.int(),
  staleSeriesCount: z.int(),
});

/** A day, and of how many assets there is a candle of it. */
export const StoredDay = z.object({
  day: z.string(),
  assetCount: z.int(),
  marketCount: z.int().describe('of those, the ones that an aggregator tells of, with market cap'),
});

/** What the store holds and where it lies. */
export const SystemStatus = z.object({
  programVersion: z.string(),
  schemaVersion: z.int(),
  storePath: z.string(),
  storeBytes: z.int(),
  simulated: z.boolean(),
  sources: z.array(SourceStatus),
  newestDay: StoredDay.nullable().describe('the last day of any daily candle'),
  newestWholeDay: StoredDay.nullable().describe(
    'the last day that most of the market has; what is made without a day, is of it',
  ),
  refusedRowCount: z.int(),
  absences: z.record(z.string(), z.int()),
  assetCount: z.int(),
  unlinkedSeriesCount: z.int(),
  modelCount: z.int(),
  draftCount: z.int(),
  backtestCount: z.int(),
  contentHash: z.string().nullable(),
});
export type SystemStatus = z.infer<typeof SystemStatus>;

/** How far a running call is. */
export const Progress = z.object({
  id: z.int().describe('of the running command, as in calls.list; 0 for a query'),
  call: z.string(),
  done: z.number().min(0).max(1),
  note: z.string(),
  /** Units a second where the work counts something (rows, fits), else null. */
  rate: z.number().nullable(),
  remainingSeconds: z.number().nullable(),
  atTime: InstantSchema,
});
export type Progress = z.infer<typeof Progress>;

export const system = {
  'system.status': query({
    summary: 'What the store holds, by source, and where it lies',
    input: z.object({ hash: z.boolean().default(false).describe('also compute the hash of all facts (seconds)') }),
    output: SystemStatus,
  }),
  'system.progress': event({ summary: 'A running call has moved on', output: Progress }),
} as const satisfies Contract;
