/** The stand-in's `app`: its start, its one instance and its end. */
import { EventEmitter } from 'node:events';
import type { App } from 'electron';
import { runningInstances } from './desk.ts';

type Closable = { close(): void };
type Own = Pick<
  App,
  | 'setPath'
  | 'getPath'
  | 'enableSandbox'
  | 'setAppUserModelId'
  | 'requestSingleInstanceLock'
  | 'whenReady'
  | 'quit'
  | 'exit'
  | 'isPackaged'
  | 'isReady'
>;

export class StandInApp extends EventEmitter implements Own {
  isPackaged = true;
  /** Resolves with the exit code once the program has ended. */
  readonly ended: Promise<number>;
  readonly windows = new Set<Closable>();
  #paths = new Map<string, string>();
  #isReady = false;
  #becomeReady: () => void = () => undefined;
  readonly #ready = new Promise<void>((resolve) => {
    this.#becomeReady = resolve;
  });
  #isQuitting = false;
  #end: (exitCode: number) => void = () => undefined;

  constructor() {
    super();
    this.ended = new Promise((resolve) => {
      this.#end = (exitCode) => {
        for (const [folder, instance] of runningInstances()) if (instance === this) runningInstances().delete(folder);
        resolve(exitCode);
      };
    });
  }

  enableSandbox(): void {
    if (this.#isReady) throw new Error('app.enableSandbox() can only be called before app is ready');
  }

  setAppUserModelId(): void {
    // only Windows shows anything of it
  }

  setPath(name: string, path: string): void {
    this.#paths.set(name, path);
  }

  getPath(name: string): string {
    return this.#paths.get(name) ?? '';
  }

  isReady(): boolean {
    return this.#isReady;
  }

  whenReady(): Promise<void> {
    return this.#ready;
  }

  /** The program's entry has run to its end; Electron is never ready before. */
  becomeReady(): void {
    this.#isReady = true;
    this.#becomeReady();
  }

  requestSingleInstanceLock(): boolean {
    const folder = this.getPath('userData');
    const first = runningInstances().get(folder);
    if (first === undefined) runningInstances().set(folder, this);
    else first.emit('second-instance', {}, [], folder, undefined);
    return first === undefined;
  }

  quit(): void {
    let isHeld = false;
    this.emit('before-quit', {
      preventDefault: () => {
        isHeld = true;
      },
    });
    if (isHeld) return;
    this.#isQuitting = true;
    for (const window of [...this.windows]) window.close();
    this.exit(0);
  }

  exit(exitCode = 0): void {
    this.emit('quit', {}, exitCode);
    this.#end(exitCode);
  }

  /** The window has gone; the last one's going is told unless the program quits. */
  forget(window: Closable): void {
    this.windows.delete(window);
    if (this.windows.size === 0 && !this.#isQuitting) this.emit('window-all-closed');
  }
}

export const app = new StandInApp();
