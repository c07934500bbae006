/** What a real browser lets other pages do to the loopback shell, and a report to the program that made it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Engine } from '../../src/main/engine/create-engine.ts';
import { type Loopback, openLoopback } from '../support/loopback.ts';

const root = mkdtempSync(join(tmpdir(), 'indexsmith-loopback-browser-'));
const REPORT = 'a1b2c3d4e5f6';
const asked: string[] = [];
/** Notes what it was asked. */
const engine: Engine = {
  async call(name) {
    asked.push(name);
    return { workspaces: [] };
  },
  subscribe: () => () => undefined,
  hasData: () => false,
  close: async () => undefined,
};
let loopback: Loopback;
let browser: Browser;
let context: BrowserContext;
let evil: Server;
let evilPort: number;

beforeAll(async () => {
  mkdirSync(join(root, 'reports'));
  writeFileSync(
    join(root, 'reports', `${REPORT}.html`),
    `<!doctype html><style>b { color: rgb(1, 2, 3) }</style><b>Report</b>
    <img src="x" onerror="document.body.dataset.handler = 'ran'">
    <script>document.body.dataset.planted = 'ran'</script>
    <script>Object.assign(document.body.dataset, { own: 'ran', origin: self.origin });
    const ask = (address) => fetch(address, { method: 'POST', credentials: 'include', body: '{}' });
    ask('/v1/system.status').then(() => 'answered', () => 'refused').then((was) => { document.body.dataset.wire = was; });
    try { document.body.dataset.cookie = document.cookie; } catch { document.body.dataset.cookie = 'refused'; }
    </script>`,
  );
  loopback = await openLoopback(engine, { home: root });
  evil = createServer((_, response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end('<p>Evil</p>'));
  await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve));
  evilPort = (evil.address() as AddressInfo).port;
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    // evil.example is bent to this machine, as a foreign name server would do it
    args: ['--no-sandbox', '--disable-gpu', '--host-resolver-rules=MAP evil.example 127.0.0.1'],
  });
  context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(loopback.server.createLink());
  await page.waitForFunction(`document.title === 'ran'`);
});
afterAll(async () => {
  await browser.close();
  await new Promise((resolve) => evil.close(resolve));
  await loopback.close();
  rmSync(root, { recursive: true });
});

it('the page is signed in by its link, and its script cannot see the session', async () => {
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${loopback.server.port}/`);
  const seen = await page.evaluate(`(async () => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch('/v1/system.status', { method: 'POST', headers, body: '{}' });
    return { status: response.status, cookie: document.cookie };
  })()`);
  expect(seen).toEqual({ status: 200, cookie: '' });
  await page.close();
});

it.each([
  ['another port of this machine', () => `http://127.0.0.1:${evilPort}/`],
  ['another site', () => `http://evil.example:${evilPort}/`],
])('a page of %s in the same browser reaches nothing', async (_, address) => {
  const page = await context.newPage();
  await page.goto(address());
  asked.length = 0;
  const own = `http://127.0.0.1:${loopback.server.port}`;
  const outcomes = await page.evaluate(`(async () => {
    const outcome = (response) => response.type + ' ' + response.status;
    const ask = (address, init) =>
      fetch('${own}' + address, { credentials: 'include', ...init }).then(outcome, () => 'refused');
    const call = { method: 'POST', body: '{}' };
    const script = document.createElement('script');
    const loaded = new Promise((resolve) => {
      script.onload = () => resolve('loaded');
      script.onerror = () => resolve('refused');
    });
    script.src = '${own}/assets/index-4f2a.js';
    document.body.append(script);
    return {
      json: await ask('/v1/system.status', { ...call, headers: { 'content-type': 'application/json' } }),
      blind: await ask('/v1/system.status', { ...call, mode: 'no-cors' }),
      events: await ask('/v1/events', {}),
      script: await loaded,
    };
  })()`);
  expect(outcomes).toEqual({
    json: 'refused',
    blind: expect.stringMatching(/^(opaque 0|refused)$/),
    events: 'refused',
    script: 'refused',
  });
  expect(asked).toEqual([]);

  // a form that is sent, and a link that is followed
  await page.setContent(
    `<form method="post" enctype="text/plain" action="${own}/v1/system.status"><input name="{}"></form>`,
  );
  await page.evaluate('document.forms[0].submit()');
  await page.waitForURL(/system\.status/);
  expect(await page.locator('body').textContent()).toContain('page of another site');
  expect(asked).toEqual([]);
  await page.close();
});

it('a name that was bent to this machine shows nothing', async () => {
  const page = await context.newPage();
  asked.length = 0;
  const response = await page.goto(`http://evil.example:${loopback.server.port}/`);
  expect(response?.status()).toBe(403);
  expect(await page.locator('p').textContent()).toMatch(/^The address was not that of this program/);
  const outcome = await page.evaluate(`fetch('/v1/system.status', { method: 'POST', body: '{}' }).then(
    ({ status }) => status,
    () => 403,
  )`);
  expect(outcome).toBe(403);
  expect(asked).toEqual([]);
  await page.close();
});

it('a report shows itself, runs its own script alone, and reaches neither wire nor session', async () => {
  asked.length = 0;
  const report = await context.newPage();
  await report.goto(`http://127.0.0.1:${loopback.server.port}/reports/${REPORT}`);
  await report.waitForFunction('document.body?.dataset.wire !== undefined');
  expect(await report.evaluate('({ ...document.body.dataset })')).toEqual({
    ...{ own: 'ran', origin: 'null', wire: 'refused', cookie: 'refused' },
  });
  expect(await report.evaluate(`getComputedStyle(document.querySelector('b')).color`)).toBe('rgb(1, 2, 3)');
  expect(asked).toEqual(['workspaces.list']);
  await report.close();
});
