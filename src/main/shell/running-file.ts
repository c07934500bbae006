/** Where a running program tells other starts of it how to reach it. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writePrivately } from './http/secrets.ts';

const Running = z.object({
  port: z.int().min(1).max(65_535),
  pid: z.int().min(1),
  /** With which a link is asked for. */
  key: z.string().min(1),
});
/** How the program that serves a home is reached. */
export type Running = z.infer<typeof Running>;

const pathIn = (home: string): string => join(home, 'running.json');

/** Writes down how the program that serves this home is reached; its user alone may read it. */
export function writeRunning(home: string, running: Running): void {
  writePrivately(pathIn(home), `${JSON.stringify(running)}\n`);
}

/** Returns how the program that serves this home is reached, or was before it died; null if nothing of use is written. */
export function findRunning(home: string): Running | null {
  try {
    return Running.parse(JSON.parse(readFileSync(pathIn(home), 'utf8')));
  } catch {
    return null;
  }
}

/** Removes what was written, unless another process has written since. */
export function removeRunning(home: string, pid: number): void {
  if (findRunning(home)?.pid === pid) rmSync(pathIn(home), { force: true });
}
