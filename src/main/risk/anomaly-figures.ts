/**
 * What is unusual of a token's day, in robust figures of its own past: how far beyond the busiest tenth of its last 60 days it
 * went, as a logarithm of the ratio. So a token whose volume jumps every week needs a larger jump.
 *
 * A figure of a day is made of that day and at most {@link LOOKBACK_DAYS} before it, whatever else the window holds, so neither what
 * comes later nor how much of the past was loaded changes a bit of it.
 */
import { type CrossSection, cellCount, type Window } from '../numeric/panel.ts';
import { createSorter, type Sorter, sortValues } from '../numeric/sorting.ts';
import type { Team, TeamJob } from '../numeric/team.ts';
import { createScratch, type Scratch } from '../numeric/window-moments.ts';
import { windowMaximum, windowMedian, windowTails } from '../numeric/window-order.ts';

/** Three ways to look at a day; each has a forest of its own, because what rises hides what falls. */
export const ANOMALY_VIEWS = ['rising', 'falling', 'shifting'] as const;
export type AnomalyView = (typeof ANOMALY_VIEWS)[number];

/** The figures of each view, in the order of the columns; above 0 is beyond the usual. */
export const VIEW_FIGURES = {
  rising: ['price-rise', 'volume-surge', 'wide-range', 'upper-wick', 'joint-surge'],
  falling: ['price-fall', 'volume-loss', 'lower-wick', 'fall-from-high', 'joint-fall'],
  shifting: ['volatility-jump', 'volatility-shift', 'volume-shift', 'correlation-break'],
} as const satisfies Record<AnomalyView, readonly string[]>;

export type AnomalyFigure = (typeof VIEW_FIGURES)[AnomalyView][number];

/** All figures, view after view. */
export const ANOMALY_FIGURES: readonly AnomalyFigure[] = ANOMALY_VIEWS.flatMap((view) => [...VIEW_FIGURES[view]]);

/** Days before a day that its figures reach back: a change point sums scores of 30 days, each against two times 60 before it. */
export const LOOKBACK_DAYS = 160;

/** Days of a baseline, and how many of them have to be known. */
const BASE_DAYS = 60;
const BASE_MINIMUM = 30;
const MONTH_DAYS = 30;
const MONTH_MINIMUM = 20;
const CORRELATION_DAYS = 90;
/** What the busiest tenth is. */
const TAIL = 0.1;
/** From a median absolute deviation to a normal distribution's standard deviation. */
const NORMAL = 1.4826;
/** A move that hardly counts: without it every step of a token that never moves would be a sensation. */
const LEAST_MOVE = 0.01;
const LEAST_SPREAD = 0.1;
/** Logarithms of ratios count up to this in a joint figure, so that no single one makes it. */
const LARGEST_PART = 3;
/** What is left each day of a day's weight in the exponentially weighted volatility, and days after which it does not count. */
const EWMA_KEEP = 0.8;
const EWMA_DAYS = 20;
/** Change points: drift that is forgiven a day, largest step, days over which it is summed, and a sum that is not unusual. */
const SHIFT_DRIFT = 0.5;
const SHIFT_STEP = 4;
const SHIFT_DAYS = 30;
const SHIFT_USUAL = 10;

/** Figures of every cell over shared memory: cell c of figure f is `data[f * rows + c]`; NaN where it is not known. */
export type AnomalyFigures = { readonly data: Float32Array; readonly rows: number; readonly market: Float64Array };

/** What the threads share. */
export type FigureWork = {
  readonly window: Pick<Window, 'offset' | 'start' | 'firstDay' | 'fields'>;
  readonly longest: number;
  readonly market: Float64Array;
  readonly data: Float32Array;
};

/** Assets between two looks at the signal: about 0.1 s. */
const WAVE_ASSETS = 64;
const WAVE_DAYS = 256;

/**
 * Returns the figures of each cell of a window, and as `market` the median return of all tokens on each day of it.
 *
 * @param onWave - hears the share that is done, several times a second; what it throws ends the work.
 */
export function anomalyFiguresOf(
  window: Window,
  crossSection: CrossSection,
  team: Team,
  onWave: (done: number) => void = () => undefined,
): AnomalyFigures {
  const { assets, offset, start, firstDay, fields } = window;
  const rows = cellCount(window);
  const data = new Float32Array(new SharedArrayBuffer(rows * ANOMALY_FIGURES.length * 4));
  const market = medianReturns(window, crossSection, () => onWave(0));
  let longest = 1;
  for (let asset = 0; asset < assets.length; asset++) longest = Math.max(longest, offset[asset + 1] - offset[asset]);
  const work: FigureWork = { window: { offset, start, firstDay, fields }, longest, market, data };
  const session = team.open('anomaly-figures', work);
  try {
    for (let first = 0; first < assets.length; first += WAVE_ASSETS) {
      onWave(first / assets.length);
      session.step(first, Math.min(assets.length, first + WAVE_ASSETS));
    }
  } finally {
    session.close();
  }
  return { data, rows, market };
}

/** Returns the median log return of all tokens on each day, over shared memory; NaN where none is known. */
function medianReturns(
  { fields: { close }, offset }: Window,
  crossSection: CrossSection,
  onWave: () => void,
): Float64Array {
  const { cells, assetOfCell, offset: ofDay } = crossSection;
  const medians = new Float64Array(new SharedArrayBuffer((ofDay.length - 1) * 8)).fill(Number.NaN);
  let largest = 1;
  for (let day = 1; day < ofDay.length; day++) largest = Math.max(largest, ofDay[day] - ofDay[day - 1]);
  const sorter = createSorter(largest);
  const found = new Float64Array(largest);
  for (let day = 0; day < medians.length; day++) {
    if (day % WAVE_DAYS === 0) onWave();
    let count = 0;
    for (let at = ofDay[day]; at < ofDay[day + 1]; at++) {
      const cell = cells[at];
      if (cell === offset[assetOfCell[cell]]) continue;
      const move = Math.log(close[cell] / close[cell - 1]);
      if (move - move === 0) found[count++] = move;
    }
    if (count === 0) continue;
    sortValues(sorter, found, 0, count);
    medians[day] = (sorter.sorted[(count - 1) >> 1] + sorter.sorted[count >> 1]) / 2;
  }
  return medians;
}

/** Returns one thread's side. Operation: first asset, and the one after the last. */
export function createFigureJob({ window, longest, market, data }: FigureWork): TeamJob {
  const { offset, start, firstDay, fields } = window;
  const rows = data.length / ANOMALY_FIGURES.length;
  const memory = createMemory(longest);
  return {
    step(part, parts, [firstAsset, endAsset]) {
      for (let asset = firstAsset + part; asset < endAsset; asset += parts) {
        const [from, until] = [offset[asset], offset[asset + 1]];
        const length = until - from;
        const first = start[asset] - firstDay;
        const own = (field: Float64Array): Float64Array => field.subarray(from, until);
        const { open, high, low, close, volume } = fields;
        const series = { open: own(open), high: own(high), low: own(low), close: own(close), volume: own(volume) };
        const out = Object.fromEntries(
          ANOMALY_FIGURES.map((name, column) => [name, data.subarray(column * rows + from, column * rows + until)]),
        ) as Out;
        writeAsset(memory, series, market.subarray(first, first + length), length, out);
      }
    },
  };
}

type Out = Readonly<Record<AnomalyFigure, Float32Array>>;
type Series = Readonly<Record<'open' | 'high' | 'low' | 'close' | 'volume', Float64Array>>;
type Memory = { readonly scratch: Scratch; readonly sorter: Sorter } & Readonly<
  Record<'returns' | 'abnormal' | 'x' | 'lower' | 'upper' | 'middle' | 'away' | 'spread' | 'score', Float64Array>
>;

function createMemory(longest: number): Memory {
  const column = (): Float64Array => new Float64Array(longest);
  return {
    ...{ scratch: createScratch(longest), sorter: createSorter(longest), returns: column(), abnormal: column() },
    ...{ x: column(), lower: column(), upper: column(), middle: column(), away: column() },
    ...{ spread: column(), score: column() },
  };
}

function writeAsset(memory: Memory, series: Series, market: Float64Array, length: number, out: Out): void {
  const { open, high, low, close, volume } = series;
  const { returns, abnormal, x, lower, upper, middle, spread, score, scratch } = memory;
  for (const column of Object.values(out)) column.fill(Number.NaN);
  returns[0] = Number.NaN;
  for (let i = 1; i < length; i++) returns[i] = Math.log(close[i] / close[i - 1]);
  for (let i = 0; i < length; i++) abnormal[i] = returns[i] - market[i];

  for (let i = 0; i < length; i++) x[i] = Math.abs(abnormal[i]);
  writeTails(memory, length);
  for (let i = 1; i < length; i++) {
    out['price-rise'][i] = beyond(Math.max(0, abnormal[i]), upper[i - 1]);
    out['price-fall'][i] = beyond(Math.max(0, -abnormal[i]), upper[i - 1]);
  }
  windowMaximum(x, close, length, MONTH_DAYS, MONTH_MINIMUM, 1, scratch);
  for (let i = 1; i < length; i++) {
    // as many busy days in a row as a random walk of a month makes of one
    out['fall-from-high'][i] = beyond(Math.log(x[i] / close[i]), upper[i - 1] * Math.sqrt(MONTH_DAYS));
  }
  for (let i = 0; i < length; i++) x[i] = finite(Math.log(high[i] / low[i]));
  writeTails(memory, length);
  for (let i = 1; i < length; i++) out['wide-range'][i] = beyond(x[i], upper[i - 1]);
  for (let i = 0; i < length; i++) x[i] = finite(Math.log(high[i] / Math.max(open[i], close[i])));
  writeTails(memory, length);
  for (let i = 1; i < length; i++) out['upper-wick'][i] = beyond(x[i], upper[i - 1]);
  for (let i = 0; i < length; i++) x[i] = finite(Math.log(Math.min(open[i], close[i]) / low[i]));
  writeTails(memory, length);
  for (let i = 1; i < length; i++) out['lower-wick'][i] = beyond(x[i], upper[i - 1]);

  for (let i = 0; i < length; i++) x[i] = Math.log(1 + volume[i]);
  writeTails(memory, length);
  for (let i = 1; i < length; i++) {
    out['volume-surge'][i] = x[i] - upper[i - 1];
    out['volume-loss'][i] = lower[i - 1] - x[i];
  }
  writeScores(memory, length);
  for (let i = BASE_MINIMUM; i < length; i++) out['volume-shift'][i] = beyond(shiftAt(score, i), SHIFT_USUAL);

  for (let i = 0; i < length; i++) x[i] = Math.log(Math.abs(abnormal[i]) + LEAST_MOVE);
  writeScores(memory, length);
  for (let i = BASE_MINIMUM; i < length; i++) {
    out['volatility-shift'][i] = beyond(shiftAt(score, i), SHIFT_USUAL);
    const recent = Math.log(weightedMove(abnormal, i) + LEAST_MOVE);
    // two robust deviations are not unusual
    out['volatility-jump'][i] = beyond((recent - middle[i - 1]) / spread[i - 1], 2);
  }
  writeCorrelationBreak(out['correlation-break'], returns, market, length);
  for (let i = 0; i < length; i++) {
    out['joint-surge'][i] = jointOf(out['volume-surge'][i], out['wide-range'][i], out['upper-wick'][i]);
    out['joint-fall'][i] = jointOf(out['price-fall'][i], out['volume-loss'][i], out['fall-from-high'][i]);
    // a day without a candle has no figures, nor has one without a past
    const isKnown = !Number.isNaN(close[i]) && !Number.isNaN(out['price-rise'][i]);
    if (!isKnown) for (const column of Object.values(out)) column[i] = Number.NaN;
  }
}

/** Returns how far a figure is beyond what is usual of it, as a logarithm of the ratio. */
function beyond(value: number, usual: number): number {
  return Math.log((value + LEAST_MOVE) / (usual + LEAST_MOVE));
}

function finite(value: number): number {
  // files round, so a high may lie a little below the close
  return value - value === 0 ? Math.max(0, value) : Number.NaN;
}

/** Returns the sum of what is known of three figures; NaN if nothing is. */
function jointOf(a: number, b: number, c: number): number {
  const part = (value: number): number => Math.max(-LARGEST_PART, Math.min(LARGEST_PART, value || 0));
  return Number.isNaN(a) && Number.isNaN(b) && Number.isNaN(c) ? Number.NaN : part(a) + part(b) + part(c);
}

/** Writes to `lower` and `upper` the tenth and the ninetieth percentile of each trailing window of `x`. */
function writeTails({ x, lower, upper, scratch, sorter }: Memory, length: number): void {
  windowTails(
    { lower, upper, risk: undefined, shortfall: undefined },
    x,
    length,
    BASE_DAYS,
    BASE_MINIMUM,
    TAIL,
    scratch,
    sorter,
  );
}

/** Writes to `score` by how many robust deviations each entry of `x` is above the median of the window before it. */
function writeScores({ x, middle, away, spread, score, scratch }: Memory, length: number): void {
  windowMedian(middle, x, length, BASE_DAYS, BASE_MINIMUM, scratch);
  for (let i = 0; i < length; i++) away[i] = Math.abs(x[i] - middle[i]);
  windowMedian(spread, away, length, BASE_DAYS, MONTH_MINIMUM, scratch);
  score[0] = Number.NaN;
  for (let i = 0; i < length; i++) spread[i] = Math.max(LEAST_SPREAD, NORMAL * spread[i]);
  for (let i = 1; i < length; i++) score[i] = (x[i] - middle[i - 1]) / spread[i - 1];
}

/** Returns the exponentially weighted mean of the absolute values up to an entry. @see RiskMetrics (1996). */
function weightedMove(values: Float64Array, until: number): number {
  let [sum, weight] = [0, 0];
  for (let i = until, own = 1; i > until - EWMA_DAYS && i >= 0; i--, own *= EWMA_KEEP) {
    const move = Math.abs(values[i]);
    if (!(move - move === 0)) continue;
    sum += own * move;
    weight += own;
  }
  return sum / weight;
}

/**
 * Returns by how much a series of scores has lately drifted one way or the other: the larger side of a CUSUM over the last 30 days.
 *
 * @see Page (1954), "Continuous inspection schemes", Biometrika 41.
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
  return Math.max(up, down);
}

/** Writes by how much the correlation with the market over the last 30 days differs from that over the 90 before them. */
function writeCorrelationBreak(out: Float32Array, returns: Float64Array, market: Float64Array, length: number): void {
  for (let i = BASE_MINIMUM; i < length; i++) {
    const now = correlationOver(returns, market, i - MONTH_DAYS + 1, i + 1);
    const before = correlationOver(returns, market, i - MONTH_DAYS - CORRELATION_DAYS + 1, i - MONTH_DAYS + 1);
    out[i] = Math.abs(now - before);
  }
}

/** Returns the correlation over entries `from` to before `until`, NaN below 20 pairs; summed anew, so alike in any window. */
function correlationOver(a: Float64Array, b: Float64Array, from: number, until: number): number {
  let [count, sumA, sumB, squareA, squareB, product] = [0, 0, 0, 0, 0, 0];
  for (let i = Math.max(0, from); i < until; i++) {
    const first = a[i];
    const second = b[i];
    const both = first + second;
    if (!(both - both === 0)) continue;
    count++;
    sumA += first;
    sumB += second;
    squareA += first * first;
    squareB += second * second;
    product += first * second;
  }
  if (count < MONTH_MINIMUM) return Number.NaN;
  const scale = (squareA - (sumA * sumA) / count) * (squareB - (sumB * sumB) / count);
  return scale > 1e-18 ? (product - (sumA * sumB) / count) / Math.sqrt(scale) : Number.NaN;
}
