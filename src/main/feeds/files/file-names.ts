/** What a file's name and folders tell of its series where its columns do not. */
import { TIMEFRAMES, type Timeframe } from '../../../shared/candles.ts';
import type { CandleLayout } from './layouts.ts';

/** Whose series it is, its key there, and what its candles are of. */
export type NamedSeries = { readonly source: string; readonly series: string; readonly timeframe: Timeframe };

type Named = NamedSeries | { readonly unknown: string };

const DOLLARS = /^.+(USDT|USDC|BUSD|TUSD|FDUSD|USDP|DAI|USD|PERP)$/;
const TIMEFRAME_NAME = /^\d+(s|m|h|d|w|mo|M)$/;

/** Returns whether a market symbol such as BTCUSDT counts its price in dollars or in a coin that stands for one. */
export function isDollarMarket(symbol: string): boolean {
  return DOLLARS.test(symbol.toUpperCase().replace(/[-_/:]/g, ''));
}

/**
 * Returns source, series and timeframe of a file whose columns do not tell them, or a sentence that says what is wrong.
 *
 * - Binance's archive: `BTCUSDT-1d-2024-01.csv` and `BTCUSDT_1h.csv.gz` (symbol, timeframe, anything). In a folder named
 *   `futures` its files are of its dollar-margined futures (`binanceusdm`), as in its archive.
 * - CoinGecko: `btc-usd-max.csv`, whose series is named `btc` as the file says it. Yahoo: `ETH-USD.csv`, named `ETH`.
 * - TradingView: `BINANCE_BTCUSDT, 1D.csv`. CryptoDataDownload: `Bitstamp_BTCUSD_d.csv`. The source is the exchange.
 * - Anybody's: a token, `BTC.csv`, or a market, `ETH-USD.csv`, of the source `file`; days unless the name says otherwise.
 */
export function seriesOfName(layout: CandleLayout, path: string): Named {
  const parts = path.split(/[\\/]/);
  const name = parts
    .at(-1)!
    .replace(/\.gz$/i, '')
    .replace(/\.[a-z]+$/i, '')
    // what browsers add to a second download
    .replace(/ ?\(\d+\)$/, '');
  if (layout.id === 'coingecko-download') return ofCoinGecko(layout, name);
  if (layout.id === 'yahoo-download') return ofYahoo(layout, name);
  if (layout.source === 'exchange-by-name') return ofExchange(name) ?? ofAnybody(layout, name);
  return ofArchive(layout, name, parts.slice(0, -1));
}

function ofCoinGecko(layout: CandleLayout, name: string): Named {
  const match = /^(.+)-([a-z]{3,4})-(?:max|\d+d|\d+)$/i.exec(name);
  if (match === null) return { unknown: `file name was ${name}, needs the coin and currency as in btc-usd-max.csv` };
  if (match[2]!.toLowerCase() !== 'usd') return { unknown: `prices were in ${match[2]}, need usd` };
  return { source: layout.source, series: match[1]!, timeframe: '1d' };
}

function ofYahoo(layout: CandleLayout, name: string): Named {
  const [, token, currency] = /^([a-z0-9]+)-([a-z]{3,4})$/i.exec(name) ?? [];
  if (token === undefined || currency === undefined) {
    return { unknown: `file name was ${name}, needs the token and currency as in ETH-USD.csv` };
  }
  if (currency.toUpperCase() !== 'USD') return { unknown: `prices were in ${currency}, need USD` };
  return { source: layout.source, series: token.toUpperCase(), timeframe: '1d' };
}

function ofArchive(layout: CandleLayout, name: string, folders: readonly string[]): Named {
  const [symbol, timeframe] = name.split(/[-_]/);
  if (symbol === undefined || timeframe === undefined || !TIMEFRAME_NAME.test(timeframe)) {
    return {
      unknown: `file name was ${name}, needs symbol and timeframe as in BTCUSDT-1d-2024-01.csv or BTCUSDT_1h.csv`,
    };
  }
  if (!Object.hasOwn(TIMEFRAMES, timeframe)) return { unknown: wrongTimeframe(timeframe) };
  if (!isDollarMarket(symbol)) return { unknown: wrongMarket(symbol) };
  const isFutures = folders.some((part) => part.toLowerCase() === 'futures');
  const source = layout.source === 'exchange-by-path' ? (isFutures ? 'binanceusdm' : 'binance') : layout.source;
  return { source, series: symbol, timeframe: timeframe as Timeframe };
}

const wrongTimeframe = (name: string): string =>
  `timeframe was ${name}, needs one of ${Object.keys(TIMEFRAMES).join(', ')}`;
const wrongMarket = (symbol: string): string => `market was ${symbol}, needs one whose price is counted in dollars`;

/** How the names of files say a timeframe: TradingView counts minutes. */
const TIMEFRAME_WORDS: Readonly<Record<string, Timeframe>> = {
  '1': '1m',
  '1m': '1m',
  minute: '1m',
  '60': '1h',
  '1h': '1h',
  hour: '1h',
  d: '1d',
  '1d': '1d',
  day: '1d',
  daily: '1d',
};
/** Sources that are no exchange: their names mean candles of another kind, which this file does not hold. */
const NOT_EXCHANGES: readonly string[] = [
  'simulated',
  'coingecko',
  'coinmarketcap',
  'yahoo',
  'file',
  'binanceusdm',
  'binancecoinm',
  'krakenfutures',
  'kucoinfutures',
];
/** Names that ccxt has others for. Bybit's candles of spot stand beside its futures, which are known as `bybit`. */
const EXCHANGE_IDS: Readonly<Record<string, string>> = {
  crypto: 'tradingview',
  index: 'tradingview',
  gateio: 'gate',
  huobi: 'htx',
  bybit: 'bybitspot',
};

/** Returns what `EXCHANGE_MARKET, 1D` and `Exchange_MARKET_d` tell, or null for a name of another form. */
function ofExchange(name: string): Named | null {
  const [, exchange, market, timeframe] =
    /^([a-z0-9]+)_([a-z0-9.!]+), (\w+?)(?:_[0-9a-f]+)?$/i.exec(name) ??
    /^([a-z0-9]+)_([a-z0-9]+)_(?:\d{4}_)?([a-z0-9]+)(?:_\d{4})?$/i.exec(name) ??
    [];
  if (exchange === undefined || market === undefined || timeframe === undefined) return null;
  // ETH_USDT_1h is a token and what it is counted in
  if (!isDollarMarket(market) && isDollarMarket(`X${market}`)) return null;
  const known = TIMEFRAME_WORDS[timeframe.toLowerCase()];
  // 1M is a month
  if (known === undefined || timeframe === '1M') return { unknown: wrongTimeframe(timeframe) };
  const id = exchange.toLowerCase();
  if (NOT_EXCHANGES.includes(id)) return { unknown: `exchange was ${exchange}, needs that of a spot market` };
  if (/[.!]/.test(market)) return { unknown: `market was ${market}, a future, needs a spot market` };
  if (!isDollarMarket(market)) return { unknown: wrongMarket(market) };
  return { source: EXCHANGE_IDS[id] ?? id, series: market.toUpperCase(), timeframe: known };
}

/** Words that name a file, not a token. */
const ORDINARY_WORDS = new Set(
  'asset book book1 candle candles chart coin coins crypto csv daily data day download export file history historical hour hourly kline klines market minute ohlc ohlcv output price prices result sheet sheet1 table test token tokens untitled usd'.split(
    ' ',
  ),
);
const IN_DOLLARS = /^(?:(.{2,})(?:USDT|USDC|FDUSD)|(.{3,})USD)$/;
/** Joined without a mark, so that it takes a token of three letters to tell them from names such as WBTC. */
const IN_OTHERS = /^.{3,}(EUR|GBP|JPY|KRW|TRY|AUD|CHF|BTC|ETH|BNB)$/;

function ofAnybody(layout: CandleLayout, name: string): Named {
  if (layout.id === 'cryptodatadownload') {
    return { unknown: `file name was ${name}, needs exchange, market and timeframe as in Bitstamp_BTCUSD_d.csv` };
  }
  const words = name.toUpperCase().split(/[-_/ ,]+/);
  const last = TIMEFRAME_WORDS[words.at(-1)!.toLowerCase()];
  const timeframe = words.length > 1 && last !== undefined ? last : '1d';
  const [token, currency, more] = words.length > 1 && last !== undefined ? words.slice(0, -1) : words;
  const isTicker = token !== undefined && /^(?=.*[A-Z])[A-Z0-9]{2,12}$/.test(token);
  if (!isTicker || more !== undefined || ORDINARY_WORDS.has(token.toLowerCase())) {
    return { unknown: `file name was ${name}, needs the token as in BTC.csv, ETH-USD.csv or BINANCE_BTCUSDT, 1D.csv` };
  }
  const other =
    currency === undefined ? IN_OTHERS.exec(token)?.[1] : isDollarMarket(`X${currency}`) ? undefined : currency;
  if (other !== undefined) return { unknown: `prices were in ${other}, need US dollars as in ETH-USD.csv` };
  const joined = currency === undefined ? IN_DOLLARS.exec(token) : null;
  return { source: 'file', series: joined?.[1] ?? joined?.[2] ?? token, timeframe };
}
