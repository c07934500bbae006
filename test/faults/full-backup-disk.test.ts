import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { openStore } from '../../src/main/store/open.ts';
import { instantOf } from '../../src/shared/time.ts';
import { store as keep } from '../support/store-rows.ts';

const home = mkdtempSync(join(tmpdir(), 'indexsmith-full-disk-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const CHILD = fileURLToPath(new URL('../support/backup-child.ts', import.meta.url));

/** Runs the child where no file may become larger than so many KiB, which to a program is a disk that takes no more. */
function backUp(path: string, mostKib: number | 'unlimited'): unknown {
  const limited = `ulimit -f ${mostKib}; exec "$@"`;
  return JSON.parse(
    execFileSync('bash', ['-c', limited, 'bash', process.execPath, CHILD, home, path], { encoding: 'utf8' }),
  );
}

it.skipIf(process.platform === 'win32')(
  'a backup that the disk has no room for leaves nothing and says so',
  () => {
    const path = join(home, 'indexsmith.sqlite');
    const store = openStore(path, { clock: () => instantOf(0) });
    keep(
      store,
      'kraken',
      Array.from({ length: 20_000 }, (_, i) => ({ key: 'A', day: 1_000 + i, close: 1 })),
    );
    store.close();
    const kib = statSync(path).size / 1_024;
    for (const share of [0.1, 0.6, 0.99]) {
      expect(backUp(path, Math.floor(kib * share))).toMatchObject({
        code: 'unavailable',
        message: expect.stringContaining('needs free space'),
      });
      expect(readdirSync(join(home, 'backups'))).toEqual([]);
    }
    expect(backUp(path, 'unlimited')).toEqual({ id: 'indexsmith-1970-01-01T00-00-00.000Z-asked.sqlite' });
  },
  60_000,
);
