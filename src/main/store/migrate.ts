import { closeSync, existsSync, openSync, readSync, renameSync, rmSync, statSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { AppError } from '../../shared/errors.ts';
import { FACTS } from './migrations/0001-facts.ts';
import { RESEARCH } from './migrations/0002-research.ts';
import { DECISIONS } from './migrations/0003-decisions.ts';
import { RATING_STATES } from './migrations/0004-rating-states.ts';
import { OBSERVATIONS } from './migrations/0005-observations.ts';

/** One step of the schema. A step that was released is never changed; a further one is added. */
export type Migration = { readonly version: number; readonly sql: string };

/** Every step, oldest first; step i leads to version i + 1. */
export const MIGRATIONS: readonly Migration[] = [FACTS, RESEARCH, DECISIONS, RATING_STATES, OBSERVATIONS];

/** The version that this program reads and writes. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/** Marks a database file as a store, so that no other program's file is taken for one: "IXSM". */
const APPLICATION_ID = 0x4958534d;

/**
 * Brings a database to `target`, all pending steps in one transaction. Before the first step of a database that holds
 * something, a copy is written beside it: `<path>.version-<n>.backup`, or `<path>.version-<n>-2.backup` where another store has that name.
 *
 * @param keepsCopy - false for what is itself a copy.
 */
export function migrate(
  database: Database.Database,
  path: string,
  target: number = SCHEMA_VERSION,
  keepsCopy = true,
): void {
  const version = versionOf(database);
  if (version >= target) return;
  if (keepsCopy && version > 0 && path !== ':memory:') backUp(database, `${path}.version-${version}`);
  // keys to rows that a step rebuilds would be checked against a table that is gone for a moment
  database.pragma('foreign_keys = OFF');
  database.transaction(() => {
    for (const { version: step, sql } of MIGRATIONS.slice(version, target)) {
      database.exec(sql);
      database.pragma(`user_version = ${step}`);
    }
    database.pragma(`application_id = ${APPLICATION_ID}`);
    const broken = database.pragma('foreign_key_check') as unknown[];
    if (broken.length > 0) {
      throw new AppError(
        'internal',
        `Migration of ${path} left ${broken.length} rows that point nowhere, so it was undone`,
      );
    }
  })();
}

/** Throws `invalid-input` for a database of another program, `conflict` for one of a newer version of this one. */
export function refuseForeign(database: Database.Database, path: string): void {
  const version = versionOf(database);
  const id = database.pragma('application_id', { simple: true }) as number;
  const tableCount = database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() as number;
  if (id !== APPLICATION_ID && (version > 0 || tableCount > 0)) {
    throw new AppError('invalid-input', `${path} was a database of another program, needs to be a store`);
  }
  if (version > SCHEMA_VERSION) {
    throw new AppError(
      'conflict',
      `The store ${path} has schema version ${version}, which a newer program wrote; this one knows up to ${SCHEMA_VERSION}`,
    );
  }
}

/** Throws `conflict` for a store that has yet to be migrated, for who may not do it. */
export function refuseOlder(database: Database.Database, path: string): void {
  const version = versionOf(database);
  if (version < SCHEMA_VERSION) {
    throw new AppError(
      'conflict',
      `The store ${path} has schema version ${version}, needs ${SCHEMA_VERSION}: open it once for writing, which updates it`,
    );
  }
}

function versionOf(database: Database.Database): number {
  return database.pragma('user_version', { simple: true }) as number;
}

/**
 * Copies the database as it stands, log included. A copy that was cut short never has the final name, and no other copy makes way:
 * it may be all that is left of another store. One that says the same serves again, so that a migration which fails at every start
 * does not fill the disk.
 */
function backUp(database: Database.Database, beginning: string): void {
  const unfinished = `${beginning}.backup.unfinished`;
  if (existsSync(unfinished)) rmSync(unfinished);
  database.prepare('VACUUM INTO ?').run(unfinished);
  const nameOf = (count: number): string => `${beginning}${count === 1 ? '' : `-${count}`}.backup`;
  let count = 1;
  while (existsSync(nameOf(count)) && !areSame(unfinished, nameOf(count))) count++;
  // over one that says the same, this changes nothing
  renameSync(unfinished, nameOf(count));
}

const COMPARED_BYTES = 2 ** 20;

function areSame(path: string, other: string): boolean {
  if (statSync(path).size !== statSync(other).size) return false;
  const files = [path, other].map((one) => openSync(one, 'r'));
  const [bytes, otherBytes] = files.map(() => Buffer.alloc(COMPARED_BYTES)) as [Buffer, Buffer];
  try {
    for (;;) {
      const [count, otherCount] = files.map((file, i) => readSync(file, i === 0 ? bytes : otherBytes));
      if (count !== otherCount || bytes.compare(otherBytes, 0, otherCount, 0, count) !== 0) return false;
      if (count === 0) return true;
    }
  } finally {
    for (const file of files) closeSync(file);
  }
}
