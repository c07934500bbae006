import type { AppContract } from '../../shared/contract.ts';
import type { Handlers } from '../../shared/endpoint.ts';
import type { EngineContext } from './context.ts';
import { runJob } from './run-job.ts';

/** Returns the handler of benchmarks. */
export function benchHandlers(context: EngineContext): Pick<Handlers<AppContract>, 'bench.run'> {
  return { 'bench.run': (input, signal) => runJob(context, 'bench.run', 'bench', input, signal) };
}
