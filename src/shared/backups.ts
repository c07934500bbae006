import { z } from 'zod';
import { type Contract, command, event, InstantSchema, query } from './endpoint.ts';

/** A copy of the store in the backups folder. */
export const Backup = z.object({
  id: z.string().describe('its file name'),
  createdTime: InstantSchema,
  bytes: z.int(),
  why: z.enum(['asked', 'before-restore', 'before-migration', 'unknown']),
  contentHash: z.string().nullable().describe('of all facts when it was made'),
});
export type Backup = z.infer<typeof Backup>;

/** What lies beside a backup: what it is of. */
export const BackupDocument = Backup.omit({ id: true, bytes: true }).extend({
  schemaVersion: z.int(),
  programVersion: z.string(),
});
export type BackupDocument = z.infer<typeof BackupDocument>;

export const backups = {
  'backups.list': query({
    summary: 'The backups, newest first',
    input: z.object({}),
    output: z.object({ folder: z.string(), backups: z.array(Backup) }),
  }),
  'backups.create': command({ summary: 'Copy the store into the backups folder', input: z.object({}), output: Backup }),
  'backups.verify': command({
    summary: 'Open a backup, check it from end to end and compute its content hash anew',
    input: z.object({ id: z.string().min(1) }),
    output: z.object({
      id: z.string(),
      isSound: z.boolean(),
      contentHash: z.string().nullable(),
      matches: z.boolean().nullable().describe('whether the hash is the one noted when it was made; null if none was'),
      findings: z.array(z.string()),
    }),
  }),
  'backups.restore': command({
    summary: 'Verify a backup and put it in the place of the store, of which a backup is made first',
    input: z.object({ id: z.string().min(1) }),
    output: z.object({ id: z.string(), backupOfBefore: z.string(), contentHash: z.string() }),
  }),
  'backups.changed': event({ summary: 'A backup was made or restored', output: z.object({}) }),
} as const satisfies Contract;
