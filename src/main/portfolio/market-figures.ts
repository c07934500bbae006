/** What a draft reads of a market at the close of a day: nothing later than that day. */
import { cellOf, type Layout, type PanelFields } from '../numeric/panel.ts';
import { median } from '../numeric/stats.ts';
import type { ReturnTable } from './covariance.ts';

/** Days of traded value of which the median counts. */
const VOLUME_DAYS = 30;

/**
 * Returns the simple daily returns of some assets over the days that end with `day`, oldest first. NaN where a day or the day
 * before it has no close: a missing return is never a zero, and a gap is not bridged by one large return.
 *
 * @param assets - indexes into the layout; the table names them by id and keeps their order.
 * @param days - returns an asset; `days` cells an asset are read, of assets × days numbers in all.
 */
export function returnTableAt(
  market: Layout & { readonly fields: Pick<PanelFields, 'close'> },
  assets: ArrayLike<number>,
  day: number,
  days: number,
): ReturnTable {
  const { start, offset } = market;
  const { close } = market.fields;
  const data = new Float64Array(assets.length * days).fill(Number.NaN);
  for (let i = 0; i < assets.length; i++) {
    const asset = assets[i];
    // Place of day 0 in the columns, and the cells that lie in the table's days.
    const origin = offset[asset] - start[asset];
    const from = Math.max(offset[asset] + 1, origin + day - days + 1);
    const until = Math.min(offset[asset + 1], origin + day + 1);
    const shift = (i + 1) * days - 1 - (origin + day);
    for (let cell = from; cell < until; cell++) {
      const value = close[cell] / close[cell - 1] - 1;
      if (Number.isFinite(value)) data[cell + shift] = value;
    }
  }
  return { assets: Array.from(assets, (asset) => market.assets[asset]), dayCount: days, data };
}

/** Returns the median traded value of the 30 days that end with `day`, USD; days without one are left out, NaN if all are. */
export function medianVolumeAt(
  market: Layout & { readonly fields: Pick<PanelFields, 'volume'> },
  asset: number,
  day: number,
): number {
  const { volume } = market.fields;
  const known: number[] = [];
  for (let d = day; d > day - VOLUME_DAYS; d--) {
    const cell = cellOf(market, asset, d);
    if (cell >= 0 && !Number.isNaN(volume[cell])) known.push(volume[cell]);
  }
  return median(known);
}
