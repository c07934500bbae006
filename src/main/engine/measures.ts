import type { AppContract } from '../../shared/contract.ts';
import type { Handlers } from '../../shared/endpoint.ts';
import type { EngineContext } from './context.ts';
import { runJob } from './run-job.ts';

/** Returns the handler of measures: which there are, of how many tokens, and how late they are known. */
export function measureHandlers(context: EngineContext): Pick<Handlers<AppContract>, 'measures.coverage'> {
  return {
    'measures.coverage': ({ asOf }, signal) =>
      runJob(context, 'measures.coverage', 'measures', { asOf: asOf ?? context.clock() }, signal),
  };
}
