/**
 * A random forest: the mean of many deep trees, each grown on rows drawn with replacement, each split chosen among a few columns
 * drawn anew.
 *
 * @see Breiman (2001), "Random forests", Machine Learning 45.
 */
import { z } from 'zod';
import { throwIfCancelled } from '../../shared/errors.ts';
import { withMemory } from '../kernels/kernels.ts';
import { type BinnedMatrix, binMatrix, MAX_BINS, MAX_CUTS } from './binning.ts';
import type { Estimator, Run, TrainingSet } from './estimator.ts';
import { type ForestSize, type ForestWork, planForest, viewForest } from './forest-work.ts';
import { metaOf, requireRows } from './saved-model.ts';
import { createTreeModel, loadTreeModel } from './tree-model.ts';
import { createLearntTree, joinTrees, type LearntTree } from './tree-nodes.ts';

const Params = z.object({
  objective: z
    .enum(['classification', 'regression'])
    .default('regression')
    .describe('regression: the label itself; classification: chance that the label is above 0'),
  trees: z.int().min(1).max(10_000).default(100),
  maxDepth: z.int().min(1).max(30).default(12),
  minRowsPerLeaf: z.int().min(1).default(5).describe('an average weight counts as one row'),
  rowShare: z
    .number()
    .positive()
    .max(1)
    .default(1)
    .describe('rows drawn for a tree, with replacement, as a share of all'),
  columnsPerSplit: z.int().min(1).nullable().default(null).describe('null: the square root of their number'),
  maxBins: z.int().min(2).max(MAX_BINS).default(63),
});
type Params = z.output<typeof Params>;

const RECIPE = { kind: 'random-forest', version: 1 } as const;

/** Sums of quantised labels over all rows; a bag may hold a row that is most of it up to fifteen times. */
const QUANTISED_SUM = 2 ** 27;
/** Nanoseconds that a row takes in each column and level, and those that a node takes whatever its rows. */
const CELL_NS = 2;
const NODE_NS = 1500;
/** Nanoseconds, about, that pass before the fit looks whether it was cancelled. */
const WAVE_NS = 100e6;
/** Nodes of a wave take at most 128 MiB. */
const WAVE_NODES = 2 ** 22;

/** The recipe of a random forest. `predict` gives the label's scale, or a chance in 0..1. */
export const randomForest: Estimator<typeof Params> = {
  ...RECIPE,
  params: Params,
  async fit(set, params, run) {
    requireRows(RECIPE.kind, set);
    throwIfCancelled(run.signal);
    const { base, trees } = growForest(set, params, run);
    return createTreeModel(metaOf(RECIPE, params, set, run.seed), joinTrees(base, trees, 1 / trees.length));
  },
  load: (saved) => loadTreeModel(RECIPE.kind, RECIPE.version, saved),
};

function growForest(set: TrainingSet, params: Params, run: Run): { base: number; trees: LearntTree[] } {
  const binned = binMatrix(set.x, params.maxBins, run.team);
  const labels = centreLabels(set, params);
  const size = sizeOf(set, params, run, binned, labels);
  const places = planForest(size);
  return withMemory(places.total, (memory) => {
    const work: ForestWork = { memory, size, places };
    const view = viewForest(work);
    view.bins.set(binned.bins);
    fillRows(view, set, labels, size);
    const session = run.team.open('forest', work);
    try {
      const trees: LearntTree[] = [];
      while (trees.length < params.trees) {
        throwIfCancelled(run.signal);
        const count = Math.min(size.waveTrees, params.trees - trees.length);
        view.counter[0] = 0;
        session.step(trees.length, count);
        for (let slot = 0; slot < count; slot++) trees.push(takeTree(view, size, slot, binned.cuts));
        run.report(trees.length / params.trees);
      }
      return { base: labels.mean, trees };
    } finally {
      session.close();
    }
  });
}

type Labels = {
  readonly mean: number;
  readonly label: Float32Array;
  readonly absolute: number;
  readonly weight: number;
};

/** Returns labels less their mean: a split then does not subtract great numbers from each other. */
function centreLabels({ y, weights }: TrainingSet, { objective }: Params): Labels {
  const label = objective === 'classification' ? y.map((value) => (value > 0 ? 1 : 0)) : y.slice();
  let sum = 0;
  let weight = 0;
  for (let i = 0; i < label.length; i++) {
    sum += weights[i] * label[i];
    weight += weights[i];
  }
  const mean = weight > 0 ? sum / weight : 0;
  let absolute = 0;
  for (let i = 0; i < label.length; i++) {
    label[i] -= mean;
    absolute += Math.abs(label[i]) * weights[i];
  }
  return { mean, label, absolute, weight };
}

function sizeOf(
  { x, weights }: TrainingSet,
  params: Params,
  run: Run,
  { binCount }: BinnedMatrix,
  { absolute, weight }: Labels,
): ForestSize {
  const { rows } = x;
  const columnCount = x.columns.length;
  const columnsPerSplit = Math.min(params.columnsPerSplit ?? Math.ceil(Math.sqrt(columnCount)), columnCount);
  const draws = Math.max(1, Math.round(params.rowShare * rows));
  const maxNodes = Math.min(2 ** (params.maxDepth + 1) - 1, 2 * Math.min(draws, rows) - 1);
  const nodes = Math.min(maxNodes, (2 * draws) / params.minRowsPerLeaf);
  const treeNs = draws * params.maxDepth * columnsPerSplit * CELL_NS + nodes * NODE_NS;
  const treesAThread = Math.max(1, Math.floor(WAVE_NS / treeNs));
  const waveTrees = Math.min(
    treesAThread * run.team.size,
    Math.max(1, Math.floor(WAVE_NODES / maxNodes)),
    params.trees,
  );
  const isEven = weights[0] > 0 && weights.every((own) => own === weights[0]);
  return {
    rows,
    columnCount,
    binCount,
    parts: run.team.size,
    waveTrees,
    maxNodes,
    maxDepth: params.maxDepth,
    minRows: params.minRowsPerLeaf,
    columnsPerSplit,
    draws,
    seed: run.seed,
    gradientUnit: absolute > 0 ? absolute / QUANTISED_SUM : 1,
    weightUnit: isEven ? weights[0] : weight > 0 ? weight / QUANTISED_SUM : 1,
  };
}

function fillRows(
  { label, weights, gradient, hessian }: ReturnType<typeof viewForest>,
  set: TrainingSet,
  labels: Labels,
  { gradientUnit, weightUnit }: ForestSize,
): void {
  label.set(labels.label);
  weights.set(set.weights);
  for (let row = 0; row < label.length; row++) {
    const weight = weights[row];
    gradient[row] = Math.round((label[row] * weight) / gradientUnit);
    hessian[row] = weight > 0 ? Math.max(1, Math.round(weight / weightUnit)) : 0;
  }
}

function takeTree(view: ReturnType<typeof viewForest>, size: ForestSize, slot: number, cuts: Float32Array): LearntTree {
  const count = view.nodeCount[slot];
  const first = slot * size.maxNodes;
  const tree = createLearntTree(count);
  tree.value.set(view.values.subarray(first, first + count));
  tree.cover.set(view.cover.subarray(first, first + count));
  for (let node = 0; node < count; node++) {
    const at = 4 * (first + node);
    const column = view.nodes[at];
    if (column < 0) continue;
    tree.feature[node] = column;
    tree.threshold[node] = cuts[column * MAX_CUTS + view.nodes[at + 1]];
    tree.left[node] = view.nodes[at + 2];
    tree.missingLeft[node] = view.nodes[at + 3];
  }
  return tree;
}
