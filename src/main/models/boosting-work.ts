/** What the threads of a boosting fit share: where everything lies in their memory, and how the work is cut. */
import { BLOCK_COLUMNS, createPlanner, type KernelMemory, NODE_BYTES, SPLIT_BYTES } from '../kernels/kernels.ts';
import type { Objective, Rows } from './objectives.ts';

/** Rows of one piece of work. Fixed, so that sums over pieces do not depend on the number of threads. */
export const CHUNK_ROWS = 512;

/** Sizes and recipe of a fit; plain data. */
export type BoostingSize = {
  readonly rows: number;
  readonly columnCount: number;
  readonly blockCount: number;
  readonly binCount: 64 | 256;
  readonly leaves: number;
  readonly parts: number;
  readonly groupCount: number;
  readonly objective: Objective;
  readonly seed: number;
  readonly rowShare: number;
  readonly l2: number;
  readonly minRows: number;
  readonly learningRate: number;
  /** Whether every row has the same hessian, so that a quantised weight counts rows exactly. */
  readonly isEven: boolean;
};

/** Byte offsets into the memory. */
export type BoostingPlaces = ReturnType<typeof planBoosting>;

export type BoostingWork = {
  readonly memory: KernelMemory;
  readonly size: BoostingSize;
  readonly places: BoostingPlaces;
  /** Column-major, over shared memory of their own. */
  readonly bins: Uint8Array;
};

/** Operations of the job. */
export const STEP = { layout: 0, gradient: 1, pack: 2, split: 3, finish: 4, leaves: 5, walk: 6 } as const;
/** Places in `params`. */
export const PARAM = { gradientUnit: 0, weightUnit: 1, smallRowsPerWeight: 2, largeRowsPerWeight: 3 } as const;
/** Places in `counters`: two that pieces are drawn from, then one flag a thread: whether its histogram is in use. */
export const COUNTER = { first: 0, second: 1, used: 2 } as const;

/** Returns where everything lies, and how many bytes that takes. */
export function planBoosting(size: Omit<BoostingSize, 'objective' | 'seed'>) {
  const { rows, columnCount, blockCount, binCount, leaves, parts, groupCount } = size;
  const { place, total } = createPlanner();
  const chunkCount = Math.ceil(rows / CHUNK_ROWS);
  const padded = blockCount * BLOCK_COLUMNS;
  const histBytes = padded * binCount * 8;
  const nodes = 2 * leaves - 1;
  return {
    histBytes,
    bins: place(rows * columnCount),
    blocks: place(rows * padded),
    packed: place(rows * 8),
    index: place(rows * 4),
    left: place(rows * 4),
    right: place(rows * 4),
    y: place(rows * 4),
    weights: place(rows * 4),
    score: place(rows * 8),
    gradient: place(rows * 4),
    hessian: place(rows * 4),
    /** Rows that the round did not draw, chunk by chunk. */
    others: place(rows * 4),
    groups: place((groupCount + 1) * 4),
    order: place(rows * 4),
    hists: place(leaves * histBytes),
    ownHists: place(parts * histBytes),
    splits: place(2 * padded * SPLIT_BYTES),
    use: place(padded),
    /** The columns in use, and their number before them. */
    used: place((columnCount + 1) * 4),
    sign: place(padded),
    params: place(64),
    counters: place((2 + parts) * 4),
    /** Two sums for each chunk or group. */
    sums: place(Math.max(chunkCount, groupCount, 1) * 16),
    leftCounts: place(chunkCount * 4),
    drawnCounts: place(chunkCount * 4),
    nodes: place(nodes * NODE_BYTES),
    values: place(nodes * 8),
    cover: place(nodes * 8),
    /** For each leaf: node, first place in `index`, rows. */
    leaves: place(leaves * 12),
    /** For each leaf: the least and the greatest score that a monotone column leaves to it. */
    bounds: place(leaves * 16),
    total: total(),
  };
}

/** Returns the arrays of a fit as views of its memory. */
export function viewBoosting({ memory: { buffer }, size, places }: BoostingWork) {
  const { rows, leaves, blockCount, parts, groupCount } = size;
  const padded = blockCount * BLOCK_COLUMNS;
  const chunkCount = Math.ceil(rows / CHUNK_ROWS);
  const nodes = 2 * leaves - 1;
  const data: Rows = {
    y: new Float32Array(buffer, places.y, rows),
    weights: new Float32Array(buffer, places.weights, rows),
    score: new Float64Array(buffer, places.score, rows),
    gradient: new Float32Array(buffer, places.gradient, rows),
    hessian: new Float32Array(buffer, places.hessian, rows),
    groups: new Int32Array(buffer, places.groups, groupCount + 1),
    order: new Int32Array(buffer, places.order, rows),
  };
  return {
    data,
    chunkCount,
    bins: new Uint8Array(buffer, places.bins, rows * size.columnCount),
    index: new Int32Array(buffer, places.index, rows),
    left: new Int32Array(buffer, places.left, rows),
    right: new Int32Array(buffer, places.right, rows),
    use: new Uint8Array(buffer, places.use, padded),
    used: new Int32Array(buffer, places.used, size.columnCount + 1),
    sign: new Int8Array(buffer, places.sign, padded),
    params: new Float64Array(buffer, places.params, 8),
    counters: new Int32Array(buffer, places.counters, 2 + parts),
    sums: new Float64Array(buffer, places.sums, Math.max(chunkCount, groupCount, 1) * 2),
    leftCounts: new Int32Array(buffer, places.leftCounts, chunkCount),
    drawnCounts: new Int32Array(buffer, places.drawnCounts, chunkCount),
    gains: new Float64Array(buffer, places.splits, (2 * padded * SPLIT_BYTES) / 8),
    splits: new Int32Array(buffer, places.splits, (2 * padded * SPLIT_BYTES) / 4),
    nodes: new Int32Array(buffer, places.nodes, nodes * 4),
    values: new Float64Array(buffer, places.values, nodes),
    cover: new Float64Array(buffer, places.cover, nodes),
    leaves: new Int32Array(buffer, places.leaves, leaves * 3),
    bounds: new Float64Array(buffer, places.bounds, leaves * 2),
  };
}
