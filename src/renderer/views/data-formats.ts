/** The files that an import understands, for a person. A test holds them equal to the engine's layouts. */

/** One kind of file. */
export type FileFormat = {
  readonly title: string;
  /** The columns that it needs, in any order, in any case; further ones do no harm. Null where it has no header. */
  readonly header: string | null;
  /** Names that tell what the columns do not; null where any name will do. */
  readonly names: readonly string[] | null;
  /** What its volume is counted in. */
  readonly volume: string | null;
};

/** Files of one token, which their name tells. */
export const TOKEN_FORMATS: readonly FileFormat[] = [
  {
    title: 'Yahoo Finance',
    header: 'Date,Open,High,Low,Close,Adj Close,Volume',
    names: ['ETH-USD.csv'],
    volume: 'dollars',
  },
  {
    title: 'TradingView',
    header: 'time,open,high,low,close,Volume',
    names: ['BINANCE_BTCUSDT, 1D.csv'],
    volume: 'the token',
  },
  {
    title: 'CryptoDataDownload',
    header: 'unix,date,symbol,open,high,low,close,Volume BTC,Volume USD',
    names: ['Bitstamp_BTCUSD_d.csv'],
    volume: 'both',
  },
  {
    title: 'CoinGecko, the button of a coin’s page',
    header: 'snapped_at,price,market_cap,total_volume',
    names: ['btc-usd-max.csv'],
    volume: 'dollars',
  },
  {
    title: 'Binance archive (data.binance.vision)',
    header: null,
    names: ['BTCUSDT-1d-2024-01.csv', 'BTCUSDT-1h-2024-01.csv'],
    volume: 'both',
  },
  {
    title: 'Anybody’s; also with timestamp or time for date',
    header: 'date,open,high,low,close,volume',
    names: ['BTC.csv', 'ETH-USD.csv', 'ETHUSDT_1h.csv'],
    volume: 'the token',
  },
];

/** Daily files of many tokens, under any name. */
export const TABLE_FORMATS: readonly FileFormat[] = [
  {
    title: 'CoinMarketCap',
    header: 'date,asset,open,high,low,close,volume,market_cap',
    names: null,
    volume: 'dollars',
  },
  { title: 'CoinGecko', header: 'date,id,price,volume,market_cap', names: null, volume: 'dollars' },
  {
    title: 'Binance',
    header: 'date,symbol,open,high,low,close,volume,quote_volume',
    names: null,
    volume: 'both',
  },
  { title: 'Bybit', header: 'date,symbol,open,high,low,close,volume,turnover', names: null, volume: 'both' },
  {
    title: 'Yahoo, named by CoinGecko’s ids',
    header: 'date,id,open,high,low,close,volume',
    names: null,
    volume: 'dollars',
  },
];

/** Files of what is no price: articles, events, and measures of tokens and of the world. */
export const OTHER_FORMATS: readonly FileFormat[] = [
  {
    title: 'Articles and posts; also as JSON, a list of objects with these names',
    header: 'time,title,text,source,url',
    names: null,
    volume: null,
  },
  {
    title: 'Crypto news with a subject',
    header: 'datetime,title,text,source,url,subject',
    names: null,
    volume: null,
  },
  { title: 'Pumps announced in groups', header: 'date,hour,symbol,exchange,group', names: null, volume: null },
  {
    title: 'Pumps announced in channels',
    header: 'timestamp,coin,exchange,channel_id,session_id',
    names: null,
    volume: null,
  },
  { title: 'Pumps with their times', header: 'time,symbol,exchange', names: null, volume: null },
  { title: 'Exploits with the amount lost', header: 'date,name,amount,technique', names: null, volume: null },
  { title: 'Exploits with their cause', header: 'date,name,cause', names: null, volume: null },
  {
    title: 'Coin Metrics, daily, with the figures that are there',
    header:
      'date,asset,AdrActCnt,TxCnt,TxTfrCnt,TxTfrValAdjUSD,FeeTotUSD,HashRate,DiffMean,BlkCnt,IssTotUSD,IssContPctAnn,NVTAdj,NVTAdj90,SplyCur,SplyFF,CapMrktCurUSD,CapRealUSD,CapMVRVCur,PriceUSD',
    names: null,
    volume: null,
  },
  { title: 'Mining of Bitcoin', header: 'date,hashrate,difficulty', names: null, volume: null },
  {
    title: 'Commits by week, named by CoinGecko’s ids',
    header: 'week,coingecko_id,repo,commits,authors,new_authors',
    names: null,
    volume: null,
  },
  {
    title: 'Funds and share indices',
    header: 'date,symbol,open,high,low,close,volume',
    names: ['etf_index.csv'],
    volume: null,
  },
  { title: 'Rates, dollar and volatility index', header: 'date,DGS10,DGS2,DXY,VIX', names: null, volume: null },
  { title: 'Fear and greed', header: 'date,value', names: ['fear_greed.csv'], volume: null },
  { title: 'Funding of perpetuals', header: 'date,funding_mean,funding_abs', names: null, volume: null },
  { title: 'Market cap of all', header: 'date,total_mcap,total_volume_24h', names: null, volume: null },
  {
    title: 'Market caps by coin',
    header: 'date,btc_mcap,eth_mcap,usdt_mcap,bnb_mcap,sol_mcap,others_mcap',
    names: null,
    volume: null,
  },
];
