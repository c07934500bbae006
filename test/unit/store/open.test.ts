import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { beginBatch, sealBatch } from '../../../src/main/store/batches.ts';
import { appendCandles } from '../../../src/main/store/candles.ts';
import { connectionOf } from '../../../src/main/store/connection.ts';
import { SCHEMA_VERSION } from '../../../src/main/store/migrate.ts';
import { openStore, openStoreReadOnly, type ReadableStore, type WritableStore } from '../../../src/main/store/open.ts';
import { listSeries } from '../../../src/main/store/series.ts';
import { findSetting, saveSetting } from '../../../src/main/store/settings.ts';
import { hashFacts } from '../../../src/main/store/status.ts';
import { AppError } from '../../../src/shared/errors.ts';
import { instantOf } from '../../../src/shared/time.ts';
import { begin, blockOf, type CandleRow, FETCHED_AT, store as keep } from '../../support/store-rows.ts';

let folder: string;
let path: string;
const opened: ReadableStore[] = [];
const clock = () => instantOf(FETCHED_AT);
const open = (): WritableStore => {
  const store = openStore(path, { clock });
  opened.push(store);
  return store;
};
const read = (): ReadableStore => {
  const store = openStoreReadOnly(path);
  opened.push(store);
  return store;
};
const rows = (key: string, count: number): CandleRow[] =>
  Array.from({ length: count }, (_, i) => ({ key, day: 18_000 + i, close: 1 + i, quoteVolume: 1e6, marketCap: 1e9 }));
/** Returns the code of the AppError that is thrown; fails if none is. */
const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown.code;
    throw thrown;
  }
  throw new Error('nothing was thrown');
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'indexsmith-store-'));
  path = join(folder, 'a.sqlite');
});
afterEach(() => {
  for (const store of opened.splice(0)) store.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('who may write', () => {
  it('is one at a time: a second writer is refused, and let in when the first has closed', () => {
    const first = open();
    expect(() => open()).toThrow('a.sqlite was open for writing already, needs the other program to end');
    expect(codeOf(open)).toBe('conflict');
    first.close();
    expect(findSetting(open(), 'a')).toBeUndefined();
  });

  it('is no reader, by type and by SQLite, and readers see what was written meanwhile', () => {
    const writer = open();
    saveSetting(writer, 'a', 1);
    const reader = read();
    expect(findSetting(reader, 'a')).toBe(1);
    saveSetting(writer, 'a', 2);
    expect(findSetting(reader, 'a')).toBe(2);
    // @ts-expect-error a reader is not a WritableStore
    expect(codeOf(() => saveSetting(reader, 'a', 3))).toBe('conflict');
    // @ts-expect-error a reader is not a WritableStore
    expect(() => beginBatch(reader, { source: 'x', kind: 'y', fetchedAt: 1, knownSource: 'assumed' })).toThrow(
      'opened for reading only',
    );
    expect(findSetting(writer, 'a')).toBe(2);
  });

  it('leaves nothing open that was closed', () => {
    const store = openStore(path, { clock });
    const { database } = connectionOf(store);
    store.close();
    expect(database.open).toBe(false);
  });
});

describe('what is refused by name', () => {
  it('is a store that is not there, for readers', () => {
    expect(() => read()).toThrow(`No store was found at ${path}`);
    expect(codeOf(read)).toBe('not-found');
  });

  it('is a file that is no database, a database of another program, a folder that is not there', () => {
    writeFileSync(path, 'date,asset,open\n'.repeat(500));
    expect(() => open()).toThrow(`${path} was no database`);
    expect(() => read()).toThrow(`${path} was no database`);
    path = join(folder, 'other.sqlite');
    new Database(path).exec('CREATE TABLE users (id INTEGER)').close();
    expect(() => open()).toThrow(`${path} was a database of another program`);
    expect(codeOf(read)).toBe('invalid-input');
    path = join(folder, 'no', 'where.sqlite');
    expect(codeOf(open)).toBe('unavailable');
  });

  it('is a store of a newer program, which stays as it is', () => {
    open().close();
    new Database(path).exec(`PRAGMA user_version = ${SCHEMA_VERSION + 1}`).close();
    const message = `The store ${path} has schema version ${SCHEMA_VERSION + 1}, which a newer program wrote; this one knows up to ${SCHEMA_VERSION}`;
    expect(() => open()).toThrow(message);
    expect(() => read()).toThrow(message);
    expect(codeOf(open)).toBe('conflict');
  });
});

describe('facts', () => {
  const FACTS = ['candles', 'listings', 'assets', 'crosswalk', 'absences', 'refusals', 'identities', 'batch_series'];

  it('of a sealed batch can neither be changed nor taken away, by any statement', () => {
    const store = open();
    keep(store, 'binance', rows('A', 3));
    const { database } = connectionOf(store);
    const [{ id }] = database.prepare('SELECT id FROM batches').all() as [{ id: number }];
    database.exec(`
      INSERT INTO listings VALUES ('s', 'k', 1, 'A', 'B', 1, NULL, ${id});
      INSERT INTO assets VALUES ('s', 'k', 1, 'A', NULL, '[]', 1, NULL, NULL, NULL, ${id});
      INSERT INTO crosswalk VALUES ('a', 'b', 'c', 'd', 'm', 0.1, 1, ${id});
      INSERT INTO absences VALUES (1, 's', 'k', '1d', 1, 2, 'stale', 1, ${id});
      INSERT INTO refusals VALUES (1, ${id}, 'f', 1, 'r', 't');
      INSERT INTO identities VALUES ('s', 'k', 1, NULL, 'a', 'm', 0, '{}', ${id});`);
    for (const table of FACTS) {
      expect(() => database.exec(`UPDATE ${table} SET batch_id = batch_id`)).toThrow(`${table} are append-only`);
      expect(() => database.exec(`DELETE FROM ${table}`)).toThrow(`${table} are append-only`);
    }
    expect(() => database.exec("UPDATE batches SET state = 'open'")).toThrow('a sealed batch takes no change');
    expect(() => database.exec('DELETE FROM batches')).toThrow('a sealed batch is kept');
  });

  it('that cannot be true are refused by the table itself', () => {
    const store = open();
    keep(store, 'binance', rows('A', 1));
    const { database } = connectionOf(store);
    const insert = (columns: string, values: string) => () =>
      database.exec(
        `INSERT INTO candles (series_id, open_time, close_time, batch_id, ${columns}) VALUES (1, 5, 10, 1, ${values})`,
      );
    expect(insert('known_at, close', '9, 1')).toThrow('known_at >= close_time');
    expect(insert('known_at, close', '10, 0')).toThrow('close > 0');
    expect(insert('known_at, close, volume', '10, 1, -1')).toThrow('volume >= 0');
    expect(insert('known_at, close', "10, 'much'")).toThrow('cannot store TEXT value in REAL column');
    expect(insert('known_at, close', '10, 1')).not.toThrow();
  });
});

describe('a full disk', () => {
  it('keeps nothing of the step that it cut short, says so, and lets the work go on when there is room', () => {
    const store = open();
    const { database } = connectionOf(store);
    const batchId = begin(store, 'binance');
    appendCandles(store, batchId, blockOf('binance', rows('A', 100)), 100);
    const pages = database.pragma('page_count', { simple: true }) as number;
    database.pragma(`max_page_count = ${pages + 2}`);
    const more = blockOf('binance', rows('B', 20_000));
    expect(codeOf(() => appendCandles(store, batchId, more, 20_100))).toBe('unavailable');
    expect(() => appendCandles(store, batchId, more, 20_100)).toThrow('needs free space');
    expect(database.inTransaction).toBe(false);
    expect(database.prepare('SELECT count(*) FROM candles').pluck().get()).toBe(100);
    expect(beginBatch(store, { source: 'x', kind: 'y', fetchedAt: 1, knownSource: 'assumed' }).state).toBe('new');
    database.pragma('max_page_count = 100000');
    expect(appendCandles(store, batchId, more, 20_100).inserted).toBe(20_000);
    sealBatch(store, batchId);
    expect(listSeries(store)).toHaveLength(2);
    expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
  });
});

describe('a store that was not closed', () => {
  it('opens with what was committed, and without what was not', () => {
    const writer = open();
    keep(writer, 'binance', rows('A', 50));
    const hash = hashFacts(writer);
    connectionOf(writer).database.exec("BEGIN; INSERT INTO settings VALUES ('half', '1')");
    // another program sees the file and its log as they lie there, as after a crash
    const reader = read();
    expect(hashFacts(reader)).toBe(hash);
    expect(findSetting(reader, 'half')).toBeUndefined();
  });
});
