import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPool, type JobListener, type Pool } from '../../../src/main/jobs/pool.ts';
import { openStore, type WritableStore } from '../../../src/main/store/open.ts';
import { NEVER_CANCELLED } from '../../../src/shared/errors.ts';
import { createFolder, type Folder } from '../../support/read-table.ts';
import { FETCHED_AT, store as storeRows } from '../../support/store-rows.ts';

let folder: Folder;
let store: WritableStore;
let pool: Pool;
let listener: JobListener & { progress: number[]; defects: string[] };
beforeEach(() => {
  folder = createFolder();
  const path = join(folder.path, 'indexsmith.sqlite');
  store = openStore(path, { clock: () => FETCHED_AT as never });
  pool = createPool(path, 1);
  const progress: number[] = [];
  const defects: string[] = [];
  listener = {
    progress,
    defects,
    onProgress: (done) => progress.push(done),
    onCheckpoint: () => undefined,
    onDefect: (stack) => defects.push(stack),
  };
});
afterEach(async () => {
  await pool.close();
  store.close();
  folder.remove();
});

describe('a pool', () => {
  it('runs a job over what the store holds and returns its result at once, not when its thread falls idle', async () => {
    storeRows(store, 'binance', [{ key: 'BTCUSDT', day: '2020-01-01', close: 1 }]);
    const before = performance.now();
    const status = await pool.run('status', { hash: true }, NEVER_CANCELLED, listener);
    expect(status).toMatchObject({ sources: [{ source: 'binance', candleCount: 1 }], assetCount: 1 });
    // an idle thread lives on for 30 s
    expect(performance.now() - before).toBeLessThan(20_000);
    expect(listener.progress.length).toBeGreaterThan(0);
    expect(listener.defects).toEqual([]);
  });

  it('lets a job that waits for a thread go at once when it is cancelled, and says that it waits', async () => {
    const notes: string[] = [];
    const waiting = { ...listener, onProgress: (_done: number, note: string) => notes.push(note) };
    const first = pool.run('status', { hash: true }, NEVER_CANCELLED, listener);
    const second = pool.run('status', { hash: false }, { aborted: true }, waiting);
    await expect(second).rejects.toMatchObject({
      code: 'cancelled',
      message: 'The job status was cancelled before it began',
    });
    expect(notes).toEqual(['waiting for other work to end']);
    expect(await first).toMatchObject({ sources: [] });
    expect(listener.defects).toEqual([]);
  });

  it('sees what was written since the last job', async () => {
    const count = async (): Promise<number> => {
      const { sources } = await pool.run('status', { hash: false }, NEVER_CANCELLED, listener);
      return sources.reduce((sum, { candleCount }) => sum + candleCount, 0);
    };
    expect(await count()).toBe(0);
    storeRows(store, 'binance', [{ key: 'BTCUSDT', day: '2020-01-01', close: 1 }]);
    expect(await count()).toBe(1);
  });

  it('rejects with the error of the job, under its own code and without a defect', async () => {
    const input = { asOf: FETCHED_AT as never, ids: null, eligibleOnly: true, assets: null };
    await expect(pool.run('factors', input as never, NEVER_CANCELLED, listener)).rejects.toMatchObject({
      name: 'AppError',
      code: 'insufficient-data',
    });
    expect(listener.defects).toEqual([]);
  });

  it('tells the stack of a defect to the log alone', async () => {
    await expect(pool.run('factors', null as never, NEVER_CANCELLED, listener)).rejects.toMatchObject({
      code: 'internal',
      message: 'The program met an error of its own; the log has the details',
    });
    expect(listener.defects).toMatchObject([expect.stringMatching(/^TypeError/)]);
  });

  it('does not wait for a job that nobody wants any more', async () => {
    const rows = Array.from({ length: 3_000 }, (_, i) => ({
      key: `C${i % 30}`,
      day: 18_000 + Math.floor(i / 30),
      close: 1,
    }));
    storeRows(store, 'coingecko', rows);
    const outcome = pool
      .run('link-series', {}, { aborted: true }, listener)
      .catch((thrown: { code: string }) => thrown.code);
    // it was done before it noticed, or it stopped: it never hangs and never is an error of its own
    const result = await outcome;
    expect(Array.isArray(result) || result === 'cancelled').toBe(true);
  });
});
