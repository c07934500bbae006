/**
 * What models learn to foresee. The only file of the program that looks forward, so every label says when it became known.
 *
 * A label of day d looks to day d + h. Its value is made of what was known at the start of its `knownDay`, so data that comes
 * later never changes it:
 *
 * 1. `forwardReturns`: for each eligible cell, close to close, and the day on which it was known. A price up to three days old
 *    stands for a missing one. A delisting is known only after a month of silence, so those labels are late.
 * 2. `compareWithin`: the median or the rank among the labels of that day that were known on time. A late one is placed
 *    against that fixed set and does not move it.
 */
import { invariant } from '../../shared/errors.ts';
import { dayOf } from '../../shared/time.ts';
import {
  type CrossSection,
  cellCount,
  crossSectionOf,
  SILENCE_DAYS,
  sharedInt32,
  type Window,
} from '../numeric/panel.ts';
import { createSorter, type Sorter, sortValues } from '../numeric/sorting.ts';
import { quantileOfSorted } from '../numeric/stats.ts';

/**
 * - `return`: simple return from the close of day d to that of day d + h, less the median of the day's eligible universe.
 * - `rank`: rank of that return within the day's eligible universe, -1 for the lowest, 1 for the highest, ties averaged.
 * - `triple-barrier`: which of two barriers the price met first, 1 or -1; 0 if neither within h days.
 */
export const LABEL_KINDS = ['return', 'rank', 'triple-barrier'] as const;
export type LabelKind = (typeof LABEL_KINDS)[number];

/** Where the barriers of a triple barrier lie: log return of a close over its day's, in daily deviations, both above 0. */
export type Barriers = { readonly up: number; readonly down: number };

export type Labels = {
  readonly kind: LabelKind;
  /** Days ahead. */
  readonly horizon: number;
  /** For each cell; NaN where there is no label, or none yet, or the cell is not eligible. */
  readonly value: Float32Array;
  /** For each cell the first day at whose start the label is known: usable when startOfDay(knownDay) <= asOf. */
  readonly knownDay: Int32Array;
};

export type LabelOptions = {
  /** 1 for each cell that has a label and is compared with the others of its day. */
  readonly eligible: Uint8Array;
  readonly kind: LabelKind;
  readonly horizon: number;
  /** How assets ended, as {@link Panel.endingsAt} tells at the window's instant; one that is absent has not ended. */
  readonly endings: ReadonlyMap<string, 'truncated' | 'delisted'>;
  /** Return after the last close of a delisted asset, -1..0. */
  readonly delistingReturn: number;
  /** Only for `triple-barrier`; two daily deviations on both sides if left out. */
  readonly barriers?: Barriers;
};

/** `knownDay` of a cell without a label. */
export const NEVER = 2_147_483_647;
/** A close this many days old still stands for the one that is missing. */
export const STALE_DAYS = 3;
/** A day with fewer labels known on time has neither median nor ranks. */
const COMPARED_MINIMUM = 5;
const DEFAULT_BARRIERS: Barriers = { up: 2, down: 2 };
/** Span of the exponentially weighted deviation that barriers are measured in, and returns without which there is none. */
const DEVIATION_SPAN = 100;
const DEVIATION_MINIMUM = 20;

/**
 * Returns a label for each eligible cell whose outcome is known at the window's instant. Over shared memory.
 *
 * For a cell of day d, let e be the last day up to d + h with a close. If e is at most three days before d + h, the label uses
 * that close and is known at the start of day d + h + 1. If the asset's life ended at an earlier e by delisting, the label is
 * (1 + delistingReturn) close[e] / close[d] - 1, known at the start of day max(d + h, last day + SILENCE_DAYS) + 1. A truncated
 * series, one that may still go on and a gap inside a life give no label.
 */
export function computeLabels(window: Window, options: LabelOptions): Labels {
  const { eligible, kind, horizon } = options;
  const count = cellCount(window);
  invariant(eligible.length === count, `eligible has ${eligible.length} cells of ${count}`);
  invariant(Number.isInteger(horizon) && horizon > 0, `horizon was ${horizon}, needs whole days above 0`);
  const value = new Float32Array(new SharedArrayBuffer(count * 4)).fill(Number.NaN);
  const knownDay = sharedInt32(count).fill(NEVER);
  if (kind === 'triple-barrier') {
    writeBarrierLabels(value, knownDay, window, options);
    return { kind, horizon, value, knownDay };
  }
  const returns = new Float64Array(count).fill(Number.NaN);
  writeForwardReturns(returns, knownDay, window, options);
  compareWithin(value, returns, knownDay, window, crossSectionOf(window), kind, horizon);
  for (let cell = 0; cell < count; cell++) if (Number.isNaN(value[cell])) knownDay[cell] = NEVER;
  return { kind, horizon, value, knownDay };
}

/** What became of a price: the one that counts at the end of the horizon and when it was known; NaN if it never was. */
type Outcome = { price: number; knownDay: number };

/**
 * Returns a function that writes what became of an asset by the end of the horizon into `outcome`, by the rule of
 * {@link computeLabels}. To be called for one asset after another, cells rising, so that it finds closes in one pass.
 */
function createOutcomes(
  window: Window,
  { endings, delistingReturn, horizon }: LabelOptions,
): (asset: number, cell: number, outcome: Outcome) => void {
  const { close } = window.fields;
  const endDay = dayOf(window.asOf);
  let current = -1;
  let until = 0;
  let toDay = 0;
  let last = -1;
  let isDelisted = false;
  /** The last cell with a close up to `scanned`. */
  let scanned = -1;
  let found = -1;
  return (asset, cell, outcome) => {
    if (asset !== current) {
      current = asset;
      until = window.offset[asset + 1];
      toDay = window.start[asset] - window.offset[asset];
      last = until - 1;
      while (last > cell && !(close[last] > 0)) last--;
      isDelisted = endings.get(window.assets[asset]) === 'delisted';
      scanned = cell;
      found = cell;
    }
    outcome.price = Number.NaN;
    outcome.knownDay = NEVER;
    const target = cell + horizon;
    if (target + toDay >= endDay) return;
    while (scanned < target && scanned + 1 < until) if (close[++scanned] > 0) found = scanned;
    // The price of the day itself is no outcome, however short the horizon.
    if (found > cell && target - found <= STALE_DAYS) {
      outcome.price = close[found];
      outcome.knownDay = target + toDay + 1;
    } else if (isDelisted && found === last) {
      const knownDay = Math.max(target, until - 1 + SILENCE_DAYS) + toDay + 1;
      if (knownDay > endDay) return;
      outcome.price = (1 + delistingReturn) * close[last];
      outcome.knownDay = knownDay;
    }
  };
}

/** Writes the simple return of each eligible cell and the day on which it was known. */
function writeForwardReturns(returns: Float64Array, knownDay: Int32Array, window: Window, options: LabelOptions): void {
  const { close } = window.fields;
  const outcomeOf = createOutcomes(window, options);
  const outcome: Outcome = { price: Number.NaN, knownDay: NEVER };
  for (let asset = 0; asset < window.assets.length; asset++) {
    for (let cell = window.offset[asset]; cell < window.offset[asset + 1]; cell++) {
      if (options.eligible[cell] === 0 || !(close[cell] > 0)) continue;
      outcomeOf(asset, cell, outcome);
      const value = outcome.price / close[cell] - 1;
      // False for NaN and for what is infinite.
      if (value - value !== 0) continue;
      returns[cell] = value;
      knownDay[cell] = outcome.knownDay;
    }
  }
}

/** Writes what each return is among those of its day that were known on time. */
function compareWithin(
  value: Float32Array,
  returns: Float64Array,
  knownDay: Int32Array,
  window: Window,
  { offset, cells }: CrossSection,
  kind: 'return' | 'rank',
  horizon: number,
): void {
  const sorter = createSorter(window.assets.length);
  const onTime = new Float64Array(sorter.capacity);
  const places = new Int32Array(sorter.capacity);
  const late = new Int32Array(sorter.capacity);
  for (let i = 0; i < window.dayCount; i++) {
    const timely = window.firstDay + i + horizon + 1;
    let count = 0;
    let lateCount = 0;
    for (let at = offset[i]; at < offset[i + 1]; at++) {
      const cell = cells[at];
      if (knownDay[cell] === timely) {
        onTime[count] = returns[cell];
        places[count++] = cell;
      } else if (knownDay[cell] !== NEVER) late[lateCount++] = cell;
    }
    if (count < COMPARED_MINIMUM) continue;
    sortValues(sorter, onTime, 0, count);
    if (kind === 'return') {
      const middle = quantileOfSorted(sorter.sorted.subarray(0, count), 0.5);
      for (let j = 0; j < count; j++) value[places[j]] = returns[places[j]] - middle;
      for (let j = 0; j < lateCount; j++) value[late[j]] = returns[late[j]] - middle;
    } else {
      writeSignedRanks(value, places, sorter, count);
      for (let j = 0; j < lateCount; j++) value[late[j]] = placeAmong(sorter.sorted, count, returns[late[j]]);
    }
  }
}

/** Writes the rank of each sorted value in [-1, 1], the average for equal ones. */
function writeSignedRanks(value: Float32Array, places: Int32Array, { sorted, order }: Sorter, count: number): void {
  for (let begin = 0; begin < count; ) {
    let end = begin + 1;
    while (end < count && sorted[end] === sorted[begin]) end++;
    const rank = (begin + end - count) / (count - 1);
    for (let j = begin; j < end; j++) value[places[order[j]]] = rank;
    begin = end;
  }
}

/** Returns where a newcomer stands among sorted values: -1 below all, 1 above all, in the middle of those that equal it. */
function placeAmong(sorted: Float64Array, count: number, value: number): number {
  const below = countBelow(sorted, count, value, false);
  return (below + countBelow(sorted, count, value, true) - count) / count;
}

/** Returns how many of the first `count` sorted values are below a value, or below or equal to it. */
function countBelow(sorted: Float64Array, count: number, value: number, orEqual: boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value || (orEqual && sorted[middle] === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Writes which barrier each eligible cell's price met first. Barriers stand `up` and `down` deviations of daily log returns
 * away, as they were on the cell's day. One that is met on day t is known at the start of day t + 1. One that is not met by
 * the end of the horizon gives 0, known as a return would be; a delisting may still meet the lower one.
 *
 * @see López de Prado (2018), Advances in Financial Machine Learning, chapter 3.
 */
function writeBarrierLabels(value: Float32Array, knownDay: Int32Array, window: Window, options: LabelOptions): void {
  const { close } = window.fields;
  const { up, down } = options.barriers ?? DEFAULT_BARRIERS;
  invariant(up > 0 && down > 0, `barriers were ${up} and ${down} deviations, need more than 0`);
  const deviation = dailyDeviation(window);
  const outcomeOf = createOutcomes(window, options);
  const outcome: Outcome = { price: Number.NaN, knownDay: NEVER };
  for (let asset = 0; asset < window.assets.length; asset++) {
    const until = window.offset[asset + 1];
    const toDay = window.start[asset] - window.offset[asset];
    for (let cell = window.offset[asset]; cell < until; cell++) {
      if (options.eligible[cell] === 0 || !(close[cell] > 0) || !(deviation[cell] > 0)) continue;
      const above = close[cell] * Math.exp(up * deviation[cell]);
      const below = close[cell] * Math.exp(-down * deviation[cell]);
      outcomeOf(asset, cell, outcome);
      const end = Math.min(cell + options.horizon + 1, until);
      let at = cell + 1;
      while (at < end && !(close[at] >= above) && !(close[at] > 0 && close[at] <= below)) at++;
      if (at < end) {
        value[cell] = close[at] >= above ? 1 : -1;
        knownDay[cell] = at + toDay + 1;
      } else if (outcome.knownDay !== NEVER) {
        value[cell] = outcome.price >= above ? 1 : outcome.price <= below ? -1 : 0;
        knownDay[cell] = outcome.knownDay;
      }
    }
  }
}

/**
 * Returns for each cell the deviation of daily log returns up to it, exponentially weighted by position, corrected for the
 * size of the sample; NaN before {@link DEVIATION_MINIMUM} returns. @see pandas `ewm(span=100).std()`.
 */
function dailyDeviation(window: Window): Float64Array {
  const { close } = window.fields;
  const deviation = new Float64Array(cellCount(window)).fill(Number.NaN);
  const keep = 1 - 2 / (DEVIATION_SPAN + 1);
  for (let asset = 0; asset < window.assets.length; asset++) {
    let count = 0;
    let mean = 0;
    let weight = 0;
    let squares = 0;
    let variance = 0;
    for (let cell = window.offset[asset] + 1; cell < window.offset[asset + 1]; cell++) {
      weight *= keep;
      squares *= keep * keep;
      const change = Math.log(close[cell] / close[cell - 1]);
      if (change - change === 0) {
        const total = weight + 1;
        const away = change - mean;
        mean += away / total;
        variance = (weight * (variance + (away / total) ** 2) + (change - mean) ** 2) / total;
        weight = total;
        squares += 1;
        count++;
      }
      if (count >= DEVIATION_MINIMUM)
        deviation[cell] = Math.sqrt((variance * weight * weight) / (weight * weight - squares));
    }
  }
  return deviation;
}
