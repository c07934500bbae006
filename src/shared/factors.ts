import { z } from 'zod';
import { type Contract, InstantSchema, Notes, query } from './endpoint.ts';

/** What is known of a factor before it is computed: inputs, formula, source. */
export const FactorInfo = z.object({
  id: z.string(),
  version: z.int(),
  group: z.string(),
  unit: z.string(),
  inputs: z.array(z.string()),
  lookbackDays: z.int(),
  minimumObservations: z.int(),
  formula: z.string(),
  reference: z.string(),
  isOptional: z.boolean().describe('needs facts that not every token has, so that coverage does not count it'),
});
export type FactorInfo = z.infer<typeof FactorInfo>;

export const factors = {
  'factors.list': query({
    summary: 'The registry of factors: what each is computed from, and how',
    input: z.object({}),
    output: z.object({ factors: z.array(FactorInfo), hash: z.string() }),
  }),
  'factors.at': query({
    summary: 'Factor values and ranks of every eligible asset on one day, as columns',
    input: z.object({
      asOf: InstantSchema.nullable().default(null),
      ids: z.array(z.string()).min(1).nullable().default(null).describe('factor ids; all if left out'),
      eligibleOnly: z.boolean().default(true),
      assets: z
        .array(z.string().min(1))
        .min(1)
        .nullable()
        .default(null)
        .describe('these alone, as far as they are known on the day; all if left out'),
    }),
    output: z.object({
      asOf: InstantSchema,
      assets: z.array(z.string()),
      coverage: z.array(z.number()),
      factors: z.array(
        z.object({ id: z.string(), value: z.array(z.number().nullable()), rank: z.array(z.number().nullable()) }),
      ),
      notes: Notes,
    }),
  }),
} as const satisfies Contract;
