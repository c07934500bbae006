/**
 * The temporal transformer: the newest day and week look back over the days and weeks before them and weigh these by what they
 * look for; that and a dense layer of the day's own factors give the quantiles of the label.
 *
 * @see network/transformer.ts for the layers; Lim et al. (2021), "Temporal fusion transformers for interpretable multi-horizon
 *   time series forecasting", for attention over steps with quantiles.
 */
import { z } from 'zod';
import { createNetworkEstimator } from './network/network-estimator.ts';
import { NetworkParams } from './network/params.ts';

const Params = NetworkParams.extend({
  layers: z.int().min(1).max(4).default(1).describe('encoder layers; a second takes about eight times as long'),
});

/** The recipe of a temporal transformer. `predict` gives the mean of the quantiles, on the label's scale. */
export const temporalTransformer = createNetworkEstimator(
  { kind: 'temporal-transformer', version: 1 },
  'transformer',
  Params,
);
