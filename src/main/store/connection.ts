/** What stands behind a store: the connection, its prepared statements and its transactions. For the files of this room. */
import type Database from 'better-sqlite3';
import { AppError, invariant } from '../../shared/errors.ts';
import type { Clock } from '../../shared/time.ts';

/** A database with what was prepared for it. */
export type Connection = {
  readonly database: Database.Database;
  readonly statements: Map<string, Database.Statement<unknown[], unknown>>;
  /** Keys of series to their ids, filled as they are asked for. */
  readonly seriesIds: Map<string, number>;
  /** Open batches that another one emptied and that were not begun again since. */
  readonly emptiedBatches: Set<number>;
  /** Sets of ratings that are being written; any other open one was left by a program that was killed. */
  readonly openRatingSets: Set<number>;
  readonly clock: Clock | null;
};

const connections = new WeakMap<object, Connection>();

/** Returns a connection over a database. @param clock - null for one that only reads. */
export function createConnection(database: Database.Database, clock: Clock | null): Connection {
  return {
    ...{ database, clock, statements: new Map(), seriesIds: new Map() },
    ...{ emptiedBatches: new Set(), openRatingSets: new Set() },
  };
}

/** Ties a store to its connection; the store itself shows nothing of SQLite. */
export function bindConnection(store: object, connection: Connection): void {
  connections.set(store, connection);
}

/** Returns the connection of a store. */
export function connectionOf(store: object): Connection {
  const connection = connections.get(store);
  invariant(connection, 'the store was not made by openStore');
  return connection;
}

/** Returns the statement of a text, prepared once for each connection. Row objects unless `raw` or `pluck` was set. */
export function statementOf<Row = unknown>(store: object, sql: string): Database.Statement<unknown[], Row> {
  const { database, statements } = connectionOf(store);
  let statement = statements.get(sql);
  if (statement === undefined) {
    statement = database.prepare(sql);
    statements.set(sql, statement);
  }
  return statement as Database.Statement<unknown[], Row>;
}

/** Returns the rows of a query as arrays of columns. */
export function rawRows<Row extends readonly unknown[]>(store: object, sql: string, ...values: unknown[]): Row[] {
  return guarded(() => statementOf<Row>(store, sql).raw().all(values));
}

/** Returns the rows of a query as objects. */
export function rowsOf<Row>(store: object, sql: string, ...values: unknown[]): Row[] {
  return guarded(() => statementOf<Row>(store, sql).all(values));
}

/** Returns the first row of a query as an object, or undefined. */
export function rowOf<Row>(store: object, sql: string, ...values: unknown[]): Row | undefined {
  return guarded(() => statementOf<Row>(store, sql).get(values));
}

/** Runs a statement and returns how many rows it changed. */
export function run(store: object, sql: string, ...values: unknown[]): number {
  return statementOf(store, sql).run(values).changes;
}

/**
 * Runs `work` as one transaction that writes: all of it is kept, or nothing. Within another one it is a part of that.
 *
 * Throws `conflict` where the database refuses a change, `unavailable` where the disk is full.
 */
export function writing<T>(store: object, work: () => T): T {
  return inTransaction(store, 'BEGIN IMMEDIATE', work);
}

/** Runs `work` over one state of the database: what is written meanwhile is not seen. */
export function reading<T>(store: object, work: () => T): T {
  return inTransaction(store, 'BEGIN', work);
}

function inTransaction<T>(store: object, begin: string, work: () => T): T {
  const { database } = connectionOf(store);
  if (database.inTransaction) return work();
  return guarded(() => {
    statementOf(store, begin).run();
    try {
      const result = work();
      statementOf(store, 'COMMIT').run();
      return result;
    } catch (thrown) {
      // SQLite has rolled back by itself after some errors, a full disk among them
      if (database.inTransaction) statementOf(store, 'ROLLBACK').run();
      throw thrown;
    }
  });
}

/** Returns what `work` returns; SQLite's errors that a caller can do something about become an AppError. */
export function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    throw translated(thrown);
  }
}

const MEANINGS: readonly (readonly [prefix: string, code: 'conflict' | 'unavailable', text: string])[] = [
  ['SQLITE_FULL', 'unavailable', 'The disk of the store was full and nothing of this step was kept; needs free space'],
  ['SQLITE_IOERR', 'unavailable', 'The disk of the store could not be read or written; nothing of this step was kept'],
  [
    'SQLITE_CORRUPT',
    'conflict',
    'The store was damaged, needs to be restored from a backup: in Settings, or with restore',
  ],
  ['SQLITE_BUSY', 'conflict', 'The store was in use by another program for too long; needs it to finish'],
  ['SQLITE_READONLY', 'conflict', 'The store was opened for reading only, needs to be opened for writing'],
];

/** Returns SQLite's error as an AppError if a caller can do something about it, and anything else as it is. */
export function translated(thrown: unknown): unknown {
  const code = codeOf(thrown);
  if (code === null) return thrown;
  const message = (thrown as Error).message;
  if (code.startsWith('SQLITE_CONSTRAINT')) {
    return new AppError('conflict', `The store refused a change: ${message}`, { cause: thrown });
  }
  const meaning = MEANINGS.find(([prefix]) => code.startsWith(prefix));
  return meaning === undefined ? thrown : new AppError(meaning[1], meaning[2], { cause: thrown });
}

/** Returns SQLite's name of an error, or null if it is none of SQLite's. */
export function codeOf(thrown: unknown): string | null {
  if (!(thrown instanceof Error) || !('code' in thrown) || typeof thrown.code !== 'string') return null;
  return thrown.code.startsWith('SQLITE_') ? thrown.code : null;
}
