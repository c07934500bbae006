import { existsSync } from 'node:fs';
import { copyFile, open, rm } from 'node:fs/promises';
import type { Backup } from '../../shared/backups.ts';
import type { AppContract } from '../../shared/contract.ts';
import type { Handlers } from '../../shared/endpoint.ts';
import { AppError, type CancelSignal, throwIfCancelled } from '../../shared/errors.ts';
import type { JobInput, JobName, JobOutput } from '../jobs/jobs.ts';
import {
  type BackupFile,
  backupFolder,
  listBackupFiles,
  preparedPath,
  removeBackupFile,
} from '../store/backup-files.ts';
import { copyError, swapStore } from '../store/backups.ts';
import { damageOf } from '../store/damage.ts';
import type { ReadableStore } from '../store/open.ts';
import type { EngineContext } from './context.ts';
import { programVersion } from './program-version.ts';

type Names = 'backups.list' | 'backups.create' | 'backups.verify' | 'backups.restore';

type Verified = {
  id: string;
  isSound: boolean;
  contentHash: string | null;
  matches: boolean | null;
  findings: string[];
};

/** What backups need of an engine: of its store no more than where it lies, since they are how a damaged one is saved. */
export type BackupContext = Omit<EngineContext, 'store'> & { readonly store: Pick<ReadableStore, 'path'> };

/** A part of a call's progress: from where, and how much of it. */
type Part = readonly [from: number, share: number];
const WHOLE: Part = [0, 1];

/**
 * Returns the handlers of backups. At any time one backup is made or restored, not two.
 *
 * @param kept - how many backups of each kind the settings keep.
 */
export function backupHandlers(context: BackupContext, kept: () => number): Pick<Handlers<AppContract>, Names> {
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

  const verify = async (
    call: 'backups.verify' | 'backups.restore',
    file: BackupFile,
    signal: CancelSignal,
    part: Part,
  ): Promise<Verified> => {
    const input = { path: file.path, isPrepared: call === 'backups.restore' };
    const { findings, contentHash } = await runPart(call, 'verify-backup', input, signal, part);
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
        removeOldest(home, 'asked', kept(), [backup.id]);
        return backup;
      }),
    'backups.verify': ({ id }, signal) => verify('backups.verify', getBackup(home, id), signal, WHOLE),
    'backups.restore': ({ id }, signal) =>
      alone('another is restored', async () => {
        const file = getBackup(home, id);
        refuseOthers(context);
        const prepared = preparedPath(store.path);
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
          removeOldest(home, 'before-restore', keptOrAll(kept), [before.id, id]);
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
    for (const ending of ['', '-wal']) {
      // only the copy of a damaged store has a log
      if (ending !== '' && !existsSync(`${from}${ending}`)) continue;
      await copyFile(`${from}${ending}`, `${to}${ending}`);
      const file = await open(`${to}${ending}`, 'r+');
      try {
        await file.sync();
      } finally {
        await file.close();
      }
    }
  } catch (thrown) {
    throw copyError(thrown);
  }
}

/** Throws `conflict` while a command runs that would be ended with the store that it writes to. */
function refuseOthers({ calls }: Pick<EngineContext, 'calls'>): void {
  const other = calls.list().find(({ call, state }) => state === 'running' && call !== 'backups.restore');
  if (other === undefined) return;
  throw new AppError('conflict', `${other.call} was running, needs to end or be cancelled before a backup is restored`);
}

function getBackup(home: string, id: string): BackupFile {
  const file = listBackupFiles(home).find((one) => one.id === id);
  if (file === undefined) throw new AppError('not-found', `No backup is named ${id}, needs one of the backups folder`);
  return file;
}

/**
 * Removes the oldest backups of a kind, beyond those that are kept. What was made by itself never drives out what was asked for.
 *
 * @param needed - stay whatever their age: the newest, which was read anew, and one that is about to be restored.
 */
function removeOldest(home: string, kind: Backup['why'], kept: number, needed: readonly string[]): void {
  const others = listBackupFiles(home).filter(({ why, id }) => why === kind && !needed.includes(id));
  for (const file of others.slice(kept - 1)) removeBackupFile(file);
}

/** Returns how many backups are kept: all, where the settings lie in a store that cannot be read any more. */
function keptOrAll(kept: () => number): number {
  try {
    return kept();
  } catch (thrown) {
    if (damageOf(thrown) === null) throw thrown;
    return Number.POSITIVE_INFINITY;
  }
}

function toWire({ path: _path, schemaVersion: _version, ...backup }: BackupFile): Backup {
  return backup;
}
