/**
 * Gradient boosting: a sum of small trees, each fitted to what the sum before it still gets wrong.
 *
 * 1. `binMatrix`: columns as bins.
 * 2. For each tree: gradients (objectives.ts), quantised to integers; `growTree` (boosting-tree.ts).
 *
 * @see Friedman (2001), "Greedy function approximation: a gradient boosting machine"; rows drawn anew for each tree: Friedman
 *   (2002), "Stochastic gradient boosting"; Chen & Guestrin (2016), "XGBoost";
 *   histograms of integers: Shi et al. (2022), "Quantized training of gradient boosting decision trees".
 */
import { z } from 'zod';
import { AppError, throwIfCancelled } from '../../shared/errors.ts';
import { BLOCK_COLUMNS, withMemory } from '../kernels/kernels.ts';
import { createRandom } from '../numeric/random.ts';
import { binMatrix, MAX_BINS } from './binning.ts';
import { createBoostingJob } from './boosting-job.ts';
import { type BoostingView, growTree, runStep } from './boosting-tree.ts';
import {
  type BoostingSize,
  type BoostingWork,
  COUNTER,
  PARAM,
  planBoosting,
  STEP,
  viewBoosting,
} from './boosting-work.ts';
import type { Estimator, Run, TrainingSet } from './estimator.ts';
import { baseOf, OBJECTIVES, orderByLabel } from './objectives.ts';
import { metaOf, requireRows } from './saved-model.ts';
import { createTreeModel, loadTreeModel } from './tree-model.ts';
import { joinTrees, type LearntTree } from './tree-nodes.ts';

const Params = z.object({
  objective: z
    .enum(OBJECTIVES)
    .default('regression')
    .describe('regression: the label itself; classification: label above 0, as log odds; ranking: order within a day'),
  trees: z.int().min(1).max(10_000).default(100),
  leaves: z.int().min(2).max(1024).default(31).describe('leaves of a tree'),
  learningRate: z.number().positive().max(1).default(0.1),
  minRowsPerLeaf: z
    .int()
    .min(1)
    .default(20)
    .describe('counted by curvature where rows differ in it, as by weight or class'),
  l2: z.number().min(0).default(1).describe('penalty on the square of leaf scores'),
  // of 0.3, 0.5 and 1, the first was both the fastest and the best on the boosting workload: R² 0.40, 0.39 and 0.36
  rowShare: z.number().positive().max(1).default(0.3).describe('share of the rows that a tree learns from, drawn anew'),
  columnShare: z.number().positive().max(1).default(1).describe('share of the columns that a tree may use'),
  maxBins: z.int().min(2).max(MAX_BINS).default(MAX_BINS),
  monotone: z
    .array(z.int().min(-1).max(1))
    .default([])
    .describe('for each column 1 or -1 where the score may only rise or fall with it, else 0'),
});
type Params = z.output<typeof Params>;

const RECIPE = { kind: 'gradient-boosting', version: 1 } as const;

/** Sums of quantised gradients stay below this, so that neither half of a 64-bit sum overflows. */
const QUANTISED_SUM = 2 ** 29;

/** The recipe of gradient boosting. `predict` gives the label's scale, log odds, or a score that only orders. */
export const gradientBoosting: Estimator<typeof Params> = {
  ...RECIPE,
  params: Params,
  async fit(set, params, run) {
    requireRows(RECIPE.kind, set);
    if (params.monotone.length > set.x.columns.length) {
      throw new AppError(
        'invalid-input',
        `monotone had ${params.monotone.length} signs, needs at most one for each of ${set.x.columns.length} columns`,
      );
    }
    throwIfCancelled(run.signal);
    const { base, trees } = boost(set, params, run);
    return createTreeModel(metaOf(RECIPE, params, set, run.seed), joinTrees(base, trees, 1));
  },
  load: (saved) => loadTreeModel(RECIPE.kind, RECIPE.version, saved),
};

function sizeOf({ x, weights, groups }: TrainingSet, params: Params, run: Run, binCount: 64 | 256): BoostingSize {
  const isRanking = params.objective === 'ranking';
  return {
    rows: x.rows,
    columnCount: x.columns.length,
    blockCount: Math.ceil(x.columns.length / BLOCK_COLUMNS),
    binCount,
    leaves: params.leaves,
    parts: run.team.size,
    groupCount: isRanking ? groups.length - 1 : 0,
    objective: params.objective,
    seed: run.seed,
    rowShare: params.rowShare,
    l2: params.l2,
    minRows: params.minRowsPerLeaf,
    learningRate: params.learningRate,
    isEven: params.objective === 'regression' && weights[0] > 0 && weights.every((weight) => weight === weights[0]),
  };
}

function boost(set: TrainingSet, params: Params, run: Run): { base: number; trees: LearntTree[] } {
  const binned = binMatrix(set.x, params.maxBins, run.team);
  const size = sizeOf(set, params, run, binned.binCount);
  const places = planBoosting(size);
  return withMemory(places.total, (memory) => {
    const work: BoostingWork = { memory, size, places, bins: binned.bins };
    const view = viewBoosting(work);
    const base = baseOf(params.objective, set.y, set.weights);
    fillRows(view, set, params, base);
    const session = run.team.open('boosting', work);
    try {
      const job = createBoostingJob(work);
      const alone = { step: (...op: number[]) => job.step(0, size.parts, Int32Array.from(op)) };
      const growth = { size, view, session, alone, cuts: binned.cuts, check: () => throwIfCancelled(run.signal) };
      runStep(view, session, STEP.layout);
      const trees: LearntTree[] = [];
      for (let round = 0; round < params.trees; round++) {
        growth.check();
        chooseColumns(view, size.columnCount, params.columnShare, run.seed, round);
        runStep(view, session, STEP.gradient, round);
        chooseUnits(view, size, set.weights[0]);
        for (let part = 0; part < size.parts; part++) view.counters[COUNTER.used + part] = 0;
        runStep(view, session, STEP.pack, round);
        trees.push(growTree(growth));
        run.report((round + 1) / params.trees);
      }
      return { base, trees };
    } finally {
      session.close();
    }
  });
}

function fillRows({ data, use, sign }: BoostingView, set: TrainingSet, params: Params, base: number): void {
  data.y.set(set.y);
  data.weights.set(set.weights);
  data.score.fill(base);
  data.hessian.set(set.weights);
  use.fill(0);
  sign.fill(0);
  sign.set(params.monotone);
  if (params.objective !== 'ranking') return;
  data.groups.set(set.groups);
  data.order.set(orderByLabel(set.y, set.groups));
}

/** Marks and lists the columns that a round may use: at least one. */
function chooseColumns(
  { use, used }: BoostingView,
  columnCount: number,
  share: number,
  seed: number,
  round: number,
): void {
  use.fill(share === 1 ? 1 : 0, 0, columnCount);
  if (share < 1) {
    const random = createRandom(seed, 'columns', round);
    const wanted = Math.max(1, Math.round(share * columnCount));
    const left = Array.from({ length: columnCount }, (_, column) => column);
    for (let i = 0; i < wanted; i++) {
      const at = i + random.below(columnCount - i);
      use[left[at]] = 1;
      left[at] = left[i];
    }
  }
  used[0] = 0;
  for (let column = 0; column < columnCount; column++) if (use[column] === 1) used[++used[0]] = column;
}

/** Sets what one quantised step is worth: as fine as the sums allow. */
function chooseUnits({ sums, params, chunkCount }: BoostingView, size: BoostingSize, weight: number): void {
  const units = size.objective === 'ranking' ? size.groupCount : chunkCount;
  let absolute = 0;
  let curvature = 0;
  for (let unit = 0; unit < units; unit++) {
    absolute += sums[2 * unit];
    curvature += sums[2 * unit + 1];
  }
  params[PARAM.gradientUnit] = absolute > 0 ? absolute / QUANTISED_SUM : 1;
  params[PARAM.weightUnit] = size.isEven ? weight : curvature > 0 ? curvature / QUANTISED_SUM : 1;
}
