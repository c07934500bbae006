import { DAY, formatInstant } from '../shared/time.ts';

/** What stands for a number that is not there. */
export const MISSING = '–';

/** The kinds of figures that the program shows. */
export const FIGURE_KINDS = [
  'price',
  'money',
  'percent',
  'share',
  'number',
  'count',
  'bytes',
  'duration',
  'score',
  'ratio',
] as const;
/** A kind of figure. */
export type FigureKind = (typeof FIGURE_KINDS)[number];

type Maybe = number | null | undefined;

const MINUS = '−';
const formats = new Map<string, Intl.NumberFormat>();

function group(value: number, fewest: number, most: number): string {
  const key = `${fewest} ${most}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat('en-US', { minimumFractionDigits: fewest, maximumFractionDigits: most });
    formats.set(key, format);
  }
  const text = format.format(Math.abs(value));
  return value < 0 && /[1-9]/.test(text) ? `${MINUS}${text}` : text;
}

const isMissing = (value: Maybe): value is null | undefined =>
  value === null || value === undefined || Number.isNaN(value);

/** Returns a price in USD with five significant digits, cents at least, such as `$64,210.55` or `$0.000012340`. */
export function formatPrice(value: Maybe): string {
  if (isMissing(value)) return MISSING;
  if (!Number.isFinite(value)) return value > 0 ? '∞' : `${MINUS}∞`;
  const size = Math.abs(value);
  if (size === 0) return '$0.00';
  const digits =
    size >= 1 ? Math.max(2, 4 - Math.floor(Math.log10(size))) : Math.min(20, 4 - Math.floor(Math.log10(size)));
  const text = group(size, 2, Math.min(digits, size >= 1 ? 4 : 20));
  return `${value < 0 && /[1-9]/.test(text) ? MINUS : ''}$${text}`;
}

const SCALES = [
  [1e12, 'T'],
  [1e9, 'B'],
  [1e6, 'M'],
  [1e3, 'K'],
] as const;

/** Returns an amount in USD in short, such as `$1.23 B`; below a thousand with cents. */
export function formatMoney(value: Maybe): string {
  if (isMissing(value)) return MISSING;
  const size = Math.abs(value);
  const sign = value < 0 && size >= 0.005 ? MINUS : '';
  // 999,995 would be written as 1,000.00 K, so it belongs to the scale above
  const scale = SCALES.find(([from]) => size >= from * 0.999995);
  if (scale === undefined) return `${sign}$${group(size, 2, 2)}`;
  return `${sign}$${group(size / scale[0], 2, 2)} ${scale[1]}`;
}

/** Returns an amount in USD in full, such as `$1,234,567,890.12`. */
export function formatFullMoney(value: Maybe): string {
  if (isMissing(value)) return MISSING;
  return `${value < 0 && value <= -0.005 ? MINUS : ''}$${group(Math.abs(value), 2, 2)}`;
}

/** From so many times the whole on a percentage has no decimals: they would say nothing and take the room of what does. */
const WHOLE_PERCENT_FROM = 10;

/** Returns a change, given as a fraction, as a signed percentage, such as `+3.42 %`; without decimals from 1,000 % on. */
export function formatPercent(value: Maybe, digits = 2): string {
  if (isMissing(value)) return MISSING;
  const text = percentText(value, digits);
  return `${value > 0 && /[1-9]/.test(text) ? '+' : ''}${text} %`;
}

function percentText(fraction: number, digits: number): string {
  const shown = Math.abs(fraction) >= WHOLE_PERCENT_FROM ? 0 : digits;
  return group(fraction * 100, shown, shown);
}

/** Returns a part of a whole, given as a fraction, as a percentage without a sign, such as `12.5 %`. */
export function formatShare(value: Maybe, digits = 1): string {
  return isMissing(value) ? MISSING : `${percentText(value, digits)} %`;
}

/** Returns a number with up to four significant decimals, such as `0.0312` or `1,204.5`. */
export function formatNumber(value: Maybe, digits?: number): string {
  if (isMissing(value)) return MISSING;
  if (digits !== undefined) return group(value, digits, digits);
  const size = Math.abs(value);
  if (size !== 0 && size < 0.0001) return value.toExponential(2).replaceAll('-', MINUS);
  return group(value, 0, size >= 1_000 ? 1 : size >= 1 ? 2 : 4);
}

/** Returns a whole number with thousands apart. */
export function formatCount(value: Maybe): string {
  return isMissing(value) ? MISSING : group(Math.round(value), 0, 0);
}

/** Returns a size such as `12.3 MB`; powers of 1,000. */
export function formatBytes(value: Maybe): string {
  if (isMissing(value)) return MISSING;
  if (value < 1_000) return `${group(value, 0, 0)} B`;
  for (const [from, unit] of [
    [1e9, 'GB'],
    [1e6, 'MB'],
    [1e3, 'KB'],
  ] as const) {
    if (value >= from * 0.9995) return `${group(value / from, 1, 1)} ${unit}`;
  }
  return `${group(value / 1_000, 1, 1)} KB`;
}

/** Returns a span given in seconds, such as `340 ms`, `4.2 s`, `3 min 20 s`, `2 h 5 min` or `3 d 4 h`. */
export function formatDuration(seconds: Maybe): string {
  if (isMissing(seconds)) return MISSING;
  if (seconds < 0.9995) return `${Math.round(seconds * 1_000)} ms`;
  if (seconds < 9.95) return `${group(seconds, 1, 1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3_600) return twoUnits(Math.floor(whole / 60), 'min', whole % 60, 's');
  const minutes = Math.round(seconds / 60);
  if (minutes < 1_440) return twoUnits(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  const hours = Math.round(seconds / 3_600);
  return twoUnits(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

const twoUnits = (large: number, largeUnit: string, small: number, smallUnit: string): string =>
  small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;

/** Returns a score of 0..100 as a whole number. */
export function formatScore(value: Maybe): string {
  return isMissing(value) ? MISSING : group(Math.round(value), 0, 0);
}

/** Returns a ratio, such as a Sharpe ratio, with two decimals. */
export function formatRatio(value: Maybe): string {
  return isMissing(value) ? MISSING : group(value, 2, 2);
}

/** Returns the UTC day of an instant, such as `2024-06-30`. */
export function formatDayOf(instant: Maybe): string {
  return isMissing(instant) ? MISSING : formatInstant(instant).slice(0, 10);
}

/**
 * Returns the last day that was seen from an instant: the end of a day is the beginning of the next, but what was decided
 * then was decided on the day that had just ended.
 */
export function formatAsOf(instant: Maybe): string {
  if (isMissing(instant)) return MISSING;
  return formatInstant(instant % DAY === 0 ? instant - 1 : instant).slice(0, 10);
}

/** Returns an instant to the minute in UTC, such as `2024-06-30 14:05 UTC`. */
export function formatMoment(instant: Maybe): string {
  return isMissing(instant) ? MISSING : `${formatInstant(instant).slice(0, 16).replace('T', ' ')} UTC`;
}

/** Returns an instant in the reader's own time zone with its name; `zone` is for tests. */
export function formatLocalMoment(instant: Maybe, zone?: string): string {
  if (isMissing(instant)) return MISSING;
  const parts = new Intl.DateTimeFormat('en-GB', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
    ...(zone === undefined ? {} : { timeZone: zone }),
  }).formatToParts(instant);
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((found) => found.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')} ${part('timeZoneName')}`;
}

const FORMATTERS: Readonly<Record<FigureKind, (value: Maybe) => string>> = {
  price: formatPrice,
  money: formatMoney,
  percent: (value) => formatPercent(value),
  share: (value) => formatShare(value),
  number: (value) => formatNumber(value),
  count: formatCount,
  bytes: formatBytes,
  duration: formatDuration,
  score: formatScore,
  ratio: formatRatio,
};

/** Returns a figure as text. What is missing is `–`. */
export function formatFigure(kind: FigureKind, value: Maybe): string {
  return FORMATTERS[kind](value);
}

/** Returns the figure in full where the short form leaves something out, else undefined: what a hover shows. */
export function formatFull(kind: FigureKind, value: Maybe): string | undefined {
  if (isMissing(value)) return undefined;
  if (kind === 'money' && Math.abs(value) >= 999.995) return formatFullMoney(value);
  if (kind === 'bytes' && value >= 1_000) return `${formatCount(value)} bytes`;
  if (kind === 'score') return group(value, 0, 2);
  if (kind === 'price' && Math.abs(value) >= 1_000) return undefined;
  if (kind === 'percent' || kind === 'share') return `${group(value * 100, 0, 6)} %`;
  return undefined;
}
