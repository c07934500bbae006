/** The desktop program from the first start to the second, with its real renderer. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildPreload } from '../../scripts/build-preload.ts';
import { openStore } from '../../src/main/store/open.ts';
import { instantOf } from '../../src/shared/time.ts';
import { type Desktop, openDesktop } from '../support/desktop-driver.ts';
import { closeChromium } from '../support/electron-stand-in/chromium.ts';

const root = mkdtempSync(join(tmpdir(), 'indexsmith-desktop-e2e-'));
const home = join(root, 'home');
const problems: string[] = [];
/** Chromium, an engine and a page begin within two seconds on a machine that is not busy. */
const PATIENCE = 60_000;
let desktop: Desktop;

async function open(): Promise<void> {
  desktop = await openDesktop(home);
  desktop.page.on('pageerror', (error) => problems.push(String(error)));
  desktop.page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
}

beforeAll(async () => {
  await buildPreload('build/preload');
  await open();
}, PATIENCE);
afterAll(async () => {
  await desktop.quit();
  await closeChromium();
  rmSync(root, { recursive: true, force: true });
}, PATIENCE);

const call = (id: number, name: string, input: object): Promise<unknown> =>
  desktop.page.evaluate(`window.indexsmith.call(${id}, ${JSON.stringify(name)}, ${JSON.stringify(input)})`);

test('the window shows the renderer of the program, which breaks no rule of its policy', async () => {
  await desktop.page.waitForSelector('main');
  expect(await desktop.page.evaluate('location.href')).toMatch(
    /^(app:\/\/indexsmith|https:\/\/indexsmith\.app\.test)\//,
  );
  expect(await desktop.page.title()).toMatch(/Indexsmith/);
  await desktop.page.reload();
  await desktop.page.waitForSelector('main');
  expect(problems).toEqual([]);
});

test('its page has the bridge and nothing of Node', async () => {
  const seen = await desktop.page.evaluate('[typeof window.indexsmith, typeof require, typeof process]');
  expect(seen).toEqual(['object', 'undefined', 'undefined']);
});

test('the sample market is made and rated on threads of the program', async () => {
  expect(await call(1_000_001, 'workspaces.open', { id: 'sample' })).toMatchObject({ ok: true });
  expect(await call(1_000_002, 'feeds.simulate', { assetCount: 40, dayCount: 900 })).toMatchObject({ ok: true });
  expect(await call(1_000_003, 'ratings.create', {})).toMatchObject({ ok: true, value: { isSimulated: true } });
});

test('the native menu goes to pages and opens what the keys open', async () => {
  for (const [label, place] of [
    ['Market', '#/market'],
    ['Ratings', '#/ratings'],
    ['Indices and Drafts', '#/indices'],
    ['Backtests', '#/backtests'],
    ['Models', '#/models'],
    ['Data', '#/data'],
    ['Settings…', '#/settings'],
    ['Import Files…', '#/welcome'],
  ] as const) {
    await desktop.chooseMenu(label);
    await desktop.page.waitForFunction(`location.hash === '${place}'`, undefined, { timeout: 10_000 });
  }
  await desktop.chooseMenu('Keyboard Shortcuts');
  await desktop.page.getByRole('dialog').waitFor({ timeout: 10_000 });
  await desktop.page.keyboard.press('Escape');
  expect(problems).toEqual([]);
});

test('a page that was taken over reaches no file, no other page and no foreign address', async () => {
  const outcomes = await desktop.page.evaluate(`Promise.all([
    fetch('file:///etc/hosts'),
    fetch('https://example.org/'),
    fetch('/..%2f..%2fpackage.json').then(({ ok }) => { if (!ok) throw new Error('404'); }),
    window.indexsmith.offerFiles([new File(['a'], '/etc/hosts')]),
    window.indexsmith.offerFiles(['/etc/hosts']),
    navigator.geolocation === undefined ? Promise.reject() : new Promise((resolve, reject) => navigator.geolocation.getCurrentPosition(resolve, reject)),
  ].map((attempt) => attempt.then(() => 'done', () => 'refused')))`);
  expect(outcomes).toEqual(Array(6).fill('refused'));
  await desktop.page.evaluate(
    `{ window.open('https://example.org/'); location.href = 'https://example.org/'; undefined; }`,
  );
  expect(await desktop.page.evaluate('location.protocol + location.host')).not.toContain('example.org');
});

test('it quits with its store closed, and begins where it was', async () => {
  await desktop.quit();
  expect(existsSync(join(home, 'window.json'))).toBe(true);
  for (const folder of [home, join(home, 'demo')]) {
    openStore(join(folder, 'indexsmith.sqlite'), { clock: () => instantOf(0) }).close();
  }
  await open();
  expect(await call(1, 'workspaces.open', { id: 'sample' })).toMatchObject({ ok: true });
  expect(await call(2, 'system.status', {})).toMatchObject({ ok: true, value: { assetCount: 40 } });
});
