/** Trees as they are learnt: nodes in creation order, the two children of a node always next to each other. */
import type { TreeEnsemble } from './tree-ensemble.ts';

/** The nodes of one tree; indices count from its root, which is 0. The right child of node i is `left[i] + 1`. */
export type LearntTree = {
  /** -1 for a leaf. */
  readonly feature: Int32Array;
  readonly threshold: Float32Array;
  readonly left: Int32Array;
  readonly missingLeft: Uint8Array;
  readonly value: Float64Array;
  readonly cover: Float64Array;
};

/** Returns a tree of `count` leaves that are still to be filled in. */
export function createLearntTree(count: number): LearntTree {
  return {
    feature: new Int32Array(count).fill(-1),
    threshold: new Float32Array(count),
    left: new Int32Array(count).fill(-1),
    missingLeft: new Uint8Array(count),
    value: new Float64Array(count),
    cover: new Float64Array(count),
  };
}

/** Returns the sum of some trees, whose leaf values are multiplied by `scale`; the cover of a node is its children's. */
export function joinTrees(base: number, trees: readonly LearntTree[], scale: number): TreeEnsemble {
  const treeOffset = new Int32Array(trees.length + 1);
  for (const [t, tree] of trees.entries()) treeOffset[t + 1] = treeOffset[t] + tree.feature.length;
  const count = treeOffset[trees.length];
  const joined = { ...createLearntTree(count), right: new Int32Array(count).fill(-1) };
  for (const [t, tree] of trees.entries()) {
    const from = treeOffset[t];
    joined.feature.set(tree.feature, from);
    joined.threshold.set(tree.threshold, from);
    joined.missingLeft.set(tree.missingLeft, from);
    joined.cover.set(tree.cover, from);
    // children come after their parents, so going backwards they are already summed
    for (let node = tree.feature.length - 1; node >= 0; node--) {
      if (tree.feature[node] < 0) {
        joined.value[from + node] = tree.value[node] * scale;
        continue;
      }
      const left = from + tree.left[node];
      joined.left[from + node] = left;
      joined.right[from + node] = left + 1;
      joined.cover[from + node] = joined.cover[left] + joined.cover[left + 1];
    }
  }
  return { base, treeOffset, ...joined };
}
