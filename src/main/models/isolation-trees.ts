/**
 * Isolation trees: each splits a small sample at random columns and thresholds, so that what is far from the rest is soon alone.
 * A tree depends on the seed and its number alone.
 */
import { createRandom, type Random } from '../numeric/random.ts';
import type { TeamJob } from '../numeric/team.ts';
import { drawPieces } from './draw.ts';

/**
 * Some trees as full binary heaps of `depth` levels: the root of a tree is its slot 1, the children of slot i are 2i and 2i + 1.
 * The arrays hold 2^depth slots a tree, `count` twice as many; all lie over shared memory.
 */
export type IsolationTrees = {
  readonly trees: number;
  readonly depth: number;
  /** Column that the slot splits on; -1 where it does not. */
  readonly column: Int32Array;
  readonly threshold: Float32Array;
  /** 1: a row goes right where its cell is above the threshold; 0: where it is below. The right side had fewer rows of the sample. */
  readonly isAbove: Uint8Array;
  /** Rows of the sample that reached the slot. */
  readonly count: Int32Array;
  /** Path length of a row that ends in slot 2^depth + i; those that ended higher up are in the slot that going left leads to. */
  readonly value: Float32Array;
};

const EULER = 0.5772156649015329;

/**
 * Returns the mean length of an unsuccessful search in a binary tree of `count` rows: what an ordinary row's path has, and what
 * a leaf that still holds so many rows adds to theirs.
 *
 * @see Liu, Ting & Zhou (2008), "Isolation forest", equation 1; Preiss (1999).
 */
export function meanPathLength(count: number): number {
  if (count <= 1) return 0;
  if (count === 2) return 1;
  return 2 * (Math.log(count - 1) + EULER) - (2 * (count - 1)) / count;
}

/** Returns memory for some trees. */
export function createIsolationTrees(trees: number, depth: number): IsolationTrees {
  const slots = trees << depth;
  const shared = (bytes: number): SharedArrayBuffer => new SharedArrayBuffer(bytes);
  return {
    trees,
    depth,
    column: new Int32Array(shared(slots * 4)).fill(-1),
    threshold: new Float32Array(shared(slots * 4)),
    isAbove: new Uint8Array(shared(slots)),
    count: new Int32Array(shared(slots * 8)),
    value: new Float32Array(shared(slots * 4)),
  };
}

/** What the threads of a fit share; plain data and typed arrays. */
export type GrowthWork = {
  /** Column-major cells. */
  readonly data: Float32Array;
  readonly rows: number;
  readonly columnCount: number;
  /** Rows that may be drawn; null for all. */
  readonly drawable: Int32Array | null;
  readonly sample: number;
  readonly seed: number;
  readonly trees: IsolationTrees;
  readonly counter: Int32Array;
};

/** Returns one thread's side of a fit. Operation: first tree, number of trees; the counter must be 0. */
export function createGrowthJob(work: GrowthWork): TeamJob {
  const grow = createGrower(work);
  return {
    step(_part, _parts, [firstTree, treeCount]) {
      drawPieces(work.counter, 0, treeCount, (piece) => grow(firstTree + piece));
    },
  };
}

/** Returns a function that grows the tree of a number; it keeps its scratch memory. */
export function createGrower({ data, rows, columnCount, drawable, sample, seed, trees }: Omit<GrowthWork, 'counter'>) {
  const { depth } = trees;
  const width = 1 << depth;
  const index = new Int32Array(sample);
  const spare = new Int32Array(sample);
  const columns = new Int32Array(columnCount);
  const start = new Int32Array(2 * width);
  const drawn = new Set<number>();
  const range = { low: 0, high: 0 };

  const drawSample = (random: Random): void => {
    // Floyd's way to draw without replacement, in time that does not depend on how many rows there are
    const all = drawable?.length ?? rows;
    drawn.clear();
    for (let i = all - sample; i < all; i++) {
      const row = random.below(i + 1);
      drawn.add(drawn.has(row) ? i : row);
    }
    let at = 0;
    for (const row of drawn) index[at++] = drawable === null ? row : drawable[row];
  };

  /** Returns whether a column has two different finite cells among some rows, and notes the smallest and the largest. */
  const spread = (column: number, from: number, count: number): boolean => {
    const cells = column * rows;
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let i = from; i < from + count; i++) {
      const cell = data[cells + index[i]];
      if (!(cell - cell === 0)) continue;
      if (cell < low) low = cell;
      if (cell > high) high = cell;
    }
    range.low = low;
    range.high = high;
    return low < high;
  };

  /** Returns a column drawn among those that still differ, -1 if none does. */
  const drawColumn = (random: Random, from: number, count: number): number => {
    for (let tried = 0; tried < columnCount; tried++) {
      const at = tried + random.below(columnCount - tried);
      const column = columns[at];
      columns[at] = columns[tried];
      columns[tried] = column;
      if (spread(column, from, count)) return column;
    }
    return -1;
  };

  /** Splits the rows of a slot and returns how many went left: the side with more of the known ones, and all that lack the cell. */
  const split = (slot: number, from: number, count: number, column: number, threshold: number): number => {
    const cells = column * rows;
    let [known, below] = [0, 0];
    for (let i = from; i < from + count; i++) {
      const cell = data[cells + index[i]];
      if (!Number.isNaN(cell)) known++;
      if (cell <= threshold) below++;
    }
    const isAbove = 2 * below >= known;
    let [left, right] = [from, 0];
    for (let i = from; i < from + count; i++) {
      const row = index[i];
      const cell = data[cells + row];
      if (isAbove ? cell > threshold : cell <= threshold) spare[right++] = row;
      else index[left++] = row;
    }
    index.set(spare.subarray(0, right), left);
    trees.column[slot] = column;
    trees.isAbove[slot] = isAbove ? 1 : 0;
    // `cell <= threshold` is `cell < the next float`, which the kernel can ask with the same comparison
    trees.threshold[slot] = isAbove ? threshold : nextFloat(threshold);
    return left - from;
  };

  return (tree: number): void => {
    const random = createRandom(seed, 'isolation', tree);
    drawSample(random);
    for (let column = 0; column < columnCount; column++) columns[column] = column;
    const counts = trees.count.subarray(tree << (depth + 1), (tree + 1) << (depth + 1));
    // memory may be grown into again
    const first = tree << depth;
    counts.fill(0);
    trees.column.fill(-1, first, first + width);
    counts[1] = sample;
    start[1] = 0;
    for (let slot = 1; slot < width; slot++) {
      const count = counts[slot];
      if (count === 0) continue;
      const level = 31 - Math.clz32(slot);
      const column = count > 1 ? drawColumn(random, start[slot], count) : -1;
      if (column < 0) {
        const bottom = slot << (depth - level);
        trees.value[first + bottom - width] = level + meanPathLength(count);
        continue;
      }
      const threshold = drawThreshold(random, range.low, range.high);
      const leftCount = split(first + slot, start[slot], count, column, threshold);
      counts[2 * slot] = leftCount;
      counts[2 * slot + 1] = count - leftCount;
      start[2 * slot] = start[slot];
      start[2 * slot + 1] = start[slot] + leftCount;
    }
    for (let slot = width; slot < 2 * width; slot++) {
      if (counts[slot] > 0) trees.value[first + slot - width] = depth + meanPathLength(counts[slot]);
    }
  };
}

/** Returns a 32-bit float in [low, high). */
function drawThreshold(random: Random, low: number, high: number): number {
  const drawn = Math.fround(low + random.uniform() * (high - low));
  return drawn < high && drawn >= low ? drawn : low;
}

const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);

/** Returns the smallest 32-bit float above a finite one. */
function nextFloat(value: number): number {
  float[0] = value + 0;
  if (float[0] === 0) bits[0] = 1;
  else bits[0] += float[0] > 0 ? 1 : -1;
  return float[0];
}
