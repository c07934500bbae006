import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectionOf } from '../../src/main/store/connection.ts';
import { openStoreReadOnly, type ReadableStore } from '../../src/main/store/open.ts';
import { listSeries } from '../../src/main/store/series.ts';
import { hashFacts } from '../../src/main/store/status.ts';
import type { ImportReport } from '../../src/shared/imports.ts';
import { candleText } from '../support/candle-text.ts';
import { type Running, runCommand, startCommand } from '../support/command-line.ts';
import { errorsOf, inspect } from '../support/killed-process.ts';

const root = mkdtempSync(join(tmpdir(), 'indexsmith-cancelled-import-'));
const data = join(root, 'data.csv');

beforeAll(() => writeFileSync(data, candleText(400, 900)));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const countCandles = (store: ReadableStore): number =>
  connectionOf(store).database.prepare('SELECT count(*) FROM candles').pluck().get() as number;

/** Waits until the running import has written something, looking at its store as any reader may. */
async function isWriting(home: string, running: Running): Promise<boolean> {
  while (running.child.exitCode === null) {
    try {
      const store = openStoreReadOnly(join(home, 'indexsmith.sqlite'));
      const count = countCandles(store);
      store.close();
      if (count > 0) return true;
    } catch {
      // the store is not there yet, or has no tables yet
    }
    await pause(5);
  }
  return false;
}

it.each(['SIGINT', 'SIGTERM'] as const)(
  '%s cancels an import with exit code 130 and leaves the store whole',
  async (signal) => {
    const home = join(root, signal);
    mkdirSync(home);
    const running = startCommand(['import', data, '--home', home]);
    expect(await isWriting(home, running)).toBe(true);
    running.child.kill(signal);
    const ended = await running.ended;
    expect({ exitCode: ended.exitCode, output: ended.output, errors: errorsOf(ended) }).toEqual({
      exitCode: 130,
      output: '',
      errors: 'Cancelling; what is finished is kept. Press Ctrl-C again to stop at once.\nThe work was cancelled\n',
    });
    inspect(home, (store) => {
      expect(connectionOf(store).database.pragma('integrity_check', { simple: true })).toBe('ok');
      expect(countCandles(store)).toBeGreaterThan(0);
      expect(listSeries(store)).toEqual([]);
    });
    const again = await runCommand(['import', data, '--json', '--home', home]);
    expect(again.exitCode).toBe(0);
    const report = JSON.parse(again.output) as ImportReport;
    expect(report.files).toMatchObject([{ state: 'resumed', message: expect.stringContaining('went on behind row') }]);
    expect(report.inserted).toBeLessThan(360_000);

    const undisturbed = join(root, `${signal}-undisturbed`);
    await runCommand(['import', data, '--home', undisturbed]);
    expect(inspect(home, hashFacts)).toBe(inspect(undisturbed, hashFacts));
  },
  60_000,
);
