import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { lastPort, noteLastPort } from '../../../src/main/shell/last-port.ts';

const home = mkdtempSync(join(tmpdir(), 'indexsmith-port-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

it('gives back what was noted last, and nothing before', () => {
  expect(lastPort(home)).toBeNull();
  noteLastPort(home, 43_210);
  expect(lastPort(home)).toBe(43_210);
  noteLastPort(home, 7417);
  expect(lastPort(home)).toBe(7417);
});

it.each(['', '0', '65536', '7417.5', 'a port', '-1', '1e3'])('takes %j for no port', (text) => {
  writeFileSync(join(home, 'port'), text);
  expect(lastPort(home)).toBeNull();
});
