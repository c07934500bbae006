/** Makes the recipe of a network: every network is fitted, saved and loaded alike and differs in its core alone. */
import type { z } from 'zod';
import { throwIfCancelled } from '../../../shared/errors.ts';
import type { ModelMeta } from '../../../shared/models.ts';
import type { Estimator } from '../estimator.ts';
import { metaOf, type RecipeName, requireRecipe, requireRows } from '../saved-model.ts';
import { learnOnKernels } from './kernel-trainer.ts';
import { createNetworkModel } from './network-model.ts';
import type { NetworkParams } from './params.ts';
import { quantilesOf } from './prepare.ts';
import { parseSequenceColumns } from './sequence-columns.ts';
import { learnOnTensorflow } from './tensorflow-trainer.ts';
import { blockOfWeights, layoutOf, type NetworkRecipe } from './weights.ts';

type Params = NetworkParams & { readonly layers?: number };

/** Returns the recipe of a network with the given core, whose parameters may be more than those of every network. */
export function createNetworkEstimator<Schema extends z.ZodType<Params>>(
  recipe: RecipeName,
  core: string,
  schema: Schema,
): Estimator<Schema> {
  const networkOf = (features: readonly string[], params: Params): NetworkRecipe => ({
    kind: core,
    shape: parseSequenceColumns(features),
    hidden: params.hidden,
    layers: params.layers,
    outputs: Math.max(1, quantilesOf(params).length),
  });
  const modelOf = (meta: ModelMeta, params: Params, weights: Float32Array) =>
    createNetworkModel(meta, networkOf(meta.features, params), weights, quantilesOf(params));
  return {
    ...recipe,
    input: 'sequences',
    params: schema,
    async fit(set, params, run) {
      requireRows(recipe.kind, set);
      throwIfCancelled(run.signal);
      const learn = params.backend === 'tensorflow' ? learnOnTensorflow : learnOnKernels;
      const weights = await learn(set, networkOf(set.x.columns, params), params, run);
      return modelOf(metaOf(recipe, params, set, run.seed), params, weights);
    },
    load({ meta, arrays }) {
      requireRecipe(recipe, meta);
      const params = schema.parse(meta.params);
      const layout = layoutOf(networkOf(meta.features, params));
      return modelOf(meta, params, blockOfWeights(recipe.kind, layout, arrays));
    },
  };
}
