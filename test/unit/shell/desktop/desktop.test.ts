/** The whole desktop program over the stand-in: real preload, real IPC, real engine, real Chromium. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type * as Electron from 'electron';
import { describe, expect, test } from 'vitest';
import { connectionOf } from '../../../../src/main/store/connection.ts';
import { openStore } from '../../../../src/main/store/open.ts';
import { instantOf } from '../../../../src/shared/time.ts';
import { createProgram } from '../../../support/electron-stand-in/program.ts';
import {
  callFromPage,
  place,
  program,
  replaceProgram,
  storePath,
  withOwnProgram,
  withSharedProgram,
} from '../../../support/electron-stand-in/with-program.ts';

const openOwnStore = () => openStore(storePath(), { clock: () => instantOf(0) });

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
    expect(await callFromPage(1, 'system.status', {})).toMatchObject({ ok: true });
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
    await replaceProgram();
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
      'openLink',
    ]);
    expect(await page.evaluate('[typeof require, typeof process, typeof module]')).toEqual(Array(3).fill('undefined'));
  });

  test('is answered by the engine', async () => {
    expect(await callFromPage(1, 'system.status', {})).toMatchObject({ ok: true, value: { assetCount: 0 } });
  });

  test.each([
    ['an endpoint that is not on the contract', 'files.read', {}, 'not-found'],
    ['an event', 'data.changed', {}, 'not-found'],
    ['wrong input', 'system.status', { hash: 'yes' }, 'invalid-input'],
    ['the command line alone', 'bench.run', { name: 'hrp', dataPath: '/' }, 'not-found'],
    ['a path of the machine', 'imports.run', { paths: ['/etc/passwd'] }, 'not-found'],
  ])('to %s is an answer, too', async (_, name, input, code) => {
    expect(await callFromPage(1, name, input)).toMatchObject({ ok: false, error: { code } });
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
    await callFromPage(1, 'feeds.simulate', { assetCount: 20, dayCount: 400 });
    await page.evaluate('window.arrived');
    const heard = (await page.evaluate('window.heard')) as { name: string; payload: Record<string, unknown> }[];
    expect(heard.map(({ name }) => name)).toEqual(expect.arrayContaining(['data.changed', 'calls.changed']));
    await page.evaluate('window.undo(); window.heard = []');
    await callFromPage(2, 'workspaces.open', { id: 'sample' });
    // the next event that the page can see at all is behind the one that it must not hear
    program.window().webContents.send('event', []);
    await page.evaluate('1');
    expect(await page.evaluate('window.heard')).toEqual([]);
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
