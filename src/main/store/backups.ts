/** Backups: whole copies of a store, whether they are sound, and how one takes the place of the store. */
import { rmSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { AppError, type CancelSignal, throwIfCancelled } from '../../shared/errors.ts';
import { removeLogs, syncFile, syncFolder } from './backup-files.ts';
import { codeOf, connectionOf } from './connection.ts';
import { damageOf } from './damage.ts';
import { migrate, SCHEMA_VERSION } from './migrate.ts';
import { openBackup, type ReadableStore, takeLock } from './open.ts';
import { hashFacts } from './status.ts';

/** How long work takes that can be stopped. @param report - hears the share that is done. */
export type Pace = { readonly signal: CancelSignal; report(done: number): void };

/** Pages of a step: 4 MB, in 5 ms. */
const STEP_PAGES = 500;

/**
 * Writes what the store holds now into a file of its own, which must not be there, through to the disk. What is written to the
 * store meanwhile is not in it. 300 MB take 0.4 s.
 *
 * Throws `cancelled`, and `unavailable` where the disk is full; then no file is left.
 */
export async function copyStore(store: ReadableStore, target: string, { signal, report }: Pace): Promise<void> {
  const { database } = connectionOf(store);
  // SQLite begins anew whenever the store is written to, unless it reads one state of it all the while
  database.exec('BEGIN');
  try {
    database.prepare('SELECT count(*) FROM sqlite_schema').get();
    await database.backup(target, {
      progress({ totalPages, remainingPages }) {
        throwIfCancelled(signal);
        if (totalPages > 0) report(1 - remainingPages / totalPages);
        return STEP_PAGES;
      },
    });
    sealCopy(target);
  } catch (thrown) {
    for (const ending of ['', '-journal', '-wal', '-shm']) rmSync(`${target}${ending}`, { force: true });
    throw copyError(thrown);
  } finally {
    if (database.inTransaction) database.exec('COMMIT');
  }
}

/** Makes a copy one file that needs no log beside it. */
function sealCopy(path: string): void {
  const copy = new Database(path);
  try {
    copy.pragma('journal_mode = DELETE');
  } finally {
    copy.close();
  }
  syncFile(path);
}

/** Returns what a copy that failed is to be told as. */
export function copyError(thrown: unknown): unknown {
  const code = codeOf(thrown) ?? (thrown as NodeJS.ErrnoException).code ?? '';
  const isDisk = ['SQLITE_FULL', 'SQLITE_IOERR', 'ENOSPC', 'EDQUOT', 'EFBIG'].some((prefix) => code.startsWith(prefix));
  if (!isDisk) return thrown;
  return new AppError(
    'unavailable',
    'The disk of the backups was full or could not be written, so no backup was made and none was changed; needs free space',
    { cause: thrown },
  );
}

/** What a look at all of a backup found. It is sound if there are no findings. */
export type BackupCheck = {
  readonly findings: string[];
  /** Of all facts; null for a file of which they could not be read. */
  readonly contentHash: string | null;
  readonly schemaVersion: number | null;
};

/** Findings of one kind that are told of. */
const MOST_FINDINGS = 10;
const SHARE_BEFORE_HASH = 0.25;

/**
 * Returns whether a backup is a store of this program that is whole from end to end: every page and index, every reference, and
 * the hash of all facts. It may be of an older version, not of a newer one. 300 MB take 4 s, three of them the hash.
 *
 * Throws `cancelled`, and `not-found` without a file.
 */
export function checkBackup(path: string, { signal, report }: Pace): BackupCheck {
  let backup: ReadableStore | undefined;
  let schemaVersion: number | null = null;
  try {
    backup = openBackup(path);
    const { database } = connectionOf(backup);
    schemaVersion = database.pragma('user_version', { simple: true }) as number;
    const pages = (database.pragma(`integrity_check(${MOST_FINDINGS})`) as { integrity_check: string }[])
      .map((row) => row.integrity_check)
      .filter((text) => text !== 'ok')
      .map((text) => `SQLite found: ${text}`);
    if (pages.length > 0) return { findings: pages, contentHash: null, schemaVersion };
    throwIfCancelled(signal);
    const lost = (database.pragma('foreign_key_check') as unknown[]).length;
    const findings = lost === 0 ? [] : [`${lost} rows point to rows that are not there`];
    report(SHARE_BEFORE_HASH);
    const contentHash = hashFacts(backup, (done) => {
      throwIfCancelled(signal);
      report(SHARE_BEFORE_HASH + (1 - SHARE_BEFORE_HASH) * done);
    });
    return { findings, contentHash, schemaVersion };
  } catch (thrown) {
    const finding = findingOf(thrown);
    if (finding === null) throw thrown;
    return { findings: [finding], contentHash: null, schemaVersion };
  } finally {
    backup?.close();
  }
}

/** Returns what is wrong with a file that could not be read as a store; null for an error that says nothing of the file. */
function findingOf(thrown: unknown): string | null {
  const wasDamaged = thrown instanceof AppError && codeOf(thrown.cause)?.startsWith('SQLITE_CORRUPT');
  const error = wasDamaged ? thrown.cause : thrown;
  if (codeOf(error) !== null) return `SQLite could not read it: ${(error as Error).message}`;
  if (!(error instanceof AppError)) return null;
  if (error.code === 'invalid-input') return 'It is no store of this program';
  return error.code === 'conflict' ? 'A newer program wrote it, and this one cannot read it' : null;
}

/**
 * Brings a copy that is about to be the store to the version of this program, in one file that needs no log. The backup that it was
 * copied from stays as it is, so no other is made.
 */
export function migrateCopy(path: string): void {
  const copy = new Database(path);
  try {
    migrate(copy, path, SCHEMA_VERSION, false);
    copy.pragma('journal_mode = DELETE');
  } finally {
    copy.close();
  }
  syncFile(path);
}

/** How long a reader of the store is waited for. */
const READER_WAIT_MS = 1_000;

/**
 * Puts a prepared file in the place of a store that is closed. Wherever the process is killed, the old store or the new one is
 * there, whole:
 *
 * 1. the writer's lock is taken, so that no other program opens the store meanwhile;
 * 2. what the old store's log still holds goes into its file, and the log goes away: beside the new file SQLite would take it
 *    for that one's; that of a damaged store is not read any more and just goes away, since the backup before has a copy of it;
 * 3. the prepared file takes the store's name in one step.
 *
 * Rejects with `conflict` while another program has the store open; then nothing is changed.
 *
 * @param prepared - a whole store in the same folder, written through to the disk; it is gone afterwards.
 */
export async function swapStore(path: string, prepared: string): Promise<void> {
  const lock = takeLock(path);
  try {
    foldLog(path);
    // on a thread of the system: to free 300 MB of the old file takes 80 ms
    await rename(prepared, path);
    syncFolder(dirname(path));
  } finally {
    lock.close();
  }
}

function foldLog(path: string): void {
  const old = new Database(path, { timeout: READER_WAIT_MS });
  let isDamaged = false;
  try {
    // SQLite does this for the only connection alone
    old.pragma('journal_mode = DELETE');
  } catch (thrown) {
    isDamaged = damageOf(thrown) !== null;
    if (!isDamaged) throw codeOf(thrown)?.startsWith('SQLITE_BUSY') ? beingRead(thrown) : thrown;
  } finally {
    old.close();
  }
  if (isDamaged) removeLogs(path);
}

function beingRead(cause: unknown): AppError {
  return new AppError(
    'conflict',
    'The store was being read by another program, needs that to end before it is replaced',
    { cause },
  );
}
