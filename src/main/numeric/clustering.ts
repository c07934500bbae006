import { invariant } from '../../shared/errors.ts';

/** How two clusters are joined: by their nearest members, or so that the variance within clusters grows least. */
export type Linkage = 'single' | 'ward';

/** A join of two clusters at a height; clusters are named by a member until they are labelled. */
type Merge = { readonly a: number; readonly b: number; readonly height: number };

/**
 * The joins of n points from the lowest up: join k makes cluster n + k of `left[k]` and `right[k]`, which are points (below n)
 * or earlier clusters, at `height[k]`.
 */
export type ClusterTree = {
  readonly n: number;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly height: Float64Array;
};

/**
 * Returns the clustering tree of n points.
 *
 * Joins are sorted by height (the sort is stable, and both algorithms start at point 0, so ties fall the same way each time);
 * in each join the cluster that was made first stands left, points before clusters, as in the usual linkage tables.
 *
 * @param distance - n × n, symmetric, zeros on the diagonal. Ward's criterion takes them as Euclidean. O(n²).
 * @see Müllner (2011), "Modern hierarchical, agglomerative clustering algorithms".
 */
export function clusterTreeOf(distance: Float64Array, n: number, linkage: Linkage): ClusterTree {
  invariant(distance.length === n * n, `clustering of ${distance.length} distances, needs ${n} × ${n}`);
  const merges = linkage === 'single' ? spanningTree(distance, n) : wardChain(distance, n);
  merges.sort((x, y) => x.height - y.height);
  const parent = Int32Array.from({ length: Math.max(0, 2 * n - 1) }, (_, i) => i);
  const rootOf = (member: number): number => {
    let root = member;
    while (parent[root] !== root) root = parent[root];
    for (let at = member; parent[at] !== root; ) [parent[at], at] = [root, parent[at]];
    return root;
  };
  const left = new Int32Array(merges.length);
  const right = new Int32Array(merges.length);
  merges.forEach(({ a, b }, k) => {
    const [x, y] = [rootOf(a), rootOf(b)];
    left[k] = Math.min(x, y);
    right[k] = Math.max(x, y);
    parent[x] = parent[y] = n + k;
  });
  return { n, left, right, height: Float64Array.from(merges, ({ height }) => height) };
}

/** Returns the leaves of a tree of at least one point from left to right. */
export function leavesOf({ n, left, right }: ClusterTree): Int32Array {
  const order = new Int32Array(n);
  const waiting = [n === 1 ? 0 : 2 * n - 2];
  let placed = 0;
  while (waiting.length > 0) {
    const node = waiting.pop() as number;
    if (node < n) order[placed++] = node;
    else waiting.push(right[node - n], left[node - n]);
  }
  return order;
}

/** Returns the leaves of the tree of {@link clusterTreeOf} from left to right. */
export function leafOrder(distance: Float64Array, n: number, linkage: Linkage): Int32Array {
  return leavesOf(clusterTreeOf(distance, n, linkage));
}

/**
 * Returns the cluster of each point when the last `count - 1` joins are undone: 0 .. count - 1, numbered along the leaves, so
 * that each is a run of them. `count` is 1 .. n.
 */
export function cutTree(tree: ClusterTree, count: number): Int32Array {
  const { n, left, right } = tree;
  invariant(count >= 1 && count <= n, `a tree of ${n} points cut into ${count} clusters`);
  const rootOf = Int32Array.from({ length: 2 * n - 1 }, (_, i) => i);
  for (let k = n - count - 1; k >= 0; k--) rootOf[left[k]] = rootOf[right[k]] = rootOf[n + k];
  const cluster = new Int32Array(n);
  let [found, last] = [-1, -1];
  for (const leaf of leavesOf(tree)) {
    if (rootOf[leaf] !== last) found++;
    last = rootOf[leaf];
    cluster[leaf] = found;
  }
  return cluster;
}

/** Prim's minimum spanning tree from point 0: its edges, by length, are the joins of single linkage. */
function spanningTree(distance: Float64Array, n: number): Merge[] {
  const merges: Merge[] = [];
  const nearest = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
  const isIn = new Uint8Array(n);
  let at = 0;
  for (let step = 1; step < n; step++) {
    isIn[at] = 1;
    let [next, height] = [-1, Number.POSITIVE_INFINITY];
    for (let i = 0; i < n; i++) {
      if (isIn[i] === 1) continue;
      if (distance[at * n + i] < nearest[i]) nearest[i] = distance[at * n + i];
      if (nearest[i] < height) [next, height] = [i, nearest[i]];
    }
    merges.push({ a: at, b: next, height });
    at = next;
  }
  return merges;
}

/** Joins by Ward's criterion, found along chains of nearest neighbours; the Lance-Williams update gives the new distances. */
function wardChain(distance: Float64Array, n: number): Merge[] {
  const merges: Merge[] = [];
  const d = Float64Array.from(distance);
  const size = new Int32Array(n).fill(1);
  const chain: number[] = [];
  while (merges.length < n - 1) {
    if (chain.length === 0) chain.push(size.findIndex((count) => count > 0));
    for (;;) {
      const tip = chain[chain.length - 1];
      // The one before wins ties, so that a chain cannot circle.
      let best = chain.length > 1 ? chain[chain.length - 2] : -1;
      let height = best >= 0 ? d[tip * n + best] : Number.POSITIVE_INFINITY;
      for (let i = 0; i < n; i++) {
        if (i !== tip && size[i] > 0 && d[tip * n + i] < height) [best, height] = [i, d[tip * n + i]];
      }
      if (chain.length > 1 && best === chain[chain.length - 2]) break;
      chain.push(best);
    }
    const [last, before] = [chain.pop() as number, chain.pop() as number];
    const [a, b] = [Math.min(last, before), Math.max(last, before)];
    const height = d[a * n + b];
    merges.push({ a, b, height });
    for (let i = 0; i < n; i++) {
      if (size[i] === 0 || i === a || i === b) continue;
      const weighted =
        (size[a] + size[i]) * d[a * n + i] ** 2 + (size[b] + size[i]) * d[b * n + i] ** 2 - size[i] * height ** 2;
      d[b * n + i] = d[i * n + b] = Math.sqrt(Math.max(0, weighted / (size[a] + size[b] + size[i])));
    }
    size[b] += size[a];
    size[a] = 0;
  }
  return merges;
}
