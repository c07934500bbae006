/** Expressions that several groups of factors are made of. */
import {
  absolute,
  change,
  exponentialMean,
  field,
  lag,
  larger,
  log,
  multiply,
  type Series,
  subtract,
  whereKnown,
  windowDeviation,
} from './series.ts';

export const OPEN = field('open');
export const HIGH = field('high');
export const LOW = field('low');
export const CLOSE = field('close');
/** Traded value of the day in USD. */
export const VOLUME = field('volume');
export const MARKET_CAP = field('marketCap');

/** Simple return from the close of the day before. */
export const RETURN = change(CLOSE, 1);
export const LOG_CLOSE = log(CLOSE);

/** Days of a year, in which nothing closes. */
export const YEAR = 365;
/** Turns a daily standard deviation into an annual one. */
export const ANNUAL = Math.sqrt(YEAR);

/** Returns how many observations a window needs: two thirds of its days. */
export const most = (window: number): number => Math.ceil((2 * window) / 3);

export const squareOf = (x: Series): Series => multiply(x, x);

/** An exponential mean that saw nothing for more days than this begins anew. */
const SILENCE = 30;
/** Returns the exponential mean on the days on which x is known; what a source no longer tells must not live on in it. */
export const smoothed = (x: Series, alpha: number, minimum: number): Series =>
  whereKnown(exponentialMean(x, alpha, minimum, SILENCE), x);
/** Returns Wilder's smoothing over `days`, needing as many observations. */
export const wilderMean = (x: Series, days: number): Series => smoothed(x, 1 / days, days);
/** Returns the exponential mean of a span of `days`, needing as many observations. */
export const spanMean = (x: Series, days: number): Series => smoothed(x, 2 / (days + 1), days);

const CLOSE_BEFORE = lag(CLOSE, 1);
/** The day's range, joined with the close before; missing without high and low. */
export const TRUE_RANGE = larger(
  subtract(HIGH, LOW),
  larger(absolute(subtract(HIGH, CLOSE_BEFORE)), absolute(subtract(LOW, CLOSE_BEFORE))),
);
export const AVERAGE_TRUE_RANGE = wilderMean(TRUE_RANGE, 14);

/** Returns the standard deviation of daily returns over a window, for a day. */
export const volatilityOf = (days: number): Series => windowDeviation(RETURN, days, most(days));
