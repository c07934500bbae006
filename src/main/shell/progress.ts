import type { Progress } from '../../shared/system.ts';
import { duration, whole } from './table.ts';

/** Says how far the work is: on a terminal in one line, elsewhere, such as in a log, by a line now and then. */
export type ProgressLine = { show(progress: Progress): void; clear(): void };

const BAR_WIDTH = 24;
/** Terminals that do not tell how wide they are say nothing or 0. */
const UNKNOWN_WIDTH = 100;
/** Between the lines of a log. Work that ends sooner writes none. */
const LOG_EVERY_MS = 10_000;

/** Returns a progress line on a stream: redrawn in place on a terminal, else a new line every ten seconds if it says something new. */
export function createProgressLine(stream: NodeJS.WriteStream): ProgressLine {
  if (!stream.isTTY) return createProgressLog(stream);
  return {
    show({ done, note, rate, remainingSeconds }) {
      const filled = Math.round(done * BAR_WIDTH);
      const parts = [
        `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} ${String(Math.floor(done * 100)).padStart(3)} %`,
        note,
        ...(rate === null ? [] : [`${whole(rate)}/s`]),
        ...(remainingSeconds === null ? [] : [`${duration(remainingSeconds)} left`]),
      ];
      stream.write(`\r\x1b[2K${parts.join('  ').slice(0, (stream.columns || UNKNOWN_WIDTH) - 1)}`);
    },
    clear: () => void stream.write('\r\x1b[2K'),
  };
}

function createProgressLog(stream: NodeJS.WriteStream): ProgressLine {
  let last: { readonly call: string; readonly note: string; readonly atTime: number } | undefined;
  return {
    show({ call, done, note, atTime }) {
      if (last?.call !== call) last = { call, note: '', atTime };
      if (note === last.note || atTime - last.atTime < LOG_EVERY_MS) return;
      last = { call, note, atTime };
      stream.write(`${Math.floor(done * 100)} %  ${note}\n`);
    },
    clear: () => undefined,
  };
}
