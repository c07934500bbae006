import type { AppContract } from '../../shared/contract.ts';
import type { Handlers } from '../../shared/endpoint.ts';
import type { EngineContext } from './context.ts';
import { decisionTimeOf } from './decision-time.ts';
import { isSimulated } from './is-simulated.ts';
import { runJob } from './run-job.ts';

/** Returns the handlers of the market as a whole. */
export function marketHandlers(context: EngineContext): Pick<Handlers<AppContract>, 'market.overview'> {
  return {
    async 'market.overview'({ asOf, days, correlationSize }, signal) {
      const { instant } = decisionTimeOf(context.store, asOf);
      const input = { asOf: instant, days, correlationSize, isSimulated: isSimulated(context.store) };
      return await runJob(context, 'market.overview', 'market-overview', input, signal);
    },
  };
}
