import type { AppContract } from '../../shared/contract.ts';
import type { Handlers } from '../../shared/endpoint.ts';
import type { EngineContext } from './context.ts';
import { runJob } from './run-job.ts';

type Names = 'data.gaps' | 'data.refusals' | 'data.absences' | 'data.stale' | 'data.batches';

/**
 * Returns the handlers of the data's own state. Each is a quick job: how much there is of gaps, refusals and absences, is for the
 * data to say.
 */
export function dataHandlers(context: EngineContext): Pick<Handlers<AppContract>, Names> {
  return {
    'data.gaps': (input, signal) => runJob(context, 'data.gaps', 'data-gaps', input, signal),
    'data.refusals': (input, signal) => runJob(context, 'data.refusals', 'data-refusals', input, signal),
    'data.absences': (input, signal) => runJob(context, 'data.absences', 'data-absences', input, signal),
    'data.stale': (input, signal) => runJob(context, 'data.stale', 'data-stale', input, signal),
    'data.batches': (input, signal) => runJob(context, 'data.batches', 'data-batches', input, signal),
  };
}
