/** The desktop program over the stand-in: started as Electron would start it, and driven as a user would. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { vi } from 'vitest';
import { buildPreload } from '../../../scripts/build-preload.ts';
import type { app as StandInApp } from './application.ts';
import type { BrowserWindow } from './browser-window.ts';
import type { Desk } from './desk.ts';

export type Program = {
  readonly app: typeof StandInApp;
  readonly desk: Desk;
  readonly electron: typeof import('./electron.ts');
  /** Starts the program; resolves as `startDesktop` does. */
  start(): Promise<void>;
  /** Returns its one window. */
  window(): BrowserWindow;
  /** Returns the page of its window once that has loaded. */
  page(): Promise<Page>;
  /** Chooses an item of the menu by its label. */
  chooseMenu(label: string): void;
  /** Quits as the user does; resolves with the exit code. */
  quit(): Promise<number>;
};

/** A page that does nothing by itself. */
const EMPTY_PAGE = '<!doctype html><html lang="en"><title>Test page</title><body></body></html>';

export type Place = {
  readonly home: string;
  readonly rendererFolder: string;
  readonly preloadFile: string;
  remove(): void;
};

let preloadFolder: Promise<string> | undefined;

/** Returns the file of the real preload script, built once for all programs of this process. */
async function builtPreload(): Promise<string> {
  preloadFolder ??= (async () => {
    const folder = mkdtempSync(join(tmpdir(), 'indexsmith-preload-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    await buildPreload(folder);
    return folder;
  })();
  return join(await preloadFolder, 'preload.cjs');
}

/** Returns a home that is not made yet, a renderer of one empty page and the real preload script. */
export async function createPlace(): Promise<Place> {
  const root = mkdtempSync(join(tmpdir(), 'indexsmith-desktop-'));
  const rendererFolder = join(root, 'renderer');
  mkdirSync(rendererFolder);
  writeFileSync(join(rendererFolder, 'index.html'), EMPTY_PAGE);
  return {
    home: join(root, 'home'),
    rendererFolder,
    preloadFile: await builtPreload(),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** Returns a program that has not started yet, as a process of its own would be: with modules of its own. */
export async function createProgram({ home, rendererFolder, preloadFile }: Omit<Place, 'remove'>): Promise<Program> {
  vi.resetModules();
  const [electron, { app }, { desk }, { startDesktop }] = await Promise.all([
    import('./electron.ts'),
    import('./application.ts'),
    import('./desk.ts'),
    import('../../../src/main/shell/desktop/desktop.ts'),
  ]);
  const window = (): BrowserWindow => {
    const [found] = electron.BrowserWindow.getAllWindows();
    if (found === undefined) throw new Error('The program has no window');
    return found;
  };
  return {
    app,
    desk,
    electron,
    start() {
      const starting = startDesktop({ home, rendererFolder, preloadFile });
      app.becomeReady();
      return starting;
    },
    window,
    async page() {
      const own = window();
      if (!own.isVisible()) await new Promise<void>((resolve) => own.once('ready-to-show', () => resolve()));
      return own.webContents.page!;
    },
    chooseMenu(label) {
      const items = electron.shownMenu().flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []));
      const item = items.find((one) => one.label === label);
      if (item?.click === undefined) throw new Error(`The menu has no item ${label} that does something`);
      item.click(undefined as never, undefined, undefined as never);
    },
    quit() {
      app.quit();
      return app.ended;
    },
  };
}
