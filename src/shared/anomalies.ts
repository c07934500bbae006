import { z } from 'zod';
import { type Contract, command, event, InstantSchema, Notes, query } from './endpoint.ts';

/** What an unusual day of a token may be. */
export const ANOMALY_KINDS = ['breakout', 'pump', 'drain', 'listing', 'delisting', 'data-fault', 'other'] as const;
export type AnomalyKind = (typeof ANOMALY_KINDS)[number];

const Column = z.array(z.number());
const GappyColumn = z.array(z.number().nullable());

/** One unusual day of a token: how unusual, of which kind, and what made it so. */
export const Anomaly = z.object({
  asset: z.string(),
  symbol: z.string(),
  time: InstantSchema.describe('the day, by its beginning'),
  kind: z.enum(ANOMALY_KINDS),
  score: z.number().describe('0..1; 0.5 is ordinary, near 1 isolated at once'),
  ownScore: z.number().nullable().describe("the same against the token's own past"),
  isAlert: z
    .boolean()
    .describe('the score reaches the threshold, and what contributed most is far from the middle of the day'),
  factor: z.array(z.string()).describe('what contributed most, largest first'),
  contribution: Column.describe('share of the score above the ordinary, 0..1'),
  value: GappyColumn.describe('robust standard deviations from the middle of the day'),
  sentence: z.string(),
});
export type Anomaly = z.infer<typeof Anomaly>;

/** How the alerts of one kind went, as columns; row i is one kind. */
export const AlertRecord = z.object({
  kind: z.array(z.enum(ANOMALY_KINDS)),
  firedCount: z.array(z.int()),
  tokenCount: z.array(z.int()),
  fallShare: GappyColumn.describe('share that was followed by a fall of more than `fall` within `days`'),
  baseRate: GappyColumn.describe('the same share of all token days that were looked at'),
  medianReturn: GappyColumn.describe('over `days` after the alert'),
});

/** What the detector found of labelled events. */
export const EventProof = z.object({
  source: z.string().describe('the list of events; `all` for those of every list, each once'),
  part: z
    .enum(['all', 'early', 'later'])
    .describe('the threshold was chosen on the early part, so the later one judges it'),
  eventCount: z.int().describe('labelled events with prices of their token on the day'),
  foundCount: z.int().describe('of them with an alert from three days before to one day after'),
  recall: z.number().nullable(),
  precision: z
    .number()
    .nullable()
    .describe('of the alerts on tokens that have a labelled event at some time alone: the share that falls on one'),
  chanceRecall: z.number().nullable().describe('recall of as many alerts at random'),
  medianLeadDays: z.number().nullable().describe('alert before the peak if positive, after it if negative'),
  leadDays: z.array(z.int()).describe('days, rising'),
  leadCount: z.array(z.int()).describe('events with that lead'),
  threshold: Column.describe('alert thresholds'),
  recallAt: GappyColumn,
  precisionAt: GappyColumn,
});
export type EventProof = z.infer<typeof EventProof>;

/** The track record of the detector over the history. */
export const AnomalyRecord = z.object({
  asOf: InstantSchema,
  fromTime: InstantSchema,
  untilTime: InstantSchema,
  fall: z.number().describe('fraction'),
  days: z.int(),
  alertThreshold: z.number().describe('score from which on the program warns'),
  splitTime: InstantSchema.describe('the threshold was chosen on what happened before'),
  alerts: AlertRecord,
  proofs: z.array(EventProof),
  notes: Notes,
});
export type AnomalyRecord = z.infer<typeof AnomalyRecord>;

export const anomalies = {
  'anomalies.list': query({
    summary: 'Unusual days of the last weeks, newest and most unusual first',
    input: z.object({
      asOf: InstantSchema.nullable().default(null),
      days: z.int().min(1).max(90).default(30),
      asset: z.string().min(1).nullable().default(null),
    }),
    output: z.object({
      asOf: InstantSchema,
      threshold: z.number(),
      scoredCount: z.int().describe('token days that were looked at'),
      anomalies: z.array(Anomaly),
      notes: Notes,
    }),
  }),
  'anomalies.prove': command({
    summary: 'Run the detector over the whole history, each day with what was known then, and keep its track record',
    input: z.object({ asOf: InstantSchema.nullable().default(null) }),
    output: AnomalyRecord,
  }),
  'anomalies.record': query({
    summary: 'The newest track record of the detector; null before one was made',
    input: z.object({}),
    output: z.object({ record: AnomalyRecord.nullable() }),
  }),
  'anomalies.changed': event({ summary: 'A track record was kept', output: z.object({}) }),
} as const satisfies Contract;
