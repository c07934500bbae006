import type { TreeEnsemble } from '../../../src/main/models/tree-ensemble.ts';
import { createMatrix, type Matrix } from '../../../src/main/numeric/matrix.ts';
import { createRandom, type Random } from '../../../src/main/numeric/random.ts';

/** A tree written by hand: a leaf's value, or a split. A row goes left where its feature is <= threshold. */
export type HandTree =
  | { readonly value: number; readonly cover: number }
  | {
      readonly feature: number;
      readonly threshold: number;
      readonly missingLeft?: boolean;
      readonly left: HandTree;
      readonly right: HandTree;
    };

function coverOf(tree: HandTree): number {
  return 'value' in tree ? tree.cover : coverOf(tree.left) + coverOf(tree.right);
}

/** Returns trees written by hand as flat arrays. */
export function handTrees(trees: readonly HandTree[], base = 0): TreeEnsemble {
  const offset = [0];
  const nodes: {
    feature: number;
    threshold: number;
    left: number;
    right: number;
    missing: number;
    value: number;
    cover: number;
  }[] = [];
  const put = (tree: HandTree): number => {
    const at = nodes.length;
    const leaf = { feature: -1, threshold: 0, left: -1, right: -1, missing: 0, value: 0, cover: coverOf(tree) };
    nodes.push(leaf);
    if ('value' in tree) {
      leaf.value = tree.value;
      return at;
    }
    leaf.feature = tree.feature;
    leaf.threshold = tree.threshold;
    leaf.missing = tree.missingLeft === true ? 1 : 0;
    leaf.left = put(tree.left);
    leaf.right = put(tree.right);
    return at;
  };
  for (const tree of trees) {
    put(tree);
    offset.push(nodes.length);
  }
  return {
    base,
    treeOffset: Int32Array.from(offset),
    feature: Int32Array.from(nodes, (node) => node.feature),
    threshold: Float32Array.from(nodes, (node) => node.threshold),
    left: Int32Array.from(nodes, (node) => node.left),
    right: Int32Array.from(nodes, (node) => node.right),
    missingLeft: Uint8Array.from(nodes, (node) => node.missing),
    value: Float64Array.from(nodes, (node) => node.value),
    cover: Float64Array.from(nodes, (node) => node.cover),
  };
}

/** Returns a tree of random splits; some covers are 0. A path of `depth` splits at most, of about half where `isRagged`. */
export function randomTree(random: Random, features: number, depth: number, isRagged = true): HandTree {
  if (depth === 0 || (isRagged && random.uniform() < 0.2)) {
    return { value: random.normal(), cover: random.uniform() < 0.05 ? 0 : 1 + random.below(100) };
  }
  return {
    feature: random.below(features),
    threshold: Math.round(random.normal() * 4) / 4,
    missingLeft: random.uniform() < 0.5,
    left: randomTree(random, features, depth - 1, isRagged),
    right: randomTree(random, features, depth - 1, isRagged),
  };
}

/** Returns rows of quarters, so that values meet thresholds, with missing and infinite ones among them. */
export function randomRows(seed: number, rows: number, features: number): Matrix {
  const random = createRandom(seed, 'rows');
  const x = createMatrix(
    rows,
    Array.from({ length: features }, (_, i) => `feature-${i}`),
  );
  for (let i = 0; i < x.data.length; i++) {
    const dice = random.uniform();
    if (dice < 0.15) continue;
    x.data[i] = dice < 0.18 ? -Infinity : dice < 0.2 ? Infinity : Math.round(random.normal() * 4) / 4;
  }
  return x;
}
