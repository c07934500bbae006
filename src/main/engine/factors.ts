import type { AppContract } from '../../shared/contract.ts';
import type { Handlers } from '../../shared/endpoint.ts';
import { FACTORS } from '../factors/registry.ts';
import { hashFactors } from '../jobs/research.ts';
import type { EngineContext } from './context.ts';
import { decisionTimeOf } from './decision-time.ts';
import { runJob } from './run-job.ts';

/** Returns the handlers of factors: the registry, and their values on a day. */
export function factorHandlers(context: EngineContext): Pick<Handlers<AppContract>, 'factors.list' | 'factors.at'> {
  return {
    'factors.list': () => ({
      factors: FACTORS.map(
        ({ id, version, group, unit, inputs, lookback, minimumObservations, formula, reference, isOptional }) => ({
          id,
          version,
          group,
          unit,
          inputs: [...inputs],
          lookbackDays: lookback,
          minimumObservations,
          formula,
          reference,
          isOptional,
        }),
      ),
      hash: hashFactors(),
    }),
    async 'factors.at'({ asOf, ids, eligibleOnly, assets }, signal) {
      const { instant, notes } = decisionTimeOf(context.store, asOf);
      const input = { asOf: instant, ids, eligibleOnly, assets };
      return { ...(await runJob(context, 'factors.at', 'factors', input, signal)), notes };
    },
  };
}
