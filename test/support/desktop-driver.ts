/**
 * The desktop program for end-to-end tests: real Electron where INDEXSMITH_ELECTRON names the packaged program, else the stand-in,
 * which runs the same shell, the same preload script and the same engine in Chromium.
 */
import { fileURLToPath } from 'node:url';
import { _electron, type Page } from 'playwright-core';
import { vi } from 'vitest';
import { createProgram } from './electron-stand-in/program.ts';

export type Desktop = {
  readonly page: Page;
  /** Chooses an item of the native menu by its label. */
  chooseMenu(label: string): Promise<void>;
  /** Quits as the user does; resolves once the program has ended. */
  quit(): Promise<void>;
};

const BUILD = fileURLToPath(new URL('../../build/', import.meta.url));
const EXECUTABLE = process.env.INDEXSMITH_ELECTRON;

/** Starts the program over a home, with the built renderer, and returns its window's page once that is shown. */
export function openDesktop(home: string): Promise<Desktop> {
  return EXECUTABLE === undefined ? openStandIn(home) : openElectron(home, EXECUTABLE);
}

async function openStandIn(home: string): Promise<Desktop> {
  const preloadFile = `${BUILD}preload/preload.cjs`;
  const program = await createProgram({ home, rendererFolder: `${BUILD}renderer`, preloadFile });
  process.env.INDEXSMITH_HOME = home;
  // the entry itself, which would wait for ever if it waited until Electron is ready
  await import('../../src/main/shell/desktop/main.ts');
  program.app.becomeReady();
  await vi.waitFor(() => program.window());
  return {
    page: await program.page(),
    chooseMenu: async (label) => program.chooseMenu(label),
    quit: async () => void (await program.quit()),
  };
}

async function openElectron(home: string, executablePath: string): Promise<Desktop> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== undefined));
  const application = await _electron.launch({
    executablePath,
    env: { ...(env as Record<string, string>), INDEXSMITH_HOME: home },
  });
  return {
    page: await application.firstWindow(),
    chooseMenu: (label) =>
      application.evaluate(({ Menu }, wanted) => {
        const items = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []) ?? [];
        items.find((item) => item.label === wanted)?.click();
      }, label),
    quit: () => application.close(),
  };
}
