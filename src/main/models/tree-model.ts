/** What a fit of trees learnt: a header and the arrays of a `TreeEnsemble`. */
import type { ModelMeta } from '../../shared/models.ts';
import { explainTrees } from './attribution.ts';
import type { Model, SavedModel } from './estimator.ts';
import { type ArrayType, requireFeatures, requireRecipe, takeArray } from './saved-model.ts';
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
  requireRecipe({ kind, version }, meta);
  const take = <T>(name: keyof TreeEnsemble, type: ArrayType<T>): T => takeArray(kind, arrays, name, type);
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
