/** Cells gathered by blocks of eight days, so that work by day walks along memory instead of across it. */
import { cellCount, type Layout, sharedInt32 } from '../numeric/panel.ts';

/** Days of a block: eight doubles are one cache line. */
export const BLOCK_DAYS = 8;

/**
 * The chosen cells of block b, i.e. days `firstDay + 8 b ..` and seven more, are entries `offset[b] .. offset[b + 1]`: by asset,
 * then by day. All over shared memory, 9 bytes an entry.
 */
export type Blocks = {
  readonly offset: Int32Array;
  readonly cells: Int32Array;
  readonly assets: Int32Array;
  /** Day within the block, 0..7. */
  readonly places: Uint8Array;
};

/** Returns the blocks of the cells whose flag is set, or of all cells. Two passes over the cells. */
export function blocksOf(layout: Layout, flags: Uint8Array | null): Blocks {
  const blockCount = Math.ceil(layout.dayCount / BLOCK_DAYS);
  const offset = sharedInt32(blockCount + 1);
  const assetCount = layout.assets.length;
  for (let asset = 0; asset < assetCount; asset++) {
    const shift = layout.start[asset] - layout.firstDay - layout.offset[asset];
    for (let cell = layout.offset[asset]; cell < layout.offset[asset + 1]; cell++) {
      if (flags === null || flags[cell] !== 0) offset[((cell + shift) >> 3) + 1]++;
    }
  }
  for (let block = 0; block < blockCount; block++) offset[block + 1] += offset[block];
  const count = flags === null ? cellCount(layout) : offset[blockCount];
  const cells = sharedInt32(count);
  const assets = sharedInt32(count);
  const places = new Uint8Array(new SharedArrayBuffer(count));
  const next = offset.slice(0, blockCount);
  for (let asset = 0; asset < assetCount; asset++) {
    const shift = layout.start[asset] - layout.firstDay - layout.offset[asset];
    for (let cell = layout.offset[asset]; cell < layout.offset[asset + 1]; cell++) {
      if (flags !== null && flags[cell] === 0) continue;
      const day = cell + shift;
      const entry = next[day >> 3]++;
      cells[entry] = cell;
      assets[entry] = asset;
      places[entry] = day & 7;
    }
  }
  return { offset, cells, assets, places };
}
