/**
 * What is unusual of a token's day, in robust figures of its own past. A figure of a day is made of that day and the
 * {@link LOOKBACK_DAYS} before it alone, whatever else the window holds, so a cut history gives the same bits.
 */
import { type CrossSection, cellCount, endOf, type Window } from '../numeric/panel.ts';
import { createSorter, type Sorter, sortValues } from '../numeric/sorting.ts';
import { createScratch, type Scratch } from '../numeric/window-moments.ts';
import { windowMaximum, windowMedian } from '../numeric/window-order.ts';

/** The figures, in the order of the columns. */
export const ANOMALY_FEATURES = [
  'abnormal-return',
  'three-day-return',
  'volume',
  'range',
  'upper-wick',
  'lower-wick',
  'gap',
  'volatility-jump',
  'drawdown',
  'correlation-change',
  'volume-shift',
  'volatility-shift',
] as const;
export type AnomalyFeature = (typeof ANOMALY_FEATURES)[number];

/** Days before a day that its figures are made of: those of a change point reach over its own days and their baseline's. */
export const LOOKBACK_DAYS = 320;

/** Days of a baseline, and how many of them have to be known. */
const BASE_DAYS = 60;
const BASE_MINIMUM = 20;
const MONTH_DAYS = 30;
const CORRELATION_DAYS = 90;
/** From a median absolute deviation to a normal distribution's standard deviation. */
const NORMAL = 1.4826;
/** Spreads below these are of series that hardly move, of which every step would be a sensation. */
const LEAST_RETURN = 0.005;
const LEAST_LOG = 0.1;
/** Weight of a day in the exponentially weighted volatility, and days after which what is left of it does not count. */
const EWMA_KEEP = 0.8;
const EWMA_DAYS = 20;
/** Change points: drift that is forgiven a day, largest step, and days over which it is summed. */
const SHIFT_DRIFT = 0.5;
const SHIFT_STEP = 4;
const SHIFT_DAYS = 30;

/** Figures of every cell, column-major over shared memory; NaN where there is no close or too short a past. */
export type AnomalyFigures = {
  readonly data: Float32Array;
  readonly rows: number;
  readonly columns: readonly AnomalyFeature[];
  /** Log return of the day less the market's. */
  readonly abnormal: Float32Array;
  /** Median return of all tokens on each day. */
  readonly marketReturn: Float64Array;
};

/** Returns the figures of each cell of a window. @param onAsset - hears the share that is done; what it throws ends the work. */
export function anomalyFiguresOf(
  window: Window,
  crossSection: CrossSection,
  onAsset: (done: number) => void = () => undefined,
): AnomalyFigures {
  const cells = cellCount(window);
  const shared = (): Float32Array => new Float32Array(new SharedArrayBuffer(cells * 4)).fill(Number.NaN);
  const data = new Float32Array(new SharedArrayBuffer(cells * ANOMALY_FEATURES.length * 4)).fill(Number.NaN);
  const returns = returnsOf(window);
  const marketReturn = medianByDay(crossSection, returns);
  const abnormal = shared();
  let longest = 1;
  window.assets.forEach((_, asset) => {
    longest = Math.max(longest, window.offset[asset + 1] - window.offset[asset]);
  });
  const memory = createMemory(longest);
  for (let asset = 0; asset < window.assets.length; asset++) {
    onAsset(asset / window.assets.length);
    const from = window.offset[asset];
    const length = endOf(window, asset) - window.start[asset];
    const first = window.start[asset] - window.firstDay;
    const own = (field: Float64Array): Float64Array => field.subarray(from, from + length);
    const { open, high, low, close, volume } = window.fields;
    const series = { open: own(open), high: own(high), low: own(low), close: own(close), volume: own(volume) };
    const market = marketReturn.subarray(first, first + length);
    writeAsset(memory, series, own(returns), market, length, (column) =>
      data.subarray(column * cells + from, column * cells + from + length),
    );
    abnormal.set(memory.abnormal.subarray(0, length), from);
  }
  return { data, rows: cells, columns: ANOMALY_FEATURES, abnormal, marketReturn };
}

/** Log return of each cell since the day before. */
function returnsOf({ assets, offset, fields: { close } }: Window): Float64Array {
  const returns = new Float64Array(close.length).fill(Number.NaN);
  for (let asset = 0; asset < assets.length; asset++) {
    for (let cell = offset[asset] + 1; cell < offset[asset + 1]; cell++) {
      returns[cell] = Math.log(close[cell] / close[cell - 1]);
    }
  }
  return returns;
}

/** Returns the median of some values of the cells on each day; NaN where there is none. */
export function medianByDay({ offset, cells }: CrossSection, values: ArrayLike<number>): Float64Array {
  const medians = new Float64Array(offset.length - 1).fill(Number.NaN);
  const sorter = createSorter(largestDay(offset));
  const found = new Float64Array(sorter.capacity);
  for (let day = 0; day < medians.length; day++) {
    let count = 0;
    for (let at = offset[day]; at < offset[day + 1]; at++) {
      const value = values[cells[at]];
      if (value - value === 0) found[count++] = value;
    }
    if (count > 0) medians[day] = medianOf(sorter, found, count);
  }
  return medians;
}

function largestDay(offset: Int32Array): number {
  let largest = 1;
  for (let day = 1; day < offset.length; day++) largest = Math.max(largest, offset[day] - offset[day - 1]);
  return largest;
}

/** Returns the median of the first `count` values, which must be finite. */
function medianOf(sorter: Sorter, values: Float64Array, count: number): number {
  sortValues(sorter, values, 0, count);
  const half = count >> 1;
  return count % 2 === 1 ? sorter.sorted[half] : (sorter.sorted[half - 1] + sorter.sorted[half]) / 2;
}

type Memory = { readonly scratch: Scratch; readonly abnormal: Float64Array } & Readonly<
  Record<'x' | 'y' | 'z' | 'middle' | 'away' | 'spread' | 'volumeScore' | 'moveScore', Float64Array>
>;

function createMemory(longest: number): Memory {
  const column = (): Float64Array => new Float64Array(longest);
  return {
    scratch: createScratch(longest),
    ...{ abnormal: column(), x: column(), y: column(), z: column(), middle: column(), away: column() },
    ...{ spread: column(), volumeScore: column(), moveScore: column() },
  };
}

type Series = Readonly<Record<'open' | 'high' | 'low' | 'close' | 'volume', Float64Array>>;

function writeAsset(
  memory: Memory,
  { open, high, low, close, volume }: Series,
  returns: Float64Array,
  market: Float64Array,
  length: number,
  columnOf: (column: number) => Float32Array,
): void {
  const { abnormal, x, y, z, middle, spread, volumeScore, moveScore } = memory;
  const out = ANOMALY_FEATURES.map((_, column) => columnOf(column));
  for (let i = 0; i < length; i++) abnormal[i] = returns[i] - market[i];
  writeBaseline(memory, abnormal, length, LEAST_RETURN);
  for (let i = 1; i < length; i++) {
    const unit = spread[i - 1];
    out[0][i] = squash((abnormal[i] - middle[i - 1]) / unit);
    const past = i < 3 ? Number.NaN : abnormal[i] + abnormal[i - 1] + abnormal[i - 2];
    out[1][i] = squash(past / (unit * Math.sqrt(3)));
    out[6][i] = squash(Math.log(open[i] / close[i - 1]) / unit);
  }
  // the moves themselves, for the jump of their size and its change points
  for (let i = 0; i < length; i++) x[i] = Math.log(Math.abs(abnormal[i]) + LEAST_RETURN);
  for (let i = 0; i < length; i++) {
    let [sum, weight] = [0, 0];
    for (let back = 0, own = 1; back < EWMA_DAYS && back <= i; back++, own *= EWMA_KEEP) {
      const move = Math.abs(abnormal[i - back]);
      if (!(move - move === 0)) continue;
      sum += own * move;
      weight += own;
    }
    y[i] = weight > 0 ? Math.log(sum / weight + LEAST_RETURN) : Number.NaN;
  }
  writeBaseline(memory, x, length, LEAST_LOG);
  for (let i = 1; i < length; i++) {
    moveScore[i] = (x[i] - middle[i - 1]) / spread[i - 1];
    out[7][i] = squash((y[i] - middle[i - 1]) / spread[i - 1]);
  }
  moveScore[0] = Number.NaN;
  for (let i = 0; i < length; i++) x[i] = Math.log(1 + volume[i]);
  writeBaseline(memory, x, length, LEAST_LOG);
  volumeScore[0] = Number.NaN;
  for (let i = 1; i < length; i++) {
    volumeScore[i] = (x[i] - middle[i - 1]) / spread[i - 1];
    out[2][i] = squash(volumeScore[i]);
  }
  // ranges in logarithms, so that a token with wide days needs a wider one
  for (let i = 0; i < length; i++) {
    const range = Math.log(high[i] / low[i]);
    x[i] = range >= 0 ? Math.log(range + LEAST_RETURN) : Number.NaN;
  }
  writeBaseline(memory, x, length, LEAST_LOG);
  for (let i = 1; i < length; i++) {
    const usual = Math.exp(middle[i - 1]);
    out[3][i] = squash((x[i] - middle[i - 1]) / spread[i - 1]);
    out[4][i] = squash(Math.log(high[i] / Math.max(open[i], close[i])) / usual);
    out[5][i] = squash(Math.log(Math.min(open[i], close[i]) / low[i]) / usual);
  }
  windowMaximum(z, close, length, MONTH_DAYS, BASE_MINIMUM, 1, memory.scratch);
  for (let i = 0; i < length; i++) out[8][i] = Math.log(close[i] / z[i]);
  writeCorrelationChange(out[9], abnormal, returns, market, length);
  for (let i = BASE_MINIMUM; i < length; i++) {
    out[10][i] = squash(shiftAt(volumeScore, i));
    out[11][i] = squash(shiftAt(moveScore, i));
  }
  for (let i = 0; i < length; i++) if (Number.isNaN(close[i])) for (const column of out) column[i] = Number.NaN;
}

/** Writes to `middle` and `spread` the median of each trailing window, and the median distance from the medians of its days. */
function writeBaseline(
  { scratch, middle, away, spread }: Memory,
  x: Float64Array,
  length: number,
  least: number,
): void {
  windowMedian(middle, x, length, BASE_DAYS, BASE_MINIMUM, scratch);
  for (let i = 0; i < length; i++) away[i] = Math.abs(x[i] - middle[i]);
  windowMedian(spread, away, length, BASE_DAYS, BASE_MINIMUM / 2, scratch);
  for (let i = 0; i < length; i++) spread[i] = Math.max(least, NORMAL * spread[i]);
}

/** Correlation of returns with the market over the last 30 days, less that over the 90 before them. */
function writeCorrelationChange(
  out: Float32Array,
  abnormal: Float64Array,
  returns: Float64Array,
  market: Float64Array,
  length: number,
): void {
  for (let i = BASE_MINIMUM; i < length; i++) {
    if (Number.isNaN(abnormal[i])) continue;
    const now = correlationOver(returns, market, i - MONTH_DAYS + 1, i + 1);
    const before = correlationOver(returns, market, i - MONTH_DAYS - CORRELATION_DAYS + 1, i - MONTH_DAYS + 1);
    out[i] = now - before;
  }
}

/** Returns the correlation over entries `from` to before `until`; NaN below 20 pairs. Summed anew, so alike in any window. */
function correlationOver(a: Float64Array, b: Float64Array, from: number, until: number): number {
  let [count, sumA, sumB, squareA, squareB, product] = [0, 0, 0, 0, 0, 0];
  for (let i = Math.max(0, from); i < until; i++) {
    const [first, second] = [a[i], b[i]];
    const both = first + second;
    if (!(both - both === 0)) continue;
    count++;
    sumA += first;
    sumB += second;
    squareA += first * first;
    squareB += second * second;
    product += first * second;
  }
  if (count < BASE_MINIMUM) return Number.NaN;
  const scale = (squareA - (sumA * sumA) / count) * (squareB - (sumB * sumB) / count);
  return scale > 1e-18 ? (product - (sumA * sumB) / count) / Math.sqrt(scale) : Number.NaN;
}

/**
 * Returns the sum by which a series of scores has lately drifted up (positive) or down (negative): a two-sided CUSUM over the last
 * 30 days. @see Page (1954), "Continuous inspection schemes", Biometrika 41.
 */
function shiftAt(scores: Float64Array, until: number): number {
  let [up, down] = [0, 0];
  for (let i = Math.max(0, until - SHIFT_DAYS + 1); i <= until; i++) {
    const score = scores[i];
    if (!(score - score === 0)) continue;
    const step = Math.max(-SHIFT_STEP, Math.min(SHIFT_STEP, score));
    up = Math.max(0, up + step - SHIFT_DRIFT);
    down = Math.max(0, down - step - SHIFT_DRIFT);
  }
  return up >= down ? up : -down;
}

/** Keeps the sign and the order, and draws what is far out near: a split in the middle of the range then still parts the many. */
function squash(score: number): number {
  return score - score === 0 ? Math.sign(score) * Math.log(1 + Math.abs(score)) : Number.NaN;
}
