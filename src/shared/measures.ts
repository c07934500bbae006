import { z } from 'zod';
import { type Contract, InstantSchema, query } from './endpoint.ts';

/** Measures: daily or weekly figures that are no candles, such as active addresses, commits or a share index. */
export const measures = {
  'measures.coverage': query({
    summary: 'Which measures there are, of how many tokens, from when until when, and how late they are known',
    input: z.object({ asOf: InstantSchema.nullable().default(null) }),
    output: z.object({
      source: z.array(z.string()),
      metric: z.array(z.string()),
      group: z.array(z.enum(['on-chain', 'developer', 'macro', 'sentiment'])),
      unit: z.array(z.string()),
      subjectCount: z.array(z.int()).describe('tokens, repositories or series'),
      linkedCount: z.array(z.int()).describe('of them linked to a token of the store; all for series of no token'),
      valueCount: z.array(z.int()),
      firstTime: z.array(InstantSchema),
      lastTime: z.array(InstantSchema),
      lagDays: z.array(z.number()).describe('days between an event and when a decision could have used it'),
      assumedShare: z.array(z.number()).describe('share of values whose known time was assumed'),
    }),
  }),
} as const satisfies Contract;
