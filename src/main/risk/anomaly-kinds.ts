/**
 * What an unusual day is, by rules that ask nothing but that day and what came before it. The first that applies holds:
 *
 * 1. data fault: the high is below open or close, or the low above (by 1 %); high or low lies beyond five times the day's prices
 *    and the close is back; the close is a power of ten times the one before; or the candle repeats the one before, trade included;
 * 2. listing: the token's first candle is at most 60 days old;
 * 3. delisting: it falls, and at least two of the last seven days have no candle;
 * 4. drain: it falls;
 * 5. breakout: the price rose beyond the usual with the volume and closed in the upper third of the day's range, and is no pump;
 * 6. pump: volume beyond the usual, and a rise or a spike that did not last the day, against the market, in a token of which less
 *    than ten million dollars are traded a day. One that closed high is a pump if it rose two and a half times as far as on its
 *    busiest days. Whether it reverses is not known at the end of the day, so all of these are candidates;
 * 7. other.
 */
import type { AnomalyKind } from '../../shared/anomalies.ts';
import type { AnomalyFigure, AnomalyView } from './anomaly-figures.ts';

/** One day of a token, and what is needed of the days before it; NaN where something is not known. */
export type UnusualDay = {
  readonly view: AnomalyView;
  readonly figure: (name: AnomalyFigure) => number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  /** The candle of the day before. */
  readonly before: Readonly<Record<'open' | 'high' | 'low' | 'close' | 'volume', number>>;
  /** Median traded value of the last 30 days before the day, USD. */
  readonly usualVolume: number;
  /** Days since its first candle. */
  readonly age: number;
  /** Days without a candle among the seven before the day. */
  readonly silentDays: number;
  /** Median return of all tokens on the day, as a logarithm. */
  readonly market: number;
};

const RANGE_TOLERANCE = 1.01;
const TICK = 5;
/** How near to a whole number the logarithm to base ten of a leap must be. */
const POWER_TOLERANCE = 0.01;
const LISTING_DAYS = 60;
const SILENT_DAYS = 2;
const UPPER_THIRD = 2 / 3;
const THIN_VOLUME = 10e6;
const EXTREME_RISE = Math.log(2.5);

/** Returns what a candle cannot be, in words; null if nothing speaks against it. */
export function faultOf({ open, high, low, close, volume, before }: UnusualDay): string | null {
  const top = Math.max(open, close);
  const bottom = Math.min(open, close);
  if (high * RANGE_TOLERANCE < top || low > bottom * RANGE_TOLERANCE)
    return 'its high and low do not enclose its prices';
  if (high > TICK * Math.max(top, before.close))
    return 'its high was more than five times every other price of the day';
  if (low * TICK < Math.min(bottom, before.close))
    return 'its low was less than a fifth of every other price of the day';
  const power = Math.log10(close / before.close);
  const nearest = Math.round(power);
  if (nearest !== 0 && Math.abs(power - nearest) < POWER_TOLERANCE) {
    return `its price leapt by a power of ten (${nearest > 0 ? 'times' : 'divided by'} ${10 ** Math.abs(nearest)})`;
  }
  const isRepeated =
    volume > 0 &&
    (['open', 'high', 'low'] as const).every((name) => before[name] === { open, high, low }[name]) &&
    close === before.close &&
    volume === before.volume;
  return isRepeated ? 'it repeats the candle of the day before to the last digit' : null;
}

/** Returns the kind of an unusual day. */
export function kindOf(day: UnusualDay): AnomalyKind {
  if (faultOf(day) !== null) return 'data-fault';
  const { view, figure, age, silentDays } = day;
  if (age <= LISTING_DAYS) return 'listing';
  if (view === 'falling') return silentDays >= SILENT_DAYS ? 'delisting' : 'drain';
  if (view !== 'rising') return 'other';
  const isRise = figure('price-rise') > 0;
  const isSurge = figure('volume-surge') > 0;
  const isThin = day.usualVolume < THIN_VOLUME;
  const isExtreme = isThin && figure('price-rise') > EXTREME_RISE;
  if (isRise && isSurge && !isExtreme && !(closingPlace(day) < UPPER_THIRD)) return 'breakout';
  const isSpike = isRise || figure('upper-wick') > 0;
  return isSurge && isSpike && isThin && riseOf(day) > Math.max(0, day.market) ? 'pump' : 'other';
}

/** Returns where the close lies in the day's range, 0 at the low; NaN where the range is not known or nothing. */
function closingPlace({ high, low, close }: UnusualDay): number {
  return high > low ? (close - low) / (high - low) : Number.NaN;
}

/** Returns how far the day's high, or else its close, was above the close before, as a logarithm. */
function riseOf({ high, close, before }: UnusualDay): number {
  return Math.log((high > 0 ? high : close) / before.close);
}

const percent = (log: number): string => {
  const share = 100 * Math.expm1(log);
  return `${share > 0 ? '+' : share < 0 ? '−' : ''}${Math.abs(share) >= 9.95 ? Math.round(Math.abs(share)) : Math.abs(share).toFixed(1)} %`;
};
const times = (ratio: number): string => (ratio >= 10 ? `${Math.round(ratio)}` : ratio.toFixed(1));

const VERDICTS: Readonly<Record<Exclude<AnomalyKind, 'data-fault'>, string>> = {
  breakout: 'a candidate for a breakout',
  pump: 'it looks like a pump, which mostly reverses within days',
  drain: 'money is leaving it',
  listing: 'its first weeks are rarely like what follows',
  delisting: 'days without a price and a fall often come before a token is taken off',
  other: 'unusual, but like none of the kinds that have a name',
};

/** Returns what happened on an unusual day, in one plain sentence. */
export function sentenceOf(day: UnusualDay, kind: AnomalyKind): string {
  if (kind === 'data-fault') return `The candle is doubtful: ${faultOf(day)}.`;
  const { close, high, before, volume, usualVolume, market, figure, view } = day;
  const parts: string[] = [];
  const move = Math.log(close / before.close);
  if (Number.isFinite(move)) parts.push(`the price moved ${percent(move)} (the market ${percent(market)})`);
  if (view === 'rising' && figure('upper-wick') > 0)
    parts.push(`its high was ${percent(Math.log(high / close)).slice(1)} above the close`);
  const ratio = volume / usualVolume;
  if (ratio > 1.5 && ratio < 1e6) parts.push(`${times(ratio)} times its usual value was traded`);
  if (ratio < 0.67)
    parts.push(`${ratio < 0.01 ? 'less than 1' : `only ${Math.round(100 * ratio)}`} % of its usual value was traded`);
  if (view === 'shifting') parts.push(shiftText(figure));
  const [first = 'its figures left the usual', ...rest] = parts;
  const isDrying = kind === 'drain' && !(figure('price-fall') > 0) && !(figure('fall-from-high') > 0);
  const verdict = isDrying ? 'hardly anybody trades it any more' : VERDICTS[kind];
  return `${first[0]?.toUpperCase()}${[first.slice(1), ...rest].join(', ')}: ${verdict}.`;
}

function shiftText(figure: UnusualDay['figure']): string {
  const shifts = {
    'volatility-jump': 'it swings far more than it did',
    'volatility-shift': 'the size of its swings has changed for weeks',
    'volume-shift': 'its trading has changed for weeks',
    'correlation-break': 'it no longer moves with the market as it did',
  } as const;
  const names = Object.keys(shifts) as (keyof typeof shifts)[];
  // on one scale: a correlation breaks within 0..2, the others are logarithms
  const largest = names.reduce((best, name) => ((figure(name) || 0) > (figure(best) || 0) ? name : best));
  return shifts[largest];
}
