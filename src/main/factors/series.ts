/**
 * The causal operators: a factor is an expression made of them, and none of them can look forward.
 *
 * A series is plain data: a number for each cell of an asset's life, described by an operator, its arguments and parameters.
 * Equal expressions have equal keys, so they are computed once. NaN is missing: arithmetic with it is missing, windows skip it
 * and need `minimum` observations. A quotient by zero and a logarithm of what is not positive are missing.
 */
import { DAY_SERIES, type DaySeriesName, MEASURES, type MeasureName } from '../numeric/observations.ts';
import { PANEL_FIELDS, type PanelField } from '../numeric/panel.ts';

export type Series = {
  /** Name of the operator in `operators.ts` or, if `scope` is `day`, in `cross-section.ts`. */
  readonly op: string;
  readonly scope: 'field' | 'measure' | 'day-series' | 'asset' | 'day';
  readonly args: readonly Series[];
  readonly params: readonly number[];
  /** Which of the operator's results this is. */
  readonly output: number;
  /** Names the whole expression; equal keys mean equal values. */
  readonly key: string;
};

function series(
  scope: Series['scope'],
  op: string,
  args: readonly Series[],
  params: readonly number[] = [],
  output = 0,
): Series {
  const inner = [...args.map(({ key }) => key), ...params].join(',');
  return { op, scope, args, params, output, key: `${op}${output === 0 ? '' : `.${output}`}(${inner})` };
}

const asset = (op: string, args: readonly Series[], params: readonly number[] = [], output = 0): Series =>
  series('asset', op, args, params, output);

/** Returns a field of the panel. */
export const field = (name: PanelField): Series => series('field', name, [], [PANEL_FIELDS.indexOf(name)]);
/** Returns a measure of the asset on the days on which a new value became known, missing on all others. */
export const measure = (name: MeasureName): Series => series('measure', 'measure', [], [MEASURES.indexOf(name)]);
/** Returns what a series of the whole market says on each day, the same for every asset. */
export const daySeries = (name: DaySeriesName): Series =>
  series('day-series', 'day-series', [], [DAY_SERIES.indexOf(name)]);
/** Returns the newest known x of the day or the `days` before it. */
export const carried = (x: Series, days: number): Series => asset('carried', [x], [days]);
/** Returns how many days the asset has lived: 0, 1, 2, … */
export const age = (): Series => asset('age', []);

export const add = (x: Series, y: Series): Series => asset('add', [x, y]);
export const subtract = (x: Series, y: Series): Series => asset('subtract', [x, y]);
export const multiply = (x: Series, y: Series): Series => asset('multiply', [x, y]);
/** Returns x / y, missing where y is zero. */
export const divide = (x: Series, y: Series): Series => asset('divide', [x, y]);
/** Returns factor · x + offset. */
export const linear = (x: Series, factor: number, offset = 0): Series => asset('linear', [x], [factor, offset]);
/** Returns the natural logarithm, missing where x is not positive. */
export const log = (x: Series): Series => asset('log', [x]);
/** Returns e to the power of x. */
export const exponential = (x: Series): Series => asset('exponential', [x]);
/** Returns the square root, missing where x is negative. */
export const squareRoot = (x: Series): Series => asset('square-root', [x]);
export const absolute = (x: Series): Series => asset('absolute', [x]);
/** Returns x limited to low..high. */
export const clip = (x: Series, low: number, high: number): Series => asset('clip', [x], [low, high]);
/** Returns the larger of two; the other one if one is missing. */
export const larger = (x: Series, y: Series): Series => asset('larger', [x, y]);
/** Returns x, or y where x is missing. */
export const orElse = (x: Series, y: Series): Series => asset('or-else', [x, y]);
/** Returns x where y is below zero, missing elsewhere. */
export const whereNegative = (x: Series, y: Series): Series => asset('where-negative', [x, y]);
/** Returns x where y is above zero, 0 where it is not, missing where either is. */
export const ifPositive = (x: Series, y: Series): Series => asset('if-positive', [x, y]);
/** Returns -1, 0 or 1. */
export const sign = (x: Series): Series => asset('sign', [x]);
/** Returns 1 where x is missing or zero, else 0. */
export const isIdle = (x: Series): Series => asset('is-idle', [x]);

/** Returns x on the days on which `other` is known too. */
export const whereKnown = (x: Series, other: Series): Series => asset('where-known', [x, other]);

/** Returns x of `days` before. */
export const lag = (x: Series, days: number): Series => asset('lag', [x], [days]);
/** Returns x less x of `days` before. */
export const difference = (x: Series, days: number): Series => asset('difference', [x], [days]);
/** Returns x / x of `days` before, less 1. */
export const change = (x: Series, days: number): Series => asset('change', [x], [days]);

export const windowMean = (x: Series, window: number, minimum: number): Series =>
  asset('window-mean', [x], [window, minimum]);
export const windowSum = (x: Series, window: number, minimum: number): Series =>
  asset('window-sum', [x], [window, minimum]);
/** Returns the sample variance (n - 1). */
export const windowVariance = (x: Series, window: number, minimum: number): Series =>
  asset('window-variance', [x], [window, minimum]);
/** Returns the sample standard deviation (n - 1). */
export const windowDeviation = (x: Series, window: number, minimum: number): Series =>
  squareRoot(windowVariance(x, window, minimum));
/** Returns the mean absolute distance of the window's values from `centre` at its end. */
export const windowAbsoluteDeviation = (x: Series, centre: Series, window: number, minimum: number): Series =>
  asset('window-absolute-deviation', [x, centre], [window, minimum]);
/** Returns G1, the skewness without bias. */
export const windowSkew = (x: Series, window: number, minimum: number): Series =>
  asset('window-shape', [x], [window, minimum]);
/** Returns G2, the excess kurtosis without bias. */
export const windowKurtosis = (x: Series, window: number, minimum: number): Series =>
  asset('window-shape', [x], [window, minimum], 1);
export const windowMaximum = (x: Series, window: number, minimum: number): Series =>
  asset('window-maximum', [x], [window, minimum, 1]);
export const windowMinimum = (x: Series, window: number, minimum: number): Series =>
  asset('window-maximum', [x], [window, minimum, -1]);
/** Returns how many days ago the window's highest value was. */
export const windowMaximumAge = (x: Series, window: number, minimum: number): Series =>
  asset('window-maximum-age', [x], [window, minimum, 1]);
/** Returns how many days ago the window's lowest value was. */
export const windowMinimumAge = (x: Series, window: number, minimum: number): Series =>
  asset('window-maximum-age', [x], [window, minimum, -1]);
/** Returns the median; for windows up to 100 days. */
export const windowMedian = (x: Series, window: number, minimum: number): Series =>
  asset('window-median', [x], [window, minimum]);
/** Returns the `share` quantile (share up to 0.5) by linear interpolation. */
export const windowQuantile = (x: Series, window: number, minimum: number, share: number): Series =>
  asset('window-tails', [x], [window, minimum, share]);
/** Returns the 1 - `share` quantile by linear interpolation. */
export const windowUpperQuantile = (x: Series, window: number, minimum: number, share: number): Series =>
  asset('window-tails', [x], [window, minimum, share], 1);
/** Returns the historical value at risk at level 1 - share, losses positive. */
export const valueAtRisk = (x: Series, window: number, minimum: number, share: number): Series =>
  asset('window-tails', [x], [window, minimum, share], 2);
/** Returns the historical conditional value at risk at level 1 - share, losses positive. */
export const expectedShortfall = (x: Series, window: number, minimum: number, share: number): Series =>
  asset('window-tails', [x], [window, minimum, share], 3);
/** Returns the largest fall inside the window as a positive fraction of its peak. */
export const windowDrawdown = (x: Series, window: number, minimum: number): Series =>
  asset('window-drawdown', [x], [window, minimum]);
/** Returns the slope, per day, of a line through the running sum of the window. */
export const cumulativeSlope = (x: Series, window: number, minimum: number): Series =>
  asset('cumulative-slope', [x], [window, minimum]);

/** Joint moments over the days of a window on which both series have an observation. */
export type Pair = Readonly<Record<'meanX' | 'meanY' | 'varianceX' | 'varianceY' | 'covariance', Series>>;

/** Returns the joint moments of two series; covariance and variances divide by n - 1. */
export function windowPair(x: Series, y: Series, window: number, minimum: number): Pair {
  const part = (output: number): Series => asset('window-pair', [x, y], [window, minimum], output);
  return { meanX: part(0), meanY: part(1), varianceX: part(2), varianceY: part(3), covariance: part(4) };
}

/** Returns the slope of x on y. */
export const windowBeta = (x: Series, y: Series, window: number, minimum: number): Series => {
  const pair = windowPair(x, y, window, minimum);
  return divide(pair.covariance, pair.varianceY);
};

/** Returns Pearson's correlation, limited to -1..1; missing if either series is constant. */
export const windowCorrelation = (x: Series, y: Series, window: number, minimum: number): Series => {
  const { covariance, varianceX, varianceY } = windowPair(x, y, window, minimum);
  return clip(divide(covariance, multiply(squareRoot(varianceX), squareRoot(varianceY))), -1, 1);
};

/**
 * Returns y = (1 - alpha) y + alpha x, started at the first observation; stands still through up to `silence` missing days,
 * after which it starts anew.
 */
export const exponentialMean = (x: Series, alpha: number, minimum: number, silence: number): Series =>
  asset('exponential-mean', [x], [alpha, minimum, silence]);
/** Returns the variance that GARCH(1,1) expects for the next day, with `target` as its long run. */
export const garchVariance = (returns: Series, target: Series, alpha: number, beta: number): Series =>
  asset('garch-variance', [returns, target], [alpha, beta]);
/** Returns the level of the nearest support at or below x; see `nearestSupport` in `recursions.ts`. */
export const nearestSupport = (x: Series, window: number, minimum: number, wing: number, width: number): Series =>
  asset('nearest-support', [x, windowMinimum(x, window, minimum)], [window, wing, width]);

/** Returns x of the reference asset on that day, the same for every asset. */
export const ofReference = (x: Series): Series => series('day', 'of-reference', [x]);
/** Returns the mean of x on that day over the assets that were eligible the day before. */
export const meanOfDay = (x: Series): Series => series('day', 'mean-of-day', [x]);
/**
 * Returns the mean of x on that day weighted by the market caps of the day before, over the assets that were eligible then;
 * only the `top` largest of them unless `top` is 0.
 */
export const capWeighted = (x: Series, top = 0): Series => series('day', 'cap-weighted', [x], [top]);
/** Returns the mean of x on that day over the eligible assets of the asset's own sector; needs three. */
export const meanOfSector = (x: Series): Series => series('day', 'mean-of-sector', [x]);
/** Returns the rank of x on that day among all assets that have it: (average rank) / count, 1 for the largest. */
export const rankOfDay = (x: Series): Series => series('day', 'rank-of-day', [x]);
/** Returns how much of the asset's correlation cluster stayed together over four weeks; see `clusters.ts`. */
export const clusterStability = (returns: Series, liquidity: Series): Series =>
  series('day', 'cluster-stability', [returns, liquidity]);
