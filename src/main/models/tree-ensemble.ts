import type { Matrix } from '../numeric/matrix.ts';

/**
 * A sum of trees, as flat arrays: what boosting and forests learn, what kernels predict with and what TreeSHAP explains.
 * The score of a row is `base` plus the value of the leaf it reaches in each tree (a forest's values are divided by its
 * number of trees beforehand). A row goes left where its feature is <= threshold; a missing feature goes where
 * `missingLeft` says.
 */
export type TreeEnsemble = {
  readonly base: number;
  /** For each tree, and one more: index of its root node. */
  readonly treeOffset: Int32Array;
  /** Column that the node splits on; -1 for a leaf. */
  readonly feature: Int32Array;
  readonly threshold: Float32Array;
  /** Node indices, counted from the start of the arrays; -1 for a leaf. */
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly missingLeft: Uint8Array;
  /** Score of a leaf; 0 elsewhere. */
  readonly value: Float64Array;
  /** Sum of training weights that reached the node. */
  readonly cover: Float64Array;
};

/** Returns the score of one row by walking every tree; the slow, plain way that the fast ones are tested against. */
export function scoreRow(trees: TreeEnsemble, x: Matrix, row: number): number {
  let score = trees.base;
  for (let tree = 0; tree + 1 < trees.treeOffset.length; tree++) {
    let node = trees.treeOffset[tree];
    while (trees.feature[node] >= 0) {
      const cell = x.data[trees.feature[node] * x.rows + row];
      const goesLeft = Number.isNaN(cell) ? trees.missingLeft[node] === 1 : cell <= trees.threshold[node];
      node = goesLeft ? trees.left[node] : trees.right[node];
    }
    score += trees.value[node];
  }
  return score;
}
