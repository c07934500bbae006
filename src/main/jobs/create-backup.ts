import { statfsSync, statSync } from 'node:fs';
import type { Backup } from '../../shared/backups.ts';
import { AppError, throwIfCancelled } from '../../shared/errors.ts';
import {
  backupFolder,
  beginBackup,
  copyDamaged,
  finishBackup,
  removeDatabase,
  sweepUnfinished,
} from '../store/backup-files.ts';
import { type BackupCheck, checkBackup, copyError, copyStore, type Pace } from '../store/backups.ts';
import { damageOf } from '../store/damage.ts';
import { SCHEMA_VERSION } from '../store/migrate.ts';
import { openStoreReadOnly, type ReadableStore } from '../store/open.ts';
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
 *
 * @param store - opened here, so that one which cannot be opened is kept as well.
 */
export async function createBackup(
  store: Pick<ReadableStore, 'path'>,
  input: CreateBackupInput,
  run: JobRun,
): Promise<Backup> {
  const { home, now, why, programVersion } = input;
  const { signal } = run;
  sweepUnfinished(home);
  const { unfinished, createdTime } = beginBackup(home, now, why);
  refuseFullDisk(home, bytesOf(store.path));
  try {
    const { findings, contentHash } = await copyAndCheck(store.path, unfinished, run);
    if (findings.length > 0 && why !== 'before-restore') {
      throw new AppError(
        'conflict',
        `The store was damaged, so its copy was not kept (${findings[0]}); needs to be restored from a backup that is sound`,
      );
    }
    throwIfCancelled(signal);
    const size = bytesOf(unfinished);
    const document = { createdTime, why, contentHash, schemaVersion: SCHEMA_VERSION, programVersion };
    return { id: finishBackup(unfinished, document), bytes: size, createdTime, why, contentHash };
  } catch (thrown) {
    removeDatabase(unfinished);
    throw copyError(thrown);
  }
}

/** Copies the store and returns what a look at the copy finds; what SQLite cannot copy is copied byte for byte. */
async function copyAndCheck(path: string, target: string, { signal, report }: JobRun): Promise<BackupCheck> {
  const pace: Pace = { signal, report: (done) => report(COPYING_SHARE * done, 'copying') };
  try {
    const store = openStoreReadOnly(path);
    try {
      await copyStore(store, target, pace);
    } finally {
      store.close();
    }
  } catch (thrown) {
    const damage = damageOf(thrown);
    if (damage === null) throw thrown;
    copyDamaged(path, target);
    return { findings: [damage], contentHash: null, schemaVersion: null };
  }
  return checkBackup(target, {
    signal,
    report: (done) => report(COPYING_SHARE + (1 - COPYING_SHARE) * done, 'reading it again'),
  });
}

function bytesOf(path: string): number {
  return statSync(path).size + (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0);
}

function refuseFullDisk(home: string, bytes: number): void {
  const { bavail, bsize } = statfsSync(backupFolder(home));
  if (bavail * bsize >= bytes) return;
  const [free, needed] = [bavail * bsize, bytes].map((count) => Math.ceil(count / MEGABYTE).toLocaleString('en-US'));
  throw new AppError('unavailable', `The disk of the backups had ${free} MB free, needs ${needed} MB for a backup`);
}
