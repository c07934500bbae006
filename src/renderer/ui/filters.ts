import { useDeferredValue, useMemo } from 'react';

/** A condition on a row: a range of a figure, a set of values, or words that its text has to contain. */
export type Filter =
  | { readonly kind: 'range'; readonly atLeast: number | null; readonly atMost: number | null }
  | { readonly kind: 'set'; readonly values: readonly string[] }
  | { readonly kind: 'text'; readonly text: string };

/** Returns the value of a row by which a filter of that id judges. */
export type FilterValues<Row> = Readonly<Record<string, (row: Row) => number | string | null>>;

/** Returns whether a filter lets every row through. */
export function isEmptyFilter(filter: Filter): boolean {
  if (filter.kind === 'range') return filter.atLeast === null && filter.atMost === null;
  return filter.kind === 'set' ? filter.values.length === 0 : filter.text.trim() === '';
}

/** Returns the rows that pass every filter, in their order. What is missing passes no range and no set. */
export function filterRows<Row>(
  rows: readonly Row[],
  filters: Readonly<Record<string, Filter>>,
  values: FilterValues<Row>,
): readonly Row[] {
  const tests = Object.entries(filters).flatMap(([id, filter]) => {
    const read = values[id];
    return read === undefined || isEmptyFilter(filter) ? [] : [testOf(filter, read)];
  });
  return tests.length === 0 ? rows : rows.filter((row) => tests.every((test) => test(row)));
}

function testOf<Row>(filter: Filter, read: (row: Row) => number | string | null): (row: Row) => boolean {
  if (filter.kind === 'range') {
    const low = filter.atLeast ?? Number.NEGATIVE_INFINITY;
    const high = filter.atMost ?? Number.POSITIVE_INFINITY;
    return (row) => {
      const value = read(row);
      return typeof value === 'number' && value >= low && value <= high;
    };
  }
  if (filter.kind === 'set') {
    const wanted = new Set(filter.values);
    return (row) => wanted.has(String(read(row) ?? ''));
  }
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  return (row) => {
    const text = String(read(row) ?? '').toLowerCase();
    return words.every((word) => text.includes(word));
  };
}

/** Returns the rows that pass every filter; typing stays quick, because the rows follow a moment later. Keep `values` stable. */
export function useFilteredRows<Row>(
  rows: readonly Row[],
  filters: Readonly<Record<string, Filter>>,
  values: FilterValues<Row>,
): readonly Row[] {
  const followed = useDeferredValue(filters);
  return useMemo(() => filterRows(rows, followed, values), [rows, followed, values]);
}
