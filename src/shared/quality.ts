import { z } from 'zod';
import { type Contract, command, event, InstantSchema, Notes, query } from './endpoint.ts';

/** What may become of a token within a year. */
export const QUALITY_CLASSES = ['survives', 'fades', 'dies'] as const;
export type QualityClass = (typeof QUALITY_CLASSES)[number];

const Column = z.array(z.number());
const GappyColumn = z.array(z.number().nullable());

/** What the quality forest was worth on years that it had not learnt from. */
export const QualityRecord = z.object({
  asOf: InstantSchema,
  fromTime: InstantSchema.nullable().describe('of the judged years; null if none could be judged'),
  untilTime: InstantSchema.nullable(),
  year: z.array(z.int()),
  rowCount: z.array(z.int()).describe('token weeks of each year'),
  yearAreaUnderCurve: GappyColumn.describe('of dying against the others, each year'),
  className: z.array(z.enum(QUALITY_CLASSES)),
  share: GappyColumn.describe('of the rows, in the order of `className`; null without a judged year'),
  areaUnderCurve: GappyColumn.describe('of each class against the others'),
  brier: z.number().nullable().describe('mean squared distance of probability and outcome over the classes'),
  brierOfShares: z.number().nullable().describe('the same for the shares known before, given to every token'),
  calibrationPredicted: Column.describe('mean probability of dying of each tenth of the tokens'),
  calibrationRealised: Column.describe('share of them that died'),
  characteristic: z.array(z.string()),
  importance: Column.describe('share of the forest, largest first'),
  notes: Notes,
});
export type QualityRecord = z.infer<typeof QualityRecord>;

export const quality = {
  'quality.train': command({
    summary: 'Train the quality forest on what became of tokens, the dead among them, and judge it on later years',
    input: z.object({ asOf: InstantSchema.nullable().default(null) }),
    output: QualityRecord,
  }),
  'quality.list': query({
    summary: 'Chance of each eligible token to survive and stay liquid for a year, to fade or to die, as columns',
    input: z.object({
      asOf: InstantSchema.nullable().default(null),
      asset: z.string().min(1).nullable().default(null),
    }),
    output: z.object({
      asOf: InstantSchema,
      modelId: z.string().nullable().describe('null before a forest was trained; the columns are empty then'),
      asset: z.array(z.string()),
      symbol: z.array(z.string()),
      survives: Column,
      fades: Column,
      dies: Column,
      reason: z
        .array(z.array(z.string()))
        .describe('the characteristics that moved the chance of dying most, in words'),
      record: QualityRecord.nullable(),
      notes: Notes,
    }),
  }),
  'quality.changed': event({ summary: 'A quality forest was trained', output: z.object({}) }),
} as const satisfies Contract;
