import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { createLinks, createSecret, isSameSecret, keepSessionKey } from '../../../../src/main/shell/http/secrets.ts';

const home = mkdtempSync(join(tmpdir(), 'indexsmith-secrets-'));
afterAll(() => rmSync(home, { recursive: true }));

it('a secret has 256 bits and is compared whole', () => {
  const secrets = new Set(Array.from({ length: 100 }, createSecret));
  expect(secrets.size).toBe(100);
  for (const secret of secrets) expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
  expect([
    isSameSecret('ab', 'ab'),
    isSameSecret('ab', 'abc'),
    isSameSecret('', 'ab'),
    isSameSecret('aB', 'ab'),
  ]).toEqual([true, false, false, false]);
});

it('a link serves once, and those that nobody opened make way for new ones', () => {
  const links = createLinks();
  const [first, second] = [links.issue('/'), links.issue('/reports/a')];
  expect([links.redeem(''), links.redeem(`${first}x`), links.redeem(second)]).toEqual([null, null, '/reports/a']);
  expect([links.redeem(second), links.redeem(first), links.redeem(first)]).toEqual([null, '/', null]);
  const oldest = links.issue('/');
  for (let i = 0; i < 64; i++) links.issue('/');
  expect(links.redeem(oldest)).toBe(null);
});

it('the key of the session is made once, for its user alone, and anew where the file was damaged', () => {
  const key = keepSessionKey(home);
  expect(keepSessionKey(home)).toBe(key);
  expect(readdirSync(home)).toEqual(['session.key']);
  if (process.platform !== 'win32') expect(statSync(join(home, 'session.key')).mode & 0o777).toBe(0o600);
  writeFileSync(join(home, 'session.key'), 'short');
  const other = keepSessionKey(home);
  expect(other).toMatch(/^[\w-]{43}$/);
  expect(other).not.toBe(key);
});
