import type { AppContract } from '../../shared/contract.ts';
import type { Handlers } from '../../shared/endpoint.ts';
import type { EngineContext } from './context.ts';
import { decisionTimeOf } from './decision-time.ts';
import { runJob } from './run-job.ts';

type Names = 'assets.get' | 'assets.candles' | 'assets.levels' | 'assets.neighbours';

/** Returns the handlers of assets: what is known of one token. */
export function assetHandlers(context: EngineContext): Pick<Handlers<AppContract>, Names> {
  const { store } = context;
  return {
    'assets.get'({ asset, asOf }, signal) {
      const input = { asset, asOf: decisionTimeOf(store, asOf).instant };
      return runJob(context, 'assets.get', 'asset-facts', input, signal);
    },
    'assets.candles'(input, signal) {
      const asOf = decisionTimeOf(store, null).instant;
      return runJob(context, 'assets.candles', 'asset-candles', { ...input, asOf }, signal);
    },
    'assets.levels'({ asset, asOf }, signal) {
      const input = { asset, asOf: decisionTimeOf(store, asOf).instant };
      return runJob(context, 'assets.levels', 'asset-levels', input, signal);
    },
    'assets.neighbours'({ asOf, ...rest }, signal) {
      const input = { ...rest, asOf: decisionTimeOf(store, asOf).instant };
      return runJob(context, 'assets.neighbours', 'asset-neighbours', input, signal);
    },
  };
}
