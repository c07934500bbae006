import { z } from 'zod';
import { type Contract, InstantSchema, query } from './endpoint.ts';
import { LOG_LEVELS } from './log-levels.ts';

/** One line of the log. It never holds a key or a secret. */
export const LogLine = z.object({
  atTime: InstantSchema,
  level: z.enum(LOG_LEVELS),
  message: z.string(),
  detail: z.string().nullable().describe('such as a stack'),
});
export type LogLine = z.infer<typeof LogLine>;

export const logs = {
  'logs.list': query({
    summary: 'The last lines of the log, newest first',
    input: z.object({
      limit: z.int().min(1).max(5_000).default(500),
      level: z.enum(LOG_LEVELS).default('debug').describe('lowest level to list'),
      contains: z.string().default('').describe('text that a line must contain'),
    }),
    output: z.object({ path: z.string(), lines: z.array(LogLine) }),
  }),
} as const satisfies Contract;
