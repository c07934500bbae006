import type { AppContract } from '../../shared/contract.ts';
import type { Handlers } from '../../shared/endpoint.ts';
import { instantOf } from '../../shared/time.ts';
import { FACTORS } from '../factors/registry.ts';
import { hashFactors } from '../jobs/research.ts';
import type { EngineContext } from './context.ts';
import { newestInstant } from './newest-instant.ts';
import { runJob } from './run-job.ts';

/** Returns the handlers of factors: the registry, and their values on a day. */
export function factorHandlers(context: EngineContext): Pick<Handlers<AppContract>, 'factors.list' | 'factors.at'> {
  return {
    'factors.list': () => ({
      factors: FACTORS.map(
        ({ id, version, group, unit, inputs, lookback, minimumObservations, formula, reference }) => ({
          id,
          version,
          group,
          unit,
          inputs: [...inputs],
          lookbackDays: lookback,
          minimumObservations,
          formula,
          reference,
        }),
      ),
      hash: hashFactors(),
    }),
    'factors.at': ({ asOf, ids, eligibleOnly }, signal) => {
      const instant = asOf === null ? newestInstant(context.store) : instantOf(asOf);
      return runJob(context, 'factors.at', 'factors', { asOf: instant, ids, eligibleOnly }, signal);
    },
  };
}
