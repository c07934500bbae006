import { z } from 'zod';
import { type Contract, command, event, InstantSchema, query } from './endpoint.ts';

/** What the program does by itself once a day. */
export const Schedule = z.object({
  isOn: z.boolean().default(false),
  minuteOfDay: z
    .int()
    .min(0)
    .max(1_439)
    .default(15)
    .describe('UTC; a day is over at 0, and exchanges need some minutes'),
  exchange: z.string().min(1).nullable().default(null).describe('whose candles are fetched; null for none'),
  markets: z.array(z.string().min(1)).default([]).describe('such as BTC/USD'),
  rates: z.boolean().default(true).describe('rate the market once the candles are there'),
  drafts: z.boolean().default(false).describe('draft each approved index anew'),
});
export type Schedule = z.infer<typeof Schedule>;

/** What the user may set of a workspace. */
export const Settings = z.object({
  schedule: Schedule.prefault({}),
  draftDays: z.int().min(1).max(90).default(7).describe('days after which a draft that nobody decided on expires'),
  backupsKept: z.int().min(1).max(100).default(5),
});
export type Settings = z.infer<typeof Settings>;

/** One step that the schedule took or left out, with its reason. */
export const ScheduleEntry = z.object({
  atTime: InstantSchema,
  step: z.enum(['ingest', 'rate', 'draft', 'expire', 'skip']),
  outcome: z.enum(['done', 'failed', 'skipped']),
  message: z.string(),
});
export type ScheduleEntry = z.infer<typeof ScheduleEntry>;

export const settings = {
  'settings.get': query({ summary: 'The settings of the workspace', input: z.object({}), output: Settings }),
  'settings.save': command({ summary: 'Keep settings', input: Settings, output: Settings }),
  'settings.schedule': query({
    summary: 'What the schedule did last, and when it acts next',
    input: z.object({}),
    output: z.object({
      isPaused: z.boolean().describe('while the machine sleeps'),
      nextTime: InstantSchema.nullable(),
      entries: z.array(ScheduleEntry).describe('newest first'),
    }),
  }),
  'settings.pauseSchedule': command({
    summary: 'Pause the schedule while the machine sleeps, or resume it; what was missed is made up for once',
    input: z.object({ paused: z.boolean() }),
    output: z.object({ isPaused: z.boolean() }),
  }),
  'settings.changed': event({ summary: 'Settings were kept, or the schedule acted', output: z.object({}) }),
} as const satisfies Contract;
