/**
 * A store is one SQLite file in WAL mode: one writer, many readers.
 *
 * The writer holds a lock on a file beside the store for as long as it is open. It is SQLite's own exclusive lock, so the
 * operating system takes it away when the process dies, however it dies.
 */
import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { AppError } from '../../shared/errors.ts';
import type { Clock } from '../../shared/time.ts';
import { bindConnection, type Connection, codeOf, createConnection, translated } from './connection.ts';
import { migrate, refuseForeign, refuseOlder } from './migrate.ts';

/** A store to read from. A connection belongs to the thread that opened it. */
export type ReadableStore = {
  readonly path: string;
  close(): void;
};

declare const writable: unique symbol;

/** The one store that may be written to; it can be read as well. */
export type WritableStore = ReadableStore & { readonly [writable]: true };

const BUSY_TIMEOUT_MS = 5_000;
/** 64 MB of pages for the writer; a reader reads each page once and is served by the operating system's cache. */
const WRITER_CACHE_KIB = 65_536;
const READER_CACHE_KIB = 16_384;
const MMAP_BYTES = 2 ** 30;
/** Pages of 8 KiB: a store of daily candles came out a third smaller than with 4 KiB, and as fast to write. */
const PAGE_BYTES = 8_192;
/**
 * Pages in the log before they move to the database: 6 MB. The commit that is behind moves them and takes 10 ms longer; with
 * 4,000 it took 50 ms longer, and a whole import was no faster.
 */
const CHECKPOINT_PAGES = 800;

/**
 * Opens or creates a store for writing and brings its schema up to date. `:memory:` is a store that nobody else sees.
 *
 * Throws `conflict` if another writer has it open or its schema is newer than the program, `invalid-input` if the file
 * is no store, `unavailable` if it cannot be opened.
 *
 * @param options.clock - when things are recorded that bring no time of their own.
 */
export function openStore(path: string, options: { readonly clock: Clock }): WritableStore {
  const lock = path === ':memory:' ? null : takeLock(path);
  let database: Database.Database | undefined;
  try {
    database = openDatabase(path, false);
    refuseForeign(database, path);
    database.pragma(`page_size = ${PAGE_BYTES}`);
    database.pragma('journal_mode = WAL');
    database.pragma(`cache_size = -${WRITER_CACHE_KIB}`);
    migrate(database, path);
    // SQLite opens a file that it may not write for reading, and would say so only at the first write
    database.exec('BEGIN IMMEDIATE; ROLLBACK');
    database.pragma('synchronous = NORMAL');
    database.pragma('foreign_keys = ON');
    database.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    return createStore(path, createConnection(database, options.clock), lock) as WritableStore;
  } catch (thrown) {
    database?.close();
    lock?.close();
    throw codeOf(thrown) === null ? thrown : openingError(thrown, path, false);
  }
}

/** Opens a store that exists for reading alone. Throws `not-found` without one, otherwise as {@link openStore}. */
export function openStoreReadOnly(path: string): ReadableStore {
  return openToRead(path, refuseOlder);
}

/** Opens a store for reading alone that may be of an older version, as a backup may. Throws as {@link openStoreReadOnly}. */
export function openBackup(path: string): ReadableStore {
  return openToRead(path, () => undefined);
}

function openToRead(path: string, refuse: (database: Database.Database, path: string) => void): ReadableStore {
  const database = openDatabase(path, true);
  try {
    database.pragma(`cache_size = -${READER_CACHE_KIB}`);
    refuseForeign(database, path);
    refuse(database, path);
    return createStore(path, createConnection(database, null), null);
  } catch (thrown) {
    database.close();
    throw codeOf(thrown) === null ? thrown : openingError(thrown, path, true);
  }
}

function createStore(path: string, connection: Connection, lock: Database.Database | null): ReadableStore {
  const store: ReadableStore = {
    path,
    close() {
      connection.statements.clear();
      connection.database.close();
      lock?.close();
    },
  };
  bindConnection(store, connection);
  return store;
}

function openDatabase(path: string, isReadOnly: boolean): Database.Database {
  let database: Database.Database | undefined;
  try {
    database = new Database(path, {
      readonly: isReadOnly,
      fileMustExist: isReadOnly,
      timeout: BUSY_TIMEOUT_MS,
    });
    database.pragma(`mmap_size = ${MMAP_BYTES}`);
    database.pragma('user_version');
    return database;
  } catch (thrown) {
    database?.close();
    throw openingError(thrown, path, isReadOnly);
  }
}

function openingError(thrown: unknown, path: string, isReadOnly: boolean): unknown {
  const code = codeOf(thrown);
  const cause = { cause: thrown };
  if (code === 'SQLITE_NOTADB' || code === 'SQLITE_CORRUPT') {
    return new AppError('invalid-input', `${path} was no database, needs to be a store of this program`, cause);
  }
  if (code?.startsWith('SQLITE_CANTOPEN') || (code === null && thrown instanceof TypeError)) {
    if (!isReadOnly) {
      return new AppError(
        'unavailable',
        `${path} could not be opened, needs a folder that exists and may be written`,
        cause,
      );
    }
    return existsSync(path)
      ? new AppError('unavailable', `${path} could not be read, needs a folder in which SQLite may keep its log`, cause)
      : missingStore(path, cause);
  }
  if (code?.startsWith('SQLITE_READONLY')) {
    return new AppError('unavailable', `${path} could not be written, needs a file and a folder that may be`, cause);
  }
  return translated(thrown);
}

/** Returns the lock of who writes to a store, which has to be closed. Throws `conflict` while another writer holds it. */
export function takeLock(path: string): Database.Database {
  let lock: Database.Database | undefined;
  try {
    lock = new Database(`${path}.lock`, { timeout: 0 });
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (thrown) {
    lock?.close();
    if (codeOf(thrown)?.startsWith('SQLITE_BUSY')) {
      throw new AppError('conflict', `The store ${path} was open for writing already, needs the other program to end`);
    }
    throw openingError(thrown, path, false);
  }
}

function missingStore(path: string, cause: { readonly cause?: unknown } = {}): AppError {
  return new AppError('not-found', `No store was found at ${path}; needs one that was created by an import`, cause);
}

/** Throws `not-found` where there is no store; makes nothing. */
export function refuseMissing(path: string): void {
  if (!existsSync(path)) throw missingStore(path);
}
