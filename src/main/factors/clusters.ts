/**
 * Whether an asset keeps the company of the same assets: correlation clusters, anew each week, compared over four weeks.
 *
 * 1. `pickMembers`: the most liquid eligible assets of the day, at most 200.
 * 2. `correlate`: their correlations over 90 days; a missing day counts as an average one.
 * 3. `linkAverage`: average linkage on 1 - correlation, cut into about sqrt(n / 2) clusters.
 * 4. `compareWeeks`: for each asset the Jaccard similarity of its cluster with its cluster four weeks before, among the assets
 *    that were members both times.
 *
 * Weeks are counted from 1970, not from the first day of the panel, and a result stands for the seven days from its refresh.
 */
import type { Layout } from '../numeric/panel.ts';
import { BLOCK_DAYS, type Blocks } from './blocks.ts';

export const CLUSTER_MEMBERS = 200;
const WINDOW = 90;
const MINIMUM = 60;
const WEEK = 7;
const WEEKS_BACK = 4;

/** Members of each week's clusters: week w has `count[w]`, from entry 200 w on. All over shared memory. */
export type ClusterWeeks = {
  /** First refresh as a day of the panel, 0..6. */
  readonly firstDay: number;
  readonly count: Int32Array;
  readonly assets: Int32Array;
  readonly labels: Int32Array;
};

/** Returns room for the weeks of a layout. */
export function createClusterWeeks(layout: Layout): ClusterWeeks {
  const firstDay = (WEEK - (layout.firstDay % WEEK)) % WEEK;
  const weeks = Math.max(0, Math.ceil((layout.dayCount - firstDay) / WEEK));
  const shared = (length: number): Int32Array => new Int32Array(new SharedArrayBuffer(length * 4));
  return {
    firstDay,
    count: shared(weeks),
    assets: shared(weeks * CLUSTER_MEMBERS),
    labels: shared(weeks * CLUSTER_MEMBERS),
  };
}

/** What one thread needs to cluster a week. */
export type ClusterMemory = {
  readonly standard: Float64Array;
  readonly distance: Float64Array;
  readonly liquidity: Float64Array;
};

/** Returns memory for one thread, 480 KB. */
export function createClusterMemory(): ClusterMemory {
  return {
    standard: new Float64Array(CLUSTER_MEMBERS * WINDOW),
    distance: new Float64Array(CLUSTER_MEMBERS * CLUSTER_MEMBERS),
    liquidity: new Float64Array(CLUSTER_MEMBERS),
  };
}

/** Clusters the assets of one week. */
export function clusterWeek(
  weeks: ClusterWeeks,
  week: number,
  layout: Layout,
  blocks: Blocks,
  returns: Float64Array,
  liquidity: Float64Array,
  memory: ClusterMemory,
): void {
  const day = weeks.firstDay + week * WEEK;
  const members = weeks.assets.subarray(week * CLUSTER_MEMBERS, (week + 1) * CLUSTER_MEMBERS);
  const picked = pickMembers(members, day, blocks, liquidity, memory.liquidity);
  const count = correlate(members, picked, day, layout, returns, memory);
  weeks.count[week] = count;
  const labels = weeks.labels.subarray(week * CLUSTER_MEMBERS, week * CLUSTER_MEMBERS + count);
  linkAverage(memory.distance, count, Math.max(2, Math.round(Math.sqrt(count / 2))), labels);
}

function pickMembers(
  members: Int32Array,
  day: number,
  blocks: Blocks,
  liquidity: Float64Array,
  best: Float64Array,
): number {
  const block = Math.floor(day / BLOCK_DAYS);
  const place = day % BLOCK_DAYS;
  let count = 0;
  for (let entry = blocks.offset[block]; entry < blocks.offset[block + 1]; entry++) {
    if (blocks.places[entry] !== place) continue;
    const value = liquidity[blocks.cells[entry]];
    if (Number.isNaN(value) || (count === CLUSTER_MEMBERS && value <= best[count - 1])) continue;
    let at = count < CLUSTER_MEMBERS ? count++ : count - 1;
    while (at > 0 && best[at - 1] < value) {
      best[at] = best[at - 1];
      members[at] = members[at - 1];
      at--;
    }
    best[at] = value;
    members[at] = blocks.assets[entry];
  }
  return count;
}

/** Fills the distances of the members with enough returns, which move to the front; returns how many there are. */
function correlate(
  members: Int32Array,
  picked: number,
  day: number,
  layout: Layout,
  returns: Float64Array,
  { standard, distance }: ClusterMemory,
): number {
  let count = 0;
  for (let i = 0; i < picked; i++) {
    const asset = members[i];
    const last = layout.offset[asset] + layout.firstDay + day - layout.start[asset];
    const first = Math.max(layout.offset[asset], last - WINDOW + 1);
    let sum = 0;
    let observations = 0;
    for (let cell = first; cell <= last; cell++) {
      const value = returns[cell];
      if (!Number.isNaN(value)) {
        sum += value;
        observations++;
      }
    }
    if (observations < MINIMUM) continue;
    const mean = sum / observations;
    let square = 0;
    const row = count * WINDOW;
    standard.fill(0, row, row + WINDOW);
    for (let cell = first; cell <= last; cell++) {
      const away = returns[cell] - mean;
      if (Number.isNaN(away)) continue;
      standard[row + WINDOW - 1 - (last - cell)] = away;
      square += away * away;
    }
    if (square === 0) continue;
    const scale = 1 / Math.sqrt(square);
    for (let j = row; j < row + WINDOW; j++) standard[j] *= scale;
    members[count++] = asset;
  }
  for (let i = 0; i < count; i++) {
    const row = i * WINDOW;
    distance[i * count + i] = 0;
    for (let j = i + 1; j < count; j++) {
      const column = j * WINDOW;
      let even = 0;
      let odd = 0;
      for (let k = 0; k < WINDOW; k += 2) {
        even += standard[row + k] * standard[column + k];
        odd += standard[row + k + 1] * standard[column + k + 1];
      }
      const far = 1 - even - odd;
      distance[i * count + j] = far;
      distance[j * count + i] = far;
    }
  }
  return count;
}

/**
 * Writes the cluster of each of `count` points. Average linkage by chains of nearest neighbours; the merges are then done in
 * order of their height until `clusters` are left. `distance` (row-major, symmetric) is used up.
 *
 * @see Murtagh (1983), "A survey of recent advances in hierarchical clustering algorithms".
 */
export function linkAverage(distance: Float64Array, count: number, clusters: number, labels: Int32Array): void {
  const size = new Int32Array(count).fill(1);
  const alive = new Uint8Array(count).fill(1);
  const merges: { readonly left: number; readonly right: number; readonly height: number }[] = [];
  const chain: number[] = [];
  while (merges.length < count - 1) {
    if (chain.length === 0) chain.push(alive.indexOf(1));
    const tip = chain[chain.length - 1];
    const previous = chain.length > 1 ? chain[chain.length - 2] : -1;
    let nearest = previous;
    let height = previous < 0 ? Number.POSITIVE_INFINITY : distance[tip * count + previous];
    for (let other = 0; other < count; other++) {
      if (alive[other] === 0 || other === tip) continue;
      if (distance[tip * count + other] < height) {
        height = distance[tip * count + other];
        nearest = other;
      }
    }
    if (nearest !== previous) {
      chain.push(nearest);
      continue;
    }
    chain.length -= 2;
    merges.push({ left: tip, right: nearest, height });
    const total = size[tip] + size[nearest];
    for (let other = 0; other < count; other++) {
      if (alive[other] === 0 || other === tip || other === nearest) continue;
      const joined =
        (size[tip] * distance[tip * count + other] + size[nearest] * distance[nearest * count + other]) / total;
      distance[nearest * count + other] = joined;
      distance[other * count + nearest] = joined;
    }
    alive[tip] = 0;
    size[nearest] = total;
  }
  const root = Int32Array.from({ length: count }, (_, i) => i);
  const rootOf = (point: number): number => {
    let at = point;
    while (root[at] !== at) at = root[at] = root[root[at]];
    return at;
  };
  merges.sort((one, other) => one.height - other.height);
  for (const { left, right } of merges.slice(0, Math.max(0, count - clusters))) root[rootOf(left)] = rootOf(right);
  for (let i = 0; i < count; i++) labels[i] = rootOf(i);
}

/** Writes, for the seven days from a week's refresh, how much of each member's cluster is what it was four weeks before. */
export function compareWeeks(weeks: ClusterWeeks, week: number, layout: Layout, out: Float64Array): void {
  const before = week - WEEKS_BACK;
  if (before < 0) return;
  const then = new Map<number, number>();
  for (let i = 0; i < weeks.count[before]; i++) {
    then.set(weeks.assets[before * CLUSTER_MEMBERS + i], weeks.labels[before * CLUSTER_MEMBERS + i]);
  }
  const assets: number[] = [];
  const nowLabels: number[] = [];
  const thenLabels: number[] = [];
  for (let i = 0; i < weeks.count[week]; i++) {
    const asset = weeks.assets[week * CLUSTER_MEMBERS + i];
    const label = then.get(asset);
    if (label === undefined) continue;
    assets.push(asset);
    nowLabels.push(weeks.labels[week * CLUSTER_MEMBERS + i]);
    thenLabels.push(label);
  }
  const day = weeks.firstDay + week * WEEK;
  for (let i = 0; i < assets.length; i++) {
    let both = 0;
    let either = 0;
    for (let j = 0; j < assets.length; j++) {
      const now = nowLabels[j] === nowLabels[i];
      const earlier = thenLabels[j] === thenLabels[i];
      if (now && earlier) both++;
      if (now || earlier) either++;
    }
    const asset = assets[i];
    const from = layout.offset[asset] + layout.firstDay + day - layout.start[asset];
    const until = Math.min(from + WEEK, layout.offset[asset + 1]);
    for (let cell = from; cell < until; cell++) out[cell] = both / either;
  }
}
