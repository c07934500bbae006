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
  const packageFolder = folderOfPackage();
  const dist = environment.ELECTRON_OVERRIDE_DIST_PATH ?? (packageFolder === null ? null : join(packageFolder, 'dist'));
  if (dist === null) return null;
  const path = join(dist, nameIn(packageFolder));
  return existsSync(path) ? path : null;
}

function folderOfPackage(): string | null {
  try {
    return dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  } catch {
    return null;
  }
}

/** Returns the program's name, which the package notes when it has fetched it. */
function nameIn(packageFolder: string | null): string {
  try {
    return readFileSync(join(packageFolder ?? '', 'path.txt'), 'utf8').trim();
  } catch {
    return 'electron';
  }
}
