/** Where a home was served last: a window that is still open looks for the program there. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writePrivately } from './http/secrets.ts';

const pathIn = (home: string): string => join(home, 'port');

/** Returns the port at which this home was served last, or null where nothing of use is written. */
export function lastPort(home: string): number | null {
  try {
    const text = readFileSync(pathIn(home), 'utf8').trim();
    const port = Number(text);
    return /^\d{1,5}$/.test(text) && port >= 1 && port <= 65_535 ? port : null;
  } catch {
    return null;
  }
}

/** Writes down at which port this home is served. */
export function noteLastPort(home: string, port: number): void {
  if (lastPort(home) !== port) writePrivately(pathIn(home), `${port}\n`);
}
