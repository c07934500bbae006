import { z } from 'zod';
import { type Contract, command, event, InstantSchema, query } from './endpoint.ts';

/** What the program does by itself once a day, every part said. */
const WholeSchedule = z.object({
  isOn: z.boolean(),
  minuteOfDay: z.int().min(0).max(1_439).describe('UTC; a day is over at 0, and exchanges need some minutes'),
  exchange: z.string().min(1).nullable().describe('whose candles are fetched; null for none'),
  markets: z.array(z.string().min(1)).describe('such as BTC/USD'),
  rates: z.boolean().describe('rate the market once the candles are there'),
  drafts: z.boolean().describe('draft each approved index anew'),
});
const { shape } = WholeSchedule;

/** The same; what is left out has its default. */
export const Schedule = z.object({
  isOn: shape.isOn.default(false),
  minuteOfDay: shape.minuteOfDay.default(15),
  exchange: shape.exchange.default(null),
  markets: shape.markets.default([]),
  rates: shape.rates.default(true),
  drafts: shape.drafts.default(false),
});
export type Schedule = z.infer<typeof Schedule>;

/** What the user may set of a workspace, every part said: what is saved leaves nothing to a default. */
const WholeSettings = z.object({
  schedule: WholeSchedule,
  draftDays: z.int().min(1).max(90).describe('days after which a draft that nobody decided on expires'),
  backupsKept: z.int().min(1).max(100),
  textFeeds: z
    .array(z.url({ protocol: /^https?$/ }))
    .max(50)
    .describe('addresses of RSS, Atom or JSON feeds'),
});

/** The same; what is left out has its default. */
export const Settings = z.object({
  schedule: Schedule.prefault({}),
  draftDays: WholeSettings.shape.draftDays.default(7),
  backupsKept: WholeSettings.shape.backupsKept.default(5),
  textFeeds: WholeSettings.shape.textFeeds.default([]),
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
  'settings.save': command({ summary: 'Keep settings, all of them', input: WholeSettings, output: Settings }),
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
