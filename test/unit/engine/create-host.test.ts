/** The host over real stores, a real pool and real files: what opens, what is replaced, and what outlives both. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, it } from 'vitest';
import { createEngine } from '../../../src/main/engine/create-engine.ts';
import { migrate, SCHEMA_VERSION } from '../../../src/main/store/migrate.ts';
import { openStore, takeLock } from '../../../src/main/store/open.ts';
import { saveSetting } from '../../../src/main/store/settings.ts';
import { clock, closeAll, closers, codeOf, nameIn, newHome, openRoom, writeStore } from '../../support/host-room.ts';

afterEach(closeAll);

/** Long enough that everything which is asked meanwhile is asked while it runs; each of them is cancelled. */
const LONG = { assetCount: 400, dayCount: 1_500 };

describe('two workspaces', () => {
  it('opens one at a time, hears the open one alone and keeps their data apart', async () => {
    const { home, call, events, defects } = openRoom();
    expect((await call('workspaces.list')).workspaces).toEqual([
      { id: 'own', home, isOpen: true, hasData: false },
      { id: 'sample', home: join(home, 'demo'), isOpen: false, hasData: null },
    ]);
    await call('workspaces.open', { id: 'sample' });
    expect(events).toContain('workspaces.changed {"id":"sample"}');
    await call('feeds.simulate', { assetCount: 20, dayCount: 400 });
    expect(events.some((event) => event.startsWith('data.changed'))).toBe(true);
    expect((await call('workspaces.list')).workspaces.map(({ isOpen, hasData }) => [isOpen, hasData])).toEqual([
      [false, false],
      [true, true],
    ]);
    await call('workspaces.open', { id: 'own' });
    expect((await call('system.status')).sources).toEqual([]);
    expect(defects).toEqual([]);
  });

  it('numbers commands so that none of one is taken for one of the other', async () => {
    const { call, running } = openRoom();
    const first = call('feeds.simulate', LONG).catch(codeOf);
    const own = await running('feeds.simulate');
    await call('workspaces.open', { id: 'sample' });
    const second = call('feeds.simulate', LONG).catch(codeOf);
    const sample = await running('feeds.simulate');
    expect(sample).toBeGreaterThan(own);
    // of a window that has not heard yet
    await expect(call('calls.cancel', { id: own })).rejects.toMatchObject({ code: 'not-found' });
    expect(await running('feeds.simulate')).toBe(sample);
    await call('calls.cancel', { id: sample });
    expect(await second).toBe('cancelled');
    await call('workspaces.open', { id: 'own' });
    await call('calls.cancel', { id: own });
    expect(await first).toBe('cancelled');
  });

  it('leaves the open one as it was where another program has the other, and tells no folder of it', async () => {
    const { home, call } = openRoom();
    mkdirSync(join(home, 'demo'));
    const lock = takeLock(join(home, 'demo', 'indexsmith.sqlite'));
    closers.push(() => void lock.close());
    await expect(call('workspaces.open', { id: 'sample' })).rejects.toMatchObject({
      code: 'conflict',
      message: 'The store indexsmith.sqlite was open for writing already, needs the other program to end',
    });
    expect((await call('workspaces.list')).workspaces[0]).toMatchObject({ id: 'own', isOpen: true });
    expect(JSON.stringify((await call('calls.list')).calls)).not.toContain(home);
    lock.close();
    await call('workspaces.open', { id: 'sample' });
  });
});

describe('the schedule', () => {
  it('is paused for the user’s own data, whatever is open, and stays so over a restore', async () => {
    const { call, events } = openRoom();
    await call('workspaces.open', { id: 'sample' });
    await call('settings.pauseSchedule', { paused: true });
    await call('workspaces.open', { id: 'own' });
    expect((await call('settings.schedule')).isPaused).toBe(true);
    // the one that acts has heard it, not only noted it
    expect((await call('logs.list', { contains: 'Schedule paused' })).lines).toHaveLength(1);
    const { id } = await call('backups.create');
    await call('backups.restore', { id });
    expect((await call('settings.schedule')).isPaused).toBe(true);
    await call('settings.pauseSchedule', { paused: false });
    expect((await call('settings.schedule')).isPaused).toBe(false);
    expect(events.filter((event) => event.startsWith('settings.changed')).length).toBeGreaterThan(0);
  });
});

describe('a restore', () => {
  it('puts the backup in place under whoever asks meanwhile, and is told of afterwards', async () => {
    const home = newHome();
    writeStore(home, 'first');
    const { host, path, call, events, defects } = openRoom(home);
    const { id, contentHash } = await call('backups.create');
    await call('feeds.simulate', { assetCount: 20, dayCount: 400 }).catch(codeOf);
    await call('settings.save', { ...(await call('settings.get')), draftDays: 77 });
    let isOver = false;
    const failures = new Set<string>();
    const asking = (async () => {
      while (!isOver) {
        await Promise.all([call('settings.get'), call('system.status')]).catch((thrown) =>
          failures.add(codeOf(thrown)),
        );
      }
    })();
    const restored = await call('backups.restore', { id });
    isOver = true;
    await asking;
    // a question that was under way is asked again by its window
    expect([...failures].filter((code) => code !== 'unavailable')).toEqual([]);
    expect(restored).toMatchObject({ id, contentHash });
    expect((await call('system.status', { hash: true })).contentHash).toBe(contentHash);
    expect((await call('settings.get')).draftDays).toBe(7);
    expect(events).toContain('workspaces.changed {"id":"own"}');
    const { calls } = await call('calls.list');
    expect(calls[0]).toMatchObject({ call: 'backups.restore', state: 'done' });
    expect(calls.map((one) => one.id)).toEqual(calls.map((_, i) => calls.length - i));
    await call('settings.pauseSchedule', { paused: true });
    expect((await call('calls.list')).calls[0]!.id).toBe(calls.length + 1);
    await host.close();
    expect(nameIn(path)).toBe('first');
    expect(defects).toEqual([]);
  });

  it('of a copy with a log beside it brings what that holds into the store', async () => {
    const home = newHome();
    const { path, call, host } = openRoom(home);
    mkdirSync(join(home, 'backups'));
    const other = newHome();
    const store = openStore(join(other, 'indexsmith.sqlite'), { clock });
    saveSetting(store, 'name', 'in the log');
    for (const ending of ['', '-wal']) {
      copyFileSync(`${store.path}${ending}`, join(home, 'backups', `kept.sqlite${ending}`));
    }
    store.close();
    await call('backups.restore', { id: 'kept.sqlite' });
    await host.close();
    expect(nameIn(path)).toBe('in the log');
  });

  it('of an older version is brought to this one before it takes the place, without a further copy', async () => {
    const home = newHome();
    const older = join(home, 'older.sqlite');
    const database = new Database(older);
    migrate(database, older, SCHEMA_VERSION - 1);
    database.close();
    const { call, defects } = openRoom(home);
    mkdirSync(join(home, 'backups'), { mode: 0o700 });
    const bytes = readFileSync(older);
    writeFileSync(join(home, 'backups', 'older.sqlite'), bytes);
    await call('backups.restore', { id: 'older.sqlite' });
    expect((await call('system.status')).schemaVersion).toBe(SCHEMA_VERSION);
    expect(readdirSync(home).filter((name) => name.includes('.version-'))).toEqual([]);
    expect(readFileSync(join(home, 'backups', 'older.sqlite')).equals(bytes)).toBe(true);
    expect(defects).toEqual([]);
  });

  it('does not keep the machine from falling asleep meanwhile', async () => {
    const { call, running } = openRoom();
    const { id } = await call('backups.create');
    const restoring = call('backups.restore', { id });
    await running('backups.restore');
    expect(await call('settings.pauseSchedule', { paused: true })).toEqual({ isPaused: true });
    await restoring;
    expect((await call('settings.schedule')).isPaused).toBe(true);
  });

  it('keeps as many copies of what was before as the settings say', async () => {
    const { home, call } = openRoom();
    await call('settings.save', { ...(await call('settings.get')), backupsKept: 2 });
    const { id } = await call('backups.create');
    const made: string[] = [];
    for (let i = 0; i < 3; i++) made.unshift((await call('backups.restore', { id })).backupOfBefore);
    expect(new Set(made).size).toBe(3);
    expect((await call('backups.list')).backups.map((one) => one.id).sort()).toEqual([id, made[0], made[1]].sort());
    expect(readdirSync(join(home, 'backups'))).toHaveLength(6);
    // the oldest of them, which would be the next to go
    await call('backups.restore', { id: made[1] });
    expect((await call('backups.list')).backups.map((one) => one.id)).toContain(made[1]);
  });

  it('during which another program takes the store changes nothing, and the engine comes back once that has ended', async () => {
    let lock: Database.Database | undefined;
    let tryLock = (): void => undefined;
    const { path, call, events, defects } = openRoom(newHome(), {
      clock: () => {
        tryLock();
        return clock();
      },
    });
    const { id } = await call('backups.create');
    // the log asks for the time once the store is closed
    tryLock = () => {
      try {
        lock ??= takeLock(path);
      } catch {
        // not yet
      }
    };
    await expect(call('backups.restore', { id })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.not.stringContaining(path),
    });
    expect(lock).toBeDefined();
    await expect(call('settings.get')).rejects.toMatchObject({
      code: 'conflict',
      message: 'The store indexsmith.sqlite was open for writing already, needs the other program to end',
    });
    tryLock = () => undefined;
    lock!.close();
    expect(await call('settings.get')).toMatchObject({ draftDays: 7 });
    expect(await call('backups.restore', { id })).toMatchObject({ id });
    expect(events).toContain('workspaces.changed {"id":"own"}');
    expect(defects).toEqual([]);
  });

  it('that was killed leaves nothing behind the next start', async () => {
    const home = newHome();
    writeStore(home, 'first');
    mkdirSync(join(home, 'backups'));
    const left = [
      'indexsmith.sqlite.restoring',
      'indexsmith.sqlite.restoring-wal',
      'backups/a-asked.sqlite.unfinished',
    ];
    for (const name of left) writeFileSync(join(home, name), 'half');
    openRoom(home);
    expect(left.filter((name) => existsSync(join(home, name)))).toEqual([]);
  });
});

describe('closing', () => {
  it('leaves no store open, also of a workspace that is being opened', async () => {
    const { home, host, call } = openRoom();
    const closing = host.close();
    await expect(call('workspaces.open', { id: 'sample' })).rejects.toMatchObject({ code: 'unavailable' });
    await closing;
    for (const folder of [home, join(home, 'demo')]) {
      await createEngine({ home: folder, clock, onDefect: (stack) => expect.fail(stack) }).close();
    }
    await expect(call('settings.get')).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('in the middle of a restore waits for it, and leaves one store whole', async () => {
    const home = newHome();
    writeStore(home, 'first');
    const { host, path, call, running } = openRoom(home);
    const { id } = await call('backups.create');
    const restoring = call('backups.restore', { id }).then(() => 'done', codeOf);
    await running('backups.restore');
    await host.close();
    expect(['done', 'cancelled', 'unavailable']).toContain(await restoring);
    expect(nameIn(path)).toBe('first');
    expect(readdirSync(home).filter((name) => name.includes('restoring'))).toEqual([]);
  });
});
