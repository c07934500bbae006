/** The stand-in's `WebContents`: a page of the real Chromium, with the real preload script in a world of its own. */
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { IpcMain, WebContents, WebFrameMain, WindowOpenHandlerResponse } from 'electron';
import type { BrowserContext, CDPSession, Page, Frame as PageFrame, Request, Route } from 'playwright-core';
import { fromChromium, openProfile, toChromium } from './chromium.ts';
import { desk } from './desk.ts';
import { grantPermissions, handlerOf } from './session.ts';

/** Returns a script that is one function, without the semicolon behind it. */
const functionOf = (file: string): string =>
  readFileSync(fileURLToPath(new URL(file, import.meta.url)), 'utf8')
    .trim()
    .replace(/;$/, '');
const MAIN_WORLD = functionOf('./main-world.js');
const ISOLATED_WORLD = functionOf('./isolated-world.js');

type Frame = Pick<WebFrameMain, 'frameTreeNodeId' | 'url' | 'parent'>;
/** Who sends a message; what Electron puts into the event of IPC. */
export type Sender = { readonly sender: unknown; readonly senderFrame: Frame | null };
type Handler = (event: Sender, ...args: unknown[]) => unknown;

/** The messages of one page. */
class StandInIpc extends EventEmitter implements Pick<IpcMain, 'removeHandler'> {
  readonly handlers = new Map<string, Handler>();

  handle(channel: string, handler: Handler): void {
    if (this.handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    this.handlers.set(channel, handler);
  }

  removeHandler(channel: string): void {
    this.handlers.delete(channel);
  }

  async invoke(event: Sender, channel: string, args: readonly unknown[]): Promise<unknown> {
    const handler = this.handlers.get(channel);
    if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
    return handler(event, ...args);
  }
}

type Own = Pick<WebContents, 'send' | 'isDestroyed' | 'setWindowOpenHandler' | 'setWebRTCIPHandlingPolicy' | 'reload'>;
type Told = { readonly kind: string; readonly id: number; readonly channel: string; readonly args: readonly unknown[] };

let lastNode = 0;

export class StandInContents extends EventEmitter implements Own {
  readonly ipc = new StandInIpc();
  readonly mainFrame: Frame;
  /** Chromium's page, once it is loaded. */
  page: Page | null = null;
  /** Which addresses peer connections may use. */
  webRtcPolicy = 'default';
  /** Sent to the page while it was loading or had gone; Electron drops such messages, too. */
  droppedMessages = 0;
  #openHandler: (details: never) => WindowOpenHandlerResponse = () => ({ action: 'allow' });
  #profile: BrowserContext | null = null;
  #session: CDPSession | null = null;
  /** Chromium's number of the world in which the preload script runs. */
  #world: number | null = null;
  #isDestroyed = false;
  #asked: string | null = null;
  readonly #name = `stand-in-${Math.random().toString(36).slice(2)}`;
  readonly #preloadFile: string;

  constructor(preloadFile: string) {
    super();
    this.#preloadFile = preloadFile;
    lastNode += 1;
    const pageUrl = (): string => (this.page === null ? '' : fromChromium(this.page.url()));
    this.mainFrame = {
      frameTreeNodeId: lastNode,
      parent: null,
      get url() {
        return pageUrl();
      },
    };
  }

  isDestroyed(): boolean {
    return this.#isDestroyed;
  }

  setWindowOpenHandler(handler: (details: never) => WindowOpenHandlerResponse): void {
    this.#openHandler = handler;
  }

  setWebRTCIPHandlingPolicy(policy: string): void {
    this.webRtcPolicy = policy;
  }

  send(channel: string, ...args: unknown[]): void {
    if (this.#isDestroyed) throw new Error('Object has been destroyed');
    if (this.#world === null) this.droppedMessages += 1;
    else void this.#evaluate(this.#world, `receive(${JSON.stringify(channel)}, ${JSON.stringify(args)})`);
  }

  /** Opens the page; resolves once it has loaded. */
  async load(url: string): Promise<void> {
    const profile = await openProfile();
    if (this.#isDestroyed) return profile.close();
    this.#profile = profile;
    await grantPermissions(profile, new URL(toChromium(url)).origin, url);
    await profile.route('**/*', (route) => this.#answer(route));
    const page = await profile.newPage();
    this.page = page;
    profile.on('page', (opened) => void opened.close());
    page.on('framenavigated', (frame) => {
      if (frame === page.mainFrame() && frame.url() !== 'about:blank')
        this.emit('did-navigate', {}, fromChromium(frame.url()));
    });
    await this.#prepareWorlds(page);
    this.#asked = toChromium(url);
    await page.goto(this.#asked);
  }

  reload(): void {
    this.#asked = this.page?.url() ?? null;
    void this.page?.reload();
  }

  /** Takes the page away at once, as closing the window does. */
  destroy(): Promise<void> {
    this.#isDestroyed = true;
    this.#world = null;
    this.emit('destroyed');
    return this.#profile?.close() ?? Promise.resolve();
  }

  async #prepareWorlds(page: Page): Promise<void> {
    const session = await page.context().newCDPSession(page);
    this.#session = session;
    session.on('Runtime.executionContextCreated', ({ context }) => {
      // a frame's world has the same name, and nothing in it
      if (context.name === this.#name && context.auxData?.frameId === mainFrameId) this.#world = context.id;
    });
    session.on('Runtime.executionContextDestroyed', ({ executionContextId }) => {
      if (executionContextId === this.#world) this.#world = null;
    });
    session.on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
      if (name === `${this.#name}:tell`) void this.#hear(JSON.parse(payload) as Told, executionContextId);
      else void this.#tellPaths(JSON.parse(payload) as { id: number; files: number[] }, executionContextId);
    });
    session.on('Page.windowOpen', ({ url }) => {
      const { action } = this.#openHandler({ url: fromChromium(url) } as never);
      if (action !== 'deny') throw new Error(`The stand-in opens no further windows; ${url} was allowed`);
    });
    await session.send('Page.enable');
    const { frameTree } = await session.send('Page.getFrameTree');
    const mainFrameId = frameTree.frame.id;
    await session.send('Runtime.enable');
    const [name, tell, askPaths] = [this.#name, `${this.#name}:tell`, `${this.#name}:paths`].map((text) =>
      JSON.stringify(text),
    );
    await session.send('Runtime.addBinding', { name: `${this.#name}:tell`, executionContextName: this.#name });
    await session.send('Runtime.addBinding', { name: `${this.#name}:paths` });
    await session.send('Page.addScriptToEvaluateOnNewDocument', {
      source: `(${MAIN_WORLD})(${name}, ${askPaths});`,
    });
    const preload = `(require, module, exports) => {${readFileSync(this.#preloadFile, 'utf8')}\n}`;
    const source = `(${ISOLATED_WORLD})(${name}, ${tell}, ${preload});`;
    await session.send('Page.addScriptToEvaluateOnNewDocument', { source, worldName: this.#name });
  }

  /** A message of the preload script, answered by the real IPC code. */
  async #hear({ kind, id, channel, args }: Told, world: number): Promise<void> {
    const event = { sender: this, senderFrame: this.mainFrame };
    if (kind === 'send') {
      this.ipc.emit(channel, event, ...args);
      return;
    }
    try {
      const value = await this.ipc.invoke(event, channel, args);
      await this.#evaluate(world, `settle(${id}, null, ${JSON.stringify(value)})`);
    } catch (thrown) {
      await this.#evaluate(world, `settle(${id}, ${JSON.stringify(String(thrown))})`);
    }
  }

  /** Asks Chromium where files of the page lie, and tells the preload script's world. */
  async #tellPaths({ id, files }: { id: number; files: number[] }, pageWorld: number): Promise<void> {
    const session = this.#session!;
    const lent = JSON.stringify(`${this.#name}:files`);
    const entries: [number, string][] = [];
    for (const file of files) {
      const expression = `globalThis[${lent}].get(${file})`;
      const { result } = await session.send('Runtime.evaluate', { expression, contextId: pageWorld });
      // a file that the page made up lies nowhere
      const info = await session.send('DOM.getFileInfo', { objectId: result.objectId! }).catch(() => ({ path: '' }));
      entries.push([file, info.path]);
    }
    await this.#evaluate(this.#world!, `knowPaths(${JSON.stringify(entries)})`);
    await session.send('Runtime.evaluate', { expression: `globalThis[${lent}].settle(${id})`, contextId: pageWorld });
  }

  /** Evaluates in the preload script's world; a world that has gone by then hears nothing. */
  async #evaluate(world: number, call: string): Promise<void> {
    const expression = `globalThis[${JSON.stringify(this.#name)}].${call}`;
    await this.#session?.send('Runtime.evaluate', { expression, contextId: world }).catch(() => undefined);
  }

  async #answer(route: Route): Promise<void> {
    const request = route.request();
    // a window that the page opened and that is denied by now
    if (request.isNavigationRequest() && frameOf(request) === null) return route.abort('aborted');
    const url = fromChromium(request.url());
    if (request.isNavigationRequest() && request.url() !== this.#asked) {
      let isPrevented = false;
      const isMainFrame = frameOf(request) === this.page?.mainFrame();
      const preventDefault = (): void => {
        isPrevented = true;
      };
      this.emit('will-frame-navigate', { url, isMainFrame, preventDefault });
      if (isPrevented) return route.abort('aborted');
    }
    this.#asked = null;
    const handler = handlerOf(new URL(url).protocol.slice(0, -1));
    if (handler === undefined) {
      desk.foreignRequests.push(url);
      return route.abort('internetdisconnected');
    }
    const response = await handler({ url, method: request.method() } as never);
    const body = Buffer.from(await response.arrayBuffer());
    await route.fulfill({ status: response.status, headers: Object.fromEntries(response.headers), body });
  }
}

/** Returns the frame that a request is for, or null for that of a window whose page is not there yet. */
function frameOf(request: Request): PageFrame | null {
  try {
    return request.frame();
  } catch {
    return null;
  }
}
