/** The channels between a window's preload script and the engine. */
import { existsSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { basename, isAbsolute, join } from 'node:path';
import { type BrowserWindow, dialog, type IpcMainEvent, type IpcMainInvokeEvent, shell } from 'electron';
import type { Answer } from '../../../shared/client.ts';
import { CHANNELS } from '../../../shared/desktop.ts';
import { AppError, type ErrorCode, toErrorShape } from '../../../shared/errors.ts';
import { externalLink } from '../../../shared/external-links.ts';
import type { Engine } from '../../engine/create-engine.ts';
import { gatherEvents } from '../gather-events.ts';
import type { Grants } from '../grants.ts';
import { noBrowser } from '../open-browser.ts';
import type { RendererCalls } from '../renderer-calls.ts';
import { isOwnUrl } from './protocol.ts';

export type IpcOptions = {
  readonly calls: Pick<RendererCalls, 'call'>;
  readonly engine: Pick<Engine, 'subscribe'>;
  readonly grants: Grants;
  /** Returns the folder of the open workspace's reports. */
  readonly reportsFolder: () => Promise<string>;
};

/** The letters with which a report's file is named: the beginning of its backtest's id. */
const REPORT_ID = /^[0-9a-f]{12,64}$/;
const REPORT_NAME_LENGTH = 12;
/** More files than anybody drops; a list without end would be a page's way to fill the memory. */
const MAX_FILES = 10_000;

const failure = (code: ErrorCode, message: string): Answer => ({ ok: false, error: { code, message } });

/**
 * Answers one window and sends it the engine's events. Every message is refused that does not come from the main frame of that
 * window at the program's own address. When the page goes away its queries are cancelled, and its commands go on.
 *
 * @returns its own undo, after which no handler, no listener and no call is left; called by itself when the window has closed.
 */
export function connectWindow(window: BrowserWindow, { calls, engine, grants, reportsFolder }: IpcOptions): () => void {
  const { webContents: contents } = window;
  const running = new Map<number, AbortController>();

  const isOwn = ({ sender, senderFrame }: IpcMainEvent | IpcMainInvokeEvent): boolean =>
    sender === contents &&
    senderFrame !== null &&
    senderFrame.frameTreeNodeId === contents.mainFrame.frameTreeNodeId &&
    isOwnUrl(senderFrame.url);

  /** Answers a channel for the own page alone. */
  const answer = <Result>(channel: string, body: (...values: unknown[]) => Promise<Result>): void =>
    contents.ipc.handle(channel, (event, ...values: unknown[]) => {
      if (!isOwn(event))
        throw new Error(`A message on ${channel} came from another page, needs to come from the window's own`);
      return body(...values);
    });

  answer(CHANNELS.call, async (id, name, input): Promise<Answer> => {
    if (!Number.isSafeInteger(id) || typeof name !== 'string') {
      return failure('invalid-input', 'A call was sent without a number and a name, needs both');
    }
    if (running.has(id as number))
      return failure('conflict', `Call ${id as number} was running, needs a number of its own`);
    const controller = new AbortController();
    running.set(id as number, controller);
    try {
      return await calls.call(name, input, controller.signal);
    } finally {
      if (running.get(id as number) === controller) running.delete(id as number);
    }
  });
  contents.ipc.on(CHANNELS.stop, (event, id: unknown) => {
    if (isOwn(event)) running.get(id as number)?.abort();
  });

  answer(CHANNELS.offerFiles, async (paths) => {
    if (!Array.isArray(paths) || paths.length > MAX_FILES)
      throw new AppError('invalid-input', 'No list of files was offered');
    const found = await Promise.all(paths.map(isFound));
    if (!found.every(Boolean)) {
      throw new AppError(
        'invalid-input',
        'A file was offered that lies nowhere on this machine, needs one of its folders',
      );
    }
    return (paths as string[]).map((path) => grants.grant(path));
  });
  answer(CHANNELS.chooseFiles, async () => {
    const paths = await choosePaths(window);
    return paths.map((path) => ({ handle: grants.grant(path), name: basename(path) }));
  });
  answer(CHANNELS.openReport, (id) => answerOf(async () => openReport(await reportsFolder(), id)));
  answer(CHANNELS.openLink, (name) => answerOf(() => openLink(name)));

  const gathered = gatherEvents(engine, (events) => {
    if (!contents.isDestroyed()) contents.send(CHANNELS.event, events);
  });
  const stopAll = (): void => {
    for (const controller of running.values()) controller.abort();
    // a command goes on, and the next page numbers its calls anew
    running.clear();
  };
  // a page that was loaded again asks again; nobody waits for what the old one asked
  contents.on('did-navigate', stopAll);
  contents.on('render-process-gone', stopAll);
  let isConnected = true;
  const disconnect = (): void => {
    if (!isConnected) return;
    isConnected = false;
    gathered.close();
    stopAll();
    if (contents.isDestroyed()) return;
    contents.off('did-navigate', stopAll);
    contents.off('render-process-gone', stopAll);
    for (const channel of Object.values(CHANNELS)) contents.ipc.removeHandler(channel);
    contents.ipc.removeAllListeners(CHANNELS.stop);
  };
  window.once('closed', disconnect);
  return disconnect;
}

async function answerOf(body: () => Promise<void>): Promise<Answer> {
  try {
    await body();
    return { ok: true, value: null };
  } catch (thrown) {
    return { ok: false, error: toErrorShape(thrown) };
  }
}

/** Opens a page that the program names itself; no part of the address is the window's. */
async function openLink(name: unknown): Promise<void> {
  const address = externalLink(name);
  if (address === null) throw new AppError('not-found', 'The link was none of the program');
  try {
    await shell.openExternal(address);
  } catch (cause) {
    throw noBrowser(address, cause);
  }
}

/** Returns whether a value is the path of something on this machine. */
async function isFound(path: unknown): Promise<boolean> {
  if (typeof path !== 'string' || !isAbsolute(path)) return false;
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Asks the user for files or folders; only macOS has one window for both. */
async function choosePaths(window: BrowserWindow): Promise<string[]> {
  const properties: ('openFile' | 'openDirectory' | 'multiSelections')[] = ['multiSelections'];
  if (process.platform === 'darwin') properties.push('openFile', 'openDirectory');
  else {
    const { response } = await dialog.showMessageBox(window, {
      type: 'question',
      message: 'What would you like to import?',
      detail: 'A folder is read with everything below it.',
      buttons: ['A folder…', 'Files…', 'Cancel'],
      defaultId: 0,
      cancelId: 2,
      noLink: true,
    });
    if (response === 2) return [];
    properties.push(response === 0 ? 'openDirectory' : 'openFile');
  }
  const { canceled, filePaths } = await dialog.showOpenDialog(window, { title: 'Import candles', properties });
  return canceled ? [] : filePaths;
}

async function openReport(folder: string, id: unknown): Promise<void> {
  if (typeof id !== 'string' || !REPORT_ID.test(id)) {
    throw new AppError('invalid-input', 'The backtest was named by something else, needs its id');
  }
  const file = join(folder, `${id.slice(0, REPORT_NAME_LENGTH)}.html`);
  if (!existsSync(file)) {
    throw new AppError(
      'not-found',
      `Backtest ${id.slice(0, REPORT_NAME_LENGTH)} had no report in the workspace, needs to be run again`,
    );
  }
  const problem = await shell.openPath(file);
  if (problem !== '') throw new AppError('unavailable', `The report could not be opened, needs a browser: ${problem}`);
}
