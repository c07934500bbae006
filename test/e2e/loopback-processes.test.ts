/** `npm start` as a person runs it: processes that start, are found again, are killed, and end. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { EXIT_CODES } from '../../src/main/shell/exit-codes.ts';
import { findRunning } from '../../src/main/shell/running-file.ts';
import { openStore } from '../../src/main/store/open.ts';
import { instantOf } from '../../src/shared/time.ts';
import { send } from '../support/loopback.ts';

const root = mkdtempSync(join(tmpdir(), 'indexsmith-loopback-processes-'));
const renderer = join(root, 'renderer');
let homeCount = 0;
const newHome = (): string => join(root, `home-${homeCount++}`);

beforeAll(() => {
  mkdirSync(renderer);
  writeFileSync(join(renderer, 'index.html'), '<!doctype html><title>Indexsmith</title>');
});
const started: ChildProcess[] = [];
afterEach(async () => {
  for (const child of started.splice(0)) {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
  }
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

type Started = {
  readonly child: ChildProcess;
  readonly lines: string[];
  readonly ended: Promise<number | null>;
  /** Waits for a line and returns what the pattern found in it. */
  told(pattern: RegExp): Promise<RegExpExecArray>;
};

function run(script: string, args: readonly string[], environment: NodeJS.ProcessEnv = process.env): Started {
  const path = fileURLToPath(new URL(`../../src/main/shell/${script}`, import.meta.url));
  const child = spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: environment });
  started.push(child);
  const lines: string[] = [];
  const hearers = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream! }).on('line', (line) => {
      lines.push(line);
      for (const hearer of hearers) hearer();
    });
  }
  const ended = once(child, 'close').then(([exitCode]) => exitCode as number | null);
  return {
    child,
    lines,
    ended,
    async told(pattern) {
      const find = (): RegExpExecArray | undefined => {
        for (const line of lines) {
          const found = pattern.exec(line);
          if (found !== null) return found;
        }
        return undefined;
      };
      const heard = new Promise<RegExpExecArray>((resolve) => {
        const hearer = (): void => {
          const found = find();
          if (found !== undefined) resolve(found);
        };
        hearers.add(hearer);
        hearer();
      });
      const silent = ended.then(() => {
        throw new Error(`ended without ${pattern}: ${lines.join('\n')}`);
      });
      return find() ?? Promise.race([heard, silent]);
    },
  };
}

const start = (home: string, ...more: string[]): Started =>
  run('start.ts', ['--home', home, '--renderer', renderer, '--no-open', ...more]);

const LINK = /^This link opens one window, once: http:\/\/127\.0\.0\.1:(\d+)(\/open\?token=[\w-]{43})$/;
const RUNS_ALREADY = /^Indexsmith runs already\. .*: http:\/\/127\.0\.0\.1:(\d+)(\/open\?token=[\w-]{43})$/;

/** Opens a link as a browser does and returns the cookie. */
async function signIn([, port, path]: RegExpExecArray): Promise<string> {
  const { status, headers } = await send(Number(port), path as string);
  expect(status).toBe(303);
  return headers['set-cookie']![0]!.split(';')[0] as string;
}

/** Asks until the server answers. */
async function statusOf(port: number, cookie: string): Promise<number> {
  for (;;) {
    const answer = await send(port, '/', { headers: { cookie } }).catch(() => null);
    if (answer !== null) return answer.status;
    await pause(20);
  }
}

function expectWholeStore(home: string): void {
  openStore(join(home, 'indexsmith.sqlite'), { clock: () => instantOf(0) }).close();
}

describe('npm start', () => {
  it('tells where it serves, is found by a second start, and ends with nothing left', async () => {
    const home = newHome();
    const first = start(home);
    const link = await first.told(LINK);
    const cookie = await signIn(link);
    const port = Number(link[1]);
    expect(first.lines[0]).toBe(
      `Indexsmith serves at http://127.0.0.1:${port}, to this machine alone. Its data lies in ${home}`,
    );
    if (process.platform !== 'win32') expect(statSync(join(home, 'running.json')).mode & 0o777).toBe(0o600);

    const second = start(home);
    const other = await second.told(RUNS_ALREADY);
    expect(await second.ended).toBe(0);
    expect(other[1]).toBe(link[1]);
    expect(other[2]).not.toBe(link[2]);
    expect(await signIn(other)).toBe(cookie);

    first.child.kill('SIGINT');
    expect(await first.ended).toBe(0);
    expect(readdirSync(home).filter((name) => /running|part|uploads/.test(name))).toEqual([]);
    await expect(send(port, '/')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expectWholeStore(home);
  });

  it('serves again at the same port, to the same windows, when its engine was killed', async () => {
    const home = newHome();
    const running = start(home);
    const link = await running.told(LINK);
    const cookie = await signIn(link);
    const port = Number(link[1]);
    const call = async (name: string, input: object): Promise<unknown> => {
      const headers = { cookie, 'content-type': 'application/json' };
      const { text } = await send(port, `/v1/${name}`, { headers, body: JSON.stringify(input) });
      return JSON.parse(text);
    };
    expect(await call('workspaces.open', { id: 'sample' })).toEqual({ ok: true, value: { id: 'sample' } });
    const killed = findRunning(home)!.pid;
    process.kill(killed, 'SIGKILL');
    await running.told(/^The engine was ended by SIGKILL\. Starting it again\.$/);
    await running.told(/^It was started again; open windows recover by themselves\.$/);
    expect(await statusOf(port, cookie)).toBe(200);
    expect(findRunning(home)).toMatchObject({ port });
    expect(findRunning(home)!.pid).not.toBe(killed);
    const workspaces = [expect.objectContaining({ id: 'own', isOpen: false }), { id: 'sample', isOpen: true }];
    expect(await call('workspaces.list', {})).toMatchObject({ ok: true, value: { workspaces } });
    running.child.kill('SIGTERM');
    expect(await running.ended).toBe(0);
    expect(existsSync(join(home, 'running.json'))).toBe(false);
  });

  it('gives up where the engine dies again and again, and says what helps', async () => {
    const home = newHome();
    const running = start(home);
    await running.told(LINK);
    for (let death = 0; death < 6; death++) {
      const { pid } = findRunning(home)!;
      process.kill(pid, 'SIGKILL');
      // the next one writes down its own number
      while (running.child.exitCode === null && [undefined, pid].includes(findRunning(home)?.pid)) await pause(10);
    }
    expect(await running.ended).toBe(EXIT_CODES.internal);
    expect(running.lines.slice(-2)).toEqual([
      'The engine was ended by SIGKILL, for the sixth time within a minute',
      expect.stringContaining('npm run -s cli -- status'),
    ]);
    expectWholeStore(home);
  });

  it('takes no notice of what a program that died left behind', async () => {
    const home = newHome();
    mkdirSync(home);
    writeFileSync(join(home, 'running.json'), '{"port":9,"pid":1,"key":"x"}');
    const link = await start(home).told(LINK);
    await signIn(link);
  });

  it.each([
    ['a port that is none', ['--port', '0'], 'invalid-input', /^--port was "0", needs a whole number from 1 to 65535$/],
    ['a port with letters', ['--port', '7k'], 'invalid-input', /^--port was "7k"/],
    ['a home that cannot be', ['--home', join(renderer, 'index.html', 'x')], 'unavailable', /could not be made/],
  ] as const)('says what was wrong with %s', async (_, args, code, message) => {
    const running = start(newHome(), ...args);
    expect(await running.ended).toBe(EXIT_CODES[code]);
    expect(running.lines).toEqual([expect.stringMatching(message)]);
  });

  it('takes the port of the last time again, and another only where that is taken', async () => {
    const home = newHome();
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    other.close();
    await once(other, 'close');
    const portOf = async (...args: string[]): Promise<number> => {
      const running = start(home, ...args);
      const [, at] = await running.told(LINK);
      running.child.kill('SIGTERM');
      expect(await running.ended).toBe(0);
      return Number(at);
    };
    expect(await portOf('--port', String(port))).toBe(port);
    expect(await portOf()).toBe(port);
    const taken = createServer().listen(port, '127.0.0.1');
    await once(taken, 'listening');
    expect(await portOf()).not.toBe(port);
    taken.close();
  });

  it('says that a port was taken, if it was asked for', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const running = start(newHome(), '--port', String(port));
    expect(await running.ended).toBe(EXIT_CODES.conflict);
    expect(running.lines).toEqual([`Port ${port} was taken by another program, needs another port`]);
    other.close();
  });

  it('says that another program has the store', async () => {
    const home = newHome();
    mkdirSync(home);
    const store = openStore(join(home, 'indexsmith.sqlite'), { clock: () => instantOf(0) });
    const running = start(home);
    expect(await running.ended).toBe(EXIT_CODES.conflict);
    store.close();
    expect(running.lines).toEqual([expect.stringMatching(/was open for writing already/)]);
  });
});

describe('npm start over what should not be there', () => {
  it('serves where it cannot write down how it is reached, and ends as always', async () => {
    const home = newHome();
    mkdirSync(join(home, 'running.json', 'x'), { recursive: true });
    const running = start(home);
    await signIn(await running.told(LINK));
    expect(running.lines).toContainEqual(
      expect.stringMatching(/^The file running\.json could not be written \(E\w+\)/),
    );
    running.child.kill('SIGINT');
    expect(await running.ended).toBe(0);
    expect(readdirSync(home).filter((name) => name.endsWith('.part'))).toEqual([]);
    expectWholeStore(home);
  });

  it('ends where it cannot begin once the engine is there, and lets go of the store', async () => {
    const home = newHome();
    mkdirSync(join(home, 'session.key', 'x'), { recursive: true });
    const running = start(home);
    expect(await running.ended).toBe(EXIT_CODES.internal);
    expectWholeStore(home);
  });

  it('serves over a damaged store, and says what helps', async () => {
    const home = newHome();
    mkdirSync(home);
    writeFileSync(join(home, 'indexsmith.sqlite'), 'no database at all'.repeat(1_000));
    const link = await start(home).told(LINK);
    const headers = { cookie: await signIn(link), 'content-type': 'application/json' };
    const { text } = await send(Number(link[1]), '/v1/market.overview', { headers, body: '{}' });
    expect(JSON.parse(text)).toEqual({
      ok: false,
      error: { code: 'conflict', message: expect.stringMatching(/^The store was damaged .* in Settings/) },
    });
  });
});

describe.runIf(process.platform === 'linux')('where Electron is there', () => {
  const dist = join(root, 'electron');
  const withElectron = { ...process.env, DISPLAY: ':0', ELECTRON_OVERRIDE_DIST_PATH: dist };
  beforeAll(() => {
    mkdirSync(dist);
    writeFileSync(join(dist, 'electron'), '#!/bin/sh\necho "desktop $INDEXSMITH_HOME $1"\nexit 7\n', { mode: 0o755 });
  });

  it('the desktop shell takes over, with its home, and its end is the end', async () => {
    const home = newHome();
    const running = run('start.ts', ['--home', home, '--renderer', renderer], withElectron);
    const [, told, script] = await running.told(/^desktop (\S+) (\S+)$/);
    expect({ told, script }).toEqual({ told: home, script: expect.stringMatching(/desktop.main\.js$/) });
    expect(await running.ended).toBe(7);
  });

  it('the browser is used all the same where it is asked for, or where there is no screen', async () => {
    const asked = run(
      'start.ts',
      ['--home', newHome(), '--renderer', renderer, '--no-open', '--browser'],
      withElectron,
    );
    await asked.told(LINK);
    const { DISPLAY: _, ...blind } = withElectron;
    const args = ['--home', newHome(), '--renderer', renderer, '--no-open'];
    await run('start.ts', args, { ...blind, WAYLAND_DISPLAY: '' }).told(LINK);
  });
});

describe('the process that serves', () => {
  it('ends with the one that started it, however that died', async () => {
    const home = newHome();
    const running = start(home);
    const link = await running.told(LINK);
    running.child.kill('SIGKILL');
    await running.ended;
    // its last act is to free the store
    while (existsSync(join(home, 'running.json'))) await pause(10);
    for (;;) {
      const answer = await send(Number(link[1]), '/').catch((error: NodeJS.ErrnoException) => error.code);
      if (answer === 'ECONNREFUSED') break;
      await pause(10);
    }
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('ends by itself with %s, as nothing keeps it', async (signal) => {
    const home = newHome();
    const running = run('serve.ts', ['--home', home, '--renderer', renderer]);
    await running.told(/^\{"port":\d+,"link":"http/);
    running.child.kill(signal);
    expect(await running.ended).toBe(0);
    expect(running.lines).toHaveLength(1);
    expect(existsSync(join(home, 'running.json'))).toBe(false);
    expectWholeStore(home);
  });
});
