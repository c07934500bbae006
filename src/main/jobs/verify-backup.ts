import { type BackupCheck, checkBackup } from '../store/backups.ts';
import type { Job } from './job.ts';

/** Returns what a look at all of a backup finds; the engine's own store is not read. */
export const verifyBackup: Job<{ readonly path: string }, BackupCheck> = (_store, { path }, { signal, report }) =>
  checkBackup(path, { signal, report: (done) => report(done, 'reading the backup') });
