/**
 * Backups as files: copies of a store in a folder of their own, each with a small document beside it.
 *
 * A file has its final name only once it is whole, and its document lies beside it by then.
 */
import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type Backup, BackupDocument } from '../../shared/backups.ts';
import { formatInstant } from '../../shared/time.ts';

/** A backup and where it lies. */
export type BackupFile = Backup & { readonly path: string; readonly schemaVersion: number | null };

const ENDING = '.sqlite';
/** Of a file that is not whole yet; nobody takes it for a backup. */
const UNFINISHED = '.unfinished';
/** How `migrate` calls the copy that it makes beside the store. */
const BEFORE_MIGRATION = /\.version-(\d+)(?:-\d+)?\.backup$/;
/** Of a store's copy that is about to take its place. */
const PREPARED = '.restoring';
/** Of what SQLite may keep beside a file. */
const LOGS = ['-wal', '-shm', '-journal'] as const;

/** Returns the folder of a home's backups. */
export function backupFolder(home: string): string {
  return join(home, 'backups');
}

/**
 * Returns the path of a new backup while it is not whole yet, and when it is said to be made: a millisecond later than another one
 * of the same instant. Makes the folder, which only its owner may read.
 */
export function beginBackup(
  home: string,
  now: number,
  why: Backup['why'],
): { unfinished: string; createdTime: number } {
  const folder = backupFolder(home);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (let createdTime = now; ; createdTime++) {
    const path = join(folder, `indexsmith-${formatInstant(createdTime).replaceAll(':', '-')}-${why}${ENDING}`);
    if (!existsSync(path)) return { unfinished: `${path}${UNFINISHED}`, createdTime };
  }
}

/**
 * Gives a file that is whole and written through to the disk its final name, its document first: a backup that is there always
 * has one.
 *
 * @returns the backup's id.
 */
export function finishBackup(unfinished: string, document: BackupDocument): string {
  const path = unfinished.slice(0, -UNFINISHED.length);
  const beside = documentPath(path);
  writeFileSync(`${beside}${UNFINISHED}`, `${JSON.stringify(document, null, 2)}\n`, { mode: 0o600, flush: true });
  renameSync(`${beside}${UNFINISHED}`, beside);
  // the log of a damaged store first: without it the copy would be less than the store
  if (existsSync(`${unfinished}-wal`)) renameSync(`${unfinished}-wal`, `${path}-wal`);
  renameSync(unfinished, path);
  syncFolder(dirname(path));
  return basename(path);
}

/** Returns the backups of a home, newest first, those among them that a migration made beside the store. */
export function listBackupFiles(home: string): BackupFile[] {
  const inFolder = namesIn(backupFolder(home))
    .filter((name) => name.endsWith(ENDING))
    .map((name) => describeFile(join(backupFolder(home), name)));
  const besideStore = namesIn(home)
    .filter((name) => BEFORE_MIGRATION.test(name))
    .map((name) => describeFile(join(home, name)));
  return [...inFolder, ...besideStore].sort((a, b) => b.createdTime - a.createdTime || (a.id < b.id ? 1 : -1));
}

/** Takes a backup away, its document last. */
export function removeBackupFile({ path }: BackupFile): void {
  removeDatabase(path);
  rmSync(documentPath(path), { force: true });
}

/**
 * Copies the files of a store that SQLite cannot read, byte for byte: its log, which may hold more than it does, beside it. Nothing
 * is left where that fails.
 */
export function copyDamaged(path: string, target: string): void {
  try {
    for (const ending of ['', '-wal']) {
      if (ending !== '' && (statSync(`${path}${ending}`, { throwIfNoEntry: false })?.size ?? 0) === 0) continue;
      copyFileSync(`${path}${ending}`, `${target}${ending}`);
      syncFile(`${target}${ending}`);
    }
  } catch (thrown) {
    removeDatabase(target);
    throw thrown;
  }
}

/** Takes a file away that SQLite may have kept others beside. */
export function removeDatabase(path: string): void {
  for (const ending of ['', ...LOGS]) rmSync(`${path}${ending}`, { force: true });
}

/** Takes away what SQLite kept beside a file. */
export function removeLogs(path: string): void {
  for (const ending of LOGS) rmSync(`${path}${ending}`, { force: true });
}

/** Returns where the copy lies that is about to take a store's place. */
export function preparedPath(storePath: string): string {
  return `${storePath}${PREPARED}`;
}

/** Takes away what a killed backup or restore left. For whoever holds the store's lock, so that neither is under way. */
export function sweepLeft(home: string, storePath: string): void {
  removeDatabase(preparedPath(storePath));
  sweepUnfinished(home);
}

/** Takes away what a killed backup left: files that never became whole, and documents of none. */
export function sweepUnfinished(home: string): void {
  const folder = backupFolder(home);
  for (const name of namesIn(folder)) {
    const isOrphan = name.endsWith('.json') && !existsSync(join(folder, `${name.slice(0, -'.json'.length)}${ENDING}`));
    if (name.includes(UNFINISHED) || isOrphan) rmSync(join(folder, name), { force: true });
  }
}

/** Writes a file through to the disk, so that a name which is given to it afterwards never stands for less than all of it. */
export function syncFile(path: string): void {
  const descriptor = openSync(path, 'r+');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Writes a folder's names through to the disk, where the system lets a program do so. */
export function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function documentPath(path: string): string {
  return path.endsWith(ENDING) ? `${path.slice(0, -ENDING.length)}.json` : `${path}.json`;
}

function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

function describeFile(path: string): BackupFile {
  const { size, mtimeMs } = statSync(path);
  const document = readDocument(documentPath(path));
  const version = BEFORE_MIGRATION.exec(path)?.[1];
  return {
    id: basename(path),
    path,
    bytes: size + (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0),
    createdTime: document?.createdTime ?? Math.round(mtimeMs),
    why: document?.why ?? (version === undefined ? 'unknown' : 'before-migration'),
    contentHash: document?.contentHash ?? null,
    schemaVersion: document?.schemaVersion ?? (version === undefined ? null : Number(version)),
  };
}

/** Returns the document of a backup; null if there is none that can be read. */
function readDocument(path: string): BackupDocument | null {
  if (!existsSync(path)) return null;
  try {
    return BackupDocument.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data ?? null;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return null;
    throw thrown;
  }
}
