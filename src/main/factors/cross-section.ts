/**
 * What each operator of scope `day` makes of a column: a figure for each day, for each sector and day, or for each cell.
 * The aggregates take the universe that was eligible at the end of the day before, because a token that becomes eligible by
 * jumping would otherwise lift the market it is compared with. Sums run in the order of the assets, so any number of threads
 * gives the same bits. A block of eight days is the unit of work.
 */
import type { Layout } from '../numeric/panel.ts';
import type { rankPercent, Sorter } from '../numeric/sorting.ts';
import { BLOCK_DAYS, type Blocks } from './blocks.ts';

/** The assets that relative strength and betas may refer to: bitcoin, and the reserve token of a simulated market. */
const REFERENCE_ASSET = /^(bitcoin|SIM0+1)$/;
/** A sector's mean needs so many members. */
const SECTOR_MEMBERS = 3;

/**
 * Returns the asset that relative strength and betas refer to, or -1. Where a panel holds both candidates, the one that began
 * earlier: what began later never takes its place, so no later day changes an earlier one.
 */
export function referenceOf({ assets, start }: Layout): number {
  let reference = -1;
  assets.forEach((id, asset) => {
    if (REFERENCE_ASSET.test(id) && (reference < 0 || start[asset] < start[reference])) reference = asset;
  });
  return reference;
}

/** What the aggregates read besides their column. */
export type CrossSectionInput = {
  readonly layout: Layout;
  readonly marketCap: Float64Array;
  readonly sector: Int16Array;
  /** For each asset the first day at whose end its sector was known. */
  readonly sectorFromDay: Int32Array;
  readonly sectorCount: number;
};

/** Writes x of the reference asset for each day; days without it stay as they are. */
export function writeReference(out: Float64Array, x: Float64Array, layout: Layout, reference: number): void {
  if (reference < 0) return;
  const first = layout.start[reference] - layout.firstDay;
  out.set(x.subarray(layout.offset[reference], layout.offset[reference + 1]), first);
}

/** Writes the mean of x on each day after a day of the block, over that day's entries. */
export function writeMeanOfBlock(
  out: Float64Array,
  x: Float64Array,
  block: number,
  blocks: Blocks,
  layout: Layout,
): void {
  const sums = new Float64Array(BLOCK_DAYS);
  const counts = new Int32Array(BLOCK_DAYS);
  for (let entry = blocks.offset[block]; entry < blocks.offset[block + 1]; entry++) {
    const next = blocks.cells[entry] + 1;
    if (next === layout.offset[blocks.assets[entry] + 1]) continue;
    const value = x[next];
    if (Number.isNaN(value)) continue;
    sums[blocks.places[entry]] += value;
    counts[blocks.places[entry]]++;
  }
  for (let place = 0; place < BLOCK_DAYS; place++) {
    const day = block * BLOCK_DAYS + place + 1;
    if (day < layout.dayCount) out[day] = counts[place] === 0 ? Number.NaN : sums[place] / counts[place];
  }
}

/** Writes the same weighted by market cap, over the `top` largest of each day, or all if `top` is 0. */
export function writeCapWeightedBlock(
  out: Float64Array,
  x: Float64Array,
  block: number,
  blocks: Blocks,
  { layout, marketCap }: CrossSectionInput,
  top: number,
): void {
  const limit = top === 0 ? 0 : top;
  const values = new Float64Array(BLOCK_DAYS * Math.max(1, limit));
  const caps = new Float64Array(BLOCK_DAYS * Math.max(1, limit));
  const sizes = new Int32Array(BLOCK_DAYS);
  const sums = new Float64Array(BLOCK_DAYS);
  const weights = new Float64Array(BLOCK_DAYS);
  for (let entry = blocks.offset[block]; entry < blocks.offset[block + 1]; entry++) {
    const cell = blocks.cells[entry];
    const cap = marketCap[cell];
    if (!(cap > 0)) continue;
    const place = blocks.places[entry];
    const value = cell + 1 === layout.offset[blocks.assets[entry] + 1] ? Number.NaN : x[cell + 1];
    if (limit === 0) {
      if (Number.isNaN(value)) continue;
      sums[place] += cap * value;
      weights[place] += cap;
      continue;
    }
    // The largest so far, by falling market cap. An asset that is missing on the day after still takes its place.
    const base = place * limit;
    if (sizes[place] === limit && cap <= caps[base + limit - 1]) continue;
    let at = base + (sizes[place] < limit ? sizes[place]++ : limit - 1);
    while (at > base && caps[at - 1] < cap) {
      caps[at] = caps[at - 1];
      values[at] = values[at - 1];
      at--;
    }
    caps[at] = cap;
    values[at] = value;
  }
  for (let place = 0; place < BLOCK_DAYS; place++) {
    for (let at = place * limit; at < place * limit + sizes[place]; at++) {
      if (Number.isNaN(values[at])) continue;
      sums[place] += caps[at] * values[at];
      weights[place] += caps[at];
    }
    const day = block * BLOCK_DAYS + place + 1;
    if (day < layout.dayCount) out[day] = weights[place] === 0 ? Number.NaN : sums[place] / weights[place];
  }
}

/** Writes the mean of x by sector: sector s on day d is `out[s * dayCount + d]`. */
export function writeSectorBlock(
  out: Float64Array,
  x: Float64Array,
  block: number,
  blocks: Blocks,
  { layout, sector, sectorFromDay, sectorCount }: CrossSectionInput,
): void {
  const firstDay = layout.firstDay + block * BLOCK_DAYS + 1;
  const sums = new Float64Array(BLOCK_DAYS * sectorCount);
  const counts = new Int32Array(BLOCK_DAYS * sectorCount);
  for (let entry = blocks.offset[block]; entry < blocks.offset[block + 1]; entry++) {
    const asset = blocks.assets[entry];
    const own = sector[asset];
    const next = blocks.cells[entry] + 1;
    if (own < 0 || next === layout.offset[asset + 1]) continue;
    if (firstDay + blocks.places[entry] < sectorFromDay[asset]) continue;
    const value = x[next];
    if (Number.isNaN(value)) continue;
    sums[own * BLOCK_DAYS + blocks.places[entry]] += value;
    counts[own * BLOCK_DAYS + blocks.places[entry]]++;
  }
  for (let own = 0; own < sectorCount; own++) {
    for (let place = 0; place < BLOCK_DAYS; place++) {
      const day = block * BLOCK_DAYS + place + 1;
      const at = own * BLOCK_DAYS + place;
      if (day < layout.dayCount && counts[at] >= SECTOR_MEMBERS)
        out[own * layout.dayCount + day] = sums[at] / counts[at];
    }
  }
}

/** Values and ranks of one block of days, by day; memory of one thread. */
export type RankMemory = {
  readonly sorter: Sorter;
  readonly values: Float64Array;
  readonly ranks: Float64Array;
  readonly counts: Int32Array;
  /** For each entry of the block: where its value is, or -1. */
  readonly slots: Int32Array;
};

/**
 * Gathers the finite values of a block by day, has each day ranked, and hands the ranks back by cell. Read and written along
 * the assets' runs of eight days: one cache line each.
 *
 * @param rank - as `rankPercent`; days with fewer than `minimum` values are left out.
 */
export function rankBlock(
  out: Float32Array | Float64Array,
  x: Float64Array,
  block: number,
  blocks: Blocks,
  memory: RankMemory,
  minimum: number,
  rank: typeof rankPercent,
): void {
  const { sorter, values, ranks, counts, slots } = memory;
  const room = sorter.capacity;
  const begin = blocks.offset[block];
  const end = blocks.offset[block + 1];
  const { cells, places } = blocks;
  counts.fill(0);
  for (let entry = begin; entry < end; entry++) {
    const value = x[cells[entry]];
    let slot = -1;
    // False for NaN and for what is infinite.
    if (value - value === 0) {
      const place = places[entry];
      slot = place * room + counts[place]++;
      values[slot] = value;
    }
    slots[entry - begin] = slot;
  }
  for (let place = 0; place < BLOCK_DAYS; place++) {
    if (counts[place] < minimum) ranks.fill(Number.NaN, place * room, place * room + counts[place]);
    else rank(sorter, values, place * room, counts[place], ranks);
  }
  for (let entry = begin; entry < end; entry++) {
    const slot = slots[entry - begin];
    if (slot >= 0) out[cells[entry]] = ranks[slot];
  }
}

/** Writes the values of a block with `low` as -1 and `high` as 1, limited to these; what is missing stays so. */
export function scaleBlock(
  out: Float32Array,
  x: Float64Array,
  block: number,
  { offset, cells }: Blocks,
  [low, high]: readonly [low: number, high: number],
): void {
  for (let entry = offset[block]; entry < offset[block + 1]; entry++) {
    out[cells[entry]] = Math.max(-1, Math.min(1, (2 * (x[cells[entry]] - low)) / (high - low) - 1));
  }
}
