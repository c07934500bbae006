import { clusterTreeOf, cutTree, leavesOf } from '../numeric/clustering.ts';
import { correlation, countOf } from '../numeric/stats.ts';

/** Daily returns of some assets, the largest first: row i of `data` is asset i's `dayCount` returns, NaN where there was none. */
export type ReturnRows = {
  readonly assets: readonly string[];
  readonly dayCount: number;
  readonly data: Float64Array;
};

/** Who moves with whom. The assets stand in the order of the tree, so that alike ones are neighbours. */
export type CorrelationMap = {
  readonly assets: readonly string[];
  readonly cluster: Int32Array;
  /** Row by row, in the order of `assets`. */
  readonly matrix: Float64Array;
  /** Over all pairs; NaN with fewer than two assets. */
  readonly meanCorrelation: number;
  readonly clusters: readonly CorrelationCluster[];
};

/** Assets that move together. `leader` is the largest of them; the mean correlation of one alone is NaN. */
export type CorrelationCluster = {
  readonly id: number;
  readonly size: number;
  readonly meanCorrelation: number;
  readonly leader: string;
};

/** Returns that an asset needs, and shared ones that a pair needs. */
const FEWEST_RETURNS = 60;
const FEWEST_CLUSTERS = 3;
const MOST_CLUSTERS = 8;

/**
 * Returns the map of up to `size` assets, the first of the rows that have 60 returns and vary.
 *
 * Pearson's correlation of each pair over the days on which both have a return; a pair with fewer than 60 of them is given the
 * mean of the others. Ward linkage on the distance sqrt(2 (1 - correlation)), which is that of the standardised returns. Of the
 * cuts into 3 to 8 clusters the one whose mean silhouette is the largest; up to three assets are a cluster each.
 *
 * @see Mantegna (1999), "Hierarchical structure in financial markets"; Ward (1963); Rousseeuw (1987), "Silhouettes".
 */
export function correlationMapOf({ assets, dayCount, data }: ReturnRows, size: number): CorrelationMap {
  const rows: Float64Array[] = [];
  const names: string[] = [];
  for (let i = 0; i < assets.length && rows.length < size; i++) {
    const row = data.subarray(i * dayCount, (i + 1) * dayCount);
    if (countOf(row) < FEWEST_RETURNS || !varies(row)) continue;
    rows.push(row);
    names.push(assets[i]);
  }
  const n = rows.length;
  if (n === 0) return { assets: [], cluster: new Int32Array(), matrix: new Float64Array(), ...NOTHING };
  const found = correlationsOf(rows);
  const distance = found.map((value) => Math.sqrt(Math.max(0, 2 * (1 - value))));
  const tree = clusterTreeOf(distance, n, 'ward');
  const order = leavesOf(tree);
  let [cluster, best] = [cutTree(tree, Math.min(n, FEWEST_CLUSTERS)), Number.NEGATIVE_INFINITY];
  for (let count = FEWEST_CLUSTERS; count <= Math.min(MOST_CLUSTERS, n - 1); count++) {
    const cut = cutTree(tree, count);
    const fit = meanSilhouette(distance, cut, n, count);
    if (fit > best) [cluster, best] = [cut, fit];
  }
  const clusters: CorrelationCluster[] = [];
  for (let id = 0; id <= Math.max(...cluster); id++) {
    const members = names.map((_, i) => i).filter((i) => cluster[i] === id);
    clusters.push({
      id,
      size: members.length,
      meanCorrelation: meanOfPairs(found, n, members),
      leader: names[members[0]],
    });
  }
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) matrix[i * n + j] = found[order[i] * n + order[j]];
  return {
    assets: Array.from(order, (i) => names[i]),
    cluster: order.map((i) => cluster[i]),
    matrix,
    meanCorrelation: meanOfPairs(found, n, Array.from(order)),
    clusters,
  };
}

const NOTHING = { meanCorrelation: Number.NaN, clusters: [] } as const;

function varies(row: Float64Array): boolean {
  const first = row.find((value) => !Number.isNaN(value));
  return row.some((value) => !Number.isNaN(value) && value !== first);
}

function correlationsOf(rows: readonly Float64Array[]): Float64Array {
  const n = rows.length;
  const matrix = new Float64Array(n * n);
  let [sum, known] = [0, 0];
  for (let i = 0; i < n; i++) {
    matrix[i * n + i] = 1;
    for (let j = 0; j < i; j++) {
      const value = sharedCount(rows[i], rows[j]) < FEWEST_RETURNS ? Number.NaN : correlation(rows[i], rows[j]);
      matrix[i * n + j] = matrix[j * n + i] = value;
      if (Number.isNaN(value)) continue;
      sum += value;
      known++;
    }
  }
  return matrix.map((value) => (Number.isNaN(value) ? (known === 0 ? 0 : sum / known) : value));
}

function sharedCount(first: Float64Array, second: Float64Array): number {
  let count = 0;
  for (let t = 0; t < first.length; t++) if (!Number.isNaN(first[t]) && !Number.isNaN(second[t])) count++;
  return count;
}

function meanOfPairs(matrix: Float64Array, n: number, members: readonly number[]): number {
  let [sum, pairs] = [0, 0];
  members.forEach((i, a) => {
    for (const j of members.slice(a + 1)) {
      sum += matrix[i * n + j];
      pairs++;
    }
  });
  return pairs === 0 ? Number.NaN : sum / pairs;
}

/** Mean over the points of (b - a) / max(a, b): a to the own cluster, b to the nearest other; 0 for a cluster of one. */
function meanSilhouette(distance: Float64Array, cluster: Int32Array, n: number, count: number): number {
  const sizes = new Int32Array(count);
  for (const id of cluster) sizes[id]++;
  const sums = new Float64Array(count);
  let total = 0;
  for (let i = 0; i < n; i++) {
    const own = cluster[i];
    if (sizes[own] === 1) continue;
    sums.fill(0);
    for (let j = 0; j < n; j++) sums[cluster[j]] += distance[i * n + j];
    const inside = sums[own] / (sizes[own] - 1);
    let nearest = Number.POSITIVE_INFINITY;
    for (let id = 0; id < count; id++) if (id !== own) nearest = Math.min(nearest, sums[id] / sizes[id]);
    const larger = Math.max(inside, nearest);
    if (larger > 0) total += (nearest - inside) / larger;
  }
  return total / n;
}
