import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createGrants } from '../../../src/main/shell/grants.ts';

const NOT_GIVEN = expect.objectContaining({ code: 'not-found' });

it('a handle leads to the path that was granted, and to nothing else', () => {
  const grants = createGrants();
  const [first, second] = [grants.grant('/data/a.csv'), grants.grant('/data/a.csv')];
  expect(first).toMatch(/^grant:[0-9a-f]{32}$/);
  expect(first).not.toBe(second);
  expect([grants.pathOf(first), grants.pathOf(second)]).toEqual(['/data/a.csv', '/data/a.csv']);
  for (const forged of ['/etc/passwd', 'grant:', `grant:${'0'.repeat(32)}`, '__proto__', '']) {
    expect(() => grants.pathOf(forged)).toThrow(NOT_GIVEN);
    expect(() => grants.take([forged])).toThrow(NOT_GIVEN);
  }
});

it('what the user chose may be used again; what was uploaded is used once and then removed', async () => {
  const grants = createGrants();
  let removed = 0;
  const chosen = grants.grant('/data');
  const uploaded = grants.grantUpload('/home/uploads/1', async () => void (removed += 1));
  expect(() => grants.take([uploaded, 'grant:none'])).toThrow(NOT_GIVEN);
  expect(grants.pathOf(uploaded)).toBe('/home/uploads/1');

  const taken = grants.take([chosen, uploaded, uploaded]);
  expect(taken.map(({ path }) => path)).toEqual(['/data', '/home/uploads/1']);
  expect(() => grants.take([uploaded])).toThrow(NOT_GIVEN);
  expect(removed).toBe(0);
  for (const { giveBack } of taken) await giveBack();
  expect(removed).toBe(1);
  expect(grants.take([chosen]).map(({ path }) => path)).toEqual(['/data']);
});

it('a file is shown from the chosen folder on, or from within an upload', () => {
  const grants = createGrants();
  const folder = join('/', 'users', 'somebody', 'history');
  const [chosen] = grants.take([grants.grant(folder)]);
  const [uploaded] = grants.take([grants.grantUpload(folder, async () => undefined)]);
  const file = join(folder, 'kraken', 'a.csv');
  expect([chosen?.shown(file), uploaded?.shown(file)]).toEqual(['history/kraken/a.csv', 'kraken/a.csv']);
});
