/** Candles on their way from a feed to the store: columns, never an object a row. */

export const TIMEFRAMES = { '1m': 60_000, '1h': 3_600_000, '1d': 86_400_000 } as const;
export type Timeframe = keyof typeof TIMEFRAMES;

/**
 * A block of candles of one source and timeframe, in the order of the file or page that it came from.
 * All columns have `count` entries. NaN means missing (a source without opens leaves `open` NaN); `close` is never NaN.
 */
export type CandleBlock = {
  /** A provider such as `coingecko`, or the id of an exchange as ccxt names it. A series is named by its source's own key. */
  readonly source: string;
  readonly timeframe: Timeframe;
  /** Provider keys (ticker, id or market symbol); `seriesIndex` points into them. */
  readonly series: readonly string[];
  readonly count: number;
  readonly seriesIndex: Int32Array<ArrayBuffer>;
  /** First instant that the candle covers, UTC milliseconds. */
  readonly openTime: Float64Array<ArrayBuffer>;
  /** First instant at which a decision could have used the candle; never before its close. */
  readonly knownAt: Float64Array<ArrayBuffer>;
  /** Prices in the quote currency (USD or a stablecoin of it). */
  readonly open: Float64Array<ArrayBuffer>;
  readonly high: Float64Array<ArrayBuffer>;
  readonly low: Float64Array<ArrayBuffer>;
  readonly close: Float64Array<ArrayBuffer>;
  /** Traded amount in units of the asset. */
  readonly volume: Float64Array<ArrayBuffer>;
  /** Traded value in the quote currency. */
  readonly quoteVolume: Float64Array<ArrayBuffer>;
  /** Circulating market capitalisation in the quote currency, at the close. */
  readonly marketCap: Float64Array<ArrayBuffer>;
};

/** The value columns of a {@link CandleBlock}, in the order in which the store keeps them. */
export const CANDLE_VALUES = ['open', 'high', 'low', 'close', 'volume', 'quoteVolume', 'marketCap'] as const;
