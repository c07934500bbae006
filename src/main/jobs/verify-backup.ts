import { type BackupCheck, checkBackup, migrateCopy } from '../store/backups.ts';
import type { Job } from './job.ts';

export type VerifyBackupInput = {
  readonly path: string;
  /**
   * Whether a sound file is about to be the store: then it is brought to this program's version, and what a log beside it holds is
   * brought into it.
   */
  readonly isPrepared: boolean;
};

/**
 * Returns what a look at all of a backup finds; the engine's own store is not read. The migration is a part of it because it may
 * take a second, which the engine's thread does not have.
 */
export const verifyBackup: Job<VerifyBackupInput, BackupCheck> = (_store, { path, isPrepared }, { signal, report }) => {
  const check = checkBackup(path, { signal, report: (done) => report(done, 'reading the backup') });
  if (isPrepared && check.findings.length === 0) {
    report(1, 'bringing it to the version of this program');
    migrateCopy(path);
  }
  return check;
};
