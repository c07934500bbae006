import { copyFile, open, rm } from 'node:fs/promises';
import type { Backup } from '../../shared/backups.ts';
import type { AppContract } from '../../shared/contract.ts';
import type { Handlers } from '../../shared/endpoint.ts';
import { AppError, type CancelSignal, throwIfCancelled } from '../../shared/errors.ts';
import type { JobInput, JobName, JobOutput } from '../jobs/jobs.ts';
import { type BackupFile, backupFolder, listBackupFiles, removeBackupFile } from '../store/backup-files.ts';
import { copyError, swapStore } from '../store/backups.ts';
import type { EngineContext } from './context.ts';
import { loadSettings } from './load-settings.ts';
import { programVersion } from './program-version.ts';

type Names = 'backups.list' | 'backups.create' | 'backups.verify' | 'backups.restore';

type Verified = {
  id: string;
  isSound: boolean;
  contentHash: string | null;
  matches: boolean | null;
  findings: string[];
};

/** A part of a call's progress: from where, and how much of it. */
type Part = readonly [from: number, share: number];
const WHOLE: Part = [0, 1];

/** Returns the handlers of backups. At any time one backup is made or restored, not two. */
export function backupHandlers(context: EngineContext): Pick<Handlers<AppContract>, Names> {
  const { home, store, clock, events, log } = context;
  let isBusy = false;

  const alone = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    if (isBusy) throw new AppError('conflict', `A backup was being made or restored, needs to end before ${name}`);
    isBusy = true;
    try {
      return await work();
    } finally {
      isBusy = false;
    }
  };

  const runPart = <N extends JobName>(
    call: string,
    name: N,
    input: JobInput<N>,
    signal: CancelSignal,
    [from, share]: Part,
  ): Promise<JobOutput<N>> => {
    const report = context.reporter(call);
    return context.pool.run(name, input, signal, {
      onProgress: (done, note) => report(from + share * done, note),
      onCheckpoint: () => undefined,
      onDefect: context.onDefect,
    });
  };

  const make = async (call: string, why: 'asked' | 'before-restore', signal: CancelSignal, part: Part) => {
    const input = { home, now: clock(), why, programVersion: programVersion() };
    const backup = await runPart(call, 'create-backup', input, signal, part);
    events.publish('backups.changed', {});
    return backup;
  };

  const verify = async (call: string, file: BackupFile, signal: CancelSignal, part: Part): Promise<Verified> => {
    const { findings, contentHash } = await runPart(call, 'verify-backup', { path: file.path }, signal, part);
    const matches = file.contentHash === null || contentHash === null ? null : file.contentHash === contentHash;
    const all =
      matches === false ? [...findings, 'Its facts are not those that were noted when it was made'] : findings;
    return { id: file.id, isSound: all.length === 0, contentHash, matches, findings: all };
  };

  return {
    'backups.list': () => ({ folder: backupFolder(home), backups: listBackupFiles(home).map(toWire) }),
    'backups.create': (_input, signal) =>
      alone('another is made', async () => {
        const backup = await make('backups.create', 'asked', signal, WHOLE);
        removeOldest(home, loadSettings(store, log).backupsKept, backup.id);
        return backup;
      }),
    'backups.verify': ({ id }, signal) => verify('backups.verify', getBackup(home, id), signal, WHOLE),
    'backups.restore': ({ id }, signal) =>
      alone('another is restored', async () => {
        const file = getBackup(home, id);
        refuseOthers(context);
        const prepared = `${store.path}.restoring`;
        try {
          // the copy is what is verified, because it is what will be the store
          await prepare(file.path, prepared);
          const copy = { ...file, path: prepared };
          const { isSound, contentHash, findings } = await verify('backups.restore', copy, signal, [0, 0.4]);
          if (!isSound || contentHash === null) {
            throw new AppError(
              'conflict',
              `Backup ${id} was not sound, so nothing was changed: ${findings.join('; ')}`,
              {
                details: { findings },
              },
            );
          }
          const before = await make('backups.restore', 'before-restore', signal, [0.4, 0.5]);
          throwIfCancelled(signal);
          refuseOthers(context);
          context.reporter('backups.restore')(0.95, 'putting it in place');
          log.info('Backup restored', id);
          await context.replaceStore(() => swapStore(store.path, prepared));
          return { id, backupOfBefore: before.id, contentHash };
        } finally {
          for (const ending of ['', '-wal', '-shm']) await rm(`${prepared}${ending}`, { force: true });
        }
      }),
  };
}

/** Copies a backup to where it can take the store's place in one step; the system's own threads do it. */
async function prepare(from: string, to: string): Promise<void> {
  try {
    await copyFile(from, to);
    const file = await open(to, 'r+');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (thrown) {
    throw copyError(thrown);
  }
}

/** Throws `conflict` while a command runs that would be ended with the store that it writes to. */
function refuseOthers({ calls }: EngineContext): void {
  const other = calls.list().find(({ call, state }) => state === 'running' && call !== 'backups.restore');
  if (other === undefined) return;
  throw new AppError('conflict', `${other.call} was running, needs to end or be cancelled before a backup is restored`);
}

function getBackup(home: string, id: string): BackupFile {
  const file = listBackupFiles(home).find((one) => one.id === id);
  if (file === undefined) throw new AppError('not-found', `No backup is named ${id}, needs one of the backups folder`);
  return file;
}

/** Removes the oldest backups that were asked for, beyond those that are kept. The newest, which was read anew, always stays. */
function removeOldest(home: string, kept: number, newestId: string): void {
  const asked = listBackupFiles(home).filter(({ why, id }) => why === 'asked' && id !== newestId);
  for (const file of asked.slice(kept - 1)) removeBackupFile(file);
}

function toWire({ path: _path, schemaVersion: _version, ...backup }: BackupFile): Backup {
  return backup;
}
