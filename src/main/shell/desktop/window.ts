/** The one window of the program. */
import { BrowserWindow, nativeTheme, screen } from 'electron';
import { PAGE_URL } from './protocol.ts';
import { keepPlacement, placementOn, readPlacements, SMALLEST } from './window-bounds.ts';

export type WindowOptions = {
  /** Where the bounds are kept. */
  readonly home: string;
  readonly preloadFile: string;
  /** A packaged program has no developer tools. */
  readonly isPackaged: boolean;
  /** Hears the stack of what failed and does not matter to the user. */
  readonly onDefect: (stack: string) => void;
};

/** The renderer's own background in either theme, so that nothing flashes before the first paint. */
const BACKGROUND = { dark: '#0d1015', light: '#f4f5f7' } as const;

/** A page that crashes again within this time is not loaded a third time. */
const CRASH_MS = 10_000;

/**
 * Returns a window that loads the renderer: sandboxed, in a world without Node, and shown once its page is painted, where it was
 * when it was closed.
 */
export function openWindow({ home, preloadFile, isPackaged, onDefect }: WindowOptions): BrowserWindow {
  const primary = screen.getPrimaryDisplay();
  const displays = [primary, ...screen.getAllDisplays().filter(({ id }) => id !== primary.id)];
  const { isMaximized, ...bounds } = placementOn(displays, readPlacements(home));
  const window = new BrowserWindow({
    ...bounds,
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    title: 'Indexsmith',
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    webPreferences: {
      preload: preloadFile,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      allowRunningInsecureContent: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: !isPackaged,
    },
  });
  window.once('ready-to-show', () => {
    if (isMaximized) window.maximize();
    window.show();
  });
  window.on('close', () => {
    const normal = window.getNormalBounds();
    try {
      const { id } = screen.getDisplayMatching(normal);
      keepPlacement(home, id, { ...normal, isMaximized: window.isMaximized() });
    } catch (thrown) {
      // the window closes all the same, and opens in the usual place
      onDefect((thrown as Error).stack ?? String(thrown));
    }
  });
  let crashedAt = Number.NEGATIVE_INFINITY;
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return;
    onDefect(`The page of the window ended: ${reason}`);
    const now = performance.now();
    // the engine has everything, so the page begins again; one that crashes at once would do so for ever
    if (now - crashedAt > CRASH_MS && !window.isDestroyed()) window.webContents.reload();
    crashedAt = now;
  });
  void window.loadURL(PAGE_URL).catch((thrown: Error) => onDefect(thrown.stack ?? String(thrown)));
  return window;
}

/** Brings a window to the front, wherever it was. */
export function focusWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
