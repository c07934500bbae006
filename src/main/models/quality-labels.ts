/**
 * What became of tokens within a year: the classes that the quality forest learns.
 *
 * For an eligible cell of day d and the day t = d + horizon, with the price that stands at t as {@link STALE_DAYS} says and the
 * median traded value of the 30 days to t (20 of them known):
 *
 * - `dies`: the token's life ended more than three days before t by delisting; or it is there, but has lost more than 95 % and its
 *   median traded value is below a tenth of that of day d.
 * - `fades`: it is there, but has lost more than 80 %, or its median traded value is below what eligibility asks for.
 * - `survives`: all else.
 * - no class: a truncated life, whose source ended and not the token; a gap or too few traded values at t; a year that is not over.
 *
 * A class is known at the start of day t + 1, of a death by delisting at the start of day max(t, last day + SILENCE_DAYS) + 1. A
 * death that was noticed within the year waits for the year's end: were it learnt from at once, the newest rows would hold
 * the dead alone, because nobody is known yet to have survived.
 */
import { invariant } from '../../shared/errors.ts';
import { QUALITY_CLASSES, type QualityClass } from '../../shared/quality.ts';
import { dayOf } from '../../shared/time.ts';
import { cellCount, SILENCE_DAYS, sharedInt32, type Window } from '../numeric/panel.ts';
import { createScratch } from '../numeric/window-moments.ts';
import { windowMedian } from '../numeric/window-order.ts';
import { NEVER, STALE_DAYS } from './labels.ts';

/** Shares of the price, and of the traded value, that a token may have left. */
const DEAD_PRICE = 0.05;
const DEAD_VOLUME = 0.1;
const FADED_PRICE = 0.2;
/** Days over which the traded value is judged, and how many of them have to be known, as eligibility does. */
const VOLUME_DAYS = 30;
const VOLUME_MINIMUM = 20;

/** For each cell, over shared memory. */
export type QualityLabels = {
  readonly kind: 'quality';
  readonly horizon: number;
  /** Index into `QUALITY_CLASSES`; NaN where there is no class, or none yet, or the cell is not eligible. */
  readonly value: Float32Array;
  /** First day at whose start the class is known: usable when startOfDay(knownDay) <= asOf. */
  readonly knownDay: Int32Array;
};

export type QualityLabelOptions = {
  /** 1 for each cell that has a class. */
  readonly eligible: Uint8Array;
  readonly horizon: number;
  /** USD a day below which a token has faded. */
  readonly minimumDollarVolume: number;
  /** How assets ended, as {@link Panel.endingsAt} tells at the window's instant. */
  readonly endings: ReadonlyMap<string, 'truncated' | 'delisted'>;
};

/** Returns the class of each eligible cell whose year is over at the window's instant, by the rules at the head of this file. */
export function computeQualityLabels(window: Window, options: QualityLabelOptions): QualityLabels {
  const { eligible, horizon, endings } = options;
  const count = cellCount(window);
  invariant(eligible.length === count, `eligible has ${eligible.length} cells of ${count}`);
  invariant(Number.isInteger(horizon) && horizon > 0, `horizon was ${horizon}, needs whole days above 0`);
  const value = new Float32Array(new SharedArrayBuffer(count * 4)).fill(Number.NaN);
  const knownDay = sharedInt32(count).fill(NEVER);
  const traded = medianTradedValues(window);
  const endDay = dayOf(window.asOf);
  const write = (cell: number, found: QualityClass, known: number): void => {
    if (known > endDay) return;
    value[cell] = QUALITY_CLASSES.indexOf(found);
    knownDay[cell] = known;
  };
  for (let asset = 0; asset < window.assets.length; asset++) {
    const from = window.offset[asset];
    const until = window.offset[asset + 1];
    const toDay = window.start[asset] - from;
    const isDelisted = endings.get(window.assets[asset]) === 'delisted';
    const last = lastClose(window, from, until);
    for (let cell = from; cell < until; cell++) {
      if (eligible[cell] === 0 || !(window.fields.close[cell] > 0)) continue;
      const target = cell + horizon;
      if (last >= target - STALE_DAYS) {
        const found = classOf(window, traded, cell, target, last, options);
        if (found !== null) write(cell, found, target + toDay + 1);
      } else if (isDelisted) write(cell, 'dies', Math.max(target, last + SILENCE_DAYS) + toDay + 1);
    }
  }
  return { kind: 'quality', horizon, value, knownDay };
}

/** Returns the last cell of an asset with a close, or the one before its first. */
function lastClose({ fields }: Window, from: number, until: number): number {
  let last = until - 1;
  while (last >= from && !(fields.close[last] > 0)) last--;
  return last;
}

/** Returns what a token that is there at the end of its year has become; null where price or traded value are not known then. */
function classOf(
  { fields: { close } }: Window,
  traded: Float64Array,
  cell: number,
  target: number,
  last: number,
  { minimumDollarVolume }: QualityLabelOptions,
): QualityClass | null {
  let at = Math.min(target, last);
  while (at > target - STALE_DAYS && !(close[at] > 0)) at--;
  if (!(close[at] > 0) || Number.isNaN(traded[at])) return null;
  const kept = close[at] / close[cell];
  if (kept < DEAD_PRICE && traded[at] < DEAD_VOLUME * traded[cell]) return 'dies';
  return kept < FADED_PRICE || traded[at] < minimumDollarVolume ? 'fades' : 'survives';
}

/** Returns for each cell the median traded value of the 30 days up to it, NaN below 20 known ones. */
function medianTradedValues(window: Window): Float64Array {
  const { offset, fields } = window;
  const traded = new Float64Array(cellCount(window));
  let longest = 1;
  for (let asset = 0; asset < window.assets.length; asset++) {
    longest = Math.max(longest, offset[asset + 1] - offset[asset]);
  }
  const scratch = createScratch(longest);
  for (let asset = 0; asset < window.assets.length; asset++) {
    const [from, until] = [offset[asset], offset[asset + 1]];
    const out = traded.subarray(from, until);
    windowMedian(out, fields.volume.subarray(from, until), until - from, VOLUME_DAYS, VOLUME_MINIMUM, scratch);
  }
  return traded;
}
