/** Measures of tokens in their places: made, read and cut. */
import { invariant } from '../../shared/errors.ts';
import type { Observations, SparseMeasure } from './observations.ts';
import { endOf, type Layout, sharedFloat64, sharedInt32 } from './panel.ts';

/** The values of one asset: days, rising, and what became known on them. */
export type MeasureLine = { readonly day: ArrayLike<number>; readonly value: ArrayLike<number> };

/** Returns the values of one measure in their places. @param lines - by the place of the asset in the layout. */
export function sparseMeasure(layout: Layout, lines: ReadonlyMap<number, MeasureLine>): SparseMeasure {
  const offset = sharedInt32(layout.assets.length + 1);
  for (const [asset, line] of lines) offset[asset + 1] = line.day.length;
  for (let asset = 0; asset < layout.assets.length; asset++) offset[asset + 1] += offset[asset];
  const day = sharedInt32(offset[layout.assets.length]);
  const value = sharedFloat64(day.length);
  for (const [asset, line] of lines) {
    day.set(line.day, offset[asset]);
    value.set(line.value, offset[asset]);
    for (let at = offset[asset]; at < offset[asset + 1]; at++) {
      const isOf = day[at] >= layout.start[asset] && day[at] < endOf(layout, asset);
      invariant(isOf, `day ${day[at]} is outside the life of asset ${layout.assets[asset]}`);
      invariant(at === offset[asset] || day[at] > day[at - 1], `day ${day[at]} did not come after ${day[at - 1]}`);
    }
  }
  return { offset, day, value };
}

/** Writes the values of an asset on the first `n` days of its life, NaN where it has none. */
export function writeMeasure(
  line: Float64Array,
  { offset, day, value }: SparseMeasure,
  asset: number,
  start: number,
  n: number,
): void {
  line.fill(Number.NaN, 0, n);
  for (let at = offset[asset]; at < offset[asset + 1] && day[at] < start + n; at++) line[day[at] - start] = value[at];
}

/**
 * Returns what is left of observations in a layout that was cut from another: the days from `layout.firstDay` on of the assets that
 * it kept.
 *
 * @param kept - for each asset of the layout its place in the one it was cut from, whose first day was `firstDay`.
 */
export function cutObservations(
  { measures, days }: Observations,
  firstDay: number,
  layout: Layout,
  kept: readonly number[],
): Observations {
  const cut = ({ offset, day, value }: SparseMeasure): SparseMeasure => {
    const lines = new Map<number, MeasureLine>();
    kept.forEach((from, asset) => {
      let [first, end] = [offset[from], offset[from + 1]];
      while (first < end && day[first] < layout.start[asset]) first++;
      if (first < end) lines.set(asset, { day: day.subarray(first, end), value: value.subarray(first, end) });
    });
    return sparseMeasure(layout, lines);
  };
  const shift = layout.firstDay - firstDay;
  const tail = (line: Float64Array): Float64Array => {
    const out = sharedFloat64(layout.dayCount);
    out.set(line.subarray(shift, shift + layout.dayCount));
    return out;
  };
  return {
    measures: Object.fromEntries(Object.entries(measures).map(([name, measure]) => [name, cut(measure)])),
    days: Object.fromEntries(Object.entries(days).map(([name, line]) => [name, tail(line)])),
  };
}
