import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * Returns the path of Electron's program, or null where it was never fetched, or where no screen is to be had. The package
 * `electron` itself would fetch it when it is loaded, so it is not.
 */
export function findElectron(environment: NodeJS.ProcessEnv = process.env): string | null {
  const hasScreen =
    process.platform !== 'linux' || Boolean(environment.DISPLAY) || Boolean(environment.WAYLAND_DISPLAY);
  if (!hasScreen) return null;
  try {
    const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
    const dist = environment.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist');
    const path = join(dist, readFileSync(join(folder, 'path.txt'), 'utf8').trim());
    return existsSync(path) ? path : null;
  } catch {
    return null;
  }
}
