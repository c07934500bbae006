import { type FileHandle, open } from 'node:fs/promises';
import type { AppContract } from '../../shared/contract.ts';
import type { Handlers } from '../../shared/endpoint.ts';
import { type CancelSignal, throwIfCancelled } from '../../shared/errors.ts';
import { LOG_LEVELS } from '../../shared/log-levels.ts';
import type { LogLine } from '../../shared/logs.ts';
import type { EngineContext } from './context.ts';
import { logPath, logPaths, parseLine } from './log.ts';

/** Returns the handler of the log's last lines. */
export function logHandlers({ home }: Pick<EngineContext, 'home'>): Pick<Handlers<AppContract>, 'logs.list'> {
  return {
    async 'logs.list'({ limit, level, contains }, signal) {
      const levels = new Set(LOG_LEVELS.slice(LOG_LEVELS.indexOf(level)));
      const wanted = contains.toLowerCase();
      const lines: LogLine[] = [];
      for await (const text of linesBackwards(logPaths(home), signal)) {
        const line = parseLine(text);
        if (line === null || !levels.has(line.level)) continue;
        if (!`${line.message}\n${line.detail ?? ''}`.toLowerCase().includes(wanted)) continue;
        lines.push(line);
        if (lines.length === limit) break;
      }
      return { path: logPath(home), lines };
    },
  };
}

/** Bytes that are read at once: their lines are parsed in about a millisecond. */
const BLOCK_BYTES = 65_536;
const LINE_FEED = 10;

/**
 * Yields the lines of files from the last to the first, file by file, reading from the end in blocks, so that the last lines of
 * a long log cost no more than those of a short one. A file that is not there is passed over.
 */
async function* linesBackwards(paths: readonly string[], signal: CancelSignal): AsyncGenerator<string> {
  for (const path of paths) {
    const file = await open(path, 'r').catch(() => null);
    if (file === null) continue;
    try {
      yield* fileBackwards(file, signal);
    } finally {
      await file.close();
    }
  }
}

async function* fileBackwards(file: FileHandle, signal: CancelSignal): AsyncGenerator<string> {
  let end = (await file.stat()).size;
  let rest: Buffer[] = [];
  while (end > 0) {
    throwIfCancelled(signal);
    const length = Math.min(BLOCK_BYTES, end);
    end -= length;
    const block = Buffer.alloc(length);
    await file.read(block, 0, length, end);
    // lines are cut as bytes, because a block may begin within a letter
    let lineEnd = length;
    for (let at = block.lastIndexOf(LINE_FEED); at >= 0; at = at === 0 ? -1 : block.lastIndexOf(LINE_FEED, at - 1)) {
      yield Buffer.concat([block.subarray(at + 1, lineEnd), ...rest]).toString('utf8');
      rest = [];
      lineEnd = at;
    }
    rest = [block.subarray(0, lineEnd), ...rest];
  }
  yield Buffer.concat(rest).toString('utf8');
}
