import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { checkBackup, copyStore, swapStore } from '../../../src/main/store/backups.ts';
import { connectionOf } from '../../../src/main/store/connection.ts';
import { SCHEMA_VERSION } from '../../../src/main/store/migrate.ts';
import { openStore, openStoreReadOnly, type WritableStore } from '../../../src/main/store/open.ts';
import { hashFacts } from '../../../src/main/store/status.ts';
import { NEVER_CANCELLED } from '../../../src/shared/errors.ts';
import { instantOf } from '../../../src/shared/time.ts';
import { store as keep } from '../../support/store-rows.ts';

const folders: string[] = [];
const stores: WritableStore[] = [];
afterEach(() => {
  for (const store of stores.splice(0)) store.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const PACE = { signal: NEVER_CANCELLED, report: () => undefined };

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'indexsmith-backups-'));
  folders.push(folder);
  return folder;
}

function open(path: string): WritableStore {
  const store = openStore(path, { clock: () => instantOf(0) });
  stores.push(store);
  return store;
}

function filled(path: string, days: number): WritableStore {
  const store = open(path);
  keep(
    store,
    'kraken',
    Array.from({ length: days }, (_, i) => ({ key: 'A', day: 10_000 + i, close: 1 + i })),
  );
  return store;
}

it('copies a store with what its log holds, into one file that needs none', async () => {
  const folder = newFolder();
  const store = filled(join(folder, 'a.sqlite'), 300);
  const reader = openStoreReadOnly(store.path);
  const target = join(folder, 'copy.sqlite');
  await copyStore(reader, target, PACE);
  expect(connectionOf(reader).database.inTransaction).toBe(false);
  reader.close();
  expect(checkBackup(target, PACE)).toEqual({
    findings: [],
    contentHash: hashFacts(store),
    schemaVersion: SCHEMA_VERSION,
  });
  expect(readdirSync(folder).filter((name) => name.startsWith('copy'))).toEqual(['copy.sqlite']);
});

it('puts a backup in the place of a store whose process was killed, and takes nothing of its log over', async () => {
  const folder = newFolder();
  const backup = join(folder, 'backup.sqlite');
  const first = filled(join(folder, 'first.sqlite'), 50);
  const hash = hashFacts(first);
  await copyStore(first, backup, PACE);
  const running = filled(join(folder, 'running.sqlite'), 3_000);
  // the files as they lie there while a program writes, as a kill would leave them
  const path = join(folder, 'killed.sqlite');
  for (const ending of ['', '-wal']) copyFileSync(`${running.path}${ending}`, `${path}${ending}`);
  expect(existsSync(`${path}-wal`)).toBe(true);
  await swapStore(path, backup);
  expect(existsSync(`${path}-wal`)).toBe(false);
  expect(existsSync(backup)).toBe(false);
  expect(hashFacts(open(path))).toBe(hash);
});

it('is refused while a program writes to the store, and changes nothing', async () => {
  const folder = newFolder();
  const store = filled(join(folder, 'a.sqlite'), 50);
  const backup = join(folder, 'backup.sqlite');
  await copyStore(store, backup, PACE);
  keep(store, 'kraken', [{ key: 'B', day: 1, close: 1 }]);
  const hash = hashFacts(store);
  await expect(swapStore(store.path, backup)).rejects.toThrow('open for writing already');
  expect(hashFacts(store)).toBe(hash);
  expect(existsSync(backup)).toBe(true);
});
