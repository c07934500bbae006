/** The log: JSON lines in a file of the home, which only its owner may read and which never holds a key. */
import { closeSync, fstatSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import type { LogLine } from '../../shared/logs.ts';
import type { Clock } from '../../shared/time.ts';
import { makeFolder } from './make-folder.ts';
import { redact } from './redact.ts';

/** Where things are noted that a person may want to look up later. It must be closed. */
export type Log = {
  info(message: string, detail?: string): void;
  warn(message: string, detail?: string): void;
  error(message: string, detail?: string): void;
  close(): void;
};

/** A log that keeps nothing, for who only reads and for tests. */
export const NO_LOG: Log = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  close: () => undefined,
};

const FOLDER = 'logs';
const FILE = 'indexsmith.log';
/** Bytes at which a file is set aside, and how many files there are at most: 25 MB of log. */
const LARGEST_FILE = 5_000_000;
const FILES = 5;

/** Returns the path of the log of a home, or of the nth file that was set aside. */
export function logPath(home: string, age = 0): string {
  return join(home, FOLDER, age === 0 ? FILE : FILE.replace('.log', `.${age}.log`));
}

/** Returns the paths of the log's files, newest first; not all of them need be there. */
export function logPaths(home: string): string[] {
  return Array.from({ length: FILES }, (_, age) => logPath(home, age));
}

/**
 * Returns the log of a home. Every line is written before the call returns, so that a crash loses none; 5 MB to a file, and the
 * oldest of five files goes. A log that cannot be written (a full disk, a folder that takes none) is silent: it must not
 * end what it tells of.
 *
 * @param options.largestFile - bytes at which a file is set aside.
 */
export function createLog(home: string, options: { readonly clock: Clock; readonly largestFile?: number }): Log {
  const { clock, largestFile = LARGEST_FILE } = options;
  const file = openFile(home, largestFile);
  const logger = pino(
    {
      base: null,
      level: 'debug',
      timestamp: () => `,"time":${clock()}`,
      formatters: { level: (level) => ({ level }) },
    },
    { write: file.write },
  );
  const say =
    (level: 'info' | 'warn' | 'error') =>
    (message: string, detail?: string): void =>
      logger[level](detail === undefined ? {} : { detail: redact(detail) }, redact(message));
  return { info: say('info'), warn: say('warn'), error: say('error'), close: file.close };
}

/** Returns the line of the log that a text is; null for one that was cut short or is none. */
export function parseLine(text: string): LogLine | null {
  try {
    const { level, time, msg, detail = null } = JSON.parse(text) as Record<string, unknown>;
    const isLine = typeof time === 'number' && typeof msg === 'string' && typeof level === 'string';
    return isLine ? ({ atTime: time, level, message: msg, detail } as LogLine) : null;
  } catch {
    return null;
  }
}

function openFile(home: string, largestFile: number): { write(line: string): void; close(): void } {
  const path = logPath(home);
  let descriptor: number | null = null;
  let bytes = 0;
  let isClosed = false;

  const open = (): void => {
    makeFolder(join(home, FOLDER));
    descriptor = openSync(path, 'a', 0o600);
    bytes = fstatSync(descriptor).size;
  };
  const close = (): void => {
    if (descriptor !== null) closeSync(descriptor);
    descriptor = null;
  };
  const setAside = (): void => {
    close();
    // another process may have done so since this one opened the file
    if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) >= largestFile) {
      rmSync(logPath(home, FILES - 1), { force: true });
      for (let age = FILES - 2; age >= 0; age--) {
        if (statSync(logPath(home, age), { throwIfNoEntry: false }) !== undefined) {
          renameSync(logPath(home, age), logPath(home, age + 1));
        }
      }
    }
  };
  const quietly = (work: () => void): void => {
    try {
      work();
    } catch {
      // what cannot be noted must not stop the program
    }
  };

  return {
    write(line) {
      quietly(() => {
        if (isClosed) return;
        if (descriptor === null) open();
        if (bytes >= largestFile) {
          setAside();
          open();
        }
        bytes += writeSync(descriptor!, line);
      });
    },
    close() {
      isClosed = true;
      quietly(close);
    },
  };
}
