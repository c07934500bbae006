import { z } from 'zod';
import { InstantSchema } from './endpoint.ts';

/** What is known of a model without loading it. */
export const ModelMeta = z.object({
  kind: z.string(),
  version: z.int(),
  params: z.record(z.string(), z.unknown()),
  features: z.array(z.string()),
  target: z.string(),
  horizonDays: z.int(),
  trainedFromTime: InstantSchema,
  trainedUntilTime: InstantSchema,
  rowCount: z.int(),
  seed: z.int(),
  dataHash: z.string(),
  programVersion: z.string(),
  outOfSample: z.record(z.string(), z.number().nullable()),
});
export type ModelMeta = z.infer<typeof ModelMeta>;
