import { rmSync, statfsSync, statSync } from 'node:fs';
import type { Backup } from '../../shared/backups.ts';
import { AppError, throwIfCancelled } from '../../shared/errors.ts';
import { backupFolder, beginBackup, finishBackup, sweepUnfinished } from '../store/backup-files.ts';
import { checkBackup, copyError, copyStore } from '../store/backups.ts';
import { SCHEMA_VERSION } from '../store/migrate.ts';
import type { ReadableStore } from '../store/open.ts';
import type { JobRun } from './job.ts';

export type CreateBackupInput = {
  readonly home: string;
  readonly now: number;
  readonly why: 'asked' | 'before-restore';
  readonly programVersion: string;
};

const COPYING_SHARE = 0.25;
const MEGABYTE = 1_000_000;

/**
 * Makes a backup of the store in the folder of backups, reads all of it anew and returns it. It is the one job that writes
 * files, because a copy would hold up the engine's thread: the disk alone takes longer than 20 ms.
 *
 * Throws `unavailable` where the disk is full, `cancelled`, and `conflict` if the store itself is damaged; nothing is left then.
 * Before a restore a damaged store is kept as it is, without a hash: it may be all there is.
 */
export async function createBackup(store: ReadableStore, input: CreateBackupInput, run: JobRun): Promise<Backup> {
  const { home, now, why, programVersion } = input;
  const { signal } = run;
  sweepUnfinished(home);
  const { unfinished, createdTime } = beginBackup(home, now, why);
  refuseFullDisk(home, statSync(store.path).size);
  try {
    await copyStore(store, unfinished, { signal, report: (done) => run.report(COPYING_SHARE * done, 'copying') });
    const report = (done: number): void => run.report(COPYING_SHARE + (1 - COPYING_SHARE) * done, 'reading it again');
    const { findings, contentHash } = checkBackup(unfinished, { signal, report });
    if (findings.length > 0 && why !== 'before-restore') {
      throw new AppError(
        'conflict',
        `The store was damaged, so its copy was not kept (${findings[0]}); needs to be restored from a backup that is sound`,
      );
    }
    throwIfCancelled(signal);
    const { size } = statSync(unfinished);
    const document = { createdTime, why, contentHash, schemaVersion: SCHEMA_VERSION, programVersion };
    return { id: finishBackup(unfinished, document), bytes: size, createdTime, why, contentHash };
  } catch (thrown) {
    rmSync(unfinished, { force: true });
    throw copyError(thrown);
  }
}

function refuseFullDisk(home: string, bytes: number): void {
  const { bavail, bsize } = statfsSync(backupFolder(home));
  if (bavail * bsize >= bytes) return;
  const [free, needed] = [bavail * bsize, bytes].map((count) => Math.ceil(count / MEGABYTE).toLocaleString('en-US'));
  throw new AppError('unavailable', `The disk of the backups had ${free} MB free, needs ${needed} MB for a backup`);
}
