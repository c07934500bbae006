import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, it } from 'vitest';

const home = mkdtempSync(join(tmpdir(), 'indexsmith-full-store-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const OPEN = pathToFileURL(join(import.meta.dirname, '../../src/main/store/open.ts')).href;
const CHILD = `
  const { openStore } = await import(${JSON.stringify(OPEN)});
  try {
    openStore(process.argv[1], { clock: () => 0 }).close();
    console.log('opened');
  } catch ({ code, message }) {
    console.log(code + ': ' + message);
  }`;

/** Opens a new store where no file may become larger than so many KiB, which to a program is a disk that takes no more. */
function open(name: string, mostKib: number | 'unlimited'): string {
  const limited = `ulimit -f ${mostKib}; exec "$@"`;
  const node = [process.execPath, '--input-type=module', '-e', CHILD, join(home, name)];
  return execFileSync('bash', ['-c', limited, 'bash', ...node], { encoding: 'utf8' }).trim();
}

it.skipIf(process.platform === 'win32')(
  'a store that the disk has no room for is not opened, and the disk is named as the reason',
  () => {
    for (const kib of [0, 1, 8, 64]) {
      expect(open(`${kib}.sqlite`, kib)).toMatch(/^unavailable: The disk of the store (was full|could not be)/);
    }
    expect(open('free.sqlite', 'unlimited')).toBe('opened');
  },
);
