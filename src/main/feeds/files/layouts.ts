/** The layouts of files that can be imported: a row of this table is all that a further one needs. */
import type { CANDLE_VALUES, Timeframe } from '../../../shared/candles.ts';
import { MEASURE_LAYOUTS, type MeasureLayout } from './measure-layouts.ts';

export type CandleValue = (typeof CANDLE_VALUES)[number];

/** A table of candles, and how a row becomes one. */
export type CandleLayout = {
  readonly kind: 'candles';
  readonly id: string;
  /**
   * The provider whose keys the series have. `exchange-by-path` is Binance, spot or futures as the folders say;
   * `exchange-by-name` is the exchange that the file's name tells, else `file`, which is nobody in particular.
   */
  readonly source: string;
  readonly timeframe: Timeframe | 'from file name';
  /** The column of the provider's key, or that the file's name tells it. */
  readonly series: { readonly column: string } | 'from file name';
  /**
   * `calendar`: a UTC day or instant as text; `epoch`: milliseconds or microseconds since 1970; `either`: one or the other,
   * and seconds since 1970 as well.
   * `snapshot`: the row tells how things stood at that instant, so the candle is the one that closes there and opened a
   * timeframe earlier. Otherwise the time is the candle's opening.
   */
  readonly time: {
    readonly column: string;
    readonly form: 'calendar' | 'epoch' | 'either';
    readonly snapshot: boolean;
  };
  /** The column of each value; a value that is not named is missing (NaN). */
  readonly values: { readonly close: string } & Readonly<Partial<Record<CandleValue, string>>>;
  /** Whether keys are market symbols such as BTCUSDT, which end in what the price is counted in. */
  readonly hasMarketSymbols: boolean;
  /** The columns in their fixed order, where files come without a header. */
  readonly headerless?: readonly string[];
  /** Columns that the provider's files have and nothing is read from; they tell its files from others. */
  readonly marks?: readonly string[];
  /** A file of one series: with a column that names a token in every row it is another's, or of many tokens. */
  readonly isOfOneSeries?: true;
  /** Whether a weekly file could pass for a daily one, so that the spacing of its rows has to be looked at. */
  readonly hasSpacing?: true;
};

/** A table about assets rather than prices. */
export type ListLayout = {
  readonly kind: 'assets' | 'crosswalk';
  readonly id: string;
  readonly source: string;
  readonly columns: readonly string[];
};

/** A table of what happened to tokens or protocols. */
export type IncidentLayout = {
  readonly kind: 'incidents';
  readonly id: string;
  readonly source: string;
  readonly incident: 'pump' | 'exploit';
  /** The column of day or instant, or those of day and hour. */
  readonly time: readonly string[];
  /** The column that names the token or market, or the protocol. */
  readonly subject: string;
  readonly venue?: string;
  readonly amount?: string;
  /** Columns that nothing is read from; they tell its files from others. */
  readonly marks: readonly string[];
};

/** A table of articles or posts. */
export type ArticleLayout = {
  readonly kind: 'articles';
  readonly id: string;
  readonly source: string;
  readonly columns: Readonly<Record<'time' | 'title' | 'body' | 'publisher' | 'url', string>>;
  /** Columns that nothing is read from; they tell its files from others. */
  readonly marks: readonly string[];
};

export type Layout = CandleLayout | ListLayout | IncidentLayout | ArticleLayout | MeasureLayout;

/** What CryptoDataDownload's headers have for `Volume BTC` and for `Volume USDT`. */
export const COIN_VOLUME = 'volume <coin>';
export const DOLLAR_VOLUME = 'volume <dollars>';

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
    // the button of its page of prices: ETH-USD.csv, the volume in dollars
    kind: 'candles',
    id: 'yahoo-download',
    source: 'yahoo',
    timeframe: '1d',
    series: 'from file name',
    time: BY_DAY,
    values: { ...PRICES, quoteVolume: 'volume' },
    hasMarketSymbols: false,
    marks: ['adj close'],
    isOfOneSeries: true,
    hasSpacing: true,
  },
  {
    // the newest row first; seconds and milliseconds stand in one file
    kind: 'candles',
    id: 'cryptodatadownload',
    source: 'exchange-by-name',
    timeframe: 'from file name',
    series: 'from file name',
    time: { column: 'unix', form: 'either', snapshot: false },
    values: { ...PRICES, volume: COIN_VOLUME, quoteVolume: DOLLAR_VOLUME },
    hasMarketSymbols: true,
    marks: ['symbol'],
    hasSpacing: true,
  },
  ...(['time', 'date', 'timestamp'] as const).map(
    (column): CandleLayout => ({
      // TradingView's export has `time`; like an exchange's own candles these count volume in the coin
      kind: 'candles',
      id: column === 'time' ? 'tradingview' : `plain-by-${column}`,
      source: 'exchange-by-name',
      timeframe: 'from file name',
      series: 'from file name',
      time: { column, form: 'either', snapshot: false },
      values: { ...PRICES, volume: 'volume' },
      hasMarketSymbols: true,
      isOfOneSeries: true,
      hasSpacing: true,
    }),
  ),
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
  {
    kind: 'incidents',
    id: 'pumps-of-groups',
    source: 'telegram-groups',
    incident: 'pump',
    time: ['date', 'hour'],
    subject: 'symbol',
    venue: 'exchange',
    marks: ['group'],
  },
  {
    kind: 'incidents',
    id: 'pumps-of-channels',
    source: 'telegram-channels',
    incident: 'pump',
    time: ['timestamp'],
    subject: 'coin',
    venue: 'exchange',
    marks: ['channel_id', 'session_id'],
  },
  {
    kind: 'incidents',
    id: 'pumps-by-time',
    source: 'pump-times',
    incident: 'pump',
    time: ['time'],
    subject: 'symbol',
    venue: 'exchange',
    marks: [],
  },
  {
    kind: 'incidents',
    id: 'exploits',
    source: 'defillama',
    incident: 'exploit',
    time: ['date'],
    subject: 'name',
    amount: 'amount',
    marks: ['technique'],
  },
  {
    kind: 'incidents',
    id: 'exploit-causes',
    source: 'defihacklabs',
    incident: 'exploit',
    time: ['date'],
    subject: 'name',
    marks: ['cause'],
  },
  ...(['datetime', 'time'] as const).map(
    (time): ArticleLayout => ({
      kind: 'articles',
      id: time === 'time' ? 'articles' : 'crypto-news',
      source: time === 'time' ? 'article-files' : 'crypto-news',
      columns: { time, title: 'title', body: 'text', publisher: 'source', url: 'url' },
      marks: time === 'time' ? [] : ['subject'],
    }),
  ),
  ...MEASURE_LAYOUTS,
];
