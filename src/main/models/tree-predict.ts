/** Scores of many rows at once, with the kernel; the same to the last bit as {@link scoreRow}. */

import { invariant } from '../../shared/errors.ts';
import { createPlanner, kernelsOver, NODE_BYTES, withMemory } from '../kernels/kernels.ts';
import type { Matrix } from '../numeric/matrix.ts';
import type { TreeEnsemble } from './tree-ensemble.ts';

/** Rows at a time: 80 columns of them take 80 KiB, which the second-level cache holds while all trees pass over them. */
const BATCH_ROWS = 256;

/** Trees laid out for the kernel. */
export type PackedTrees = {
  readonly base: number;
  readonly roots: Int32Array;
  readonly nodes: Int32Array;
  readonly value: Float64Array;
};

/**
 * Returns the trees as the kernel walks them. Children of a node must be neighbours and come after it, as `joinTrees` puts them;
 * a walk then ends and stays within the arrays.
 */
export function packTrees(trees: TreeEnsemble): PackedTrees {
  const { base, treeOffset, feature, threshold, left, right, missingLeft, value } = trees;
  const nodes = new Int32Array(feature.length * 4);
  const thresholds = new Float32Array(nodes.buffer);
  for (let node = 0; node < feature.length; node++) {
    const isLeaf = feature[node] < 0;
    invariant(
      isLeaf || (left[node] > node && right[node] === left[node] + 1 && right[node] < feature.length),
      `node ${node} of ${feature.length} has children ${left[node]} and ${right[node]}`,
    );
    nodes[4 * node] = isLeaf ? 0 : feature[node];
    thresholds[4 * node + 1] = isLeaf ? Number.POSITIVE_INFINITY : threshold[node];
    nodes[4 * node + 2] = isLeaf ? node : left[node];
    nodes[4 * node + 3] = isLeaf ? 1 : missingLeft[node];
  }
  return { base, roots: treeOffset.slice(0, -1), nodes, value };
}

/** Returns the score of each row. */
export function predictTrees(packed: PackedTrees, x: Matrix): Float32Array {
  return predictTreesInStages(packed, x, [packed.roots.length])[0];
}

/**
 * Returns the score of each row with the first so many trees, for each of the counts. All of them take as long as the last, whose
 * bits are those of {@link predictTrees}.
 *
 * @param counts - rising, at most as many as there are trees.
 */
export function predictTreesInStages(
  { base, roots, nodes, value }: PackedTrees,
  x: Matrix,
  counts: readonly number[],
): Float32Array[] {
  const columnCount = x.columns.length;
  const planner = createPlanner();
  const nodesAt = planner.place((nodes.length / 4) * NODE_BYTES);
  const rootsAt = planner.place(roots.length * 4);
  const valuesAt = planner.place(value.length * 8);
  const xAt = planner.place(BATCH_ROWS * columnCount * 4);
  const outAt = planner.place(BATCH_ROWS * 8);
  const scores = counts.map(() => new Float32Array(x.rows));
  withMemory(planner.total(), (memory) => {
    const kernels = kernelsOver(memory);
    new Int32Array(memory.buffer, nodesAt, nodes.length).set(nodes);
    new Int32Array(memory.buffer, rootsAt, roots.length).set(roots);
    new Float64Array(memory.buffer, valuesAt, value.length).set(value);
    const batch = new Float32Array(memory.buffer, xAt, BATCH_ROWS * columnCount);
    const out = new Float64Array(memory.buffer, outAt, BATCH_ROWS);
    for (let from = 0; from < x.rows; from += BATCH_ROWS) {
      const count = Math.min(BATCH_ROWS, x.rows - from);
      for (let column = 0; column < columnCount; column++) {
        const at = column * x.rows + from;
        batch.set(x.data.subarray(at, at + count), column * BATCH_ROWS);
      }
      out.fill(base, 0, count);
      counts.forEach((trees, stage) => {
        const done = counts[stage - 1] ?? 0;
        kernels.predictTrees(nodesAt, rootsAt + 4 * done, trees - done, valuesAt, xAt, BATCH_ROWS, count, outAt);
        scores[stage].set(out.subarray(0, count), from);
      });
    }
  });
  return scores;
}
