/**
 * The desktop program from its start to its end.
 *
 * 1. One instance a home: a second one brings the first one's window to the front and ends.
 * 2. The engine opens; what keeps it from opening is told in a native box.
 * 3. The window opens over the program's own scheme, with the menu, notifications and power events.
 * 4. Quitting is held until running calls are cancelled and the store is closed.
 */
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { app, type BrowserWindow, dialog, Menu, session, shell } from 'electron';
import type { AppContract } from '../../../shared/contract.ts';
import { CHANNELS } from '../../../shared/desktop.ts';
import type { Output } from '../../../shared/endpoint.ts';
import { type ErrorCode, NEVER_CANCELLED, toErrorShape } from '../../../shared/errors.ts';
import { instantOf } from '../../../shared/time.ts';
import type { Engine } from '../../engine/create-engine.ts';
import { createHost } from '../../engine/create-host.ts';
import { createGrants } from '../grants.ts';
import { createRendererCalls, type RendererCalls } from '../renderer-calls.ts';
import { guardContents, refusePermissions } from './guard-contents.ts';
import { holdQuit } from './hold-quit.ts';
import { connectWindow } from './ipc.ts';
import { menuTemplate, SHELL_COMMAND, type ShellCommand } from './menu.ts';
import { watchNotifications } from './notifications.ts';
import { watchPower } from './power.ts';
import { registerScheme, serveFolder } from './protocol.ts';
import { focusWindow, openWindow } from './window.ts';

export type DesktopOptions = {
  /** Folder of the store, the reports, the backups and the browser's own files. */
  readonly home: string;
  /** The built renderer. */
  readonly rendererFolder: string;
  /** The bundled preload script. */
  readonly preloadFile: string;
};

/** As electron-builder.yml has it. */
const APP_ID = 'org.indexsmith.workstation';
/** What a person can do about an engine that did not open; the error itself says what is wrong. */
const REMEDIES: Readonly<Partial<Record<ErrorCode, string>>> = {
  conflict:
    'Close the other Indexsmith, on the command line or in the browser, and start again. If the store was made by a newer version, install that version.',
  unavailable: 'Check that the folder exists, that it may be written and that the disk has room, and start again.',
  'invalid-input': 'Move the file to another folder, or restore a backup of it, and start again.',
};

const onDefect = (stack: string): void => void process.stderr.write(`${stack}\n`);

/** Starts the program. Resolves once its window is open, or once it is told to end instead. Must be called before Electron is ready. */
export async function startDesktop(options: DesktopOptions): Promise<void> {
  const { home } = options;
  registerScheme();
  app.enableSandbox();
  // without it Windows shows no notification
  app.setAppUserModelId(APP_ID);
  app.on('web-contents-created', (_event, contents) => guardContents(contents));
  try {
    // Chromium's own files, and the lock that makes a second start find the first, belong to this home
    const chromiumFolder = join(home, 'desktop');
    mkdirSync(chromiumFolder, { recursive: true });
    app.setPath('userData', chromiumFolder);
  } catch {
    return refuseToStart(`The folder ${home} could not be made, needs one that may be written`, 'unavailable');
  }
  if (!app.requestSingleInstanceLock()) return app.quit();
  await app.whenReady();
  let engine: Engine;
  try {
    engine = createHost({ home, clock: () => instantOf(Date.now()), onDefect });
  } catch (thrown) {
    const { code, message } = toErrorShape(thrown);
    if (code === 'internal') onDefect((thrown as Error).stack ?? String(thrown));
    return refuseToStart(message, code);
  }
  runOver(engine, options);
}

function refuseToStart(message: string, code: ErrorCode): void {
  const remedy = REMEDIES[code];
  dialog.showErrorBox('Indexsmith could not start', remedy === undefined ? message : `${message}.\n\n${remedy}`);
  app.exit(1);
}

/** Opens the window over an engine, and closes both when the user quits. */
function runOver(engine: Engine, { home, rendererFolder, preloadFile }: DesktopOptions): void {
  const grants = createGrants();
  const calls = createRendererCalls({ engine, grants, onDefect });
  let window: BrowserWindow | null = null;
  const focus = (): void => void (window === null ? open() : focusWindow(window));

  function open(): void {
    const opened = openWindow({ home, preloadFile, isPackaged: app.isPackaged, onDefect });
    connectWindow(opened, { calls, engine, grants, reportsFolder: () => reportsFolderOf(engine, home) });
    opened.once('closed', () => {
      window = null;
    });
    window = opened;
  }

  refusePermissions(session.defaultSession);
  const menu = menuTemplate({
    platform: process.platform,
    isPackaged: app.isPackaged,
    send: (command) => sendCommand(window, command),
    openLogs: () => void logsFolderOf(engine, home).then((folder) => shell.openPath(folder)),
  });
  Menu.setApplicationMenu(Menu.buildFromTemplate(menu));
  const undos = [
    serveFolder(rendererFolder),
    watchPower(engine, onDefect),
    watchNotifications({ engine, isFocused: () => window?.isFocused() === true, onClick: focus, onDefect }),
  ];
  app.on('second-instance', focus);
  app.on('activate', focus);
  app.on('window-all-closed', () => {
    // on macOS a program goes on without a window
    if (process.platform !== 'darwin') app.quit();
  });
  holdQuit(() => closeAll(engine, calls, undos), onDefect);
  open();
}

function sendCommand(window: BrowserWindow | null, command: ShellCommand): void {
  window?.webContents.send(CHANNELS.event, [{ name: SHELL_COMMAND, payload: { command } }]);
}

async function closeAll(engine: Engine, calls: RendererCalls, undos: readonly (() => void)[]): Promise<void> {
  for (const undo of undos) undo();
  await calls.close();
  await engine.close();
}

/** Returns the folder of the open workspace. */
async function openHomeOf(engine: Engine, home: string): Promise<string> {
  const answer = (await engine.call('workspaces.list', {}, NEVER_CANCELLED)) as Output<AppContract['workspaces.list']>;
  return answer.workspaces.find(({ isOpen }) => isOpen)?.home ?? home;
}

const reportsFolderOf = async (engine: Engine, home: string): Promise<string> =>
  join(await openHomeOf(engine, home), 'reports');

/** Returns the folder of the log, or the home where nothing was written to it yet. */
async function logsFolderOf(engine: Engine, home: string): Promise<string> {
  try {
    const { path } = (await engine.call('logs.list', { limit: 1 }, NEVER_CANCELLED)) as Output<
      AppContract['logs.list']
    >;
    return dirname(path);
  } catch (thrown) {
    onDefect((thrown as Error).stack ?? String(thrown));
    return home;
  }
}
