import { extname } from 'node:path';

/**
 * Returns the address of a file of this folder that runs on a thread of its own, such as `worker`. It is TypeScript where the
 * program runs as it was written, and JavaScript where it was built for the desktop.
 */
export function threadFile(name: string): URL {
  return new URL(`./${name}${extname(import.meta.url)}`, import.meta.url);
}
