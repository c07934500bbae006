/** What a fit of trees learnt: a header and the arrays of a `TreeEnsemble`. */
import { AppError } from '../../shared/errors.ts';
import type { ModelMeta } from '../../shared/models.ts';
import type { Matrix } from '../numeric/matrix.ts';
import { explainTrees } from './attribution.ts';
import type { Model, SavedModel, TrainingSet } from './estimator.ts';
import type { TreeEnsemble } from './tree-ensemble.ts';
import { packTrees, predictTrees, predictTreesInStages } from './tree-predict.ts';

/** A sum of fewer trees says more of the draw than of what was learnt. */
const MINIMUM_STAGE = 10;

/** Returns the model of some trees. */
export function createTreeModel(meta: ModelMeta, trees: TreeEnsemble): Model {
  const packed = packTrees(trees);
  return {
    meta,
    predict(x) {
      requireFeatures(meta, x);
      return predictTrees(packed, x);
    },
    predictInStages(x, shares) {
      requireFeatures(meta, x);
      const counts = shares.map((share) => Math.round(share * packed.roots.length));
      const told = counts.filter((count) => count >= MINIMUM_STAGE);
      const stages = predictTreesInStages(packed, x, told);
      return counts.map((count) => (count < MINIMUM_STAGE ? null : stages[told.indexOf(count)]));
    },
    explain(x) {
      requireFeatures(meta, x);
      return explainTrees(trees, x);
    },
    save() {
      // in a fixed order, so that what was loaded is saved as the same bytes
      const { base, treeOffset, feature, threshold, left, right, missingLeft, value, cover } = trees;
      const arrays = {
        base: Float64Array.of(base),
        treeOffset,
        feature,
        threshold,
        left,
        right,
        missingLeft,
        value,
        cover,
      };
      return { meta, arrays };
    },
  };
}

/** Returns the model that was saved. Throws `invalid-input` if it is another kind, another version or not whole. */
export function loadTreeModel(kind: string, version: number, { meta, arrays }: SavedModel): Model {
  if (meta.kind !== kind || meta.version !== version) {
    throw new AppError(
      'invalid-input',
      `The saved model was ${meta.kind} version ${meta.version}, needs ${kind} version ${version}: train it anew`,
    );
  }
  const take = <T>(name: keyof TreeEnsemble, type: new (...args: never[]) => T): T => {
    const array = arrays[name];
    if (!(array instanceof type)) {
      throw new AppError(
        'invalid-input',
        `The saved ${kind} had no ${type.name} ${name}, needs a whole model: train it anew`,
      );
    }
    return array;
  };
  return createTreeModel(meta, {
    base: take('base', Float64Array)[0],
    treeOffset: take('treeOffset', Int32Array),
    feature: take('feature', Int32Array),
    threshold: take('threshold', Float32Array),
    left: take('left', Int32Array),
    right: take('right', Int32Array),
    missingLeft: take('missingLeft', Uint8Array),
    value: take('value', Float64Array),
    cover: take('cover', Float64Array),
  });
}

/** Returns the header of what was learnt from a set; scores out of sample and the program's version are added by who saves it. */
export function metaOf(
  recipe: { readonly kind: string; readonly version: number },
  params: Readonly<Record<string, unknown>>,
  set: TrainingSet,
  seed: number,
): ModelMeta {
  return {
    kind: recipe.kind,
    version: recipe.version,
    params,
    features: [...set.x.columns],
    target: set.target,
    horizonDays: set.horizon,
    trainedFromTime: set.knownFrom,
    trainedUntilTime: set.knownUntil,
    rowCount: set.x.rows,
    seed,
    dataHash: set.dataHash,
    programVersion: '',
    outOfSample: {},
    evaluation: null,
  };
}

/** Throws `invalid-input` unless the columns are those that were learnt from, in that order. */
export function requireFeatures({ kind, features }: ModelMeta, { columns }: Matrix): void {
  const wrong = features.findIndex((name, i) => columns[i] !== name);
  if (wrong >= 0) {
    const was = columns[wrong] ?? 'missing';
    throw new AppError('invalid-input', `Column ${wrong + 1} for ${kind} was ${was}, needs ${features[wrong]}`);
  }
  if (columns.length > features.length) {
    throw new AppError(
      'invalid-input',
      `Column ${features.length + 1} for ${kind} was ${columns[features.length]}, needs no more than ${features.length} columns`,
    );
  }
}

/** Throws `insufficient-data` unless there is a row and a column to learn from. */
export function requireRows(kind: string, { x }: TrainingSet): void {
  if (x.rows > 0 && x.columns.length > 0) return;
  throw new AppError(
    'insufficient-data',
    `The training set of ${kind} had ${x.rows} rows and ${x.columns.length} columns, needs at least one of each`,
  );
}
