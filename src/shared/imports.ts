import { z } from 'zod';
import { type Contract, command } from './endpoint.ts';

const ReasonCount = z.object({ reason: z.string(), count: z.int() });

/** A row that could not be true, with where it stands and why it was refused. */
export const RefusedRow = z.object({ file: z.string(), row: z.int(), reason: z.string(), text: z.string() });
export type RefusedRow = z.infer<typeof RefusedRow>;

/** What became of one file of an import. */
export const ImportedFile = z.object({
  file: z.string(),
  state: z.enum(['imported', 'resumed', 'already-imported', 'refused', 'not-recognised']),
  layout: z.string().nullable(),
  source: z.string().nullable(),
  rows: z.int(),
  inserted: z.int(),
  identical: z.int(),
  revised: z.int(),
  refused: z.int(),
  refusedBy: z.array(ReasonCount),
  firstDay: z.string().nullable(),
  lastDay: z.string().nullable(),
  seconds: z.number(),
  message: z.string().nullable(),
});
export type ImportedFile = z.infer<typeof ImportedFile>;

/** What an import brought in, file by file and in all. */
export const ImportReport = z.object({
  files: z.array(ImportedFile),
  refusedRows: z.array(RefusedRow),
  candlesPerSecond: z.number(),
  rows: z.int(),
  inserted: z.int(),
  refused: z.int(),
  seconds: z.number(),
  linkedSeries: z.int(),
  unlinkedSeries: z.int(),
});
export type ImportReport = z.infer<typeof ImportReport>;

export const imports = {
  'imports.run': command({
    summary: 'Import files or folders of candles and listings; the format is recognised from the header',
    input: z.object({
      paths: z.array(z.string().min(1)).min(1),
      maxRefusedShare: z
        .number()
        .min(0)
        .max(1)
        .default(0.02)
        .describe('share of impossible rows above which a whole file is refused'),
    }),
    output: ImportReport,
  }),
} as const satisfies Contract;
