import type { CancelSignal } from '../../shared/errors.ts';
import type { JobInput, JobName, JobOutput } from '../jobs/jobs.ts';
import { saveCheckpoint } from '../store/checkpoints.ts';
import type { EngineContext } from './context.ts';

/**
 * Runs a job for a call: its progress is told under the call's name, its checkpoints are kept, its defects are logged.
 *
 * @returns what the job returned. Rejects with AppError, `cancelled` among them.
 */
export function runJob<N extends JobName>(
  context: EngineContext,
  call: string,
  name: N,
  input: JobInput<N>,
  signal: CancelSignal,
): Promise<JobOutput<N>> {
  const report = context.reporter(call);
  return context.pool.run(name, input, signal, {
    onProgress: (done, note) => report(done, note),
    onCheckpoint: (key, inputHash, bytes) => saveCheckpoint(context.store, key, inputHash, bytes),
    onDefect: context.onDefect,
  });
}
