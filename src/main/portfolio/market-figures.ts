/** What construction reads of a market at the close of a day: nothing later. */
import { cellOf, type Window } from '../numeric/panel.ts';
import { median } from '../numeric/stats.ts';
import type { ReturnTable } from './covariance.ts';

const VOLUME_DAYS = 30;

/**
 * Returns the simple daily returns of assets over the `dayCount` days that end with `day`, NaN where either of the two closes
 * is missing.
 *
 * @param assets - indices into the window's layout.
 */
export function returnTableAt(window: Window, assets: readonly number[], day: number, dayCount: number): ReturnTable {
  const { close } = window.fields;
  const data = new Float64Array(assets.length * dayCount).fill(Number.NaN);
  assets.forEach((asset, row) => {
    for (let t = 0; t < dayCount; t++) {
      const cell = cellOf(window, asset, day - dayCount + 1 + t);
      if (cell <= window.offset[asset]) continue;
      data[row * dayCount + t] = close[cell] / close[cell - 1] - 1;
    }
  });
  return { assets: assets.map((asset) => window.assets[asset]), dayCount, data };
}

/** Returns the median traded value, USD, of the 30 days that end with `day`; days without one are left out, NaN if all are. */
export function medianVolumeAt(window: Window, asset: number, day: number): number {
  const values: number[] = [];
  for (let d = day - VOLUME_DAYS + 1; d <= day; d++) {
    const cell = cellOf(window, asset, d);
    if (cell >= 0 && !Number.isNaN(window.fields.volume[cell])) values.push(window.fields.volume[cell]);
  }
  return values.length === 0 ? Number.NaN : median(values);
}
