/** The layouts of files that can be imported: a row of this table is all that a further one needs. */
import { type CANDLE_VALUES, TIMEFRAMES, type Timeframe } from '../../../shared/candles.ts';

export type CandleValue = (typeof CANDLE_VALUES)[number];

/** A table of candles, and how a row becomes one. */
export type CandleLayout = {
  readonly kind: 'candles';
  readonly id: string;
  /** The provider whose keys the series have; `exchange-by-path` is Binance, spot or futures as the folders say. */
  readonly source: string;
  readonly timeframe: Timeframe | 'from file name';
  /** The column of the provider's key, or that the file's name tells it. */
  readonly series: { readonly column: string } | 'from file name';
  /**
   * `calendar`: a UTC day or instant as text; `epoch`: milliseconds or microseconds since 1970.
   * `snapshot`: the row tells how things stood at that instant, so the candle is the one that closes there and opened a
   * timeframe earlier. Otherwise the time is the candle's opening.
   */
  readonly time: { readonly column: string; readonly form: 'calendar' | 'epoch'; readonly snapshot: boolean };
  /** The column of each value; a value that is not named is missing (NaN). */
  readonly values: { readonly close: string } & Readonly<Partial<Record<CandleValue, string>>>;
  /** Whether keys are market symbols such as BTCUSDT, which end in what the price is counted in. */
  readonly hasMarketSymbols: boolean;
  /** The columns in their fixed order, where files come without a header. */
  readonly headerless?: readonly string[];
};

/** A table about assets rather than prices. */
export type ListLayout = {
  readonly kind: 'assets' | 'crosswalk';
  readonly id: string;
  readonly source: string;
  readonly columns: readonly string[];
};

export type Layout = CandleLayout | ListLayout;

const PRICES = { open: 'open', high: 'high', low: 'low', close: 'close' } as const;
const BY_DAY = { column: 'date', form: 'calendar', snapshot: false } as const;

/** The columns of Binance's archive of candles, which mostly come without a header. */
const BINANCE_ARCHIVE = [
  'open_time',
  'open',
  'high',
  'low',
  'close',
  'volume',
  'close_time',
  'quote_volume',
  'count',
  'taker_buy_volume',
  'taker_buy_quote_volume',
  'ignore',
] as const;

/** Every layout that is known. */
export const LAYOUTS: readonly Layout[] = [
  {
    kind: 'candles',
    id: 'coinmarketcap-daily',
    source: 'coinmarketcap',
    timeframe: '1d',
    series: { column: 'asset' },
    time: BY_DAY,
    values: { ...PRICES, quoteVolume: 'volume', marketCap: 'market_cap' },
    hasMarketSymbols: false,
  },
  {
    kind: 'candles',
    id: 'coingecko-daily',
    source: 'coingecko',
    timeframe: '1d',
    series: { column: 'id' },
    time: { column: 'date', form: 'calendar', snapshot: true },
    values: { close: 'price', quoteVolume: 'volume', marketCap: 'market_cap' },
    hasMarketSymbols: false,
  },
  {
    kind: 'candles',
    id: 'coingecko-download',
    source: 'coingecko',
    timeframe: '1d',
    series: 'from file name',
    time: { column: 'snapped_at', form: 'calendar', snapshot: true },
    values: { close: 'price', quoteVolume: 'total_volume', marketCap: 'market_cap' },
    hasMarketSymbols: false,
  },
  {
    kind: 'candles',
    id: 'binance-daily',
    source: 'binance',
    timeframe: '1d',
    series: { column: 'symbol' },
    time: BY_DAY,
    values: { ...PRICES, volume: 'volume', quoteVolume: 'quote_volume' },
    hasMarketSymbols: true,
  },
  {
    kind: 'candles',
    id: 'bybit-daily',
    source: 'bybit',
    timeframe: '1d',
    series: { column: 'symbol' },
    time: BY_DAY,
    values: { ...PRICES, volume: 'volume', quoteVolume: 'turnover' },
    hasMarketSymbols: true,
  },
  {
    kind: 'candles',
    id: 'yahoo-daily',
    source: 'yahoo',
    timeframe: '1d',
    series: { column: 'id' },
    time: BY_DAY,
    values: { ...PRICES, quoteVolume: 'volume' },
    hasMarketSymbols: false,
  },
  {
    kind: 'candles',
    id: 'binance-archive',
    source: 'exchange-by-path',
    timeframe: 'from file name',
    series: 'from file name',
    time: { column: 'open_time', form: 'epoch', snapshot: false },
    values: { ...PRICES, volume: 'volume', quoteVolume: 'quote_volume' },
    hasMarketSymbols: true,
    headerless: BINANCE_ARCHIVE,
  },
  {
    kind: 'candles',
    id: 'intraday-candles',
    source: 'exchange-by-path',
    timeframe: 'from file name',
    series: 'from file name',
    time: { column: 't', form: 'epoch', snapshot: false },
    values: { ...PRICES, volume: 'volume' },
    hasMarketSymbols: true,
  },
  {
    kind: 'candles',
    id: 'intraday-closes',
    source: 'exchange-by-path',
    timeframe: 'from file name',
    series: 'from file name',
    time: { column: 't', form: 'epoch', snapshot: false },
    values: { close: 'close' },
    hasMarketSymbols: true,
  },
  {
    kind: 'assets',
    id: 'coingecko-assets',
    source: 'coingecko',
    columns: ['id', 'symbol', 'name', 'first', 'categories', 'platform', 'contract', 'genesis_date'],
  },
  {
    kind: 'assets',
    id: 'coinmarketcap-assets',
    source: 'coinmarketcap',
    columns: ['asset', 'symbol', 'slug', 'list', 'first', 'last'],
  },
  {
    kind: 'crosswalk',
    id: 'coinmarketcap-coingecko-crosswalk',
    source: 'coinmarketcap',
    columns: ['asset', 'id', 'n', 'err', 'method'],
  },
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
  if (layout.kind !== 'candles') return layout.columns;
  const series = layout.series === 'from file name' ? [] : [layout.series.column];
  return [layout.time.column, ...series, ...Object.values(layout.values)];
}

/**
 * Returns the layout that a file's first row tells, or a sentence that says what was there and what is known.
 *
 * The order of columns does not matter, further columns are ignored, and letter case and blanks around names are. Of
 * several layouts that fit, the one that needs most columns is meant (`t,open,high,low,close,volume` also has `t,close`).
 */
export function recogniseLayout(firstRow: readonly string[]): Recognition | { readonly unknown: string } {
  const names = firstRow.map((name) => name.trim().toLowerCase());
  const headerless = LAYOUTS.find((layout) => layout.kind === 'candles' && fitsHeaderless(layout, firstRow));
  if (headerless?.kind === 'candles' && headerless.headerless !== undefined) {
    const positions = new Map(headerless.headerless.map((name, index) => [name, index]));
    return { layout: headerless, positions, columnCount: firstRow.length, isHeaderless: true };
  }
  const fitting = LAYOUTS.filter((layout) => columnsOf(layout).every((column) => names.includes(column)));
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

function nearestText(names: readonly string[]): string {
  const [nearest] = LAYOUTS.map((layout) => ({
    id: layout.id,
    missing: columnsOf(layout).filter((column) => !names.includes(column)),
    share: columnsOf(layout).filter((column) => names.includes(column)).length / columnsOf(layout).length,
  })).sort((a, b) => b.share - a.share);
  if (nearest === undefined || nearest.share < 0.5) return 'which fits no layout';
  return `which the nearest layout, ${nearest.id}, would need ${nearest.missing.join(', ')} in`;
}

/** What a file's name and folders tell where its columns do not. */
export type NamedSeries = { readonly source: string; readonly series: string; readonly timeframe: Timeframe };

const DOLLARS = /^.+(USDT|USDC|BUSD|TUSD|FDUSD|USDP|DAI|USD|PERP)$/;
const TIMEFRAME_NAME = /^\d+(s|m|h|d|w|mo|M)$/;

/** Returns whether a market symbol such as BTCUSDT counts its price in dollars or in a coin that stands for one. */
export function isDollarMarket(symbol: string): boolean {
  return DOLLARS.test(symbol.toUpperCase().replace(/[-_/:]/g, ''));
}

/**
 * Returns source, series and timeframe of a file whose columns do not tell them, or a sentence that says what is wrong.
 *
 * Understood are `BTCUSDT-1d-2024-01.csv` and `BTCUSDT_1h.csv.gz` (symbol, timeframe, anything) and CoinGecko's
 * `btc-usd-max.csv`, whose series is named `btc` as the file says it. In a folder named `futures` Binance's files are of
 * its dollar-margined futures (`binanceusdm`), as in its archive.
 */
export function seriesOfName(layout: CandleLayout, path: string): NamedSeries | { readonly unknown: string } {
  const parts = path.split(/[\\/]/);
  const name = parts
    .at(-1)!
    .replace(/\.gz$/i, '')
    .replace(/\.[a-z]+$/i, '')
    // what browsers add to a second download
    .replace(/ ?\(\d+\)$/, '');
  if (layout.id === 'coingecko-download') {
    const match = /^(.+)-([a-z]{3,4})-(?:max|\d+d|\d+)$/i.exec(name);
    if (match === null) return { unknown: `file name was ${name}, needs the coin and currency as in btc-usd-max.csv` };
    if (match[2]!.toLowerCase() !== 'usd') return { unknown: `prices were in ${match[2]}, need usd` };
    return { source: layout.source, series: match[1]!, timeframe: '1d' };
  }
  const [symbol, timeframe] = name.split(/[-_]/);
  if (symbol === undefined || timeframe === undefined || !TIMEFRAME_NAME.test(timeframe)) {
    return {
      unknown: `file name was ${name}, needs symbol and timeframe as in BTCUSDT-1d-2024-01.csv or BTCUSDT_1h.csv`,
    };
  }
  if (!Object.hasOwn(TIMEFRAMES, timeframe)) {
    return { unknown: `timeframe was ${timeframe}, needs one of ${Object.keys(TIMEFRAMES).join(', ')}` };
  }
  if (!isDollarMarket(symbol)) return { unknown: `market was ${symbol}, needs one whose price is counted in dollars` };
  const isFutures = parts.slice(0, -1).some((part) => part.toLowerCase() === 'futures');
  const source = layout.source === 'exchange-by-path' ? (isFutures ? 'binanceusdm' : 'binance') : layout.source;
  return { source, series: symbol, timeframe: timeframe as Timeframe };
}
