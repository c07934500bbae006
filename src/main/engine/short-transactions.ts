/** Candles into the store in transactions so short that the main thread never stands still for long. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CandleBlock } from '../../shared/candles.ts';
import { type CancelSignal, throwIfCancelled } from '../../shared/errors.ts';

/** A transaction should hold the main thread no longer than this; 20 ms is the promise. */
const TRANSACTION_MS = 5;
const FIRST_TRANSACTION_ROWS = 1024;
const SMALLEST_TRANSACTION_ROWS = 128;
/** Slow to grow and quick to shrink: one slow transaction (a checkpoint, say) must not follow another. */
const TRANSACTION_GROWTH = 1.1;

/** How many rows the next transaction takes, adapted to how long the last ones took. */
export type Pace = { rows: number };

/** Returns the pace of a run that has measured nothing yet. */
export function createPace(): Pace {
  return { rows: FIRST_TRANSACTION_ROWS };
}

/**
 * Hands a block to `write` part by part, in order, and lets the main thread breathe between the parts. Throws `cancelled`
 * between two parts when the signal is raised, and whatever `write` throws.
 *
 * @param write - one transaction. Gets the part, and the row of the block behind its last one.
 */
export async function inShortTransactions(
  pace: Pace,
  block: CandleBlock,
  signal: CancelSignal,
  write: (part: CandleBlock, end: number) => void,
): Promise<void> {
  await rowsInShortTransactions(pace, block.count, signal, (from, to) => write(sliceOf(block, from, to), to));
}

/** Does the same for `count` rows of anything. @param write - one transaction. Gets the first row, and the one behind the last. */
export async function rowsInShortTransactions(
  pace: Pace,
  count: number,
  signal: CancelSignal,
  write: (from: number, to: number) => void,
): Promise<void> {
  let from = 0;
  while (from < count) {
    throwIfCancelled(signal);
    const to = Math.min(count, from + pace.rows);
    const startedAt = performance.now();
    write(from, to);
    const took = performance.now() - startedAt;
    const fitting = ((to - from) * TRANSACTION_MS) / Math.max(took, 0.05);
    const next = Math.min(fitting, pace.rows * TRANSACTION_GROWTH);
    pace.rows = Math.max(SMALLEST_TRANSACTION_ROWS, Math.round(next));
    from = to;
    await nextTurn();
  }
}

/** Returns rows `from` to before `to` of a block, without copying. */
export function sliceOf(block: CandleBlock, from: number, to: number): CandleBlock {
  if (from === 0 && to === block.count) return block;
  return {
    source: block.source,
    timeframe: block.timeframe,
    series: block.series,
    count: to - from,
    seriesIndex: block.seriesIndex.subarray(from, to),
    openTime: block.openTime.subarray(from, to),
    knownAt: block.knownAt.subarray(from, to),
    open: block.open.subarray(from, to),
    high: block.high.subarray(from, to),
    low: block.low.subarray(from, to),
    close: block.close.subarray(from, to),
    volume: block.volume.subarray(from, to),
    quoteVolume: block.quoteVolume.subarray(from, to),
    marketCap: block.marketCap.subarray(from, to),
  };
}
