/** What a window has opened outside of itself: by whom, what, and how often. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Engine } from '../../../../src/main/engine/create-engine.ts';
import { type Loopback, openLoopback, type Sent, send } from '../../../support/loopback.ts';

const REPORT = 'a1b2c3d4e5f6';
const engine: Engine = {
  call: async () => ({ workspaces: [] }),
  subscribe: () => () => undefined,
  hasData: () => false,
  close: async () => undefined,
};
let home: string;
let loopback: Loopback;
const opened: string[] = [];
let hasBrowser: boolean;

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'indexsmith-outside-'));
  mkdirSync(join(home, 'reports'));
  writeFileSync(join(home, 'reports', `${REPORT}.html`), '<b>Report</b><script></script>');
  opened.length = 0;
  hasBrowser = true;
  loopback = await openLoopback(engine, {
    home,
    openBrowser: async (address) => {
      opened.push(address);
      return hasBrowser;
    },
  });
});
afterEach(async () => {
  await loopback.close();
  rmSync(home, { recursive: true });
});

const post = async (path: string, sent: Sent = {}): Promise<{ status: number; answer: unknown }> => {
  const { status, text } = await loopback.send(path, {
    headers: { 'content-type': 'application/json' },
    body: '{}',
    ...sent,
  });
  return { status, answer: JSON.parse(text) };
};

it('a report is opened by a link that serves once, with a session for whichever browser it is', async () => {
  expect(await post(`/open/report/${REPORT}`)).toEqual({ status: 200, answer: { ok: true, value: null } });
  expect(opened).toEqual([expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/open\?token=[\w-]{43}$/)]);
  const path = new URL(opened[0] ?? '').pathname + new URL(opened[0] ?? '').search;
  const first = await send(loopback.server.port, path);
  expect(first).toMatchObject({ status: 303, headers: { location: `/reports/${REPORT}` } });
  const cookie = first.headers['set-cookie']?.[0]?.split(';')[0];
  const report = await send(loopback.server.port, `/reports/${REPORT}`, { headers: { cookie } });
  expect(report).toMatchObject({ status: 200, text: expect.stringContaining('<b>Report</b>') });
  expect((await send(loopback.server.port, path)).status).toBe(403);
});

it('a link is opened by its name, at the address that the program has for it', async () => {
  expect((await post('/open/link/charts')).status).toBe(200);
  expect(opened).toEqual(['https://www.tradingview.com/']);
});

it('nothing else is opened', async () => {
  const names = [
    'https:%2f%2fexample.org',
    '__proto__',
    'constructor',
    'charts%2f..',
    'charts?to=x%20y'.slice(6),
    '%00',
  ];
  const ids = ['0'.repeat(12), '..%2fsecret', `${REPORT}.html`, `${REPORT}0%2f`, 'A1B2C3D4E5F6'];
  for (const path of [...names.map((name) => `/open/link/${name}`), ...ids.map((id) => `/open/report/${id}`)]) {
    expect((await post(path)).status, path).toBe(404);
  }
  expect(opened).toEqual([]);
});

it('nobody but a window that is signed in has anything opened', async () => {
  const { port } = loopback.server;
  const paths = ['/open/link/charts', `/open/report/${REPORT}`];
  const others: Readonly<Record<string, string | undefined>>[] = [
    { cookie: undefined },
    { origin: 'http://example.org' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { host: `example.org:${port}` },
  ];
  for (const path of paths) {
    for (const headers of others) {
      expect((await post(path, { headers: { 'content-type': 'application/json', ...headers } })).status).toBe(403);
    }
    // what a form of another site could send
    expect((await post(path, { headers: { 'content-type': 'text/plain' } })).status).toBe(415);
    expect((await loopback.send(path)).status).toBe(404);
  }
  expect(opened).toEqual([]);
});

it('where no browser can be opened, the answer names the address', async () => {
  hasBrowser = false;
  const { status, answer } = await post(`/open/report/${REPORT}`);
  const address = opened[0] ?? '';
  expect({ status, answer }).toMatchObject({
    status: 503,
    answer: {
      ok: false,
      error: { code: 'unavailable', message: expect.stringContaining(address), details: { address } },
    },
  });
  expect(address).toContain('/open?token=');
});

it('a window that would fill the screen is stopped after five', async () => {
  const statuses: number[] = [];
  for (let i = 0; i < 8; i++) statuses.push((await post('/open/link/charts')).status);
  expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429, 429]);
  expect(opened).toHaveLength(5);
});
