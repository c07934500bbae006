import { invariant } from '../../shared/errors.ts';
import { dayOf, type Instant, startOfDay } from '../../shared/time.ts';
import type { Observations } from './observations.ts';

/**
 * Where the cells of a panel lie: assets × days, each asset only from its first to its last known day.
 * Cell (asset, day) is `offset[asset] + day - firstDay[asset]`, so a market of which most tokens lived for a year costs a
 * year of memory for each. A day inside an asset's life without a candle is a cell of NaN.
 */
export type Layout = {
  readonly assets: readonly string[];
  /** First day (UTC day number) of the panel, and how many days it has. */
  readonly firstDay: number;
  readonly dayCount: number;
  /** For each asset: day number of its first cell. */
  readonly start: Int32Array;
  /** For each asset, and one more: index of its first cell. */
  readonly offset: Int32Array;
};

/** `volume` is traded value in USD of that day; `marketCap` is NaN where unknown (never 0). */
export const PANEL_FIELDS = ['open', 'high', 'low', 'close', 'volume', 'marketCap'] as const;
export type PanelField = (typeof PANEL_FIELDS)[number];
export type PanelFields = Readonly<Record<PanelField, Float64Array>>;

/** Reasons for which an asset's identity or kind keeps it out of every index, as bits. */
export const EXCLUSION = { stablecoin: 1, wrapped: 2, leveraged: 4, ambiguous: 8 } as const;

/** What is known of each asset of a panel, in the order of its layout. */
export type AssetTraits = {
  /** Index into `sectorNames`, -1 where the sector was not known at the panel's instant. */
  readonly sector: Int16Array;
  readonly sectorNames: readonly string[];
  /** First day at whose end the sector was known; known from birth where the array is left out. */
  readonly sectorFromDay?: Int32Array;
  /** Bits of {@link EXCLUSION}. */
  readonly exclusion: Uint8Array;
};

/**
 * An asset that was silent for more days than this has ended: what comes later is another asset of the panel (`id~2`), and
 * the ending is known once so many days without a candle are over. Shorter silences are gaps within one life.
 */
export const SILENCE_DAYS = 30;

/** How an asset's series ends inside the panel. The end of a file is no delisting. */
export const ENDING = { alive: 0, truncated: 1, delisted: 2 } as const;

/** What may be seen at one instant. Everything in it was known at `asOf`; its arrays are its own, over shared memory. */
export type Window = Layout & {
  readonly asOf: Instant;
  readonly fields: PanelFields;
  readonly traits: AssetTraits;
  /** What is known besides candles; left out where nothing is. */
  readonly observations?: Observations;
};

/** A panel's content, handed over once by whoever read it; the panel keeps it private afterwards. */
export type PanelContent = {
  readonly layout: Layout;
  readonly fields: PanelFields;
  readonly traits: AssetTraits;
  /** For each asset one of {@link ENDING}. Only a simulator may ask, and only for days that have passed. */
  readonly ending: Uint8Array;
  /** For each asset: day at whose end it had shown that it is pegged to the dollar; none if left out. */
  readonly peggedDay?: Int32Array;
  /** Cells that became known later than the end of their day, at most a day later, in order; none if left out. */
  readonly late?: { readonly cells: Int32Array; readonly knownAt: Float64Array };
};

/** Returns the index of a cell, or -1 outside the asset's life. */
export function cellOf(layout: Layout, asset: number, day: number): number {
  const cell = layout.offset[asset] + day - layout.start[asset];
  return day >= layout.start[asset] && cell < layout.offset[asset + 1] ? cell : -1;
}

/** Returns the day number after the last cell of an asset. */
export function endOf(layout: Layout, asset: number): number {
  return layout.start[asset] + layout.offset[asset + 1] - layout.offset[asset];
}

/** Returns how many cells a layout has. */
export function cellCount(layout: Layout): number {
  return layout.offset[layout.assets.length];
}

/** The cells of a layout gathered by day: those of day `firstDay + i` are `cells[offset[i] .. offset[i + 1]]`, by asset. */
export type CrossSection = {
  readonly offset: Int32Array;
  readonly cells: Int32Array;
  readonly assetOfCell: Int32Array;
};

/** Returns the cells of each day. One pass to count, one to place; 8 bytes a cell, over shared memory. */
export function crossSectionOf(layout: Layout): CrossSection {
  const cells = sharedInt32(cellCount(layout));
  const assetOfCell = sharedInt32(cells.length);
  const offset = sharedInt32(layout.dayCount + 1);
  for (let asset = 0; asset < layout.assets.length; asset++) {
    const first = layout.start[asset] - layout.firstDay;
    const length = layout.offset[asset + 1] - layout.offset[asset];
    for (let i = 0; i < length; i++) offset[first + i + 1]++;
  }
  for (let day = 0; day < layout.dayCount; day++) offset[day + 1] += offset[day];
  const next = offset.slice(0, layout.dayCount);
  for (let asset = 0; asset < layout.assets.length; asset++) {
    const first = layout.start[asset] - layout.firstDay;
    for (let cell = layout.offset[asset]; cell < layout.offset[asset + 1]; cell++) {
      cells[next[first + cell - layout.offset[asset]]++] = cell;
      assetOfCell[cell] = asset;
    }
  }
  return { offset, cells, assetOfCell };
}

/** Returns a zeroed Int32Array over shared memory. */
export function sharedInt32(length: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(length * 4));
}

/** Returns a zeroed Float64Array over shared memory. */
export function sharedFloat64(length: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(length * 8));
}

/**
 * A market in decision time: cell (asset, day) holds the newest version known at the end of that day, so a later revision
 * never rewrites an earlier row. The only way in is {@link Panel.at}.
 */
export class Panel {
  readonly #content: PanelContent;

  constructor(content: PanelContent) {
    const count = cellCount(content.layout);
    for (const field of PANEL_FIELDS) {
      invariant(
        content.fields[field].length === count,
        `panel field ${field} has ${content.fields[field].length} cells of ${count}`,
      );
    }
    this.#content = content;
  }

  /** First day, and the day after the last, as day numbers. */
  get days(): { readonly first: number; readonly end: number } {
    const { firstDay, dayCount } = this.#content.layout;
    return { first: firstDay, end: firstDay + dayCount };
  }

  /**
   * Returns what could be seen at `asOf`: whole days that had ended by then. A copy, never a view, because a view carries
   * the whole future in its buffer. An asset ends at its last candle: cells of a silence that a later candle ends would
   * tell of it. Assets without a cell by then are left out.
   */
  at(asOf: Instant): Window {
    const { layout, fields } = this.#content;
    const kept: number[] = [];
    const ends: number[] = [];
    for (let asset = 0; asset < layout.assets.length; asset++) {
      const end = this.#seenUntil(asset, asOf);
      if (end === layout.start[asset]) continue;
      kept.push(asset);
      ends.push(end);
    }
    const start = sharedInt32(kept.length);
    const offset = sharedInt32(kept.length + 1);
    kept.forEach((asset, i) => {
      start[i] = layout.start[asset];
      offset[i + 1] = offset[i] + ends[i] - layout.start[asset];
    });
    const cut = Object.fromEntries(
      PANEL_FIELDS.map((field) => {
        const copy = sharedFloat64(offset[kept.length]);
        kept.forEach((asset, i) => {
          const from = layout.offset[asset];
          copy.set(fields[field].subarray(from, from + offset[i + 1] - offset[i]), offset[i]);
        });
        return [field, copy];
      }),
    ) as PanelFields;
    return {
      asOf,
      assets: kept.map((asset) => layout.assets[asset] as string),
      firstDay: layout.firstDay,
      dayCount: Math.max(layout.firstDay, ...ends) - layout.firstDay,
      start,
      offset,
      fields: cut,
      traits: traitsAt(this.#content, kept, asOf),
    };
  }

  /** Returns the day after the last one of an asset that has a candle known at `asOf`; its first day if there is none. */
  #seenUntil(asset: number, asOf: Instant): number {
    const { layout, fields, late } = this.#content;
    const first = layout.offset[asset] - layout.start[asset];
    let end = Math.max(layout.start[asset], Math.min(endOf(layout, asset), dayOf(asOf)));
    // only a day that has just ended can have a candle that is not known yet
    if (late !== undefined && end > layout.start[asset] && end === dayOf(asOf)) {
      const at = placeOf(late.cells, first + end - 1);
      if (at >= 0 && late.knownAt[at] > asOf) end--;
    }
    while (end > layout.start[asset] && Number.isNaN(fields.close[first + end - 1])) end--;
    return end;
  }

  /**
   * Returns how each asset that was known by `asOf` to have ended did, by asset id; all others are absent. That a silence is
   * an ending is known once {@link SILENCE_DAYS} days without a candle are over.
   */
  endingsAt(asOf: Instant): ReadonlyMap<string, 'truncated' | 'delisted'> {
    const { layout, ending } = this.#content;
    const endings = new Map<string, 'truncated' | 'delisted'>();
    layout.assets.forEach((asset, i) => {
      if (startOfDay(endOf(layout, i) + SILENCE_DAYS) > asOf || ending[i] === ENDING.alive) return;
      endings.set(asset, ending[i] === ENDING.delisted ? 'delisted' : 'truncated');
    });
    return endings;
  }
}

/** Returns the traits of the kept assets, of which a sector or a peg that was not known by `asOf` is none. */
function traitsAt({ traits, peggedDay }: PanelContent, kept: readonly number[], asOf: Instant): AssetTraits {
  const { sectorNames, sectorFromDay } = traits;
  const sector = new Int16Array(new SharedArrayBuffer(kept.length * 2));
  const exclusion = new Uint8Array(new SharedArrayBuffer(kept.length));
  const fromDay = sharedInt32(kept.length);
  kept.forEach((asset, i) => {
    fromDay[i] = sectorFromDay?.[asset] ?? 0;
    const isKnown = sectorFromDay === undefined || sectorFromDay[asset] < dayOf(asOf);
    sector[i] = isKnown ? traits.sector[asset] : -1;
    const isPegged = peggedDay !== undefined && peggedDay[asset] < dayOf(asOf);
    exclusion[i] = traits.exclusion[asset] | (isPegged ? EXCLUSION.stablecoin : 0);
  });
  return { sector, sectorNames, exclusion, ...(sectorFromDay === undefined ? {} : { sectorFromDay: fromDay }) };
}

/** Returns where a number stands in a rising array, -1 if it does not. */
function placeOf(rising: Int32Array, wanted: number): number {
  let [low, high] = [0, rising.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rising[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  return rising[low] === wanted ? low : -1;
}
