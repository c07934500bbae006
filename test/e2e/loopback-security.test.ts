/** Whom the loopback shell answers and what it gives away, asked over real connections by everybody but its own page. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine, type Engine } from '../../src/main/engine/create-engine.ts';
import { createSecret } from '../../src/main/shell/http/secrets.ts';
import { instantOf } from '../../src/shared/time.ts';
import { type Loopback, openLoopback, send } from '../support/loopback.ts';

const home = mkdtempSync(join(tmpdir(), 'indexsmith-loopback-security-'));
const SECRET = 'nobody may read this';
const REPORT = 'a1b2c3d4e5f6'.padEnd(64, '0');
const defects: string[] = [];
const JSON_TYPE = { 'content-type': 'application/json' };
let engine: Engine;
let loopback: Loopback;

beforeAll(async () => {
  engine = createEngine({ home, clock: () => instantOf(Date.now()), onDefect: (stack) => defects.push(stack) });
  mkdirSync(join(home, 'reports'));
  const page = '<!doctype html><style>b{color:red}</style><b>Report</b><script>document.title = "ran"</script>';
  writeFileSync(join(home, 'reports', `${REPORT.slice(0, 12)}.html`), page);
  writeFileSync(join(home, 'secret.html'), SECRET);
  loopback = await openLoopback(engine, {
    home,
    onDefect: (stack) => defects.push(stack),
    limits: { bodyBytes: 2_000, uploadBytes: 5_000 },
  });
});
afterAll(async () => {
  await loopback.close();
  await engine.close();
  rmSync(home, { recursive: true });
  expect(defects).toEqual([]);
});

describe('a link', () => {
  const open = (path: string) => send(loopback.server.port, path, { headers: { accept: 'text/html' } });
  const pathOf = (link: string): string => link.replace(`http://127.0.0.1:${loopback.server.port}`, '');

  it('begins a session once; a used or wrong one says what to do', async () => {
    const path = pathOf(loopback.server.createLink());
    const first = await open(path);
    expect(first).toMatchObject({ status: 303, headers: { location: '/', 'cache-control': 'no-store' } });
    expect(first.headers['set-cookie']).toEqual([expect.stringMatching(/; HttpOnly; SameSite=Strict;/)]);
    const cookie = first.headers['set-cookie']?.[0]?.split(';')[0];
    expect(await send(loopback.server.port, '/', { headers: { cookie } })).toMatchObject({ status: 200 });

    const wrong = [path, '/open', '/open?token=', `/open?token=${createSecret()}`, '/open?token=a&token=b', `${path}x`];
    for (const used of wrong) {
      const { status, headers, text } = await open(used);
      expect({ status, cookie: headers['set-cookie'], type: headers['content-type'] }).toEqual({
        status: 403,
        cookie: undefined,
        type: 'text/html; charset=utf-8',
      });
      expect(text).toContain('Run npm start again');
      expect(text).not.toMatch(/<script|style=|src=/);
    }
  });

  it('is not used up by a look at its head, and not from another site', async () => {
    const path = pathOf(loopback.server.createLink());
    expect((await send(loopback.server.port, path, { method: 'HEAD' })).status).not.toBe(303);
    expect((await send(loopback.server.port, path, { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(403);
    expect((await open(path)).status).toBe(303);
  });

  it('is given to another start of the program, which knows the key, and to nobody else', async () => {
    const ask = (authorization?: string, cookie?: string) =>
      send(loopback.server.port, '/links', { method: 'POST', headers: { authorization, cookie } });
    expect((await ask()).status).toBe(404);
    expect((await ask(`Bearer ${createSecret()}`)).status).toBe(404);
    expect((await ask(undefined, loopback.cookie)).status).toBe(404);
    const { link } = JSON.parse((await ask(`Bearer ${loopback.server.linkKey}`)).text) as { link: string };
    expect((await open(pathOf(link))).status).toBe(303);
  });
});

describe('a stranger', () => {
  const PATHS = ['/', '/index.html', '/assets/index-4f2a.js', '/v1/events', `/reports/${REPORT}`, '/v1/system.status'];

  it.each([
    ['without a cookie', { cookie: undefined }],
    ['with a wrong cookie', { cookie: `indexsmith-1=${createSecret()}` }],
    ['under a foreign host', { host: 'evil.example' }],
    ['under a name that was bent to this machine', { host: 'evil.example:7417' }],
    ['from a foreign page', { origin: 'https://evil.example' }],
    ['from a page of no origin', { origin: 'null' }],
    ['from a link of another site', { 'sec-fetch-site': 'cross-site' }],
    ['from another port of this machine', { 'sec-fetch-site': 'same-site' }],
  ])('%s is answered nothing', async (_, headers) => {
    for (const path of PATHS) {
      for (const method of path === '/v1/system.status' ? ['POST', 'PUT', 'OPTIONS', 'DELETE'] : ['GET', 'POST']) {
        const sent = { method, headers: { ...JSON_TYPE, ...headers }, ...(method === 'GET' ? {} : { body: '{}' }) };
        const response = await loopback.send(path, sent);
        expect(response.status, `${method} ${path}`).toBe(403);
        expect(JSON.parse(response.text)).toEqual({
          ok: false,
          error: { code: 'unavailable', message: expect.stringMatching(/needs to|Run npm start again/) },
        });
        // no page of another site may ask at all, and none learns more than that
        expect(Object.keys(response.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
      }
    }
  });

  it('who writes an address that is none is refused as well', async () => {
    for (const path of ['/%', '/%ff', '/v1/%', '*', 'http://evil.example/']) {
      expect((await send(loopback.server.port, path)).status, path).toBe(403);
    }
  });

  it('reaches nothing but this machine’s own address', async () => {
    const { address, family } = await new Promise<{ address?: string; family?: string }>((resolve) => {
      const socket = connect(loopback.server.port, '127.0.0.1', () => {
        resolve({ address: socket.remoteAddress, family: socket.remoteFamily } as never);
        socket.destroy();
      });
    });
    expect({ address, family }).toEqual({ address: '127.0.0.1', family: 'IPv4' });
    const refused = await new Promise<string>((resolve) => {
      const socket = connect(loopback.server.port, '127.0.0.2');
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
      socket.on('connect', () => resolve('connected'));
    });
    expect(refused).toMatch(/ECONNREFUSED|EADDRNOTAVAIL|ETIMEDOUT/);
  });
});

describe('our own page', () => {
  it('is sent with a strict policy; its assets are kept, it itself is asked for again', async () => {
    const page = await loopback.send('/');
    expect(page).toMatchObject({ status: 200, headers: { 'cache-control': 'no-cache' } });
    expect(page.headers['content-security-policy']).toMatch(
      /^sandbox allow-scripts allow-same-origin allow-downloads allow-forms; default-src 'none'; script-src 'self';/,
    );
    const asset = await loopback.send('/assets/index-4f2a.js');
    expect(asset).toMatchObject({ status: 200, text: 'document.title = "ran";' });
    expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    for (const { headers } of [page, asset, await loopback.send('/nothing')]) {
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'connection-allowlist': '(response-origin)',
        'cross-origin-resource-policy': 'same-origin',
        'permissions-policy': expect.stringContaining('camera=()'),
      });
    }
  });

  it('reads no file but those of the renderer', async () => {
    const paths = ['../secret.txt', '..%2fsecret.txt', '%2e%2e/secret.txt', '..\\secret.txt', '..%5csecret.txt'];
    const below = ['assets/', 'assets/../', './', '%2e/', '', 'v1/', 'reports/'];
    const absolute = ['//etc/passwd', '/%2fetc/passwd', '/assets/%00', '/.env', '/assets/..;/../secret.txt'];
    for (const path of [...below.flatMap((folder) => paths.map((name) => `/${folder}${name}`)), ...absolute]) {
      const { status, text } = await loopback.send(path);
      expect(status, path).toBeGreaterThanOrEqual(400);
      expect(text, path).not.toMatch(/nobody may read this|root:/);
    }
  });

  it('reads no report but those of backtests, and that in a world of its own', async () => {
    const report = await loopback.send(`/reports/${REPORT}`);
    expect(report).toMatchObject({ status: 200, text: expect.stringContaining('<b>Report</b>') });
    const policy = report.headers['content-security-policy'];
    expect(policy).toMatch(/^sandbox allow-scripts; default-src 'none'; script-src 'sha256-[\w+/]{43}=';/);
    expect(policy).not.toMatch(/allow-same-origin|script-src [^;]*unsafe/);
    const ids = ['../secret', '..%2fsecret', 'a1b2c3d4e5f6.html', 'A1B2C3D4E5F6', '%2e%2e', '', 'a1b2', `${REPORT}0`];
    for (const id of [...ids, '0'.repeat(64)]) {
      const { status, text } = await loopback.send(`/reports/${id}`);
      expect({ isFound: status < 400, isSecret: text.includes(SECRET) }, id).toEqual({
        isFound: false,
        isSecret: false,
      });
    }
  });

  it('calls what is on the contract, as JSON, within limits', async () => {
    const post = (path: string, body: string, type = 'application/json') =>
      loopback.send(path, { body, headers: { 'content-type': type } });
    expect((await post('/v1/system.status', '{}')).status).toBe(200);
    const refused: [string, number, string, Promise<{ status: number; text: string }>][] = [
      ['an unknown endpoint', 404, 'not-found', post('/v1/drafts.destroy', '{}')],
      ['a name of every object', 404, 'not-found', post('/v1/__proto__', '{}')],
      ['an event', 404, 'not-found', post('/v1/data.changed', '{}')],
      ['a workload, which names files', 404, 'not-found', post('/v1/bench.run', '{"name":"panel","dataPath":"/"}')],
      ['a command with GET', 405, 'invalid-input', loopback.send('/v1/feeds.simulate')],
      ['a query with GET', 405, 'invalid-input', loopback.send('/v1/system.status')],
      ['a form of another site', 415, 'invalid-input', post('/v1/system.status', '{}', 'text/plain')],
      ['no JSON', 400, 'invalid-input', post('/v1/system.status', '{')],
      ['nothing', 400, 'invalid-input', post('/v1/system.status', '')],
      ['a prototype', 400, 'invalid-input', post('/v1/system.status', '{"__proto__":{"hash":true}}')],
      ['a body that is too large', 413, 'invalid-input', post('/v1/system.status', `"${'x'.repeat(2_000)}"`)],
      ['a path of the machine', 404, 'not-found', post('/v1/imports.run', '{"paths":["/etc/passwd"]}')],
      ['a path to write to', 400, 'invalid-input', post('/v1/backtests.run', '{"reportPath":"/tmp/x"}')],
    ];
    for (const [what, status, code, answer] of refused) {
      const { status: was, text } = await answer;
      expect({ was, answer: JSON.parse(text) }, what).toMatchObject({
        was: status,
        answer: { ok: false, error: { code } },
      });
    }
  });
});

describe('an upload', () => {
  const put = (name: string, body: string | Uint8Array, batch = 'one') =>
    loopback.send(`/v1/files?${new URLSearchParams({ name, batch })}`, { method: 'PUT', body });
  const batches = (): string[] => readdirSync(join(home, 'uploads'), { recursive: true }) as string[];
  const CSV = 'date,asset,open,high,low,close,volume,market_cap\n2020-01-01,BTC,1,2,1,2,5,\n';

  it('is one handle a batch, is imported, and is gone after that', async () => {
    const handles = new Set<string>();
    for (const name of ['kraken/a.csv', 'kraken/more/b.csv', 'c.csv']) {
      const { status, text } = await put(name, name === 'c.csv' ? '' : CSV.replace('BTC', name.slice(7, 8)));
      expect(status).toBe(200);
      handles.add((JSON.parse(text) as { value: { handle: string } }).value.handle);
    }
    expect(handles.size).toBe(1);
    expect(batches().filter((name) => name.endsWith('.csv'))).toHaveLength(3);
    expect(batches().filter((name) => name.endsWith('.part'))).toEqual([]);
    const [handle] = handles;
    const answer = await loopback.call('imports.run', { paths: [handle] });
    expect(answer).toMatchObject({
      ok: true,
      value: { files: [{ file: 'c.csv', state: 'refused' }, { file: 'kraken/a.csv' }, { file: 'kraken/more/b.csv' }] },
    });
    expect(JSON.stringify(answer)).not.toContain(home);
    expect(batches()).toEqual([]);
    expect(await loopback.call('imports.run', { paths: [handle] })).toMatchObject({ error: { code: 'not-found' } });
  });

  it('neither leaves its folder nor follows one out of it', async () => {
    for (const name of ['../secret.html', '../../x', '/etc/x', 'a/../../x', '..\\x', 'C:\\x', '', './x']) {
      const { status, text } = await put(name, 'mine');
      expect({ status, answer: JSON.parse(text) }, name).toMatchObject({
        status: 400,
        answer: { ok: false, error: { code: 'invalid-input' } },
      });
    }
    for (const batch of ['..', 'a/b', '', 'x'.repeat(65), '.']) {
      expect((await put('a.csv', CSV, batch)).status, batch).toBe(400);
    }
    expect((await loopback.send('/v1/files', { method: 'PUT', body: 'x' })).status).toBe(400);
    expect(readdirSync(home).sort()).toEqual(
      readdirSync(home)
        .filter((name) => name !== 'x')
        .sort(),
    );
  });

  it('is refused when it is too large, however it says how large it is, and leaves nothing', async () => {
    const large = await put('large.csv', 'x'.repeat(5_001), 'large');
    expect(JSON.parse(large.text)).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
    const headers = { 'transfer-encoding': 'chunked' };
    const path = '/v1/files?name=large.csv&batch=large';
    const chunked = await loopback.send(path, { method: 'PUT', body: 'x'.repeat(5_001), headers }).catch(() => null);
    if (chunked !== null) expect(JSON.parse(chunked.text)).toMatchObject({ ok: false });
    expect((await put('a.csv', 'x'.repeat(3_000), 'large')).status).toBe(200);
    expect((await put('b.csv', 'x'.repeat(3_000), 'large')).status).toBe(400);
    expect((await put('b.csv', 'x'.repeat(2_000), 'large')).status).toBe(200);
    expect(batches().filter((name) => name.includes('large') || name.endsWith('.part'))).toEqual([]);
  });

  it('that is a file and a folder at once is refused', async () => {
    expect((await put('a', CSV, 'both')).status).toBe(200);
    expect((await put('a/b.csv', CSV, 'both')).status).toBe(400);
    expect((await put('c/d.csv', CSV, 'both')).status).toBe(200);
    expect((await put('c', CSV, 'both')).status).toBe(400);
  });

  it('that was left behind is removed with the next start, and what a link leads to is not', async () => {
    const other = mkdtempSync(join(tmpdir(), 'indexsmith-left-behind-'));
    mkdirSync(join(other, 'uploads', 'old'), { recursive: true });
    writeFileSync(join(other, 'kept.csv'), CSV);
    writeFileSync(join(other, 'uploads', 'old', 'a.csv'), CSV);
    symlinkSync(other, join(other, 'uploads', 'old', 'link'));
    const again = await openLoopback(engine, { home: other });
    expect(readdirSync(other)).toEqual(['kept.csv']);
    await again.close();
    rmSync(other, { recursive: true });
  });
});
