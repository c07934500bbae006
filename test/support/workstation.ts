/**
 * The workstation as its user has it: `npm start`'s own process over a home, and its window in a real Chromium. A window that
 * reports an error, or breaks its content policy, fails the test that opened it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page, type Request } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest';
import { findRunning, type Running } from '../../src/main/shell/running-file.ts';
import type { Answer } from '../../src/shared/client.ts';
import { createShellPage, type ShellPage } from './pages/shell.ts';
import { copyHome, type HomeKind } from './prepared-homes.ts';

export type Theme = 'dark' | 'light';
export const THEMES: readonly Theme[] = ['dark', 'light'];
export const SIZES = { small: { width: 1280, height: 800 }, wide: { width: 2560, height: 1440 } } as const;
export type Size = keyof typeof SIZES;

export type WindowOptions = {
  /** Such as `/ratings`; the first page of the program if left out. */
  readonly place?: string;
  readonly theme?: Theme;
  readonly size?: Size;
  /** Does something to the page before it is loaded, such as holding its requests. */
  readonly before?: (page: Page) => Promise<void>;
};

/** A window of the workstation. */
export type Window = {
  readonly page: Page;
  readonly shell: ShellPage;
  /** Goes to a place as a link does, and waits until it shows what it has. */
  goTo(place: string): Promise<void>;
  /** Waits until nothing is asked and nothing is announced as loading. */
  settle(): Promise<void>;
  /** Says that messages of this form belong to what the test does. */
  expectProblem(message: RegExp): void;
  close(): Promise<void>;
};

export type Workstation = {
  readonly home: string;
  readonly origin: string;
  /** What the cookie of a window holds. */
  readonly sessionKey: string;
  openWindow(options?: WindowOptions): Promise<Window>;
  /** Makes a call beside the window, as it would, and returns the value. Throws where the answer is an error. */
  call<Value = unknown>(name: string, input?: unknown): Promise<Value>;
  /** Makes a call and returns the answer, whatever it is. */
  ask(name: string, input?: unknown): Promise<Answer>;
  /** Kills the process of the engine, so that nothing can be tidied up; resolves once another one answers. */
  kill(): Promise<void>;
  close(): Promise<void>;
};

const START = fileURLToPath(new URL('../../src/main/shell/start.ts', import.meta.url));
const LONGEST_MS = 60_000;
/** Tells the test of every breach of the content policy. */
const WATCH_POLICY = `document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sourceFile }) =>
  console.error('content policy: ' + effectiveDirective + ' ' + blockedURI + ' ' + sourceFile))`;
const SETTLED = `document.querySelector('main h1') !== null
  && ![...document.querySelectorAll('main [role="status"]')].some((element) =>
    /^(Loading|Opening the page|Drawing the chart)/.test(element.getAttribute('aria-label') ?? element.textContent))`;

/** Opens the workstation for the tests of a file, and closes it with everything that it opened. */
export function withWorkstation(kind: HomeKind, options: readonly string[] = []): () => Workstation {
  let workstation: Workstation;
  beforeAll(async () => {
    workstation = await openWorkstation(kind, options);
  }, 10 * LONGEST_MS);
  afterAll(() => workstation?.close(), LONGEST_MS);
  afterEach(closeWindows, LONGEST_MS);
  return () => workstation;
}

const openWindows = new Set<Window>();

/** Closes every window; throws what they reported. */
export async function closeWindows(): Promise<void> {
  for (const window of [...openWindows]) await window.close();
}

/** Starts the program over a copy of a prepared home. */
export async function openWorkstation(kind: HomeKind, options: readonly string[] = []): Promise<Workstation> {
  const home = await copyHome(kind);
  const browser = await chromium.connect(inject('browserEndpoint'));
  const program = spawn(
    process.execPath,
    [...[START, '--browser', '--no-open', '--home', home, '--renderer', inject('rendererPath')], ...options],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const written: string[] = [];
  let kills = 0;
  program.stderr?.on('data', (text: Buffer) => written.push(text.toString()));
  const link = await linkOf(program, written);
  const { port } = runningIn(home);
  const origin = `http://127.0.0.1:${port}`;
  const sessionKey = readFileSync(join(home, 'session.key'), 'utf8').trim();
  const cookie = `indexsmith-${port}=${sessionKey}`;
  // a window of before stays signed in: the one link opens the session of every context
  await (await fetch(link, { redirect: 'manual' })).arrayBuffer();

  const ask = async (name: string, input: unknown = {}): Promise<Answer> => {
    const headers = { cookie, 'content-type': 'application/json' };
    const response = await fetch(`${origin}/v1/${name}`, { method: 'POST', headers, body: JSON.stringify(input) });
    return (await response.json()) as Answer;
  };
  return {
    home,
    origin,
    sessionKey,
    ask,
    async call<Value>(name: string, input?: unknown) {
      const answer = await ask(name, input);
      if (!answer.ok) throw new Error(`${name} failed: ${answer.error.message}`);
      return answer.value as Value;
    },
    openWindow: (windowOptions = {}) => openWindow(browser, origin, cookie, windowOptions),
    async kill() {
      const { pid } = runningIn(home);
      kills += 1;
      process.kill(pid, 'SIGKILL');
      const until = performance.now() + LONGEST_MS;
      while (findRunning(home)?.pid === pid || !(await answers(ask))) {
        if (performance.now() > until) throw new Error(`Nothing served again: ${written.join('')}`);
        await wait(50);
      }
    },
    async close() {
      await closeWindows();
      program.kill('SIGTERM');
      if (program.exitCode === null) await once(program, 'exit');
      await browser.close();
      rmSync(home, { recursive: true, force: true });
      expect({ exitCode: program.exitCode, signal: program.signalCode }).toEqual({ exitCode: 0, signal: null });
      // whatever else it wrote is a defect: a death that nobody wanted, a stack
      const wanted = new Array(kills).fill('The engine was ended by SIGKILL. Starting it again.');
      expect(written.join('').split('\n').filter(Boolean)).toEqual(wanted);
    },
  };
}

const answers = (ask: Workstation['ask']): Promise<boolean> =>
  ask('workspaces.list').then(
    ({ ok }) => ok,
    () => false,
  );

async function linkOf(program: ChildProcess, written: readonly string[]): Promise<string> {
  if (program.stdout === null) throw new Error('The program has no output');
  for await (const line of createInterface({ input: program.stdout })) {
    const link = /http:\/\/127\.0\.0\.1:\d+\/open\?token=\S+/.exec(line)?.[0];
    if (link === undefined) continue;
    program.stdout.resume();
    return link;
  }
  throw new Error(`The program ended before it served: ${written.join('')}`);
}

function runningIn(home: string): Running {
  const running = findRunning(home);
  if (running === null) throw new Error(`Nothing serves ${home}`);
  return running;
}

async function openWindow(browser: Browser, origin: string, cookie: string, options: WindowOptions): Promise<Window> {
  const { place = '', theme = 'dark', size = 'small', before } = options;
  const context = await browser.newContext({ viewport: SIZES[size], colorScheme: theme, acceptDownloads: true });
  const [name = '', value = ''] = cookie.split('=');
  await context.addCookies([{ name, value, url: origin, httpOnly: true, sameSite: 'Strict' }]);
  await context.addInitScript(WATCH_POLICY);
  const page = await context.newPage();
  const { problems, expectProblem } = watchProblems(page);
  const asked = watchRequests(page);
  await before?.(page);
  const window: Window = {
    page,
    shell: createShellPage(page),
    async goTo(next) {
      await page.evaluate(`location.hash = ${JSON.stringify(`#${next}`)}`);
      await window.settle();
    },
    async settle() {
      const until = performance.now() + LONGEST_MS;
      for (let quiet = 0; quiet < 2; ) {
        quiet = asked.size === 0 && (await page.evaluate(SETTLED)) === true ? quiet + 1 : 0;
        if (performance.now() > until) throw new Error(`Still asked: ${[...asked.values()].join(', ')}`);
        await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
      }
    },
    expectProblem,
    async close() {
      openWindows.delete(window);
      await closeContext(context);
      expect(problems()).toEqual([]);
    },
  };
  openWindows.add(window);
  await page.goto(`${origin}/${place === '' ? '' : `#${place}`}`);
  return window;
}

/** Everything that must not happen in a window: errors of its script, of its console, and breaches of its policy. */
function watchProblems(page: Page): { problems: () => string[]; expectProblem: (message: RegExp) => void } {
  const found: string[] = [];
  const expected: RegExp[] = [];
  page.on('pageerror', (error) => found.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') found.push(`console: ${message.text()} ${message.location().url}`);
  });
  return {
    problems: () => found.filter((problem) => !expected.some((form) => form.test(problem))),
    expectProblem: (message) => void expected.push(message),
  };
}

/** Returns the calls that wait for an answer; the stream of events is none of them. */
function watchRequests(page: Page): ReadonlyMap<Request, string> {
  const waiting = new Map<Request, string>();
  page.on('request', (request) => {
    const name = /\/v1\/([^?]+)/.exec(request.url())?.[1];
    if (name !== undefined && name !== 'events') waiting.set(request, name);
  });
  for (const event of ['requestfinished', 'requestfailed'] as const) {
    page.on(event as 'requestfinished', (request) => waiting.delete(request));
  }
  return waiting;
}

/** A context whose page crashed closes all the same. */
async function closeContext(context: BrowserContext): Promise<void> {
  await context.unrouteAll({ behavior: 'ignoreErrors' });
  await context.close();
}
