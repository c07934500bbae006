import { isTexts } from '../state/kept-values.ts';
import { usePageMemory } from '../state/preferences.ts';
import type { TableSort } from '../ui/table-column.ts';
import { NO_FILTERS, type RatingFilters, readFilters } from './ratings-filters.ts';

/** A named set of filters, columns and their order. */
export type SavedView = {
  readonly name: string;
  readonly filters: RatingFilters;
  /** Factors shown as columns. */
  readonly factors: readonly string[];
  /** As the table keeps them; null for the columns that it begins with. */
  readonly columns: { readonly order: readonly string[]; readonly hidden: readonly string[] } | null;
  readonly sort: TableSort;
};

/** Name of the table in preferences and in the file of an export. */
export const RATINGS_TABLE = 'ratings';

/** Returns the filters of the page, kept over visits. */
export const useRatingFilters = () => usePageMemory<RatingFilters>('ratings.filters', NO_FILTERS, readFilters);

const BEST_FIRST: TableSort = { column: 'rank', direction: 'ascending' };

/** Returns the order of the table, kept over visits. */
export const useRatingSort = () => usePageMemory<TableSort>('ratings.sort', BEST_FIRST, readSort);

const NOTHING: readonly never[] = [];
const readTexts = (kept: unknown): readonly string[] | undefined => (isTexts(kept) ? kept : undefined);

/** Returns the factors that the user took as columns, kept over visits. */
export const useFactorColumns = () => usePageMemory<readonly string[]>('ratings.factors', NOTHING, readTexts);

/** Returns the views that the user named. */
export const useSavedViews = () => usePageMemory<readonly SavedView[]>('ratings.views', NOTHING, readViews);

function readSort(kept: unknown): TableSort | undefined {
  if (typeof kept !== 'object' || kept === null) return undefined;
  const { column, direction } = kept as Record<string, unknown>;
  if (typeof column !== 'string' || (direction !== 'ascending' && direction !== 'descending')) return undefined;
  // the same object as long as it is kept: another one orders the table anew
  return kept as TableSort;
}

/** Returns the views that can be read of what was kept; undefined where it is no list. */
export function readViews(kept: unknown): readonly SavedView[] | undefined {
  return Array.isArray(kept) ? kept.flatMap((view) => readView(view) ?? []) : undefined;
}

function readView(kept: unknown): SavedView | undefined {
  if (typeof kept !== 'object' || kept === null) return undefined;
  const { name, filters, factors, columns, sort } = kept as Record<string, unknown>;
  const read = { filters: readFilters(filters), factors: readTexts(factors) };
  if (typeof name !== 'string' || read.filters === undefined || read.factors === undefined) return undefined;
  return {
    name,
    filters: read.filters,
    factors: read.factors,
    columns: readColumns(columns),
    sort: readSort(sort) ?? BEST_FIRST,
  };
}

function readColumns(kept: unknown): SavedView['columns'] {
  if (typeof kept !== 'object' || kept === null) return null;
  const { order, hidden } = kept as Record<string, unknown>;
  const read = { order: readTexts(order), hidden: readTexts(hidden) };
  return read.order === undefined || read.hidden === undefined ? null : { order: read.order, hidden: read.hidden };
}

/** Returns the views with one more, which takes the place of one of the same name. */
export const withView = (views: readonly SavedView[], view: SavedView): readonly SavedView[] =>
  [...views.filter(({ name }) => name !== view.name), view].toSorted((left, right) =>
    left.name.localeCompare(right.name, 'en'),
  );
