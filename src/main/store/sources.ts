/** What kind of source a series comes from, and which of several is believed first. */

/** What kind of provider a source is. */
export type SourceKind = 'exchange' | 'aggregator' | 'derivatives' | 'simulated';

/** Providers whose figures are of the whole market. Every other source is an exchange, under the id that ccxt gives it. */
const AGGREGATORS: readonly string[] = ['coinmarketcap', 'coingecko', 'yahoo'];
/** Exchanges' futures: Bybit's daily files, and the ids under which ccxt keeps futures apart. */
const DERIVATIVES: readonly string[] = ['bybit', 'binanceusdm', 'binancecoinm', 'krakenfutures', 'kucoinfutures'];

/**
 * Returns what a series is. A future has a price of its own (it runs ahead of or behind the coin), so it is nobody's asset;
 * ccxt marks one by what it is settled in, as in `BTC/USDT:USDT`.
 */
export function sourceKindOf(source: string, key: string): SourceKind {
  if (source === 'simulated') return 'simulated';
  if (AGGREGATORS.includes(source)) return 'aggregator';
  return DERIVATIVES.includes(source) || key.includes(':') ? 'derivatives' : 'exchange';
}

/** Returns the id of an asset of which a series is the only witness. A simulated key is its own id. */
export function ownAssetId(source: string, key: string): string {
  return source === 'simulated' ? key : `${source}:${key}`;
}

/** Returns source and key of an asset of which a series is the only witness, from its id; null for any other. */
export function ownSeriesOf(assetId: string): { readonly source: string; readonly key: string } | null {
  const [, source, key] = /^([a-z0-9]+):(.+)$/.exec(assetId) ?? [];
  return source === undefined || key === undefined ? null : { source, key };
}

/**
 * Returns the order in which sources are believed about a price: the lower the sooner. An exchange's candle is what was
 * traded, with a true open; CoinMarketCap's and Yahoo's have an open, high and low; CoinGecko's is a price at midnight.
 */
export function priceOrderOf(source: string): number {
  const order = ['simulated', 'binance', undefined, 'coinmarketcap', 'yahoo', 'coingecko'].indexOf(source);
  return order < 0 ? 2 : order;
}

/** Returns the order in which sources are believed about traded value and market cap: the lower the sooner. */
export function marketOrderOf(source: string): number {
  const order = ['simulated', 'coinmarketcap', 'coingecko', 'yahoo', 'binance'].indexOf(source);
  return order < 0 ? 5 : order;
}

const QUOTES = /[-_/]?(?:USDT|USDC|BUSD|TUSD|FDUSD|USDP|DAI|USD)$/;

/** Returns what a market of an exchange quotes: `BTC` of `BTCUSDT`, `BTC/USD` or `btc-usd`. */
export function baseOfMarket(key: string): string {
  const symbol = key.toUpperCase();
  const base = symbol.replace(QUOTES, '');
  return base === '' ? symbol : base;
}
