import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { listBackupFiles } from '../../src/main/store/backup-files.ts';
import { checkBackup } from '../../src/main/store/backups.ts';
import { listBatches } from '../../src/main/store/batches.ts';
import { MIGRATIONS, migrate, SCHEMA_VERSION } from '../../src/main/store/migrate.ts';
import { openStore, openStoreReadOnly } from '../../src/main/store/open.ts';
import { countRefusals } from '../../src/main/store/refusals.ts';
import { hashFacts } from '../../src/main/store/status.ts';
import { NEVER_CANCELLED } from '../../src/shared/errors.ts';
import { instantOf } from '../../src/shared/time.ts';

let folder: string;
let path: string;
const clock = () => instantOf(1);
const PACE = { signal: NEVER_CANCELLED, report: () => undefined };

/** Rows as a program of each version wrote them: what is appended to the rows of the version before. */
const ROWS: Readonly<Record<number, string>> = {
  1: `
    INSERT INTO batches VALUES (1, 'binance', 'candles', 'a.csv', 'hash', 5, 'assumed', 'open', 3);
    INSERT INTO series VALUES (1, 'binance', 'AUSDT', '1d');
    INSERT INTO candles VALUES (1, 0, 86400000, 86400000, 1, 1.5, 2, 1, 1.75, NULL, 1e6, 0);
    INSERT INTO candles VALUES (1, 0, 86400005, 86400000, 1, 1.5, 2, 1, 1.25, NULL, 1e6, NULL);
    INSERT INTO batch_series VALUES (1, 1, 0, 0, 1, 1);
    INSERT INTO listings VALUES ('binance', 'AUSDT', 1, 'A', 'USDT', 1, NULL, 1);
    INSERT INTO assets VALUES ('coingecko', 'a', 1, 'A', 'Aa', '["x"]', 2, NULL, NULL, 3, 1);
    INSERT INTO crosswalk VALUES ('coinmarketcap', 'A', 'coingecko', 'a', 'm', 0.1, 4, 1);
    INSERT INTO absences VALUES (1, 'binance', 'AUSDT', '1d', 1, 2, 'stale', 3, 1);
    INSERT INTO refusals VALUES (1, 1, 'a.csv', 3, 'r', 't');
    INSERT INTO refusals VALUES (2, 1, 'a.csv', 4, 'r', 't');
    INSERT INTO identities VALUES ('binance', 'AUSDT', 0, NULL, 'a', 'm', 0, '{}', 1);
    INSERT INTO settings VALUES ('k', '1');
    UPDATE batches SET state = 'sealed' WHERE id = 1;
    INSERT INTO batches VALUES (2, 'binance', 'candles', 'b.csv', 'hash2', 6, 'assumed', 'open', 1);`,
  2: `
    INSERT INTO models VALUES ('m', 1, '{}', 2);
    INSERT INTO model_arrays VALUES ('m', 'a', 'Uint8Array', x'0102');
    INSERT INTO rating_sets VALUES (1, 1, 2, '{}');
    INSERT INTO ratings VALUES ('a', 1, '{}');
    INSERT INTO drafts VALUES ('d', 1, '{}');
    INSERT INTO draft_states VALUES (1, 'd', 1, 'proposed');
    INSERT INTO backtests VALUES ('b', 1, '{}', NULL, NULL, NULL);
    INSERT INTO checkpoints VALUES ('c', 'h', 1, x'00');`,
  3: `
    INSERT INTO drafts VALUES ('e', 2, '{"name":"Index","weights":[{"asset":"a"}]}');
    INSERT INTO draft_states VALUES (2, 'e', 2, 'rejected', 'too bold');`,
  4: `
    INSERT INTO rating_sets VALUES (2, 1, 3, '{}', 'open');
    INSERT INTO ratings VALUES ('a', 2, '{}');`,
  5: `
    INSERT INTO measure_series VALUES (1, 'coinmetrics', 'btc', 'TxCnt');
    INSERT INTO measures VALUES (1, 0, 86400000, 3.5, 2);
    INSERT INTO articles VALUES (1, 'articles', 'k', 1, 2, 'p', 't', 'b', NULL, 2);
    INSERT INTO incidents VALUES ('telegram', 'k', 2, 'pump', 1, 'A', NULL, 'binance', NULL, 2);
    INSERT INTO forecasts VALUES (1, 1, 7, 'ensemble', NULL, 2, '["a"]', x'00000000');
    INSERT INTO studies VALUES (1, 'pattern-search', 1, 2, '{}');`,
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'indexsmith-migration-'));
  path = join(folder, 'a.sqlite');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Of the facts of version 1, as the program of version 4 told it; no later version seals any more of them. */
const HASH = '3dfcf828e09ce6f77001bb18e67c769bee02e934234c7984a7a628e91741a8a8';

/** Writes a store as the program of that version left it. */
function write(version: number): void {
  const database = new Database(path);
  for (let step = 1; step <= version; step++) {
    migrate(database, ':memory:', step);
    database.exec(ROWS[step]!);
  }
  database.close();
}

/** Returns every row of every table of the version, in the columns that the version has. */
function content(file: string, version: number): Record<string, unknown[]> {
  const database = new Database(file, { readonly: true });
  const shape = new Database(':memory:');
  migrate(shape, ':memory:', version);
  const tables = shape.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").pluck().all();
  const rows = (tables as string[]).map((table) => {
    const columns = shape.prepare('SELECT name FROM pragma_table_info(?)').pluck().all(table);
    return [
      table,
      database
        .prepare(`SELECT ${columns.join(', ')} FROM ${table} ORDER BY ${columns.map((_, i) => i + 1).join(', ')}`)
        .raw()
        .all(),
    ];
  });
  database.close();
  shape.close();
  return Object.fromEntries(rows) as Record<string, unknown[]>;
}

it('has rows of every version, and the versions count on without a hole', () => {
  expect(MIGRATIONS.map(({ version }) => version)).toEqual(Array.from({ length: SCHEMA_VERSION }, (_, i) => i + 1));
  expect(Object.keys(ROWS).map(Number)).toEqual(MIGRATIONS.map(({ version }) => version));
});

it.each(MIGRATIONS.slice(0, -1).map(({ version }) => version))(
  'from version %i keeps every row and leaves a backup',
  (version) => {
    write(version);
    const before = content(path, version);
    expect(Object.values(before).every((rows) => rows.length > 0)).toBe(true);
    expect(checkBackup(path, PACE)).toEqual({ findings: [], contentHash: HASH, schemaVersion: version });
    expect(() => openStoreReadOnly(path)).toThrow(`has schema version ${version}, needs ${SCHEMA_VERSION}`);
    const store = openStore(path, { clock });
    const backup = `${path}.version-${version}.backup`;
    expect(content(path, version)).toEqual(before);
    expect(content(backup, version)).toEqual(before);
    expect(new Database(backup).pragma('user_version', { simple: true })).toBe(version);
    expect(existsSync(`${backup}.unfinished`)).toBe(false);
    expect([countRefusals(store), listBatches(store)[0]?.refusedCount]).toEqual([2, 2]);
    expect(hashFacts(store)).toBe(HASH);
    store.close();
    // what held before holds after: sealed facts stay
    const database = new Database(path);
    expect(() => database.exec('UPDATE candles SET close = 9')).toThrow('candles are append-only');
    expect(() => database.exec("UPDATE batches SET kind = 'x' WHERE id = 1")).toThrow('a sealed batch takes no change');
    expect(() => database.exec("UPDATE batches SET state = 'sealed' WHERE id = 2")).not.toThrow();
    database.close();
  },
);

it('of the present version changes nothing and takes no backup', () => {
  write(SCHEMA_VERSION);
  const before = content(path, SCHEMA_VERSION);
  openStore(path, { clock }).close();
  expect(content(path, SCHEMA_VERSION)).toEqual(before);
  expect(existsSync(`${path}.version-${SCHEMA_VERSION}.backup`)).toBe(false);
});

it('that fails half-way is undone as a whole', () => {
  write(1);
  const before = content(path, 1);
  const database = new Database(path);
  database.exec('CREATE TABLE drafts (id TEXT)');
  expect(() => migrate(database, path)).toThrow('table drafts already exists');
  expect(database.pragma('user_version', { simple: true })).toBe(1);
  database.exec('DROP TABLE drafts');
  database.close();
  expect(content(path, 1)).toEqual(before);
});

it('leaves the backup of an older store where it is, also when another store of that version comes', () => {
  const backup = `${path}.version-2.backup`;
  const migrateAgain = (change: string): void => {
    for (const ending of ['', '-wal', '-shm']) rmSync(`${path}${ending}`, { force: true });
    write(2);
    const database = new Database(path);
    database.exec(change);
    database.close();
    openStore(path, { clock }).close();
  };
  migrateAgain('');
  const first = readFileSync(backup);
  // the same store, as where a migration was killed
  migrateAgain('');
  const names = (): string[] => readdirSync(folder).filter((name) => name.includes('.version-'));
  expect(names()).toEqual([basename(backup)]);
  migrateAgain("UPDATE settings SET value = '2'");
  expect(names()).toEqual([`${basename(path)}.version-2-2.backup`, basename(backup)]);
  expect(readFileSync(backup).equals(first)).toBe(true);
  expect(listBackupFiles(folder).map(({ why, schemaVersion }) => [why, schemaVersion])).toEqual([
    ['before-migration', 2],
    ['before-migration', 2],
  ]);
});
