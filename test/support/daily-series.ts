/** Daily series and stretches of a test's own making. */
import type { Stretch } from '../../src/main/store/chain.ts';
import type { DailySeries } from '../../src/main/store/daily-series.ts';
import { marketOrderOf, priceOrderOf, sourceKindOf } from '../../src/main/store/sources.ts';

export type DailyRow = {
  readonly day: number;
  readonly close: number;
  readonly open?: number;
  readonly value?: number;
  readonly marketCap?: number;
  readonly lateKnownAt?: number;
};

/** Returns a series of rows in the order of days; what is left out is missing. */
export function dailySeries(rows: readonly DailyRow[]): DailySeries {
  const column = (value: (row: DailyRow) => number | undefined) =>
    Float64Array.from(rows, (row) => value(row) ?? Number.NaN);
  return {
    days: Int32Array.from(rows, ({ day }) => day),
    open: column(({ open }) => open),
    high: column(({ open, close }) => (open === undefined ? undefined : Math.max(open, close))),
    low: column(({ open, close }) => (open === undefined ? undefined : Math.min(open, close))),
    close: column(({ close }) => close),
    value: column(({ value }) => value),
    marketCap: column(({ marketCap }) => marketCap),
    lateKnownAt: Float64Array.from(rows, ({ lateKnownAt }) => lateKnownAt ?? 0),
  };
}

/** Returns the whole of a series as a stretch of one source. */
export function stretch(source: string, rows: readonly DailyRow[], range: Partial<Stretch> = {}): Stretch {
  return {
    source,
    series: dailySeries(rows),
    fromDay: Number.NEGATIVE_INFINITY,
    untilDay: Number.POSITIVE_INFINITY,
    priceOrder: priceOrderOf(source),
    marketOrder: marketOrderOf(source),
    isWholeMarket: sourceKindOf(source, 'X') !== 'exchange',
    ...range,
  };
}

/** Returns rows of consecutive days from `first` on with these closes; null leaves a day out. */
export function closes(first: number, values: readonly (number | null)[], more: Partial<DailyRow> = {}): DailyRow[] {
  return values.flatMap((close, i) => (close === null ? [] : [{ day: first + i, close, ...more }]));
}
