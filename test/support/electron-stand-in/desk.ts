/** What lies around the stand-in's program: displays, keychain, dialogs that a person answers, and what was asked of the system. */
import type { App, Display, MessageBoxReturnValue, OpenDialogReturnValue } from 'electron';

type Rectangle = Display['workArea'];
export type DisplayOnDesk = Pick<Display, 'id' | 'workArea' | 'bounds'>;

/** Returns a display without a taskbar. */
export function displayOf(id: number, area: Rectangle): DisplayOnDesk {
  return { id, workArea: area, bounds: area };
}

export type Desk = {
  displays: DisplayOnDesk[];
  isDark: boolean;
  /** What the user will choose, in the order in which they are asked. */
  readonly fileChoices: OpenDialogReturnValue[];
  readonly messageChoices: MessageBoxReturnValue[];
  readonly errorBoxes: { readonly title: string; readonly content: string }[];
  readonly openedExternally: string[];
  readonly openedPaths: string[];
  /** Addresses that left the program for the network; Electron would have fetched them. */
  readonly foreignRequests: string[];
  readonly notifications: { readonly title: string; readonly body: string; click(): void }[];
};

/** The programs that hold the lock of a single instance, by their `userData`; they would be processes of one desk. */
const INSTANCES = Symbol.for('electron-stand-in.instances');

type Instance = Pick<App, 'emit'>;
type Shared = { [INSTANCES]?: Map<string, Instance> };

/** Returns the table of running instances, the same for every copy of these modules. */
export function runningInstances(): Map<string, Instance> {
  const shared = globalThis as Shared;
  shared[INSTANCES] ??= new Map();
  return shared[INSTANCES];
}

/** The desk of this program. */
export const desk: Desk = {
  displays: [displayOf(1, { x: 0, y: 0, width: 1920, height: 1040 })],
  isDark: false,
  fileChoices: [],
  messageChoices: [],
  errorBoxes: [],
  openedExternally: [],
  openedPaths: [],
  foreignRequests: [],
  notifications: [],
};
