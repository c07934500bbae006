/** What factors are called, the same wherever people read of them. */

/** The names by what an id begins with; the longest beginning that fits counts. */
const NAMES: Readonly<Record<string, string>> = {
  return: 'Return',
  'momentum-12-1': 'Momentum 12−1',
  'close-to-mean': 'Price to its mean',
  'mean-50d-to-200d': 'Mean 50 to 200 days',
  'exponential-mean-12-to-26': 'Exponential mean 12 to 26',
  'macd-histogram': 'MACD histogram',
  rsi: 'RSI',
  stochastic: 'Stochastic',
  'commodity-channel': 'Commodity channel',
  adx: 'ADX',
  aroon: 'Aroon',
  'bollinger-position': 'Bollinger position',
  'bollinger-width': 'Bollinger width',
  'distance-to-high': 'Distance to the high',
  'distance-to-support': 'Distance to support',
  'trend-quality': 'Trend quality',
  'dollar-volume': 'Traded value',
  'volume-7d-to-30d': 'Volume 7 to 30 days',
  'volume-score': 'Volume score',
  'on-balance-slope': 'On-balance slope',
  'money-flow': 'Money flow',
  'chaikin-money-flow': 'Chaikin money flow',
  'close-to-vwap': 'Price to mean paid',
  amihud: 'Amihud illiquidity',
  'corwin-schultz': 'Spread by Corwin–Schultz',
  roll: 'Spread by Roll',
  'idle-days': 'Idle days',
  'price-volume-correlation': 'Price with volume',
  volatility: 'Volatility',
  'volatility-ewma': 'Volatility, recent days first',
  'volatility-garch': 'Volatility, GARCH',
  'volatility-parkinson': 'Volatility, Parkinson',
  'volatility-yang-zhang': 'Volatility, Yang–Zhang',
  'volatility-of-volatility': 'Volatility of volatility',
  'volatility-7d-to-90d': 'Volatility 7 to 90 days',
  'average-true-range': 'Average true range',
  'downside-deviation': 'Downside deviation',
  'value-at-risk': 'Value at risk',
  'expected-shortfall': 'Expected shortfall',
  'maximum-drawdown': 'Deepest fall',
  drawdown: 'Fall from the high',
  'days-under-water': 'Days under water',
  skewness: 'Skewness',
  kurtosis: 'Kurtosis',
  'tail-ratio': 'Tail ratio',
  'ulcer-index': 'Ulcer index',
  sharpe: 'Sharpe',
  sortino: 'Sortino',
  'profit-factor': 'Profit factor',
  'maximum-return': 'Best day',
  'beta-reference': 'Beta to Bitcoin',
  'beta-market': 'Beta to the market',
  'beta-downside': 'Beta in falls',
  'correlation-reference': 'Correlation with Bitcoin',
  'correlation-universe': 'Correlation with all',
  'idiosyncratic-share': 'Moves of its own',
  'residual-momentum': 'Momentum of its own',
  'strength-reference': 'Strength against Bitcoin',
  'strength-sector': 'Strength in its sector',
  'sector-momentum': 'Sector momentum',
  'lag-to-reference': 'Lag to Bitcoin',
  'cluster-stability': 'Cluster stability',
  'market-cap': 'Market cap',
  'market-cap-rank-change': 'Change of market cap rank',
  'age-years': 'Age',
  'supply-inflation': 'Supply inflation',
  'volume-to-market-cap': 'Trading to market cap',
  'network-value-to-transfers': 'Value to transfers',
  'network-value-signal': 'Value to transfers, slow',
  'realised-value-score': 'Value to what was paid',
  'fees-to-market-cap': 'Fees to market cap',
  'metcalfe-residual': 'Value to users',
  'active-addresses': 'Active addresses',
  'active-addresses-growth': 'Growth of active addresses',
  'transactions-growth': 'Growth of transactions',
  'transfers-growth': 'Growth of transfers',
  'transfer-value-per-address': 'Sent by an address',
  'fees-growth': 'Growth of fees',
  issuance: 'Issuance',
  'hash-rate-growth': 'Growth of the hash rate',
  commits: 'Commits',
  contributors: 'Developers',
  'commits-change': 'Change of commits',
  'commit-pause': 'Days without a commit',
  sentiment: 'Sentiment',
  'sentiment-change': 'Change of sentiment',
  'sentiment-dispersion': 'Disagreement',
  'mentions-score': 'Mentions',
  'publisher-breadth': 'Breadth of publishers',
  'risk-terms': 'Risk words',
  'market-stress': 'Turbulent market',
  'fear-and-greed': 'Fear and greed',
  'macro-impulse': 'Macro impulse',
};

/** Returns the longest beginning of a factor's id that has a name, or null for an id that is not known. */
export function namedPartOf(id: string): string | null {
  const parts = id.split('-');
  for (let count = parts.length; count > 0; count--) {
    const part = parts.slice(0, count).join('-');
    if (NAMES[part] !== undefined) return part;
  }
  return null;
}

/** Returns the name of a factor with its span of days: `return-30d` is `Return, 30 days`. */
export function factorName(id: string): string {
  const known = namedPartOf(id);
  if (known !== null) {
    const rest = id.slice(known.length + 1);
    return [NAMES[known], ...(rest === '' ? [] : rest.split('-').map(spanOf))].join(', ');
  }
  const text = id.split('-').map(spanOf).join(' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function spanOf(part: string): string {
  const days = /^(\d+)d?$/.exec(part)?.[1];
  if (days === undefined) return part;
  return days === '1' ? '1 day' : `${days} days`;
}
