import { copyFileSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, it } from 'vitest';
import { backupHandlers } from '../../../src/main/engine/backups.ts';
import { type Calls, createCalls } from '../../../src/main/engine/calls.ts';
import type { EngineContext } from '../../../src/main/engine/context.ts';
import { loadSettings, saveSettings } from '../../../src/main/engine/load-settings.ts';
import { NO_LOG } from '../../../src/main/engine/log.ts';
import { programVersion } from '../../../src/main/engine/program-version.ts';
import type { JobRun } from '../../../src/main/jobs/job.ts';
import { JOBS } from '../../../src/main/jobs/jobs.ts';
import type { Pool } from '../../../src/main/jobs/pool.ts';
import { soloTeam } from '../../../src/main/numeric/team.ts';
import { connectionOf } from '../../../src/main/store/connection.ts';
import { SCHEMA_VERSION } from '../../../src/main/store/migrate.ts';
import { openStore, openStoreReadOnly, type WritableStore } from '../../../src/main/store/open.ts';
import { hashFacts } from '../../../src/main/store/status.ts';
import { type AppContract, contract } from '../../../src/shared/contract.ts';
import type { CallName, Output } from '../../../src/shared/endpoint.ts';
import { type CancelSignal, NEVER_CANCELLED } from '../../../src/shared/errors.ts';
import { Settings } from '../../../src/shared/settings.ts';
import { instantOf } from '../../../src/shared/time.ts';
import { openContext } from '../../support/engine-context.ts';
import { store as keep } from '../../support/store-rows.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0).reverse()) close();
});

type BackupCall = CallName<AppContract> & `backups.${string}`;

type Room = {
  readonly home: string;
  readonly folder: string;
  readonly path: string;
  readonly calls: Calls;
  readonly heard: string[];
  readonly progress: number[];
  /** The store that is open now. */
  store(): WritableStore;
  later(milliseconds: number): void;
  call<N extends BackupCall>(name: N, input?: object, signal?: CancelSignal): Promise<Output<AppContract[N]>>;
};

function open(options: { onProgress?: (done: number) => void } = {}): Room {
  let now = Date.UTC(2026, 6, 1, 9);
  const clock = () => instantOf(now);
  const base = openContext(clock);
  let { store } = base;
  const path = store.path;
  const calls = createCalls(base.events, clock);
  const progress: number[] = [];
  const pool: Pool = {
    async run(name, input, signal, listener) {
      const reader = openStoreReadOnly(path);
      const report: JobRun['report'] = (done, note) => {
        progress.push(done);
        options.onProgress?.(done);
        listener.onProgress(done, note);
      };
      try {
        const job = JOBS[name] as (store: unknown, input: unknown, run: JobRun) => unknown;
        return (await job(reader, input, {
          ...{ team: soloTeam({}), signal, report, saveCheckpoint: () => undefined },
        })) as never;
      } finally {
        reader.close();
      }
    },
    close: async () => undefined,
  };
  const make = () => {
    const context: EngineContext = {
      ...{ ...base, store, clock, pool, calls },
      async replaceStore(body) {
        store.close();
        try {
          await body();
        } finally {
          store = openStore(path, { clock });
          handlers = make();
        }
      },
    };
    return backupHandlers(context, () => loadSettings(store, NO_LOG).backupsKept);
  };
  let handlers = make();
  closers.push(base.close, () => store.close());
  keep(store, 'kraken', [
    { key: 'A', day: 20_000, close: 1 },
    { key: 'B', day: 20_000, close: 2 },
  ]);
  return {
    ...{ home: base.home, folder: join(base.home, 'backups'), path, calls, progress },
    heard: new Proxy([] as string[], {
      get: (_, key) =>
        Reflect.get(
          base.heard.map(({ name }) => name),
          key,
        ),
    }),
    store: () => store,
    later: (milliseconds) => {
      now += milliseconds;
    },
    async call(name, input = {}, signal = NEVER_CANCELLED) {
      const handler = handlers[name] as (input: unknown, signal: CancelSignal) => unknown;
      return contract[name].output.parse(await handler(contract[name].input.parse(input), signal)) as never;
    },
  };
}

const idsOf = async (room: Room): Promise<string[]> => (await room.call('backups.list')).backups.map(({ id }) => id);

describe('backups.create', () => {
  it('makes one file with a document beside it, both for their owner alone', async () => {
    const room = open();
    expect(await room.call('backups.list')).toEqual({ folder: room.folder, backups: [] });
    const backup = await room.call('backups.create');
    const contentHash = hashFacts(room.store());
    expect(backup).toEqual({
      id: 'indexsmith-2026-07-01T09-00-00.000Z-asked.sqlite',
      createdTime: Date.UTC(2026, 6, 1, 9),
      bytes: statSync(join(room.folder, backup.id)).size,
      why: 'asked',
      contentHash,
    });
    expect(readdirSync(room.folder).sort()).toEqual([backup.id.replace('.sqlite', '.json'), backup.id]);
    expect(JSON.parse(readFileSync(join(room.folder, backup.id.replace('.sqlite', '.json')), 'utf8'))).toEqual({
      ...{ createdTime: backup.createdTime, why: 'asked', contentHash },
      ...{ schemaVersion: SCHEMA_VERSION, programVersion: programVersion() },
    });
    expect((await room.call('backups.list')).backups).toEqual([backup]);
    expect(room.heard).toContain('backups.changed');
    expect(statSync(room.folder).mode & 0o077).toBe(0);
    expect(room.progress).toEqual([...room.progress].sort((a, b) => a - b));
  });

  it('is of one instant, whatever is written meanwhile', async () => {
    let isWritten = false;
    const room: Room = open({
      onProgress: () => {
        if (isWritten) return;
        isWritten = true;
        keep(room.store(), 'kraken', [{ key: 'C', day: 20_000, close: 3 }]);
      },
    });
    const before = hashFacts(room.store());
    expect((await room.call('backups.create')).contentHash).toBe(before);
    expect(hashFacts(room.store())).not.toBe(before);
  });

  it('keeps as many of those that were asked for as the settings say, the newest', async () => {
    const room = open();
    saveSettings(room.store(), Settings.parse({ backupsKept: 2 }));
    const made: string[] = [];
    for (let i = 0; i < 4; i++) {
      // two in one millisecond, and a clock that goes back
      if (i >= 2) room.later(i === 2 ? -1_000 : 60_000);
      made.push((await room.call('backups.create')).id);
    }
    expect(new Set(made).size).toBe(4);
    expect(await idsOf(room)).toEqual([made[3], made[1]]);
    expect(readdirSync(room.folder)).toHaveLength(4);
    saveSettings(room.store(), Settings.parse({ backupsKept: 1 }));
    room.later(-3_600_000);
    const newest = await room.call('backups.create');
    expect(await idsOf(room)).toEqual([newest.id]);
  });

  it('leaves nothing where it is cancelled', async () => {
    for (const at of [0, 0.25, 0.6]) {
      const signal = { aborted: false };
      const room = open({
        onProgress: (done) => {
          if (done >= at) signal.aborted = true;
        },
      });
      await expect(room.call('backups.create', {}, signal)).rejects.toMatchObject({ code: 'cancelled' });
      expect(readdirSync(room.folder)).toEqual([]);
      expect(await room.call('backups.create')).toMatchObject({ why: 'asked' });
    }
  });

  it('does not keep the copy of a damaged store, nor take the sound ones away', async () => {
    const room = open();
    saveSettings(room.store(), Settings.parse({ backupsKept: 1 }));
    const sound = await room.call('backups.create');
    connectionOf(room.store()).database.pragma('foreign_keys = OFF');
    connectionOf(room.store()).database.exec('INSERT INTO batch_series VALUES (999, 999, 0, 1, 1, 0)');
    room.later(1_000);
    await expect(room.call('backups.create')).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('2 rows point to rows that are not there'),
    });
    expect(await idsOf(room)).toEqual([sound.id]);
  });

  it('takes away what a killed one left, and does not list it', async () => {
    const room = open();
    await room.call('backups.create');
    writeFileSync(join(room.folder, 'indexsmith-x-asked.sqlite.unfinished'), 'half');
    writeFileSync(join(room.folder, 'indexsmith-y-asked.json'), '{}');
    expect(await idsOf(room)).toHaveLength(1);
    room.later(1);
    await room.call('backups.create');
    expect(readdirSync(room.folder).filter((name) => /x-asked|y-asked/.test(name))).toEqual([]);
  });

  it('is made once at a time', async () => {
    const room = open();
    const first = room.call('backups.create');
    await expect(room.call('backups.create')).rejects.toMatchObject({ code: 'conflict' });
    await first;
  });
});

describe('backups.verify', () => {
  it('finds a backup sound, also one without a document and one that a migration made', async () => {
    const room = open();
    const { id, contentHash } = await room.call('backups.create');
    const sound = { isSound: true, contentHash, findings: [] };
    expect(await room.call('backups.verify', { id })).toEqual({ id, matches: true, ...sound });
    copyFileSync(join(room.folder, id), join(room.folder, 'mine.sqlite'));
    copyFileSync(join(room.folder, id), `${room.path}.version-2.backup`);
    for (const other of ['mine.sqlite', 'indexsmith.sqlite.version-2.backup']) {
      expect(await room.call('backups.verify', { id: other })).toEqual({ id: other, matches: null, ...sound });
    }
    const why = Object.fromEntries((await room.call('backups.list')).backups.map((one) => [one.id, one.why]));
    expect(why).toEqual({
      [id]: 'asked',
      'mine.sqlite': 'unknown',
      'indexsmith.sqlite.version-2.backup': 'before-migration',
    });
    expect(readdirSync(room.folder).filter((name) => /-wal|-shm/.test(name))).toEqual([]);
  });

  const changed = (path: string, sql: string): void => {
    const database = new Database(path);
    database.pragma('foreign_keys = OFF');
    database.exec(sql);
    database.close();
  };
  it.each<[string, (path: string) => void, string]>([
    ['no database', (path) => writeFileSync(path, 'x'.repeat(5_000)), 'It is no store of this program'],
    ['another program’s', (path) => changed(path, 'PRAGMA application_id = 7'), 'It is no store of this program'],
    ['a newer program’s', (path) => changed(path, 'PRAGMA user_version = 99'), 'A newer program wrote it'],
    ['cut short', (path) => writeFileSync(path, readFileSync(path).subarray(0, 60_000)), 'SQLite'],
    ['damaged', (path) => damage(path), 'SQLite'],
    [
      'without what rows point to',
      (path) => changed(path, 'INSERT INTO batch_series VALUES (9, 9, 0, 1, 1, 0)'),
      '2 rows',
    ],
    [
      'changed',
      (path) => changed(path, "INSERT INTO refusals (batch_id, file, row, reason, text) VALUES (1, 'f', 1, 'r', 't')"),
      'Its facts are not those',
    ],
  ])('finds that a backup is %s, and refuses to restore it', async (_, spoil, finding) => {
    const room = open();
    const { id } = await room.call('backups.create');
    spoil(join(room.folder, id));
    const hash = hashFacts(room.store());
    const verified = await room.call('backups.verify', { id });
    expect(verified.isSound).toBe(false);
    expect(verified.findings.join()).toContain(finding);
    await expect(room.call('backups.restore', { id })).rejects.toMatchObject({ code: 'conflict' });
    expect(hashFacts(room.store())).toBe(hash);
    expect(readdirSync(room.home).filter((name) => name.includes('restoring'))).toEqual([]);
    expect(await idsOf(room)).toEqual([id]);
  });

  it('names no file but a backup', async () => {
    const room = open();
    for (const id of ['../indexsmith.sqlite', 'indexsmith.sqlite', '/etc/passwd', 'none.sqlite']) {
      await expect(room.call('backups.verify', { id })).rejects.toMatchObject({ code: 'not-found' });
    }
  });
});

/** Overwrites the page from which the candles are found, wherever the schema puts it. */
function damage(path: string): void {
  const database = new Database(path, { readonly: true });
  const page = database.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'candles'").pluck().get() as number;
  const size = database.pragma('page_size', { simple: true }) as number;
  database.close();
  writeFileSync(path, readFileSync(path).fill(0xa5, (page - 1) * size, page * size));
}

describe('backups.restore', () => {
  it('puts a backup in the place of the store, of which it makes one first', async () => {
    const room = open();
    const { id, contentHash } = await room.call('backups.create');
    room.later(1_000);
    keep(room.store(), 'kraken', [{ key: 'C', day: 20_000, close: 3 }]);
    const after = hashFacts(room.store());
    const restored = await room.call('backups.restore', { id });
    expect(restored).toEqual({ id, contentHash, backupOfBefore: expect.stringContaining('before-restore') });
    expect(hashFacts(room.store())).toBe(contentHash);
    expect(existsSync(`${room.path}.restoring`)).toBe(false);
    // and back
    room.later(1_000);
    await room.call('backups.restore', { id: restored.backupOfBefore });
    expect(hashFacts(room.store())).toBe(after);
    keep(room.store(), 'kraken', [{ key: 'D', day: 20_000, close: 3 }]);
    expect((await idsOf(room)).length).toBe(3);
  });

  it('refuses while another command runs, and while another program reads the store', async () => {
    const room = open();
    const { id } = await room.call('backups.create');
    let end = (): void => undefined;
    const running = room.calls.run('imports.run', {}, NEVER_CANCELLED, () => new Promise<void>((done) => (end = done)));
    await expect(room.call('backups.restore', { id })).rejects.toThrow('imports.run was running');
    end();
    await running;
    keep(room.store(), 'kraken', [{ key: 'C', day: 20_000, close: 3 }]);
    const hash = hashFacts(room.store());
    const reader = openStoreReadOnly(room.path);
    connectionOf(reader).database.exec('BEGIN; SELECT count(*) FROM series');
    await expect(room.call('backups.restore', { id })).rejects.toThrow('being read by another program');
    reader.close();
    expect(hashFacts(room.store())).toBe(hash);
    expect(await room.call('backups.restore', { id })).toMatchObject({ id });
  });
});
