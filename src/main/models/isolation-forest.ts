/**
 * An isolation forest: how soon random splits part a row from the others. It learns no label, so it is no member of an ensemble
 * that forecasts; it says how unusual a row is.
 *
 * A missing cell is no reason to be unusual: at each split it goes where most of the sample's known rows went, as the median
 * would, in growing as in scoring. Cells that are infinite never decide where a split lies.
 *
 * @see Liu, Ting & Zhou (2008), "Isolation forest", Eighth IEEE International Conference on Data Mining.
 */
import { z } from 'zod';
import { invariant, throwIfCancelled } from '../../shared/errors.ts';
import type { ModelMeta } from '../../shared/models.ts';
import type { Matrix } from '../numeric/matrix.ts';
import type { Team } from '../numeric/team.ts';
import type { Attribution, Estimator, Model, SavedModel, TrainingSet } from './estimator.ts';
import { scoreIsolation } from './isolation-scores.ts';
import { createIsolationTrees, type GrowthWork, type IsolationTrees, meanPathLength } from './isolation-trees.ts';
import { type ArrayType, metaOf, requireFeatures, requireRecipe, requireRows, takeArray } from './saved-model.ts';

/** A tree of a larger sample would not fit into the first-level cache, and finds less: large samples hide what is unusual. */
const LARGEST_SAMPLE = 4096;
/** Trees between two looks at the signal: about 20 ms. */
const WAVE_TREES = 128;
/** Fewer trees say more of the draw than of the rows. */
const MINIMUM_STAGE = 10;

const Params = z.object({
  trees: z.int().min(1).max(10_000).default(100),
  sample: z.int().min(2).max(LARGEST_SAMPLE).default(256).describe('rows that a tree is grown on, each once'),
});

const RECIPE = { kind: 'isolation-forest', version: 1 } as const;

/** A fitted forest; beside what every model can do, it scores with several threads. */
export type IsolationModel = Model & {
  /** Returns the bits of `predict`, with the threads of a team. */
  score(x: Matrix, team: Team): Float32Array;
};

/** The recipe of an isolation forest. `predict` gives 2^(-mean path length / c(sample)), 0..1, about 0.5 for an ordinary row. */
export const isolationForest = {
  ...RECIPE,
  params: Params,
  async fit(set, params, run) {
    requireRows(RECIPE.kind, set);
    throwIfCancelled(run.signal);
    const drawable = rowsWithWeight(set);
    const sample = Math.max(1, Math.min(params.sample, drawable?.length ?? set.x.rows));
    const trees = createIsolationTrees(params.trees, depthOf(sample));
    const counter = new Int32Array(new SharedArrayBuffer(4));
    const { rows, columns, data } = set.x;
    const work: GrowthWork = {
      data,
      rows,
      columnCount: columns.length,
      drawable,
      sample,
      seed: run.seed,
      trees,
      counter,
    };
    const session = run.team.open('isolation-trees', work);
    try {
      for (let first = 0; first < params.trees; first += WAVE_TREES) {
        throwIfCancelled(run.signal);
        const count = Math.min(WAVE_TREES, params.trees - first);
        counter[0] = 0;
        session.step(first, count);
        run.report((first + count) / params.trees);
      }
    } finally {
      session.close();
    }
    return createIsolationModel(metaOf(RECIPE, params, set, run.seed), trees, sample);
  },
  load,
} satisfies Estimator<typeof Params>;

/** Returns how many levels a tree of so many rows has at most: log2 of them, beyond which all rows are ordinary. */
export function depthOf(sample: number): number {
  return Math.ceil(Math.log2(Math.max(2, sample)));
}

/** Returns the rows whose weight is above 0; null if all are. */
function rowsWithWeight({ weights }: TrainingSet): Int32Array | null {
  if (weights.every((weight) => weight > 0)) return null;
  const rows = Int32Array.from(weights.keys()).filter((row) => weights[row] > 0);
  return rows.length > 0 ? rows : null;
}

function createIsolationModel(meta: ModelMeta, forest: IsolationTrees, sample: number): IsolationModel {
  let expected: Float64Array | undefined;
  return {
    meta,
    predict(x) {
      requireFeatures(meta, x);
      return scoreIsolation(forest, sample, x);
    },
    score(x, team) {
      requireFeatures(meta, x);
      return scoreIsolation(forest, sample, x, team);
    },
    predictInStages(x, shares) {
      requireFeatures(meta, x);
      return shares.map((share) => {
        const trees = Math.round(share * forest.trees);
        return trees < MINIMUM_STAGE ? null : scoreIsolation(firstTrees(forest, trees), sample, x);
      });
    },
    explain(x) {
      requireFeatures(meta, x);
      expected ??= expectedPaths(forest);
      return explainIsolation(forest, sample, { ...x, columnCount: x.columns.length }, expected);
    },
    save() {
      const { column, threshold, isAbove, count, value } = forest;
      return { meta, arrays: { sample: Int32Array.of(sample), column, threshold, isAbove, count, value } };
    },
  };
}

function firstTrees(
  { depth, column, threshold, isAbove, count, value }: IsolationTrees,
  trees: number,
): IsolationTrees {
  const slots = trees << depth;
  return {
    ...{ trees, depth, column: column.subarray(0, slots), threshold: threshold.subarray(0, slots) },
    ...{ isAbove: isAbove.subarray(0, slots), count: count.subarray(0, 2 * slots), value: value.subarray(0, slots) },
  };
}

/** Returns for each slot of each tree the mean path length of the sample's rows that reached it. */
function expectedPaths({ trees, depth, column, count, value }: IsolationTrees): Float64Array {
  const width = 1 << depth;
  const expected = new Float64Array(count.length);
  for (let tree = 0; tree < trees; tree++) {
    const [first, firstCount] = [tree * width, 2 * tree * width];
    for (let slot = 2 * width - 1; slot > 0; slot--) {
      const rows = count[firstCount + slot];
      if (rows === 0) continue;
      const level = 31 - Math.clz32(slot);
      if (slot >= width || column[first + slot] < 0) {
        expected[firstCount + slot] = value[first + (slot << (depth - level)) - width];
        continue;
      }
      const [left, right] = [firstCount + 2 * slot, firstCount + 2 * slot + 1];
      expected[firstCount + slot] = (count[left] * expected[left] + count[right] * expected[right]) / rows;
    }
  }
  return expected;
}

/**
 * Returns what each column adds to the scores. Each split on a row's path shortens or lengthens the path that the sample's rows
 * there have on average; what a column's splits saved over all trees is its part. The parts add up to the expected path less the
 * row's, and are scaled by one number a row so that they add up to its score less the score of the expected path.
 *
 * @see Saabas (2014) for the attribution along a path; Carletti, Terzi & Susto (2023), "Interpretable anomaly detection with DIFFI".
 */
export function explainIsolation(
  forest: IsolationTrees,
  sample: number,
  x: Pick<Matrix, 'rows' | 'data'> & { readonly columnCount: number },
  expected: Float64Array = expectedPaths(forest),
): Attribution {
  const { trees, depth, column, threshold, isAbove, value } = forest;
  const { columnCount } = x;
  const width = 1 << depth;
  const contributions = new Float64Array(x.rows * columnCount);
  const perTree = trees * meanPathLength(sample);
  let root = 0;
  for (let tree = 0; tree < trees; tree++) root += expected[2 * tree * width + 1];
  const base = scoreOf(root, perTree);
  for (let row = 0; row < x.rows; row++) {
    const own = contributions.subarray(row * columnCount, (row + 1) * columnCount);
    let path = 0;
    for (let tree = 0; tree < trees; tree++) {
      const [first, firstCount] = [tree * width, 2 * tree * width];
      let slot = 1;
      while (slot < width && column[first + slot] >= 0) {
        const at = first + slot;
        const cell = x.data[column[at] * x.rows + row];
        const goesRight = isAbove[at] === 1 ? cell > threshold[at] : cell < threshold[at];
        const next = 2 * slot + (goesRight ? 1 : 0);
        own[column[at]] += expected[firstCount + slot] - expected[firstCount + next];
        slot = next;
      }
      path += value[first + (slot << (depth - 31 + Math.clz32(slot))) - width];
    }
    const saved = root - path;
    const score = scoreOf(path, perTree);
    // where nothing was saved on the whole, the slope of the score stands for the ratio of two zeros
    const scale =
      Math.abs(saved) > 1e-9 * root ? (score - base) / saved : perTree > 0 ? (score * Math.LN2) / perTree : 0;
    for (let i = 0; i < columnCount; i++) own[i] *= scale;
  }
  return { base, contributions };
}

function scoreOf(path: number, perTree: number): number {
  return perTree > 0 ? 2 ** (-path / perTree) : 0.5;
}

function load({ meta, arrays }: SavedModel): Model {
  const { kind } = RECIPE;
  requireRecipe(RECIPE, meta);
  const take = <T>(name: string, type: ArrayType<T>): T => takeArray(kind, arrays, name, type);
  const sample = take('sample', Int32Array)[0];
  const [column, threshold] = [take('column', Int32Array), take('threshold', Float32Array)];
  const [isAbove, count, value] = [take('isAbove', Uint8Array), take('count', Int32Array), take('value', Float32Array)];
  const depth = depthOf(sample);
  invariant(
    column.length % (1 << depth) === 0 && count.length === 2 * column.length,
    `${kind} of ${column.length} slots`,
  );
  return createIsolationModel(
    meta,
    { trees: column.length >> depth, depth, column, threshold, isAbove, count, value },
    sample,
  );
}
