import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeFolder } from '../../../src/main/engine/make-folder.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'indexsmith-folder-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const modeOf = (path: string): number => statSync(path).mode & 0o777;

it.skipIf(process.platform === 'win32')('makes folders for their user alone, and leaves those that are there', () => {
  chmodSync(root, 0o755);
  const path = join(root, 'a', 'b');
  makeFolder(path);
  expect([path, join(root, 'a'), root].map(modeOf)).toEqual([0o700, 0o700, 0o755]);
  makeFolder(path);
  expect(modeOf(path)).toBe(0o700);
});

it.skipIf(process.platform !== 'linux')('ends where a folder takes none', () => {
  expect(() => makeFolder('/proc/nothing/here')).toThrow();
});
