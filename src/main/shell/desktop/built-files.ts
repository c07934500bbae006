import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder build/, seen from `src/main/shell/desktop` or from `build/app/main/shell/desktop`. */
const BUILD = new URL(extname(import.meta.url) === '.ts' ? '../../../../build/' : '../../../../', import.meta.url);

/** Folder of the built renderer. */
export const RENDERER_FOLDER = fileURLToPath(new URL('renderer', BUILD));
/** The bundled preload script. */
export const PRELOAD_FILE = fileURLToPath(new URL('preload/preload.cjs', BUILD));
