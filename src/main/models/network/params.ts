import { z } from 'zod';

const Probability = z.number().gt(0).lt(1);

/**
 * Parameters of every network. With 55,000 rows of 30 daily and 26 weekly steps of eight factors each and 100 static columns, all
 * twelve epochs of 20,000 rows take 3.7 s of processor time with gated recurrent units and 4.5 s with long short-term memory,
 * which the threads share; early stopping commonly ends them at a third of that.
 */
export const NetworkParams = z.object({
  hidden: z.int().min(8).max(256).multipleOf(8).default(16).describe('width of each layer'),
  epochs: z.int().min(1).max(1000).default(12).describe('times that every row is learnt from, at most'),
  batch: z.int().min(8).max(8192).default(256).describe('rows of one step'),
  learningRate: z.number().positive().max(1).default(0.003),
  clip: z.number().positive().default(1).describe('longest gradient of a step'),
  patience: z
    .int()
    .min(0)
    .default(3)
    .describe('epochs without a better loss on the newest rows, after which it stops; 0: nothing is held out'),
  quantiles: z
    .array(Probability)
    .min(1)
    .refine((list) => list.every((value, i) => i === 0 || value > list[i - 1]), 'rising')
    .default([0.1, 0.25, 0.5, 0.75, 0.9]),
  objective: z
    .enum(['quantiles', 'squared-error'])
    .default('quantiles')
    .describe('quantiles: the distribution of the label; squared-error: its mean'),
  maximumRows: z.int().min(1).default(20_000).describe('of more rows so many are drawn'),
  backend: z.enum(['kernels', 'tensorflow']).default('kernels').describe('what computes: the same weights either way'),
});
export type NetworkParams = z.output<typeof NetworkParams>;
