import { factorName, namedPartOf } from '../shared/factor-names.ts';
import type { FactorInfo } from '../shared/factors.ts';
import type { FigureKind } from './format.ts';

/** What begins with these words means, in one plain sentence; the longest beginning that fits counts. */
const MEANINGS: Readonly<Record<string, string>> = {
  return: 'How much the price gained or lost over the span.',
  'momentum-12-1': 'The gain of the last year without the last month, which often swings back.',
  'close-to-mean': 'How far the price stands above or below its own average of the span.',
  'mean-50d-to-200d': 'Whether the recent average price is above the longer one: a trend upwards.',
  'exponential-mean-12-to-26': 'Whether the quick average is above the slow one, recent days counting more.',
  'macd-histogram': 'Whether the distance of the quick from the slow average is growing.',
  rsi: 'How much of the moves of two weeks were rises: near 100 it only rose, near 0 it only fell.',
  stochastic: 'Where the price stands between the lowest and the highest of two weeks.',
  'commodity-channel': 'How far the price is from its usual distance to its own average.',
  adx: 'How strong a trend is, upwards or downwards; below 20 there is hardly one.',
  aroon: 'Whether the highest price of the span is more recent than the lowest.',
  'bollinger-position': 'Where the price stands in the band in which it usually moves.',
  'bollinger-width': 'How wide the band is in which the price usually moves.',
  'distance-to-high': 'How far the price is below its highest of the span.',
  'distance-to-support': 'How far the price is above the price at which falls ended before.',
  'trend-quality': 'How steep and how straight the path of the price was.',
  'dollar-volume': 'How much money is traded on a usual day.',
  'volume-7d-to-30d': 'Whether more is traded in the last week than in the last month.',
  'volume-score': 'How unusual the trading of the last day is for this token.',
  'on-balance-slope': 'Whether more was traded on rising than on falling days.',
  'money-flow': 'How much of the trading was on rising days.',
  'chaikin-money-flow': 'Whether days with much trading closed near their high or near their low.',
  'close-to-vwap': 'How far the price is above what was paid on average.',
  amihud: 'How far a million dollars of trading moves the price: the higher, the thinner the market.',
  'corwin-schultz': 'An estimate of the distance between the price to buy and to sell, from highs and lows.',
  roll: 'An estimate of the distance between the price to buy and to sell, from prices going to and fro.',
  'idle-days': 'The share of days on which nothing was traded.',
  'price-volume-correlation': 'Whether rises come together with more trading.',
  volatility: 'How much the price moves up and down.',
  'volatility-ewma': 'The volatility expected of tomorrow, recent days counting more.',
  'volatility-garch': 'The volatility expected of tomorrow, drawn back to the usual one.',
  'volatility-parkinson': 'Volatility measured on highs and lows instead of closes.',
  'volatility-yang-zhang': 'Volatility measured on opens, highs, lows and closes together.',
  'volatility-of-volatility': 'How unsteady the volatility itself is.',
  'volatility-7d-to-90d': 'Whether the last week was wilder than the last three months.',
  'average-true-range': 'The usual span between high and low of a day.',
  'downside-deviation': 'How much the price moves, falls alone counted.',
  'value-at-risk': 'The loss of a day that is exceeded on only one day in twenty.',
  'expected-shortfall': 'The mean loss of the worst day in twenty.',
  'maximum-drawdown': 'The deepest fall from a high within the span.',
  drawdown: 'How far the price is below its highest of the span now.',
  'days-under-water': 'How long ago the highest price was.',
  skewness: 'Whether large moves are rather gains (above 0) or losses (below 0).',
  kurtosis: 'How often moves are far larger than usual; 0 is as often as by the bell curve.',
  'tail-ratio': 'The size of the best days divided by that of the worst.',
  'ulcer-index': 'How deep and how long falls were, in one number.',
  sharpe: 'Return for each unit of risk.',
  sortino: 'Return for each unit of risk, falls alone counted as risk.',
  'profit-factor': 'All gains divided by all losses, day by day.',
  'maximum-return': 'The largest gain of a day: tokens bought like lottery tickets have a large one.',
  'beta-reference': 'How much the price moves when the reference asset, usually Bitcoin, moves by one.',
  'beta-market': 'How much the price moves when the whole market moves by one.',
  'beta-downside': 'How much the price moves with the market on days on which that falls.',
  'correlation-reference': 'How much the price moves together with the reference asset, usually Bitcoin.',
  'correlation-universe': 'How much the price moves together with all others.',
  'idiosyncratic-share': 'The part of the moves that the market does not explain.',
  'residual-momentum': 'The gain that the market does not explain.',
  'strength-reference': 'The return less that of the reference asset, usually Bitcoin.',
  'strength-sector': 'The return less the mean of its sector.',
  'sector-momentum': 'The mean return of its sector.',
  'lag-to-reference': 'Whether the price follows the reference asset a day later.',
  'cluster-stability': 'Whether the token still moves with the same others as four weeks before.',
  'market-cap': 'The value of all units at the present price.',
  'market-cap-rank-change': 'Whether the token overtook others by market cap.',
  'age-years': 'For how many years its prices are known.',
  'supply-inflation': 'How fast the number of units grows.',
  'volume-to-market-cap': 'How much of the value of all units is traded on a day.',
  'network-value-to-transfers':
    'In how many days as much is sent on its chain as all units are worth: many days mean dear for its use.',
  'network-value-signal': 'The same with the transfers of a longer time, which is steadier.',
  'realised-value-score':
    'How far all units are worth more than they were when each last moved: high after long gains.',
  'fees-to-market-cap': 'What users pay in fees in a year, against the value of all units.',
  'metcalfe-residual': 'The value of all units against the square of the number of active addresses.',
  'active-addresses': 'How many addresses sent or received on a usual day.',
  'active-addresses-growth': 'How the number of active addresses changed.',
  'transactions-growth': 'How the number of transactions changed.',
  'transfers-growth': 'How the number of transfers changed.',
  'transfer-value-per-address': 'How much value an active address sends on a usual day.',
  'fees-growth': 'How the fees that users pay changed.',
  issuance: 'How many new units are made in a year, against all there are.',
  'hash-rate-growth': 'How the computing power that secures the chain changed.',
  commits: 'How many changes its developers made.',
  contributors: 'How many people worked on its code in a usual week.',
  'commits-change': 'Whether its developers do more than in the months before.',
  'commit-pause': 'How long ago the last change by its developers was.',
  sentiment: 'How good or bad the words of the articles that name it are.',
  'sentiment-change': 'Whether the words are better than in the month before.',
  'sentiment-dispersion': 'How far articles differ in what they think of it.',
  'mentions-score': 'How unusual the number of articles that name it is.',
  'publisher-breadth': 'Whether many publishers write of it, or few write much.',
  'risk-terms': 'The share of its articles that tell of a hack, a lawsuit, a delisting and the like.',
  'market-stress': 'How likely the whole market is in turbulent times; it is the same for every token.',
  'fear-and-greed': 'The mood of the whole market, 0 fear to 100 greed; it is the same for every token.',
  'macro-impulse':
    'What the latest moves of the dollar, shares and bonds would do to it, by how it followed them before.',
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
  return { name: factorName(id), meaning: MEANINGS[namedPartOf(id) ?? ''] ?? null };
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
