/** Which layout a file has, by its first row. */
import { type CandleLayout, COIN_VOLUME, DOLLAR_VOLUME, LAYOUTS, type Layout } from './layouts.ts';

/** Columns that name the token of a row, so that a file may hold many. */
const TOKEN_COLUMNS: readonly string[] = [
  'symbol',
  'asset',
  'id',
  'ticker',
  'name',
  'coin',
  'token',
  'pair',
  'market',
  'slug',
  'currency',
];
/** A layout that fits a file: where each of its columns stands, and whether the first row is one of data. */
export type Recognition = {
  readonly layout: Layout;
  readonly positions: ReadonlyMap<string, number>;
  readonly columnCount: number;
  readonly isHeaderless: boolean;
};

/** Returns the columns that a layout needs, in the order in which its files usually have them. */
export function columnsOf(layout: Layout): readonly string[] {
  if (layout.kind === 'articles') return [...Object.values(layout.columns), ...layout.marks];
  if (layout.kind === 'incidents') {
    const { time, subject, venue, amount, marks } = layout;
    return [...time, subject, ...[venue, amount].filter((column) => column !== undefined), ...marks];
  }
  if (layout.kind === 'measures') {
    const { time, subject, metrics } = layout;
    return [time, ...('columns' in subject ? subject.columns : []), ...Object.keys(metrics)];
  }
  if (layout.kind !== 'candles') return layout.columns;
  const series = layout.series === 'from file name' ? [] : [layout.series.column];
  return [layout.time.column, ...series, ...(layout.marks ?? []), ...Object.values(layout.values)];
}

/** Returns the name of a column as the layouts know it. */
function columnName(text: string): string {
  const name = text.trim().toLowerCase();
  if (/^volume (<dollars>|usdt?|usdc|busd|tusd|fdusd|usdp|dai)$/.test(name)) return DOLLAR_VOLUME;
  return /^volume \S+$/.test(name) ? COIN_VOLUME : name;
}

/**
 * Returns the layout that a file's first row tells, or a sentence that says what was there and what is known.
 *
 * The order of columns does not matter, further columns are ignored, and letter case and blanks around names are. Of
 * several layouts that fit, the one that needs most columns is meant (`t,open,high,low,close,volume` also has `t,close`).
 *
 * @param fileName - tells layouts of which the columns alone say too little.
 */
export function recogniseLayout(
  firstRow: readonly string[],
  fileName = '',
): Recognition | { readonly unknown: string } {
  const names = firstRow.map(columnName);
  const headerless = LAYOUTS.find((layout) => layout.kind === 'candles' && fitsHeaderless(layout, firstRow));
  if (headerless?.kind === 'candles' && headerless.headerless !== undefined) {
    const positions = new Map(headerless.headerless.map((name, index) => [name, index]));
    return { layout: headerless, positions, columnCount: firstRow.length, isHeaderless: true };
  }
  const fitting = LAYOUTS.filter((layout) => fits(layout, names, fileName));
  const most = Math.max(0, ...fitting.map((layout) => columnsOf(layout).length));
  const best = fitting.filter((layout) => columnsOf(layout).length === most);
  const [layout] = best;
  if (layout === undefined) return { unknown: `header was "${shortened(firstRow)}", ${nearestText(names)}` };
  if (best.length > 1) {
    return {
      unknown: `header was "${shortened(firstRow)}", which fits ${best.map(({ id }) => id).join(' and ')} alike`,
    };
  }
  const twice = columnsOf(layout).find((column) => names.indexOf(column) !== names.lastIndexOf(column));
  if (twice !== undefined)
    return { unknown: `header was "${shortened(firstRow)}", which has the column ${twice} twice` };
  const positions = new Map(columnsOf(layout).map((column) => [column, names.indexOf(column)]));
  return { layout, positions, columnCount: firstRow.length, isHeaderless: false };
}

function fits(layout: Layout, names: readonly string[], fileName: string): boolean {
  if (!columnsOf(layout).every((column) => names.includes(column))) return false;
  if (layout.kind === 'measures') return layout.fileName === undefined || layout.fileName.test(fileName);
  return (
    layout.kind !== 'candles' || layout.isOfOneSeries !== true || !TOKEN_COLUMNS.some((name) => names.includes(name))
  );
}

/** Binance's archive has 12 columns, older ones 11, all of them numbers. */
function fitsHeaderless(layout: CandleLayout, firstRow: readonly string[]): boolean {
  if (layout.headerless === undefined) return false;
  const isNumber = (text: string): boolean => text !== '' && Number.isFinite(Number(text));
  return (firstRow.length === 12 || firstRow.length === 11) && firstRow.every(isNumber) && Number(firstRow[0]) > 1e11;
}

function shortened(cells: readonly string[]): string {
  const text = cells.join(',').replace(/\p{Cc}/gu, '?');
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

/** Returns the known layouts with the columns that each needs, for a person. */
export function knownLayouts(): string {
  return LAYOUTS.map((layout) => `${layout.id} (${columnsOf(layout).join(',')})`).join('; ');
}

/** One series without a name in its rows is no near miss of a table of many tokens. */
function nearestText(names: readonly string[]): string {
  const hasTokens = TOKEN_COLUMNS.some((name) => names.includes(name));
  const isFar = (layout: Layout): boolean =>
    (hasTokens && layout.kind === 'candles' && layout.isOfOneSeries === true) ||
    (layout.kind === 'measures' && layout.fileName !== undefined);
  const [nearest] = LAYOUTS.filter((layout) => !isFar(layout))
    .map((layout) => ({
      id: layout.id,
      missing: columnsOf(layout).filter((column) => !names.includes(column)),
      share: columnsOf(layout).filter((column) => names.includes(column)).length / columnsOf(layout).length,
    }))
    .sort((a, b) => b.share - a.share || a.missing.length - b.missing.length);
  if (nearest === undefined || nearest.share < 0.5) return 'which fits no layout';
  const { id, missing } = nearest;
  const columns = missing.length === 1 ? `the column ${missing[0]}` : `the columns ${missing.join(' and ')}`;
  return `which comes nearest to the layout ${id}, but lacks ${columns}`;
}
