import { z } from 'zod';
import { type Contract, command, event, InstantSchema, query } from './endpoint.ts';
import { ERROR_CODES } from './errors.ts';

/** A command while it runs, and for a while after it ended. It goes on when the window that asked for it goes away. */
export const Call = z.object({
  id: z.int(),
  call: z.string().describe('name of the endpoint'),
  state: z.enum(['running', 'done', 'failed', 'cancelled']),
  startedTime: InstantSchema,
  endedTime: InstantSchema.nullable(),
  done: z.number().min(0).max(1),
  note: z.string(),
  rate: z.number().nullable().describe('units a second where the work counts something'),
  remainingSeconds: z.number().nullable(),
  error: z.object({ code: z.enum(ERROR_CODES), message: z.string() }).nullable(),
});
export type Call = z.infer<typeof Call>;

export const calls = {
  'calls.list': query({
    summary: 'Commands that run now and the last fifty that ended, newest first',
    input: z.object({}),
    output: z.object({ calls: z.array(Call) }),
  }),
  'calls.cancel': command({
    summary: 'Cancel a running command; what it finished is kept',
    input: z.object({ id: z.int() }),
    output: z.object({ id: z.int() }),
  }),
  'calls.changed': event({ summary: 'A command began or ended', output: z.object({ id: z.int() }) }),
} as const satisfies Contract;
