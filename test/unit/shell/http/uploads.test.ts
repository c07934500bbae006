import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterEach, expect, it } from 'vitest';
import { createGrants } from '../../../../src/main/shell/grants.ts';
import { createUploads } from '../../../../src/main/shell/http/uploads.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function open() {
  const folder = mkdtempSync(join(tmpdir(), 'indexsmith-uploads-'));
  folders.push(folder);
  const grants = createGrants();
  const uploads = createUploads({ folder, grants, maxBytes: 1_000 });
  const keep = (batch: string, text = batch) => uploads.keep(batch, 'a.csv', Readable.from([text]), null);
  return { folder, grants, uploads, keep };
}

it('lets the batch that was longest left alone make way, file and handle, and none that is in use', async () => {
  const { folder, grants, uploads, keep } = open();
  const slow = new PassThrough();
  const arriving = uploads.keep('arriving', 'slow.csv', slow, null);
  const importing = await keep('importing');
  const [taken] = grants.take([importing]);
  const used = await keep('used');
  const left = await keep('left');
  const leftPath = grants.pathOf(left);
  expect(await keep('used', 'again')).toBe(used);
  for (let i = 0; i < 12; i++) await keep(`b${i}`);
  expect(existsSync(leftPath)).toBe(true);
  await keep('one-more');
  expect(existsSync(leftPath)).toBe(false);
  expect(() => grants.pathOf(left)).toThrow('was no file that this window was given');
  expect(readFileSync(join(grants.pathOf(used), 'a.csv'), 'utf8')).toBe('again');
  expect(existsSync(taken!.path)).toBe(true);
  expect(readdirSync(folder)).toHaveLength(16);
  slow.end('whole');
  expect(readFileSync(join(grants.pathOf(await arriving), 'slow.csv'), 'utf8')).toBe('whole');
  // and on and on
  for (let i = 0; i < 40; i++) await keep(`c${i}`);
  expect(readdirSync(folder)).toHaveLength(16);
  await taken!.giveBack();
  expect(existsSync(taken!.path)).toBe(false);
});

it('refuses a further batch where every one is in use', async () => {
  const { grants, keep } = open();
  for (let i = 0; i < 16; i++) grants.take([await keep(`b${i}`)]);
  await expect(keep('more')).rejects.toMatchObject({ code: 'conflict' });
});

it('keeps files apart whose names differ only in what no file system takes, and replaces one that is sent again', async () => {
  const { grants, uploads } = open();
  const sent = ['d/a?b.csv', 'd/a*b.csv', 'd/2 a_b.csv', 'd/a_b.csv', 'e?/x.csv', 'e*/x.csv', 'd/a?b.csv'];
  let handle = '';
  for (const [i, name] of sent.entries()) {
    handle = await uploads.keep('one', name, Readable.from([`${i}: ${name}`]), null);
  }
  const path = grants.pathOf(handle);
  const kept = (readdirSync(path, { recursive: true }) as string[]).filter((name) => name.endsWith('.csv')).sort();
  expect(kept.map((name) => `${name} = ${readFileSync(join(path, name), 'utf8')}`)).toEqual([
    'd/2 2 a_b.csv = 2: d/2 a_b.csv',
    'd/2 a_b.csv = 1: d/a*b.csv',
    'd/3 a_b.csv = 3: d/a_b.csv',
    'd/a_b.csv = 6: d/a?b.csv',
    'e_/2 x.csv = 5: e*/x.csv',
    'e_/x.csv = 4: e?/x.csv',
  ]);
});
