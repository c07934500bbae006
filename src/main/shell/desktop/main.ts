/** What Electron runs: the desktop program over the user's home. */
import { defaultHome } from '../home.ts';
import { PRELOAD_FILE, RENDERER_FOLDER } from './built-files.ts';
import { startDesktop } from './desktop.ts';

// not awaited: Electron is not ready before this module has run to its end
void startDesktop({ home: defaultHome(), rendererFolder: RENDERER_FOLDER, preloadFile: PRELOAD_FILE });
