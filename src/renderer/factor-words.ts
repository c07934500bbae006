import type { FactorInfo } from '../shared/factors.ts';
import type { FigureKind } from './format.ts';

/** What begins with these words means, in one plain sentence; the longest beginning that fits counts. */
const MEANINGS: Readonly<Record<string, readonly [name: string, sentence: string]>> = {
  return: ['Return', 'How much the price gained or lost over the span.'],
  'momentum-12-1': ['Momentum 12−1', 'The gain of the last year without the last month, which often swings back.'],
  'close-to-mean': ['Price to its mean', 'How far the price stands above or below its own average of the span.'],
  'mean-50d-to-200d': [
    'Mean 50 to 200 days',
    'Whether the recent average price is above the longer one: a trend upwards.',
  ],
  'exponential-mean-12-to-26': [
    'Exponential mean 12 to 26',
    'Whether the quick average is above the slow one, recent days counting more.',
  ],
  'macd-histogram': ['MACD histogram', 'Whether the distance of the quick from the slow average is growing.'],
  rsi: ['RSI', 'How much of the moves of two weeks were rises: near 100 it only rose, near 0 it only fell.'],
  stochastic: ['Stochastic', 'Where the price stands between the lowest and the highest of two weeks.'],
  'commodity-channel': ['Commodity channel', 'How far the price is from its usual distance to its own average.'],
  adx: ['ADX', 'How strong a trend is, upwards or downwards; below 20 there is hardly one.'],
  aroon: ['Aroon', 'Whether the highest price of the span is more recent than the lowest.'],
  'bollinger-position': ['Bollinger position', 'Where the price stands in the band in which it usually moves.'],
  'bollinger-width': ['Bollinger width', 'How wide the band is in which the price usually moves.'],
  'distance-to-high': ['Distance to the high', 'How far the price is below its highest of the span.'],
  'distance-to-support': ['Distance to support', 'How far the price is above the price at which falls ended before.'],
  'trend-quality': ['Trend quality', 'How steep and how straight the path of the price was.'],
  'dollar-volume': ['Traded value', 'How much money is traded on a usual day.'],
  'volume-7d-to-30d': ['Volume 7 to 30 days', 'Whether more is traded in the last week than in the last month.'],
  'volume-score': ['Volume score', 'How unusual the trading of the last day is for this token.'],
  'on-balance-slope': ['On-balance slope', 'Whether more was traded on rising than on falling days.'],
  'money-flow': ['Money flow', 'How much of the trading was on rising days.'],
  'chaikin-money-flow': [
    'Chaikin money flow',
    'Whether days with much trading closed near their high or near their low.',
  ],
  'close-to-vwap': ['Price to mean paid', 'How far the price is above what was paid on average.'],
  amihud: [
    'Amihud illiquidity',
    'How far a million dollars of trading moves the price: the higher, the thinner the market.',
  ],
  'corwin-schultz': [
    'Spread by Corwin–Schultz',
    'An estimate of the distance between the price to buy and to sell, from highs and lows.',
  ],
  roll: [
    'Spread by Roll',
    'An estimate of the distance between the price to buy and to sell, from prices going to and fro.',
  ],
  'idle-days': ['Idle days', 'The share of days on which nothing was traded.'],
  'price-volume-correlation': ['Price with volume', 'Whether rises come together with more trading.'],
  volatility: ['Volatility', 'How much the price moves up and down.'],
  'volatility-ewma': [
    'Volatility, recent days first',
    'The volatility expected of tomorrow, recent days counting more.',
  ],
  'volatility-garch': ['Volatility, GARCH', 'The volatility expected of tomorrow, drawn back to the usual one.'],
  'volatility-parkinson': ['Volatility, Parkinson', 'Volatility measured on highs and lows instead of closes.'],
  'volatility-yang-zhang': ['Volatility, Yang–Zhang', 'Volatility measured on opens, highs, lows and closes together.'],
  'volatility-of-volatility': ['Volatility of volatility', 'How unsteady the volatility itself is.'],
  'volatility-7d-to-90d': ['Volatility 7 to 90 days', 'Whether the last week was wilder than the last three months.'],
  'average-true-range': ['Average true range', 'The usual span between high and low of a day.'],
  'downside-deviation': ['Downside deviation', 'How much the price moves, falls alone counted.'],
  'value-at-risk': ['Value at risk', 'The loss of a day that is exceeded on only one day in twenty.'],
  'expected-shortfall': ['Expected shortfall', 'The mean loss of the worst day in twenty.'],
  'maximum-drawdown': ['Deepest fall', 'The deepest fall from a high within the span.'],
  drawdown: ['Fall from the high', 'How far the price is below its highest of the span now.'],
  'days-under-water': ['Days under water', 'How long ago the highest price was.'],
  skewness: ['Skewness', 'Whether large moves are rather gains (above 0) or losses (below 0).'],
  kurtosis: ['Kurtosis', 'How often moves are far larger than usual; 0 is as often as by the bell curve.'],
  'tail-ratio': ['Tail ratio', 'The size of the best days divided by that of the worst.'],
  'ulcer-index': ['Ulcer index', 'How deep and how long falls were, in one number.'],
  sharpe: ['Sharpe', 'Return for each unit of risk.'],
  sortino: ['Sortino', 'Return for each unit of risk, falls alone counted as risk.'],
  'profit-factor': ['Profit factor', 'All gains divided by all losses, day by day.'],
  'maximum-return': ['Best day', 'The largest gain of a day: tokens bought like lottery tickets have a large one.'],
  'beta-reference': [
    'Beta to Bitcoin',
    'How much the price moves when the reference asset, usually Bitcoin, moves by one.',
  ],
  'beta-market': ['Beta to the market', 'How much the price moves when the whole market moves by one.'],
  'beta-downside': ['Beta in falls', 'How much the price moves with the market on days on which that falls.'],
  'correlation-reference': [
    'Correlation with Bitcoin',
    'How much the price moves together with the reference asset, usually Bitcoin.',
  ],
  'correlation-universe': ['Correlation with all', 'How much the price moves together with all others.'],
  'idiosyncratic-share': ['Moves of its own', 'The part of the moves that the market does not explain.'],
  'residual-momentum': ['Momentum of its own', 'The gain that the market does not explain.'],
  'strength-reference': ['Strength against Bitcoin', 'The return less that of the reference asset, usually Bitcoin.'],
  'strength-sector': ['Strength in its sector', 'The return less the mean of its sector.'],
  'sector-momentum': ['Sector momentum', 'The mean return of its sector.'],
  'lag-to-reference': ['Lag to Bitcoin', 'Whether the price follows the reference asset a day later.'],
  'cluster-stability': [
    'Cluster stability',
    'Whether the token still moves with the same others as four weeks before.',
  ],
  'market-cap': ['Market cap', 'The value of all units at the present price.'],
  'market-cap-rank-change': ['Change of market cap rank', 'Whether the token overtook others by market cap.'],
  'age-years': ['Age', 'For how many years its prices are known.'],
  'supply-inflation': ['Supply inflation', 'How fast the number of units grows.'],
  'volume-to-market-cap': ['Trading to market cap', 'How much of the value of all units is traded on a day.'],
  'network-value-to-transfers': [
    'Value to transfers',
    'In how many days as much is sent on its chain as all units are worth: many days mean dear for its use.',
  ],
  'network-value-signal': [
    'Value to transfers, slow',
    'The same with the transfers of a longer time, which is steadier.',
  ],
  'realised-value-score': [
    'Value to what was paid',
    'How far all units are worth more than they were when each last moved: high after long gains.',
  ],
  'fees-to-market-cap': ['Fees to market cap', 'What users pay in fees in a year, against the value of all units.'],
  'metcalfe-residual': [
    'Value to users',
    'The value of all units against the square of the number of active addresses.',
  ],
  'active-addresses': ['Active addresses', 'How many addresses sent or received on a usual day.'],
  'active-addresses-growth': ['Growth of active addresses', 'How the number of active addresses changed.'],
  'transactions-growth': ['Growth of transactions', 'How the number of transactions changed.'],
  'transfers-growth': ['Growth of transfers', 'How the number of transfers changed.'],
  'transfer-value-per-address': ['Sent by an address', 'How much value an active address sends on a usual day.'],
  'fees-growth': ['Growth of fees', 'How the fees that users pay changed.'],
  issuance: ['Issuance', 'How many new units are made in a year, against all there are.'],
  'hash-rate-growth': ['Growth of the hash rate', 'How the computing power that secures the chain changed.'],
  commits: ['Commits', 'How many changes its developers made.'],
  contributors: ['Developers', 'How many people worked on its code in a usual week.'],
  'commits-change': ['Change of commits', 'Whether its developers do more than in the months before.'],
  'commit-pause': ['Days without a commit', 'How long ago the last change by its developers was.'],
  sentiment: ['Sentiment', 'How good or bad the words of the articles that name it are.'],
  'sentiment-change': ['Change of sentiment', 'Whether the words are better than in the month before.'],
  'sentiment-dispersion': ['Disagreement', 'How far articles differ in what they think of it.'],
  'mentions-score': ['Mentions', 'How unusual the number of articles that name it is.'],
  'publisher-breadth': ['Breadth of publishers', 'Whether many publishers write of it, or few write much.'],
  'risk-terms': ['Risk words', 'The share of its articles that tell of a hack, a lawsuit, a delisting and the like.'],
  'market-stress': [
    'Turbulent market',
    'How likely the whole market is in turbulent times; it is the same for every token.',
  ],
  'fear-and-greed': [
    'Fear and greed',
    'The mood of the whole market, 0 fear to 100 greed; it is the same for every token.',
  ],
  'macro-impulse': [
    'Macro impulse',
    'What the latest moves of the dollar, shares and bonds would do to it, by how it followed them before.',
  ],
};

/** The groups of factors in words. */
export const GROUP_WORDS: Readonly<Record<string, string>> = {
  momentum: 'Momentum',
  liquidity: 'Liquidity',
  volatility: 'Volatility',
  'cross-asset': 'Cross-asset',
  valuation: 'Valuation',
  'on-chain': 'On-chain',
  developer: 'Developers',
  sentiment: 'Sentiment',
  macro: 'Macro',
};

/** Returns the group of a factor in words; a group that is not known here as it is named. */
export const groupName = (group: string): string => GROUP_WORDS[group] ?? group;

/** What a person reads of a factor. */
export type FactorWords = { readonly name: string; readonly meaning: string | null };

/** Returns the name of a factor in words with its span of days, such as "Return, 30 days", and what it means. */
export function factorWords(id: string): FactorWords {
  const parts = id.split('-');
  for (let count = parts.length; count > 0; count--) {
    const known = MEANINGS[parts.slice(0, count).join('-')];
    if (known === undefined) continue;
    const [name, meaning] = known;
    const rest = parts.slice(count).map(spanOf);
    return { name: [name, ...rest].join(', '), meaning };
  }
  const text = parts.map(spanOf).join(' ');
  return { name: text.charAt(0).toUpperCase() + text.slice(1), meaning: null };
}

function spanOf(part: string): string {
  const days = /^(\d+)d?$/.exec(part)?.[1];
  if (days === undefined) return part;
  return days === '1' ? '1 day' : `${days} days`;
}

type Reading = { readonly kind: FigureKind; readonly unit: string; readonly read: (value: number) => number };

/** What the models see as a logarithm, by its unit, and what people read instead. */
const LOGARITHMS: Readonly<Record<string, Reading>> = {
  'log USD': { kind: 'money', unit: 'USD', read: Math.exp },
  'log addresses': { kind: 'count', unit: 'addresses', read: Math.exp },
  'log ratio': { kind: 'percent', unit: 'fraction', read: Math.expm1 },
};

/** Returns the value that is shown and bounded: what a logarithm is of, else the value as it is. */
export const shownValue = (unit: string, value: number | null): number | null =>
  value === null ? null : (LOGARITHMS[unit]?.read(value) ?? value);

/** Returns the unit of the value that is shown. */
export const shownUnit = (unit: string): string => LOGARITHMS[unit]?.unit ?? unit;

/** Returns how a factor's value is written: fractions and volatilities as percentages, all else as a number with its unit. */
export function factorKind(id: string, unit: string): FigureKind {
  if (id === 'days-under-water-365d') return 'count';
  const reading = LOGARITHMS[unit];
  if (reading !== undefined) return reading.kind;
  if (
    /^(return|momentum|close-to|mean-|exponential|distance-to-high|strength|sector-momentum|supply|macro-impulse)/.test(
      id,
    )
  )
    return 'percent';
  if (unit === 'log return a day' || unit === 'share of all ranks') return 'percent';
  if (/^(maximum-drawdown|drawdown|maximum-return|residual-momentum)/.test(id)) return 'percent';
  if (unit === 'share' || unit === 'probability' || unit === 'fraction' || unit === 'fraction of the close')
    return 'share';
  if (/^fraction(, losses positive| a day| a million USD)$/.test(unit)) return 'share';
  if (unit === 'a year' && /^(volatility|downside|fees-to|issuance)/.test(id)) return 'share';
  return 'number';
}

/** Units that say no more than the name does, or that are a scale: they stand in the hover text. */
const BARE_UNITS = /^(index|slope|ratio|(mean )?correlation|skewness|excess kurtosis|-1|-100|0 at|0 …)/;

/** Units that are too long to stand beside a value; the hover text has them in full. */
const SHORT_UNITS: Readonly<Record<string, string>> = {
  'average true ranges': 'usual spans',
  'mean daily traded values a day': 'of a usual day',
  'standard deviations': 'deviations',
  'log USD an address²': 'log',
};

/** Returns the unit that stands beside a value; empty where the percent sign says it. */
export function factorUnit(kind: FigureKind, unit: string): string {
  if (kind === 'percent' || kind === 'share') return unit.match(/\ba (year|day|million USD)$/)?.[0] ?? '';
  if (unit === '0 to 100') return 'of 100';
  const short = SHORT_UNITS[unit];
  if (short !== undefined) return short;
  return kind === 'money' || BARE_UNITS.test(unit) ? '' : shownUnit(unit);
}

/** Returns the percentile (0..100) of a rank of -1..1: the share of tokens that are lower. */
export const percentileOf = (rank: number | null): number | null => (rank === null ? null : (rank + 1) * 50);

/** Returns everything that is known of a factor as a text for hover. */
export function factorHelp(info: FactorInfo | undefined, id: string): string {
  const { meaning } = factorWords(id);
  const parts = [
    meaning,
    info === undefined ? null : `Formula: ${info.formula}. Unit: ${info.unit}.`,
    info === undefined ? null : `Source: ${info.reference}.`,
  ];
  return parts.filter((part) => part !== null).join(' ');
}
