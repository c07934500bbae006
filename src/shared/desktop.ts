/** What the preload script of the desktop shell lays into the window, and the channels behind it. It names no endpoint. */
import type { Answer } from './client.ts';

/** Lies in the window as `indexsmith`. Only values that can be cloned cross it. */
export type DesktopBridge = {
  /** @param id - a number of the caller's, unique within the window, by which `stop` names the call. */
  call(id: number, name: string, input: unknown): Promise<Answer>;
  /** Stops waiting for a call. */
  stop(id: number): void;
  /** Hears every event; returns its own undo. */
  subscribe(listener: (name: string, payload: unknown) => void): () => void;
  /** Hands over files or folders that the user dropped or chose; returns a handle for each, for `imports.run`. */
  offerFiles(files: readonly unknown[]): Promise<string[]>;
  /** Lets the user choose files or folders; returns a handle and a name for each, none if they thought better of it. */
  chooseFiles(): Promise<{ readonly handle: string; readonly name: string }[]>;
  /** Opens the HTML report of a backtest in the system's browser. */
  openReport(backtestId: string): Promise<Answer>;
  /** Opens a page of others in the system's browser. @param name - of `external-links.ts`. */
  openLink(name: string): Promise<Answer>;
};

/** The channels between preload and main process. */
export const CHANNELS = {
  call: 'call',
  stop: 'stop',
  event: 'event',
  offerFiles: 'offer-files',
  chooseFiles: 'choose-files',
  openReport: 'open-report',
  openLink: 'open-link',
} as const;
