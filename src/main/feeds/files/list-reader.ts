/** Rows of the tables about assets: what a provider says of its assets, and which keys of two providers are one asset. */
import { DAY } from '../../../shared/time.ts';
import type { ArticleRow } from '../texts/article.ts';
import type { IncidentRow } from './incident-reader.ts';
import type { ListLayout } from './layouts.ts';
import { createRefusalLog, type RefusalLog, type RefusalReason } from './refusals.ts';
import { cellText, type Row, rowText } from './row-splitter.ts';
import { parseDayCell } from './times.ts';

/** What a provider says of one of its assets. Text that is not there is null. */
export type AssetRow = {
  readonly source: string;
  /** The provider's own key: an id or a ticker. No identity across providers is decided here. */
  readonly key: string;
  readonly symbol: string;
  readonly name: string | null;
  /** As of the day of the file, not point in time. */
  readonly categories: readonly string[];
  readonly platform: string | null;
  readonly contract: string | null;
  readonly genesisDay: number | null;
  /** The end of the first day that the provider has a price of, taken to be when the asset could be known. */
  readonly knownAt: number;
};

/** Two providers' keys that prices show to be one asset. */
export type CrosswalkRow = {
  readonly fromSource: string;
  readonly fromKey: string;
  readonly toSource: string;
  readonly toKey: string;
  readonly method: string;
  /** Median or boundary difference of log prices. */
  readonly error: number;
  /** Days on which both have a price. */
  readonly overlapDays: number;
};

/** Rows of a table about assets, in the order of the file. */
export type ListRows =
  | { readonly kind: 'assets'; readonly rows: readonly AssetRow[] }
  | { readonly kind: 'crosswalk'; readonly rows: readonly CrosswalkRow[] }
  | { readonly kind: 'incidents'; readonly rows: readonly IncidentRow[] }
  | { readonly kind: 'articles'; readonly rows: readonly ArticleRow[] };

export type ListReader = {
  take(row: Row): void;
  /** Hands over what is left. */
  flush(): void;
  readonly refusals: RefusalLog;
  rowCount(): number;
};

const ROWS_AT_ONCE = 1000;

/**
 * Returns a reader for one file of a list layout.
 *
 * @param now - UTC milliseconds; when an asset without a first day counts as known.
 * @param onRows - gets the rows, a thousand at a time; null if they are only to be checked.
 */
export function createListReader(
  layout: ListLayout,
  positions: ReadonlyMap<string, number>,
  columnCount: number,
  now: number,
  onRows: ((list: ListRows) => void) | null,
): ListReader {
  const refusals = createRefusalLog();
  const keys = new Set<string>();
  let rows = 0;
  let assets: AssetRow[] = [];
  let pairs: CrosswalkRow[] = [];

  const flush = (): void => {
    if (assets.length > 0) onRows?.({ kind: 'assets', rows: assets });
    if (pairs.length > 0) onRows?.({ kind: 'crosswalk', rows: pairs });
    assets = [];
    pairs = [];
  };

  const reasonAgainst = (row: Row): RefusalReason | null => {
    if (row.malformed) return 'quotes';
    if (row.cellCount !== columnCount) return 'columns';
    const text = (column: string): string => cellText(row, positions.get(column)!);
    const key = text(layout.columns[0]!);
    if (key === '') return 'key';
    if (keys.has(key)) return 'repeated';
    const entry = layout.kind === 'assets' ? assetOf(layout, row, positions, key, now) : pairOf(layout, text, key);
    if (typeof entry === 'string') return entry;
    keys.add(key);
    if ('fromKey' in entry) pairs.push(entry);
    else assets.push(entry);
    if (assets.length + pairs.length === ROWS_AT_ONCE) flush();
    return null;
  };

  return {
    refusals,
    flush,
    take(row) {
      rows += 1;
      const reason = reasonAgainst(row);
      if (reason !== null) refusals.add(reason, row.line, () => rowText(row));
    },
    rowCount: () => rows,
  };
}

function assetOf(
  layout: ListLayout,
  row: Row,
  positions: ReadonlyMap<string, number>,
  key: string,
  now: number,
): AssetRow | RefusalReason {
  const text = (column: string): string => {
    const position = positions.get(column);
    return position === undefined ? '' : cellText(row, position);
  };
  const day = (column: string): number | null => {
    const position = positions.get(column);
    if (position === undefined || cellText(row, position) === '') return null;
    return parseDayCell(row.bytes, row.cells[2 * position]!, row.cells[2 * position + 1]!);
  };
  const first = day('first');
  const genesis = day('genesis_date');
  if (Number.isNaN(first) || Number.isNaN(genesis)) return 'time';
  return {
    source: layout.source,
    key,
    symbol: text('symbol') === '' ? key : text('symbol'),
    name: orNull(text('name')) ?? orNull(text('slug')),
    categories: text('categories')
      .split(';')
      .filter((category) => category !== ''),
    platform: orNull(text('platform')),
    contract: orNull(text('contract')),
    genesisDay: genesis,
    knownAt: first === null ? now : (first + 1) * DAY,
  };
}

function pairOf(layout: ListLayout, text: (column: string) => string, key: string): CrosswalkRow | RefusalReason {
  const toKey = text('id');
  const [error, overlapDays] = [Number(text('err') || Number.NaN), Number(text('n') || Number.NaN)];
  if (toKey === '') return 'key';
  if (!Number.isFinite(error) || !Number.isInteger(overlapDays)) return 'number';
  return {
    fromSource: layout.source,
    fromKey: key,
    toSource: 'coingecko',
    toKey,
    method: text('method'),
    error,
    overlapDays,
  };
}

function orNull(text: string): string | null {
  return text === '' ? null : text;
}
