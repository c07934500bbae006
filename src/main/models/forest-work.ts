/** What the threads of a forest's fit share: where everything lies in their memory. Each thread grows whole trees. */
import { createPlanner, type KernelMemory, NODE_BYTES, SPLIT_BYTES } from '../kernels/kernels.ts';

/** Sizes and recipe of a fit; plain data. */
export type ForestSize = {
  readonly rows: number;
  readonly columnCount: number;
  readonly binCount: 64 | 256;
  readonly parts: number;
  /** Trees grown in one step, and nodes that one of them has at most. */
  readonly waveTrees: number;
  readonly maxNodes: number;
  readonly maxDepth: number;
  readonly minRows: number;
  readonly columnsPerSplit: number;
  /** Rows drawn for a tree, with replacement. */
  readonly draws: number;
  readonly seed: number;
  /** What one quantised step of gradient and of weight is worth. */
  readonly gradientUnit: number;
  readonly weightUnit: number;
};

/** Byte offsets into the memory. */
export type ForestPlaces = ReturnType<typeof planForest>;

export type ForestWork = {
  readonly memory: KernelMemory;
  readonly size: ForestSize;
  readonly places: ForestPlaces;
};

/** Returns where everything lies, and how many bytes that takes. */
export function planForest(size: ForestSize) {
  const { rows, columnCount, binCount, parts, waveTrees, maxNodes } = size;
  const { place, total } = createPlanner();
  const placeOwn = () => ({
    index: place(rows * 4),
    packed: place(rows * 8),
    spareIndex: place(rows * 4),
    sparePacked: place(rows * 8),
    drawn: place(rows * 2),
    columns: place(columnCount * 4),
    hist: place(4 * binCount * 8),
    scratch: place(SPLIT_BYTES),
    best: place(SPLIT_BYTES),
  });
  return {
    bins: place(rows * columnCount),
    /** Label less its mean, and weight; then both quantised. */
    label: place(rows * 4),
    weights: place(rows * 4),
    gradient: place(rows * 4),
    hessian: place(rows * 4),
    counter: place(4),
    own: Array.from({ length: parts }, placeOwn),
    nodeCount: place(waveTrees * 4),
    nodes: place(waveTrees * maxNodes * NODE_BYTES),
    values: place(waveTrees * maxNodes * 8),
    cover: place(waveTrees * maxNodes * 8),
    total: total(),
  };
}

/** Returns the arrays that all threads use, as views of their memory. */
export function viewForest({ memory: { buffer }, size, places }: ForestWork) {
  const { rows, columnCount, waveTrees, maxNodes } = size;
  const nodes = waveTrees * maxNodes;
  return {
    bins: new Uint8Array(buffer, places.bins, rows * columnCount),
    label: new Float32Array(buffer, places.label, rows),
    weights: new Float32Array(buffer, places.weights, rows),
    gradient: new Int32Array(buffer, places.gradient, rows),
    hessian: new Int32Array(buffer, places.hessian, rows),
    counter: new Int32Array(buffer, places.counter, 1),
    nodeCount: new Int32Array(buffer, places.nodeCount, waveTrees),
    /** Column (-1: leaf), bin, left child, missingLeft; the right child follows the left one. */
    nodes: new Int32Array(buffer, places.nodes, nodes * 4),
    values: new Float64Array(buffer, places.values, nodes),
    cover: new Float64Array(buffer, places.cover, nodes),
  };
}

/** Returns the arrays of one thread. */
export function viewOwn({ memory: { buffer }, size, places }: ForestWork, part: number) {
  const { rows, columnCount } = size;
  const own = places.own[part];
  return {
    places: own,
    index: new Int32Array(buffer, own.index, rows),
    /** Quantised weight and gradient, in turn. */
    packed: new Int32Array(buffer, own.packed, rows * 2),
    /** How often each row was drawn. */
    drawn: new Uint16Array(buffer, own.drawn, rows),
    columns: new Int32Array(buffer, own.columns, columnCount),
    gain: new Float64Array(buffer, own.best, 1),
    best: new Int32Array(buffer, own.best, SPLIT_BYTES / 4),
  };
}
