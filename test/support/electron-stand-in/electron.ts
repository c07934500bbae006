/**
 * Stands in for the module `electron` where there is no binary of it: the part that the shell uses, typed by Electron's own
 * declarations, over a real Chromium. Each test loads the shell and this module anew (`vi.resetModules`).
 */
import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';
import { type StandInApp, app as standInApp } from './application.ts';
import { BrowserWindow as StandInWindow } from './browser-window.ts';
import { desk } from './desk.ts';
import { protocol as standInProtocol, session as standInSession } from './session.ts';

export const app: StandInApp = standInApp;
export const BrowserWindow = StandInWindow;
export const protocol = standInProtocol;
export const session = standInSession;

export const dialog: Pick<typeof Electron.dialog, 'showErrorBox'> & {
  showMessageBox(window: unknown, options: Electron.MessageBoxOptions): Promise<Electron.MessageBoxReturnValue>;
  showOpenDialog(window: unknown, options: Electron.OpenDialogOptions): Promise<Electron.OpenDialogReturnValue>;
} = {
  showErrorBox: (title, content) => void desk.errorBoxes.push({ title, content }),
  showMessageBox: async () => nextOf(desk.messageChoices),
  showOpenDialog: async () => nextOf(desk.fileChoices),
};

export const shell: Pick<typeof Electron.shell, 'openExternal' | 'openPath'> = {
  openExternal: async (url) => void desk.openedExternally.push(url),
  openPath: async (path) => {
    desk.openedPaths.push(path);
    return '';
  },
};

export const nativeTheme: Pick<typeof Electron.nativeTheme, 'shouldUseDarkColors'> = {
  get shouldUseDarkColors() {
    return desk.isDark;
  },
};

export const screen = {
  getAllDisplays: () => desk.displays as Electron.Display[],
  getPrimaryDisplay: () => desk.displays[0] as Electron.Display,
  getDisplayMatching({ x, y }) {
    const within = ({ bounds }: Pick<Electron.Display, 'bounds'>): boolean =>
      x >= bounds.x && x < bounds.x + bounds.width && y >= bounds.y && y < bounds.y + bounds.height;
    return (desk.displays.find(within) ?? desk.displays[0]) as Electron.Display;
  },
} satisfies Pick<typeof Electron.screen, 'getAllDisplays' | 'getPrimaryDisplay' | 'getDisplayMatching'>;

export const powerMonitor = new EventEmitter();

type Template = Electron.MenuItemConstructorOptions[];
let applicationMenu: Template = [];

export const Menu = {
  buildFromTemplate: (template: Template) => template,
  setApplicationMenu(menu: Template) {
    applicationMenu = menu;
  },
};

/** Returns the template of the menu that the program has set. */
export const shownMenu = (): Template => applicationMenu;

export class Notification extends EventEmitter implements Pick<Electron.Notification, 'show'> {
  readonly #options: Electron.NotificationConstructorOptions;

  static isSupported(): boolean {
    return true;
  }

  constructor(options: Electron.NotificationConstructorOptions) {
    super();
    this.#options = options;
  }

  show(): void {
    const { title = '', body = '' } = this.#options;
    desk.notifications.push({ title, body, click: () => this.emit('click', {}) });
  }
}

function nextOf<Choice>(choices: Choice[]): Choice {
  const next = choices.shift();
  if (next === undefined) throw new Error('The user was asked, and the test did not say what they choose');
  return next;
}
