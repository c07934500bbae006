import { PANEL_FIELDS, type PanelFields, type Window } from '../../../src/main/numeric/panel.ts';
import { startOfDay } from '../../../src/shared/time.ts';

/** One asset of a hand-written market; a missing number is NaN. */
export type HandAsset = {
  readonly id?: string;
  /** Days after `firstDay` on which its cells begin. */
  readonly from?: number;
  readonly close: readonly number[];
  /** True opens; closes only if left out. */
  readonly open?: readonly number[];
  /** USD; unknown if left out. */
  readonly volume?: readonly number[];
  readonly marketCap?: readonly number[];
};

/** Returns a window over assets written by hand. */
export function handMarket(assets: readonly HandAsset[], firstDay = 0): Window {
  const start = Int32Array.from(assets, ({ from = 0 }) => firstDay + from);
  const offset = new Int32Array(assets.length + 1);
  assets.forEach(({ close }, i) => {
    offset[i + 1] = offset[i] + close.length;
  });
  const columns = Object.fromEntries(
    PANEL_FIELDS.map((field) => [field, new Float64Array(offset[assets.length]).fill(Number.NaN)]),
  ) as PanelFields;
  assets.forEach((asset, i) => {
    columns.close.set(asset.close, offset[i]);
    if (asset.open !== undefined) columns.open.set(asset.open, offset[i]);
    if (asset.volume !== undefined) columns.volume.set(asset.volume, offset[i]);
    if (asset.marketCap !== undefined) columns.marketCap.set(asset.marketCap, offset[i]);
  });
  const dayCount = Math.max(...assets.map(({ from = 0, close }) => from + close.length));
  return {
    asOf: startOfDay(firstDay + dayCount),
    assets: assets.map(({ id }, i) => id ?? `asset-${i}`),
    firstDay,
    dayCount,
    start,
    offset,
    fields: columns,
    traits: {
      sector: new Int16Array(assets.length).fill(-1),
      sectorNames: [],
      exclusion: new Uint8Array(assets.length),
    },
  };
}
