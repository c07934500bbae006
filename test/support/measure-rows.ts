import { sealBatch } from '../../src/main/store/batches.ts';
import { appendMeasures } from '../../src/main/store/measures.ts';
import type { WritableStore } from '../../src/main/store/open.ts';
import type { MeasureBlock } from '../../src/shared/measure-block.ts';
import { DAY } from '../../src/shared/time.ts';
import { begin, dayNumber } from './store-rows.ts';

/** A value of a measure; known at the end of its day if not said. */
export type MeasureRow = {
  readonly subject: string;
  readonly metric: string;
  readonly day: string | number;
  readonly value: number;
  readonly knownAt?: number;
};

/** Returns a block of the rows in their order. */
export function measureBlock(source: string, rows: readonly MeasureRow[]): MeasureBlock {
  const names = [...new Set(rows.map(({ subject, metric }) => `${subject}\n${metric}`))];
  return {
    source,
    series: names.map((name) => ({ subject: name.split('\n')[0]!, metric: name.split('\n')[1]! })),
    count: rows.length,
    seriesIndex: Int32Array.from(rows, ({ subject, metric }) => names.indexOf(`${subject}\n${metric}`)),
    eventTime: Float64Array.from(rows, ({ day }) => dayNumber(day) * DAY),
    knownAt: Float64Array.from(rows, ({ day, knownAt }) => knownAt ?? (dayNumber(day) + 1) * DAY),
    value: Float64Array.from(rows, ({ value }) => value),
  };
}

/** Stores rows in a batch of their own. */
export function storeMeasures(
  store: WritableStore,
  source: string,
  rows: readonly MeasureRow[],
  fetchedAt?: number,
): { readonly inserted: number; readonly identical: number; readonly revised: number } {
  const batchId = begin(store, source, { kind: 'measures', ...(fetchedAt === undefined ? {} : { fetchedAt }) });
  const counts = appendMeasures(store, batchId, measureBlock(source, rows), rows.length);
  sealBatch(store, batchId);
  return counts;
}
