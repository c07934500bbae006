/** What stands over a store that is damaged, and how it is brought back. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, it } from 'vitest';
import { listBackupFiles } from '../../../src/main/store/backup-files.ts';
import { closeAll, type HostRoom, nameIn, newHome, openRoom, writeStore } from '../../support/host-room.ts';

afterEach(closeAll);

describe('a damaged store', () => {
  const PAGE = 8_192;
  type Spoil = (bytes: Buffer, pageOf: (table: string) => number) => void;
  const spoilPage = (bytes: Buffer, page: number): Buffer => bytes.fill(0xa5, (page - 1) * PAGE, page * PAGE);
  const DAMAGE: readonly [how: string, spoil: Spoil][] = [
    ['whose pages were overwritten', (bytes) => bytes.fill(0xa5, PAGE)],
    ['whose beginning was overwritten', (bytes) => bytes.fill(0xa5, 0, PAGE / 2)],
    ['that opens, but has no series any more', (bytes, pageOf) => spoilPage(bytes, pageOf('series'))],
  ];
  async function damaged(spoil: Spoil): Promise<HostRoom & { id: string; bytes: Buffer }> {
    const home = newHome();
    writeStore(home, 'sound', 500);
    const before = openRoom(home, { stays: false });
    const { id } = await before.call('backups.create');
    await before.host.close();
    const bytes = readFileSync(before.path);
    const database = new Database(before.path, { readonly: true });
    const rootOf = database.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').pluck();
    spoil(bytes, (table) => rootOf.get(table) as number);
    database.close();
    writeFileSync(before.path, bytes);
    return { ...openRoom(home), id, bytes };
  }

  it.each(DAMAGE)('%s keeps nothing from starting, says what helps, and is restored', async (_, spoil) => {
    const { home, path, host, call, events, defects, id, bytes } = await damaged(spoil);
    const sentence = {
      code: 'conflict',
      message: expect.stringMatching(/^The store was damaged \(.+\), needs to be restored from a backup: in Settings/),
    };
    for (const name of ['ratings.table', 'system.status', 'settings.get', 'backups.create'] as const) {
      await expect(call(name), name).rejects.toMatchObject(sentence);
    }
    await expect(call('drafts.create', { name: 'One' })).rejects.toMatchObject(sentence);
    expect((await call('workspaces.list')).workspaces[0]).toMatchObject({ id: 'own', isOpen: true, hasData: true });
    expect((await call('logs.list', { level: 'error' })).lines.map(({ message }) => message).join()).toContain(
      'damaged',
    );
    expect((await call('backups.list')).backups.map((one) => one.id)).toEqual([id]);
    expect(await call('backups.verify', { id })).toMatchObject({ isSound: true });
    await call('settings.pauseSchedule', { paused: true });

    const { backupOfBefore } = await call('backups.restore', { id });
    expect(events).toContain('workspaces.changed {"id":"own"}');
    expect(await call('system.status')).toMatchObject({ sources: [{ source: 'kraken', candleCount: 500 }] });
    expect((await call('settings.schedule')).isPaused).toBe(true);
    // what was damaged is kept as it was: it may be all there is
    const kept = listBackupFiles(home).find((one) => one.id === backupOfBefore)!;
    expect(kept).toMatchObject({ why: 'before-restore', contentHash: null });
    // but for the first page, in which SQLite notes how a file is written
    expect(readFileSync(kept.path).subarray(PAGE).equals(bytes.subarray(PAGE))).toBe(true);
    expect(await call('backups.verify', { id: backupOfBefore })).toMatchObject({ isSound: false });
    await expect(call('backups.restore', { id: backupOfBefore })).rejects.toMatchObject({ code: 'conflict' });
    await host.close();
    expect(nameIn(path)).toBe('sound');
    expect(defects).toEqual([]);
  });

  it('that shows its damage to a question alone is restored by the engine over it', async () => {
    const { call, id, defects } = await damaged((bytes, pageOf) => spoilPage(bytes, pageOf('candles')));
    expect(await call('settings.get')).toMatchObject({ draftDays: 7 });
    await expect(call('system.status', { hash: true })).rejects.toMatchObject({
      code: 'conflict',
      message: 'The store was damaged, needs to be restored from a backup: in Settings, or with restore',
    });
    await expect(call('backups.create')).rejects.toThrow('The store was damaged');
    await call('backups.restore', { id });
    expect(await call('system.status', { hash: true })).toMatchObject({ contentHash: expect.any(String) });
    expect(defects).toEqual([]);
  });

  it('of the sample leaves the user’s own as it is', async () => {
    const home = newHome();
    mkdirSync(join(home, 'demo'));
    writeFileSync(join(home, 'demo', 'indexsmith.sqlite'), 'no database at all'.repeat(1_000));
    const { call } = openRoom(home);
    await call('workspaces.open', { id: 'sample' });
    await expect(call('ratings.table')).rejects.toThrow('The store was damaged');
    await call('workspaces.open', { id: 'own' });
    expect((await call('system.status')).sources).toEqual([]);
  });
});
