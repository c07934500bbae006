import type { Progress } from '../../shared/system.ts';
import { duration, whole } from './table.ts';

/** A line on a terminal that says how far the work is. Silent where standard error is not a terminal. */
export type ProgressLine = { show(progress: Progress): void; clear(): void };

const BAR_WIDTH = 24;
/** Terminals that do not tell how wide they are say nothing or 0. */
const UNKNOWN_WIDTH = 100;

/** Returns a progress line on a stream; it is redrawn in place. */
export function createProgressLine(stream: NodeJS.WriteStream): ProgressLine {
  if (!stream.isTTY) return { show: () => undefined, clear: () => undefined };
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
