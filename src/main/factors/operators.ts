/** What each operator of `series.ts` does to the lines of one asset. A line is an array with an entry for each day of life. */
import {
  cumulativeSlope,
  exponentialMean,
  garchVariance,
  nearestSupport,
  windowDeviation,
} from '../numeric/recursions.ts';
import type { Sorter } from '../numeric/sorting.ts';
import { type Scratch, windowMean, windowShape, windowVariance } from '../numeric/window-moments.ts';
import { windowDrawdown, windowMaximum, windowMaximumAge, windowMedian, windowTails } from '../numeric/window-order.ts';
import { windowPairs } from '../numeric/window-pairs.ts';

type Line = Float64Array;
type Memory = { readonly scratch: Scratch; readonly sorter: Sorter };

/** Fills the wanted results, each of which is undefined if nobody asked for it, from the arguments; `n` days. */
export type Operator = (
  results: readonly (Line | undefined)[],
  args: readonly Line[],
  n: number,
  params: readonly number[],
  memory: Memory,
) => void;

type Unary = (out: Line, x: Line, n: number, p: number, q: number) => void;
type Binary = (out: Line, x: Line, y: Line, n: number) => void;

const unary = (run: Unary): Operator => {
  return ([out], [x], n, params) => run(out as Line, x, n, params[0], params[1]);
};
const binary = (run: Binary): Operator => {
  return ([out], [x, y], n) => run(out as Line, x, y, n);
};

/** Returns the table of operators by name. */
export const OPERATORS: Readonly<Record<string, Operator>> = {
  age: ([out], _args, n) => {
    const line = out as Line;
    for (let i = 0; i < n; i++) line[i] = i;
  },
  add: binary((out, x, y, n) => {
    for (let i = 0; i < n; i++) out[i] = x[i] + y[i];
  }),
  subtract: binary((out, x, y, n) => {
    for (let i = 0; i < n; i++) out[i] = x[i] - y[i];
  }),
  multiply: binary((out, x, y, n) => {
    for (let i = 0; i < n; i++) out[i] = x[i] * y[i];
  }),
  divide: binary((out, x, y, n) => {
    for (let i = 0; i < n; i++) out[i] = y[i] === 0 ? Number.NaN : x[i] / y[i];
  }),
  linear: unary((out, x, n, factor, offset) => {
    for (let i = 0; i < n; i++) out[i] = x[i] * factor + offset;
  }),
  log: unary((out, x, n) => {
    for (let i = 0; i < n; i++) out[i] = x[i] > 0 ? Math.log(x[i]) : Number.NaN;
  }),
  exponential: unary((out, x, n) => {
    for (let i = 0; i < n; i++) out[i] = Math.exp(x[i]);
  }),
  'square-root': unary((out, x, n) => {
    for (let i = 0; i < n; i++) out[i] = Math.sqrt(x[i]);
  }),
  absolute: unary((out, x, n) => {
    for (let i = 0; i < n; i++) out[i] = Math.abs(x[i]);
  }),
  clip: unary((out, x, n, low, high) => {
    for (let i = 0; i < n; i++) out[i] = x[i] < low ? low : Math.min(x[i], high);
  }),
  larger: binary((out, x, y, n) => {
    for (let i = 0; i < n; i++) out[i] = x[i] > y[i] || Number.isNaN(y[i]) ? x[i] : y[i];
  }),
  'or-else': binary((out, x, y, n) => {
    for (let i = 0; i < n; i++) out[i] = !Number.isNaN(x[i]) ? x[i] : y[i];
  }),
  'where-negative': binary((out, x, y, n) => {
    for (let i = 0; i < n; i++) out[i] = y[i] < 0 ? x[i] : Number.NaN;
  }),
  'where-known': binary((out, x, y, n) => {
    for (let i = 0; i < n; i++) out[i] = Number.isNaN(y[i]) ? Number.NaN : x[i];
  }),
  'if-positive': binary((out, x, y, n) => {
    for (let i = 0; i < n; i++) out[i] = y[i] > 0 ? x[i] : x[i] * 0 + y[i] * 0;
  }),
  sign: unary((out, x, n) => {
    for (let i = 0; i < n; i++) out[i] = x[i] > 0 ? 1 : x[i] < 0 ? -1 : x[i] * 0;
  }),
  'is-idle': unary((out, x, n) => {
    for (let i = 0; i < n; i++) out[i] = x[i] > 0 || x[i] < 0 ? 0 : 1;
  }),
  lag: unary((out, x, n, days) => {
    const head = Math.min(days, n);
    for (let i = 0; i < head; i++) out[i] = Number.NaN;
    for (let i = head; i < n; i++) out[i] = x[i - days];
  }),
  difference: unary((out, x, n, days) => {
    const head = Math.min(days, n);
    for (let i = 0; i < head; i++) out[i] = Number.NaN;
    for (let i = head; i < n; i++) out[i] = x[i] - x[i - days];
  }),
  change: unary((out, x, n, days) => {
    const head = Math.min(days, n);
    for (let i = 0; i < head; i++) out[i] = Number.NaN;
    for (let i = head; i < n; i++) out[i] = x[i - days] === 0 ? Number.NaN : x[i] / x[i - days] - 1;
  }),
  carried: unary((out, x, n, days) => {
    let age = days + 1;
    for (let i = 0; i < n; i++) {
      age = Number.isNaN(x[i]) ? age + 1 : 0;
      out[i] = age <= days ? x[i - age] : Number.NaN;
    }
  }),
  'window-mean': ([out], [x], n, [window, minimum], { scratch }) =>
    windowMean(out as Line, x, n, window, minimum, false, scratch),
  'window-sum': ([out], [x], n, [window, minimum], { scratch }) =>
    windowMean(out as Line, x, n, window, minimum, true, scratch),
  'window-variance': ([out], [x], n, [window, minimum], { scratch }) =>
    windowVariance(out as Line, undefined, x, n, window, minimum, scratch),
  'window-absolute-deviation': ([out], [x, centre], n, [window, minimum]) =>
    windowDeviation(out as Line, x, centre, n, window, minimum),
  'window-shape': ([skew, kurtosis], [x], n, [window, minimum], { scratch }) =>
    windowShape(skew, kurtosis, x, n, window, minimum, scratch),
  'window-maximum': ([out], [x], n, [window, minimum, sign], { scratch }) =>
    windowMaximum(out as Line, x, n, window, minimum, sign as 1 | -1, scratch),
  'window-maximum-age': ([out], [x], n, [window, minimum, sign], { scratch }) =>
    windowMaximumAge(out as Line, x, n, window, minimum, sign as 1 | -1, scratch),
  'window-median': ([out], [x], n, [window, minimum], { scratch }) =>
    windowMedian(out as Line, x, n, window, minimum, scratch),
  'window-tails': ([lower, upper, risk, shortfall], [x], n, [window, minimum, share], { scratch, sorter }) =>
    windowTails({ lower, upper, risk, shortfall }, x, n, window, minimum, share, scratch, sorter),
  'window-drawdown': ([out], [x], n, [window, minimum], { scratch }) =>
    windowDrawdown(out as Line, x, n, window, minimum, scratch),
  'cumulative-slope': ([out], [x], n, [window, minimum]) => cumulativeSlope(out as Line, x, n, window, minimum),
  'window-pair': ([meanX, meanY, varianceX, varianceY, covariance], [x, y], n, [window, minimum], { scratch }) =>
    windowPairs({ meanX, meanY, varianceX, varianceY, covariance }, x, y, n, window, minimum, scratch),
  'exponential-mean': ([out], [x], n, [alpha, minimum, silence]) =>
    exponentialMean(out as Line, x, n, alpha, minimum, silence),
  'garch-variance': ([out], [returns, target], n, [alpha, beta]) =>
    garchVariance(out as Line, returns, target, n, alpha, beta),
  'nearest-support': ([out], [x, lowest], n, [window, wing, width], { scratch }) =>
    nearestSupport(out as Line, x, lowest, n, window, wing, width, scratch),
};
