import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerPage, isOwnUrl } from '../../../../src/main/shell/desktop/protocol.ts';
import { createFolder } from '../../../support/read-table.ts';

const folder = createFolder();
const renderer = join(folder.path, 'renderer');
const SECRET = 'only for the user';

beforeAll(() => {
  mkdirSync(join(renderer, 'assets'), { recursive: true });
  writeFileSync(join(renderer, 'index.html'), '<!doctype html>');
  writeFileSync(join(renderer, 'assets/app.js'), 'run()');
  writeFileSync(join(renderer, 'assets/app.css'), 'a{}');
  writeFileSync(join(renderer, 'assets/app.js.map'), SECRET);
  writeFileSync(join(folder.path, 'secret.json'), SECRET);
  // begins as the folder does, and is another
  mkdirSync(`${renderer}-old`);
  writeFileSync(join(`${renderer}-old`, 'secret.json'), SECRET);
});
afterAll(() => folder.remove());

const ask = (url: string, method = 'GET') => answerPage(renderer, { method, url });

describe('the scheme of the program', () => {
  it.each([
    ['app://indexsmith/', 'text/html; charset=utf-8'],
    ['app://indexsmith/index.html', 'text/html; charset=utf-8'],
    ['app://indexsmith/assets/app.js', 'text/javascript; charset=utf-8'],
    ['app://indexsmith/assets/app.css?v=1#top', 'text/css; charset=utf-8'],
  ])('serves %s as %s', async (url, type) => {
    const response = await ask(url);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(type);
  });

  it('sends the policy with every answer, and with a refusal', async () => {
    for (const url of ['app://indexsmith/', 'app://indexsmith/gone.html']) {
      const { headers } = await ask(url);
      expect(headers.get('content-security-policy')).toMatch(
        /^sandbox allow-scripts allow-same-origin [a-z -]+; default-src 'none'; script-src 'self'; style-src 'self';/,
      );
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
    }
  });

  it.each([
    'app://indexsmith/gone.html',
    'app://indexsmith/assets',
    'app://indexsmith/assets/',
    'app://indexsmith/assets/app.js.map',
    'app://indexsmith/../secret.json',
    'app://indexsmith/%2e%2e/secret.json',
    'app://indexsmith/..%2fsecret.json',
    'app://indexsmith/..%5csecret.json',
    'app://indexsmith/assets/..%2f..%2fsecret.json',
    'app://indexsmith/%2fetc/hostname.json',
    'app://indexsmith/..%2frenderer-old/secret.json',
    'app://indexsmith/index.html%00.json',
    'app://indexsmith/C:%2fsecret.json',
    'app://indexsmith/%',
    'app://elsewhere/index.html',
    'app://user@indexsmith/index.html',
    'file:///etc/hostname.json',
    'no address',
  ])('does not serve %s', async (url) => {
    const response = await ask(url);
    expect(response.status).toBe(404);
    expect(await response.text()).toBe('Not found');
  });

  it('serves nothing outside, however the address is made up', async () => {
    const part = fc.constantFrom(
      '..',
      '.',
      '%2e',
      '%2E%2e',
      '%2f',
      '/',
      '\\',
      '%5c',
      'renderer-old',
      'secret.json',
      'assets',
      '%00',
      ':',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 12 }), async (parts) => {
        expect(await (await ask(`app://indexsmith/${parts.join('')}`)).text()).not.toContain(SECRET);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each(['POST', 'PUT', 'DELETE'])('refuses %s', async (method) => {
    expect((await ask('app://indexsmith/index.html', method)).status).toBe(405);
  });

  it('answers HEAD without content', async () => {
    const response = await ask('app://indexsmith/index.html', 'HEAD');
    expect([response.status, await response.text()]).toEqual([200, '']);
  });
});

describe('an address', () => {
  it.each([
    ['app://indexsmith/index.html#/ratings', true],
    ['APP://indexsmith/', true],
    ['app://indexsmith.example.org/', false],
    ['app://indexsmith:80/', false],
    ['app://user@indexsmith/', false],
    ['https://indexsmith/', false],
    ['data:text/html,app://indexsmith/', false],
    ['about:blank', false],
    ['', false],
  ])('%j is our own: %s', (url, isOwn) => {
    expect(isOwnUrl(url)).toBe(isOwn);
  });
});
