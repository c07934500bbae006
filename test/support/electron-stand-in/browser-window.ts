/** The stand-in's `BrowserWindow`: bounds and states of a window, around a page of Chromium. */
import { EventEmitter } from 'node:events';
import type { BrowserWindowConstructorOptions, BrowserWindow as ElectronWindow } from 'electron';
import { app } from './application.ts';
import { StandInContents } from './contents.ts';

type Own = Pick<
  ElectronWindow,
  | 'loadURL'
  | 'getNormalBounds'
  | 'setBounds'
  | 'isMaximized'
  | 'maximize'
  | 'isMinimized'
  | 'minimize'
  | 'restore'
  | 'isVisible'
  | 'show'
  | 'isFocused'
  | 'focus'
  | 'blur'
  | 'close'
  | 'isDestroyed'
>;

export class BrowserWindow extends EventEmitter implements Own {
  readonly options: BrowserWindowConstructorOptions;
  readonly webContents: StandInContents;
  #bounds: { x: number; y: number; width: number; height: number };
  #isMaximized = false;
  #isMinimized = false;
  #isVisible: boolean;
  #isFocused = false;
  #isDestroyed = false;

  /** Returns the windows that are open. */
  static getAllWindows(): BrowserWindow[] {
    return [...app.windows] as BrowserWindow[];
  }

  constructor(options: BrowserWindowConstructorOptions = {}) {
    super();
    this.options = options;
    const { x = 0, y = 0, width = 800, height = 600, show = true, webPreferences } = options;
    this.#bounds = { x, y, width, height };
    this.#isVisible = show;
    this.webContents = new StandInContents(webPreferences?.preload ?? '');
    app.windows.add(this);
    app.emit('web-contents-created', {}, this.webContents);
  }

  async loadURL(url: string): Promise<void> {
    await this.webContents.load(url);
    if (!this.#isDestroyed) this.emit('ready-to-show');
  }

  getNormalBounds() {
    return { ...this.#bounds };
  }

  setBounds(bounds: Partial<Electron.Rectangle>): void {
    this.#bounds = { ...this.#bounds, ...bounds };
  }

  isMaximized = (): boolean => this.#isMaximized;
  isMinimized = (): boolean => this.#isMinimized;
  isVisible = (): boolean => this.#isVisible;
  isFocused = (): boolean => this.#isFocused;
  isDestroyed = (): boolean => this.#isDestroyed;

  maximize(): void {
    this.#isMaximized = true;
  }

  minimize(): void {
    this.#isMinimized = true;
    this.#isFocused = false;
  }

  restore(): void {
    this.#isMinimized = false;
  }

  show(): void {
    this.#isVisible = true;
    this.#isFocused = true;
  }

  focus(): void {
    this.#isFocused = true;
  }

  blur(): void {
    this.#isFocused = false;
  }

  close(): void {
    if (this.#isDestroyed) return;
    this.emit('close', {});
    this.#isDestroyed = true;
    void this.webContents.destroy();
    this.emit('closed');
    app.forget(this);
  }
}
