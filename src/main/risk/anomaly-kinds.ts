/**
 * What an unusual day is, by rules that ask nothing but that day and what came before it. The first that applies holds:
 *
 * 1. data fault: the high is below open or close, or the low above (by 1 %); high or low lies beyond five times the day's prices
 *    and the close is back; the close is a power of ten times the one before; or the candle repeats the one before, trade included;
 * 2. listing: the token's first candle is at most 60 days old;
 * 3. of a day that is unusual for what falls, where the price fell by more than 5 % and by as much against the market and that or
 *    the distance from its high is beyond the usual, or where it did not rise so far and less than a tenth of the usual value was
 *    traded: delisting if at least two of the last seven days have no candle, else drain;
 * 4. of a day that is unusual for what rises, with trade beyond the usual:
 *    pump, in a token of which less than ten million dollars are traded a day, if the price was at its highest more than 10 % above
 *    the day before and above the market (more than 30 % if it closed lower than the day before), and either did not close in the
 *    upper third of the day's range, or went more than 30 % above the market, or ten times the usual value was traded; so more of a
 *    rise or of trade never makes less of a pump of it;
 *    breakout, if it closed more than 5 % above the day before and the market, beyond the usual, in the upper third of the range;
 * 5. other.
 *
 * Whether a rise reverses is not known at the end of the day, so pumps and breakouts are candidates.
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
/** Moves of the price against the market: one that counts, a rise well against it, and one that hardly is a breakout of a thin token. */
const MOVE = Math.log(1.05);
const WELL = Math.log(1.1);
const EXTREME_RISE = Math.log(1.3);
const EXTREME_TRADE = 10;
const COLLAPSE = 0.1;

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
  if (day.age <= LISTING_DAYS) return 'listing';
  if (day.view === 'falling' && (isFall(day) || isCollapse(day)))
    return day.silentDays >= SILENT_DAYS ? 'delisting' : 'drain';
  return day.view === 'rising' ? riseKindOf(day) : 'other';
}

function riseKindOf(day: UnusualDay): 'pump' | 'breakout' | 'other' {
  const { figure, market, usualVolume, volume } = day;
  const move = moveOf(day);
  if (!(figure('volume-surge') > 0)) return 'other';
  const closedHigh = !(closingPlace(day) < UPPER_THIRD);
  const isRise = figure('price-rise') > 0 && move - Math.max(0, market) > MOVE;
  const highest = riseOf(day) - Math.max(0, market);
  const isExtreme = highest > EXTREME_RISE || volume >= EXTREME_TRADE * usualVolume;
  // a spike that was given back to below the day before must have been a large one
  const isSpike = (isRise || figure('upper-wick') > 0) && highest > (move < 0 ? EXTREME_RISE : WELL);
  if (usualVolume < THIN_VOLUME && isSpike && (isExtreme || !closedHigh)) return 'pump';
  return isRise && closedHigh ? 'breakout' : 'other';
}

/** Returns the day's move of the price, as a logarithm. */
function moveOf({ close, before }: UnusualDay): number {
  return Math.log(close / before.close);
}

function isFall(day: UnusualDay): boolean {
  const move = moveOf(day);
  const isBeyond = day.figure('price-fall') > 0 || day.figure('fall-from-high') > 0;
  return isBeyond && move < -MOVE && move - day.market < -MOVE;
}

function isCollapse(day: UnusualDay): boolean {
  return day.figure('volume-loss') > 0 && day.volume < COLLAPSE * day.usualVolume && moveOf(day) < MOVE;
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
  const size = Math.abs(share) >= 9.95 ? `${Math.round(Math.abs(share))}` : Math.abs(share).toFixed(1);
  return `${size === '0.0' ? '' : share > 0 ? '+' : '−'}${size} %`;
};
const times = (ratio: number): string => (ratio >= 10 ? `${Math.round(ratio)}` : ratio.toFixed(1));

/** What a figure says of a day, if it is beyond the usual. */
const CLAUSES: Readonly<Record<AnomalyFigure, (day: UnusualDay) => string>> = {
  'price-rise': () => 'it rose further against the market than on its busiest days',
  'volume-surge': ({ volume, usualVolume }) => {
    const ratio = volume / usualVolume;
    return ratio > 1 && ratio < 1e6
      ? `${times(ratio)} times its usual value was traded`
      : 'more was traded than on its busiest days';
  },
  'wide-range': ({ high, low }) => `its high was ${percent(Math.log(high / low)).slice(1)} above its low`,
  'upper-wick': ({ high, close }) => `its high was ${percent(Math.log(high / close)).slice(1)} above the close`,
  'joint-surge': () => 'its trade, its range and its fall from the top were large together',
  'price-fall': () => 'it fell further against the market than on its busiest days',
  'volume-loss': ({ volume, usualVolume }) => {
    const ratio = volume / usualVolume;
    if (!(ratio < 1)) return 'less was traded than on its stillest days';
    return `${ratio < 0.01 ? 'less than 1' : `only ${Math.round(100 * ratio)}`} % of its usual value was traded`;
  },
  'lower-wick': ({ close, low }) => `it closed ${percent(Math.log(close / low)).slice(1)} above its low`,
  'fall-from-high': () => 'it is far below its highest close of a month',
  'joint-fall': () => 'its fall, its lost trade and its distance from the high were large together',
  'volatility-jump': () => 'it swings more than it did',
  'volatility-shift': () => 'the size of its swings has changed for weeks',
  'volume-shift': () => 'its trade has changed for weeks',
  'correlation-break': () => 'it no longer moves with the market as it did',
};

/** What a kind rests on. */
const VERDICTS: Readonly<Record<Exclude<AnomalyKind, 'data-fault'>, (day: UnusualDay) => string>> = {
  breakout: () => 'a candidate for a breakout, for it kept its rise to the close',
  pump: (day) =>
    `a candidate for a pump, up ${percent(riseOf(day)).slice(1)} at its highest in a token of little trade`,
  drain: (day) => (isFall(day) ? 'a drain by the fall of its price' : 'a drain, for hardly anybody traded it'),
  listing: () => 'it is in its first weeks, of which nothing is usual yet',
  delisting: () => 'with days without a price just before, it may be about to be taken off',
  other: () => 'unusual, but like none of the kinds that have a name',
};

/**
 * Returns what happened on an unusual day, in one plain sentence: how the price moved, what made the day unusual, and its kind.
 *
 * @param reasons - the figures that contributed, largest first; those that are not beyond the usual are passed over.
 */
export function sentenceOf(day: UnusualDay, kind: AnomalyKind, reasons: readonly AnomalyFigure[]): string {
  if (kind === 'data-fault') return `The candle is doubtful: ${faultOf(day)}.`;
  const move = moveOf(day);
  const parts = reasons.filter((name) => day.figure(name) > 0).map((name) => CLAUSES[name](day));
  if (Number.isFinite(move)) parts.unshift(`the price moved ${percent(move)} (the market ${percent(day.market)})`);
  const [first = 'its figures left the usual', ...rest] = parts;
  return `${first[0]?.toUpperCase()}${[first.slice(1), ...rest].join(', ')}: ${VERDICTS[kind](day)}.`;
}
