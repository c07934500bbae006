import type { FactorTable } from './factor-table.ts';
import {
  endOf,
  type Layout,
  PANEL_FIELDS,
  type PanelFields,
  sharedFloat64,
  sharedInt32,
  type Window,
} from './panel.ts';
import { cutObservations } from './sparse-measures.ts';

/** A window cut to its last days, and where its cells came from. */
export type Slice = {
  readonly window: Window;
  /** For each cell of the slice: its cell in the window it was cut from. */
  readonly source: Int32Array;
};

/**
 * Returns a window without the days before `fromDay`; assets that ended before it are left out. What rolling formulas give on
 * the first days of a slice is not what they gave in the whole.
 */
export function sliceWindow(window: Window, fromDay: number): Slice {
  const firstDay = Math.max(window.firstDay, fromDay);
  const kept = window.assets.flatMap((_, asset) => (endOf(window, asset) > firstDay ? [asset] : []));
  const start = sharedInt32(kept.length);
  const offset = sharedInt32(kept.length + 1);
  kept.forEach((asset, i) => {
    start[i] = Math.max(window.start[asset], firstDay);
    offset[i + 1] = offset[i] + endOf(window, asset) - start[i];
  });
  const source = sharedInt32(offset[kept.length]);
  kept.forEach((asset, i) => {
    const shift = window.offset[asset] + start[i] - window.start[asset] - offset[i];
    for (let cell = offset[i]; cell < offset[i + 1]; cell++) source[cell] = cell + shift;
  });
  const { sector, sectorNames, sectorFromDay, exclusion } = window.traits;
  const layout: Layout = {
    assets: kept.map((asset) => window.assets[asset] as string),
    firstDay,
    dayCount: window.firstDay + window.dayCount - firstDay,
    start,
    offset,
  };
  const { observations } = window;
  return {
    source,
    window: {
      asOf: window.asOf,
      ...layout,
      fields: Object.fromEntries(
        PANEL_FIELDS.map((field) => {
          return [field, gather(sharedFloat64(source.length), window.fields[field], source)];
        }),
      ) as PanelFields,
      traits: {
        sector: gather(new Int16Array(new SharedArrayBuffer(kept.length * 2)), sector, kept),
        sectorNames,
        exclusion: gather(new Uint8Array(new SharedArrayBuffer(kept.length)), exclusion, kept),
        ...(sectorFromDay === undefined
          ? {}
          : { sectorFromDay: gather(sharedInt32(kept.length), sectorFromDay, kept) }),
      },
      ...(observations === undefined
        ? {}
        : { observations: cutObservations(observations, window.firstDay, layout, kept) }),
    },
  };
}

/** Returns a table of factors for the cells of a slice of its window. */
export function sliceTable(table: FactorTable, { window, source }: Slice): FactorTable {
  const { ids, isOptional, raw, ranked, eligible } = table;
  const cut = (column: Float32Array): Float32Array => gather(new Float32Array(source.length), column, source);
  return {
    layout: window,
    ids,
    isOptional,
    raw: new Map([...raw].map(([id, column]) => [id, cut(column)])),
    ranked: ranked.map(cut),
    eligible: gather(new Uint8Array(new SharedArrayBuffer(source.length)), eligible, source),
  };
}

type Numbers = { readonly length: number; [index: number]: number };

/** Fills `to` with the entries of `from` that `places` name, in that order, and returns it. */
function gather<T extends Numbers>(to: T, from: Readonly<Numbers>, places: ArrayLike<number>): T {
  for (let i = 0; i < places.length; i++) to[i] = from[places[i]];
  return to;
}
