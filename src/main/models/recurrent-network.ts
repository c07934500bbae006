/**
 * Recurrent networks: a gated layer reads the daily steps and another the weekly ones, oldest first; their last states and a dense layer
 * of the day's own factors give the quantiles of the label.
 *
 * @see Cho et al. (2014), "Learning phrase representations using RNN encoder–decoder": the gated recurrent unit; Hochreiter &
 *   Schmidhuber (1997), "Long short-term memory"; the distribution by quantiles: Koenker & Bassett (1978).
 */
import { createNetworkEstimator } from './network/network-estimator.ts';
import { NetworkParams } from './network/params.ts';

/** The recipe with gated recurrent units. `predict` gives the mean of the quantiles, on the label's scale. */
export const gruNetwork = createNetworkEstimator({ kind: 'gru-network', version: 1 }, 'gru', NetworkParams);

/** The recipe with long short-term memory. `predict` gives the mean of the quantiles, on the label's scale. */
export const lstmNetwork = createNetworkEstimator({ kind: 'lstm-network', version: 1 }, 'lstm', NetworkParams);
