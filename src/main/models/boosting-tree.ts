/**
 * Grows one tree, leaf by leaf: the leaf whose best split gains most is split next, until there are enough leaves or nothing
 * gains. The work is done by the threads of a session (boosting-job.ts); here it is decided.
 *
 * @see Shi (2007), "Best-first decision tree learning"; Ke et al. (2017), "LightGBM".
 */
import { BLOCK_COLUMNS, SPLIT_BYTES } from '../kernels/kernels.ts';
import type { TeamSession } from '../numeric/team.ts';
import { MAX_CUTS } from './binning.ts';
import { type BoostingSize, CHUNK_ROWS, COUNTER, PARAM, STEP, type viewBoosting } from './boosting-work.ts';
import { createLearntTree, type LearntTree } from './tree-nodes.ts';

export type BoostingView = ReturnType<typeof viewBoosting>;

/** A leaf that may still be split. Sums are quantised. */
type Leaf = {
  readonly node: number;
  readonly start: number;
  readonly count: number;
  readonly slot: number;
  readonly sumG: number;
  readonly sumH: number;
  /** The least and the greatest score that monotone columns leave to it. */
  readonly low: number;
  readonly high: number;
  readonly best: Split | null;
};

type Split = {
  readonly gain: number;
  readonly column: number;
  readonly bin: number;
  readonly missingLeft: number;
  readonly leftG: number;
  readonly leftH: number;
};

type Steps = Pick<TeamSession, 'step'>;

/** What growing needs besides the memory. */
export type Growth = {
  readonly size: BoostingSize;
  readonly view: BoostingView;
  /** All threads together, and the caller's alone: the same bytes either way. */
  readonly session: Steps;
  readonly alone: Steps;
  readonly cuts: Float32Array;
  /** Called before each split; throws if the fit was cancelled. */
  check(): void;
};

/** Runs a step after setting the counters that its pieces are drawn from to 0. */
export function runStep({ counters }: BoostingView, steps: Steps, ...op: number[]): void {
  counters[COUNTER.first] = 0;
  counters[COUNTER.second] = 0;
  steps.step(...op);
}

/** Nanoseconds that a row takes in a column, and a bin in a search; and those below which a split is not worth sharing out. */
const ROW_NS = 0.3;
const BIN_NS = 4;
const ALONE_NS = 40_000;

/** Returns who splits a leaf: waking threads takes some ten microseconds a step, which is as long as a small leaf takes. */
function stepsFor({ session, alone, size, view }: Growth, count: number): Steps {
  return view.used[0] * (count * ROW_NS + size.binCount * BIN_NS) < ALONE_NS ? alone : session;
}

/** Returns the tree of a round whose gradients were packed, and adds its scores to the rows'. */
export function growTree(growth: Growth): LearntTree {
  const { size, view } = growth;
  const { params } = view;
  const chunkCount = Math.ceil(size.rows / CHUNK_ROWS);
  let sampled = 0;
  let sumG = 0;
  let sumH = 0;
  for (let chunk = 0; chunk < chunkCount; chunk++) {
    sampled += view.leftCounts[chunk];
    sumG += view.sums[2 * chunk];
    sumH += view.sums[2 * chunk + 1];
  }
  params[PARAM.smallRowsPerWeight] = sumH > 0 ? sampled / sumH : 0;
  const canSplit = size.leaves > 1 && sampled >= 2 * size.minRows;
  runStep(view, growth.session, STEP.finish, 0, size.rows, sampled, canSplit ? 0 : -1, -1, 1, 0);
  const root = { node: 0, start: 0, count: sampled, slot: 0, sumG, sumH, low: -Infinity, high: Infinity };
  const leaves: Leaf[] = [{ ...root, best: canSplit ? readBest(growth, 0) : null }];
  const nodes: NodeSplit[] = [];

  while (leaves.length < size.leaves) {
    let chosen = -1;
    for (const [i, { best }] of leaves.entries()) {
      if (best !== null && (chosen < 0 || best.gain > (leaves[chosen].best as Split).gain)) chosen = i;
    }
    if (chosen < 0) break;
    growth.check();
    const leaf = leaves[chosen];
    const best = leaf.best as Split;
    const left = 1 + 2 * nodes.length;
    nodes.push({ node: leaf.node, left, column: best.column, bin: best.bin, missingLeft: best.missingLeft });
    const [first, second] = splitLeaf(growth, leaf, best, left, leaves.length);
    leaves[chosen] = first;
    leaves.push(second);
  }
  return finishTree(growth, leaves, nodes, sampled);
}

type NodeSplit = {
  readonly node: number;
  readonly left: number;
  readonly column: number;
  readonly bin: number;
  readonly missingLeft: number;
};

/** Returns the two leaves that a split makes; `slot` is free for the smaller one's histogram. */
function splitLeaf(growth: Growth, leaf: Leaf, best: Split, left: number, slot: number): [Leaf, Leaf] {
  const { size, view } = growth;
  const { start, count, sumG, sumH } = leaf;
  const rightG = sumG - best.leftG;
  const rightH = sumH - best.leftH;
  const isLeftSmall = best.leftH * 2 <= sumH;
  const isLast = slot + 1 === size.leaves;
  const side = isLast ? 0 : isLeftSmall ? 1 : 2;
  for (let part = 0; part < size.parts; part++) view.counters[COUNTER.used + part] = 0;
  const steps = stepsFor(growth, count);
  runStep(view, steps, STEP.split, start, count, best.column, best.bin, best.missingLeft, side);
  let leftCount = 0;
  for (let chunk = 0; chunk < Math.ceil(count / CHUNK_ROWS); chunk++) leftCount += view.leftCounts[chunk];
  const rightCount = count - leftCount;

  const leftPerWeight = leftCount / best.leftH;
  const rightPerWeight = rightCount / rightH;
  view.params[PARAM.smallRowsPerWeight] = isLeftSmall ? leftPerWeight : rightPerWeight;
  view.params[PARAM.largeRowsPerWeight] = isLeftSmall ? rightPerWeight : leftPerWeight;
  const canLeft = !isLast && leftCount >= 2 * size.minRows;
  const canRight = !isLast && rightCount >= 2 * size.minRows;
  const [canSmall, canLarge] = isLeftSmall ? [canLeft, canRight] : [canRight, canLeft];
  const child = canSmall || canLarge ? slot : -1;
  runStep(view, steps, STEP.finish, start, count, leftCount, child, leaf.slot, canSmall ? 1 : 0, canLarge ? 1 : 0);

  const [leftSide, rightSide] = isLeftSmall ? [0, 1] : [1, 0];
  const [leftSlot, rightSlot] = isLeftSmall ? [slot, leaf.slot] : [leaf.slot, slot];
  const sign = view.sign[best.column];
  const middle = (scoreOf(growth, best.leftG, best.leftH) + scoreOf(growth, rightG, rightH)) / 2;
  const bounded = Math.min(Math.max(middle, leaf.low), leaf.high);
  return [
    {
      node: left,
      start,
      count: leftCount,
      slot: leftSlot,
      sumG: best.leftG,
      sumH: best.leftH,
      low: sign < 0 ? bounded : leaf.low,
      high: sign > 0 ? bounded : leaf.high,
      best: canLeft ? readBest(growth, leftSide) : null,
    },
    {
      node: left + 1,
      start: start + leftCount,
      count: rightCount,
      slot: rightSlot,
      sumG: rightG,
      sumH: rightH,
      low: sign > 0 ? bounded : leaf.low,
      high: sign < 0 ? bounded : leaf.high,
      best: canRight ? readBest(growth, rightSide) : null,
    },
  ];
}

function scoreOf({ size, view: { params } }: Growth, g: number, h: number): number {
  return (-g * params[PARAM.gradientUnit]) / (h * params[PARAM.weightUnit] + size.l2);
}

/** Returns the best of the columns' splits that `finish` found for a side; of equals the first. */
function readBest({ size, view: { gains, splits, use } }: Growth, side: number): Split | null {
  const first = side * size.blockCount * BLOCK_COLUMNS;
  let chosen = -1;
  let gain = 0;
  for (let column = 0; column < size.columnCount; column++) {
    if (use[column] === 0) continue;
    const own = gains[((first + column) * SPLIT_BYTES) / 8];
    if (own > gain) {
      gain = own;
      chosen = column;
    }
  }
  if (chosen < 0) return null;
  const at = ((first + chosen) * SPLIT_BYTES) / 4;
  return {
    gain,
    column: chosen,
    leftH: splits[at + 2] >>> 0,
    leftG: splits[at + 3],
    bin: splits[at + 4],
    missingLeft: splits[at + 5],
  };
}

/** Sets the scores of the leaves and of all rows, and returns the tree. */
function finishTree(
  growth: Growth,
  leaves: readonly Leaf[],
  splits: readonly NodeSplit[],
  sampled: number,
): LearntTree {
  const { size, view, cuts } = growth;
  const tree = createLearntTree(2 * leaves.length - 1);
  for (const [i, { node, start, count, low, high }] of leaves.entries()) {
    view.leaves.set([node, start, count], 3 * i);
    view.bounds.set([low, high], 2 * i);
    // a leaf leads to itself: every bin is at most the last, which is of what is missing
    view.nodes.set([0, size.binCount - 1, node, 1], 4 * node);
  }
  for (const { node, left, column, bin, missingLeft } of splits) {
    view.nodes.set([column, bin, left, missingLeft], 4 * node);
    tree.feature[node] = column;
    tree.threshold[node] = cuts[column * MAX_CUTS + bin];
    tree.left[node] = left;
    tree.missingLeft[node] = missingLeft;
  }
  runStep(view, growth.session, STEP.leaves, leaves.length);
  if (sampled < size.rows) runStep(view, growth.session, STEP.walk);
  for (const { node } of leaves) {
    tree.value[node] = view.values[node];
    tree.cover[node] = view.cover[node];
  }
  return tree;
}
