/** Measures as their sources name them, in words. */
const WORDS: Readonly<Record<string, string>> = {
  AdrActCnt: 'Active addresses',
  TxCnt: 'Transactions',
  TxTfrCnt: 'Transfers',
  TxTfrValAdjUSD: 'Value transferred',
  FeeTotUSD: 'Fees',
  HashRate: 'Hash rate',
  DiffMean: 'Difficulty',
  BlkCnt: 'Blocks',
  IssTotUSD: 'Value of new coins',
  IssContPctAnn: 'Rate of new coins',
  NVTAdj: 'Value to transfers (NVT)',
  NVTAdj90: 'Value to transfers (NVT), 90 days',
  SplyCur: 'Supply',
  SplyFF: 'Free float',
  CapMrktCurUSD: 'Market cap',
  CapRealUSD: 'Realised cap',
  CapMVRVCur: 'Market to realised cap (MVRV)',
  PriceUSD: 'Price',
  hashrate: 'Hash rate',
  difficulty: 'Difficulty',
  commits: 'Commits',
  authors: 'Authors',
  new_authors: 'New authors',
  open: 'Open of funds and indices',
  high: 'High of funds and indices',
  low: 'Low of funds and indices',
  close: 'Close of funds and indices',
  volume: 'Traded volume',
  'treasury-10y': 'Treasury yield, 10 years',
  'treasury-2y': 'Treasury yield, 2 years',
  'dollar-index': 'Dollar index',
  'volatility-index': 'Volatility index (VIX)',
  'fear-greed': 'Fear and greed',
  'funding-mean': 'Funding rate, mean',
  'funding-absolute': 'Funding rate, mean size',
  'market-cap': 'Market cap of all',
};

/** Returns a measure in words; one that is not known here as its source names it. */
export const measureWords = (metric: string): string =>
  WORDS[metric] ??
  metric.replace(
    /^market-cap-(.+)$/,
    (_, coin: string) => `Market cap, ${coin === 'others' ? 'all others' : coin.toUpperCase()}`,
  );
