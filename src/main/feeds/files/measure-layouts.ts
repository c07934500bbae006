/**
 * Sources of measures: what their files look like, what each column measures, and when a value became usable. No source says
 * the latter, so it is a rule of this table, chosen late rather than early.
 */
import { DAY, dayOf, HOUR } from '../../../shared/time.ts';

/** A table of measures: a time, whose they are, and a column for each figure. */
export type MeasureLayout = {
  readonly kind: 'measures';
  readonly id: string;
  readonly source: string;
  readonly group: 'on-chain' | 'developer' | 'macro' | 'sentiment';
  /** The column of the day with which what a row covers begins. */
  readonly time: string;
  /** Columns that name whose figures a row has, joined by a blank; or its name, in a file of one subject. */
  readonly subject: { readonly columns: readonly string[] } | { readonly name: string };
  /**
   * `tickers`: an asset's ticker, and behind a `_` the chain, proven by the price that the source gives under `price`;
   * `ids`: CoinGecko's id comes first; `series`: of no token.
   */
  readonly subjects: { readonly tickers: { readonly price: string } } | 'ids' | 'series';
  /** What a file's name must have in it, where its columns could be anyone's. */
  readonly fileName?: RegExp;
  /** The figure and unit of each column, the column in small letters. */
  readonly metrics: Readonly<Record<string, readonly [metric: string, unit: string]>>;
  /** Returns when a value could be used, from the time with which what it covers begins. */
  readonly knownAt: (eventTime: number) => number;
};

/** A day's figures are gathered for a day after its end. */
const ONE_DAY_AFTER_THE_DAY = (eventTime: number): number => eventTime + 2 * DAY;
/** A week's commits are there a day after its end: they are pushed later than they are made. */
const ONE_DAY_AFTER_THE_WEEK = (eventTime: number): number => eventTime + 8 * DAY;
const END_OF_DAY = (eventTime: number): number => eventTime + DAY;
/** New York closes at 16:00, which is 21:00 UTC in winter and earlier in summer. */
const CLOSE_IN_NEW_YORK = (eventTime: number): number => eventTime + 21 * HOUR;
/** The end of the next day that is no Saturday or Sunday: holidays are not known here, and make it a day early. */
const END_OF_NEXT_WORKDAY = (eventTime: number): number => {
  let day = dayOf(eventTime) + 1;
  // day 0 was a Thursday
  while ((day + 4) % 7 === 6 || (day + 4) % 7 === 0) day++;
  return (day + 1) * DAY;
};
/** Published with the day that it is named by, minutes after that has begun. */
const SOON_AFTER_MIDNIGHT = (eventTime: number): number => eventTime + HOUR;

/** Every source of measures that is known. */
export const MEASURE_LAYOUTS: readonly MeasureLayout[] = [
  {
    kind: 'measures',
    id: 'coinmetrics-daily',
    source: 'coinmetrics',
    group: 'on-chain',
    time: 'date',
    subject: { columns: ['asset'] },
    subjects: { tickers: { price: 'PriceUSD' } },
    metrics: {
      adractcnt: ['AdrActCnt', 'addresses'],
      txcnt: ['TxCnt', 'transactions'],
      txtfrcnt: ['TxTfrCnt', 'transfers'],
      txtfrvaladjusd: ['TxTfrValAdjUSD', 'USD'],
      feetotusd: ['FeeTotUSD', 'USD'],
      hashrate: ['HashRate', 'hashes, unit by chain'],
      diffmean: ['DiffMean', 'ratio'],
      blkcnt: ['BlkCnt', 'blocks'],
      isstotusd: ['IssTotUSD', 'USD'],
      isscontpctann: ['IssContPctAnn', '% a year'],
      nvtadj: ['NVTAdj', 'ratio'],
      nvtadj90: ['NVTAdj90', 'ratio'],
      splycur: ['SplyCur', 'coins'],
      splyff: ['SplyFF', 'coins'],
      capmrktcurusd: ['CapMrktCurUSD', 'USD'],
      caprealusd: ['CapRealUSD', 'USD'],
      capmvrvcur: ['CapMVRVCur', 'ratio'],
      priceusd: ['PriceUSD', 'USD'],
    },
    knownAt: ONE_DAY_AFTER_THE_DAY,
  },
  {
    kind: 'measures',
    id: 'bitcoin-mining-daily',
    source: 'blockchain.com',
    group: 'on-chain',
    time: 'date',
    subject: { name: 'bitcoin' },
    subjects: 'ids',
    metrics: { hashrate: ['hashrate', 'TH/s'], difficulty: ['difficulty', 'ratio'] },
    knownAt: ONE_DAY_AFTER_THE_DAY,
  },
  {
    kind: 'measures',
    id: 'weekly-commits',
    source: 'git-histories',
    group: 'developer',
    time: 'week',
    subject: { columns: ['coingecko_id', 'repo'] },
    subjects: 'ids',
    metrics: {
      commits: ['commits', 'commits a week'],
      authors: ['authors', 'people a week'],
      new_authors: ['new_authors', 'people a week'],
    },
    knownAt: ONE_DAY_AFTER_THE_WEEK,
  },
  {
    kind: 'measures',
    id: 'funds-and-indices-daily',
    source: 'yahoo-funds',
    group: 'macro',
    time: 'date',
    subject: { columns: ['symbol'] },
    subjects: 'series',
    // else every table of candles by symbol would be one
    fileName: /etf|ind(ex|ices)|funds/i,
    metrics: {
      open: ['open', 'USD or points'],
      high: ['high', 'USD or points'],
      low: ['low', 'USD or points'],
      close: ['close', 'USD or points'],
      volume: ['volume', 'shares'],
    },
    knownAt: CLOSE_IN_NEW_YORK,
  },
  {
    kind: 'measures',
    id: 'rates-daily',
    source: 'fred',
    group: 'macro',
    time: 'date',
    subject: { name: 'united-states' },
    subjects: 'series',
    metrics: {
      dgs10: ['treasury-10y', '% a year'],
      dgs2: ['treasury-2y', '% a year'],
      dxy: ['dollar-index', 'points'],
      vix: ['volatility-index', 'points'],
    },
    knownAt: END_OF_NEXT_WORKDAY,
  },
  {
    kind: 'measures',
    id: 'fear-greed-daily',
    source: 'alternative.me',
    group: 'sentiment',
    time: 'date',
    subject: { name: 'market' },
    subjects: 'series',
    fileName: /fear.?(and.?)?greed|fng/i,
    metrics: { value: ['fear-greed', '0 to 100'] },
    knownAt: SOON_AFTER_MIDNIGHT,
  },
  {
    kind: 'measures',
    id: 'funding-rate-daily',
    source: 'perpetuals',
    group: 'macro',
    time: 'date',
    subject: { name: 'bitcoin' },
    subjects: 'series',
    metrics: {
      funding_mean: ['funding-mean', 'fraction of 8 hours'],
      funding_abs: ['funding-absolute', 'fraction of 8 hours'],
    },
    knownAt: END_OF_DAY,
  },
  {
    kind: 'measures',
    id: 'market-caps-of-all',
    source: 'coinmarketcap-totals',
    group: 'macro',
    time: 'date',
    subject: { name: 'market' },
    subjects: 'series',
    metrics: { total_mcap: ['market-cap', 'USD'], total_volume_24h: ['volume', 'USD a day'] },
    knownAt: END_OF_DAY,
  },
  {
    kind: 'measures',
    id: 'market-caps-by-coin',
    source: 'coinmarketcap-totals',
    group: 'macro',
    time: 'date',
    subject: { name: 'by-coin' },
    subjects: 'series',
    metrics: Object.fromEntries(
      ['btc', 'eth', 'usdt', 'bnb', 'sol', 'others'].map((coin) => [`${coin}_mcap`, [`market-cap-${coin}`, 'USD']]),
    ),
    knownAt: END_OF_DAY,
  },
];

/** Returns the layout of a source that has a metric, or undefined. */
export function measureLayoutOf(source: string, metric: string): MeasureLayout | undefined {
  return MEASURE_LAYOUTS.find(
    (layout) => layout.source === source && Object.values(layout.metrics).some(([name]) => name === metric),
  );
}
