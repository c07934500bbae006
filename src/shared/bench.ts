import { z } from 'zod';
import { type Contract, command } from './endpoint.ts';

export const BENCH_NAMES = ['boosting', 'forest', 'isolation', 'sequence', 'panel', 'hrp'] as const;

export const bench = {
  'bench.run': command({
    summary: 'Time a workload on this machine, beside what a reference program does with the same bytes',
    input: z.object({
      name: z.enum(BENCH_NAMES),
      dataPath: z.string().min(1).describe('folder of the workloads'),
      outPath: z.string().nullable().default(null).describe('file for predictions or values, raw little-endian'),
    }),
    output: z.record(z.string(), z.union([z.string(), z.number()])),
  }),
} as const satisfies Contract;
