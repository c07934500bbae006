import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { MessageChannel } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { AppError, type CancelSignal } from '../../shared/errors.ts';
import type { JobInput, JobName, JobOutput } from './jobs.ts';
import { type Lane, laneOf } from './lanes.ts';
import { threadFile } from './thread-file.ts';
import type { WorkerMessage, WorkerResult, WorkerTask } from './worker.ts';

/** What a job tells while it runs. */
export type JobListener = {
  onProgress(done: number, note: string): void;
  onCheckpoint(key: string, inputHash: string, bytes: Uint8Array): void;
  /** A defect's stack, for the log; the caller of the job sees `internal`. */
  onDefect(stack: string): void;
};

export type Pool = {
  /** Runs a job on a thread of its own. Rejects with AppError; `cancelled` soon after the signal is raised. */
  run<N extends JobName>(
    name: N,
    input: JobInput<N>,
    signal: CancelSignal,
    listener: JobListener,
  ): Promise<JobOutput<N>>;
  close(): Promise<void>;
};

const CANCEL_POLL_MS = 50;

/** Threads of each lane, and how long an idle one stays. A market that is kept is asked for again within minutes. */
const LANES: Readonly<Record<Lane, { readonly maxThreads: number; readonly idleTimeout: number }>> = {
  long: { maxThreads: Math.max(1, Math.min(availableParallelism() - 1, 4)), idleTimeout: 30_000 },
  quick: { maxThreads: 1, idleTimeout: 60_000 },
  files: { maxThreads: 1, idleTimeout: 30_000 },
  market: { maxThreads: 1, idleTimeout: 1_200_000 },
};

/**
 * Returns a pool of threads that run jobs over the store file, in three lanes: see {@link laneOf}.
 *
 * @param threads - threads that one job may use for work over shared memory; the result never depends on it.
 */
export function createPool(storePath: string, threads: number = availableParallelism()): Pool {
  const lanes = new Map<Lane, Piscina>();
  /** Jobs of each lane that have a thread or wait for one. */
  const running = new Map<Lane, number>();
  let isClosed = false;
  const threadsOf = (lane: Lane): Piscina => {
    const found = lanes.get(lane);
    if (found !== undefined) return found;
    const made = new Piscina({
      ...LANES[lane],
      filename: fileURLToPath(threadFile('worker')),
      minThreads: 0,
      concurrentTasksPerWorker: 1,
      // an idle thread that sleeps on shared memory never closes its end of a job's channel, for which `run` waits
      atomics: 'disabled',
    });
    lanes.set(lane, made);
    return made;
  };
  return {
    async run(name, input, signal, listener) {
      const { port1, port2 } = new MessageChannel();
      const flag = new Int32Array(new SharedArrayBuffer(4));
      const waiting = new AbortController();
      let hasStarted = false;
      port1.on('message', (message: WorkerMessage) => {
        if (message.kind === 'started') hasStarted = true;
        else if (message.kind === 'progress') listener.onProgress(message.done, message.note);
        else listener.onCheckpoint(message.key, message.inputHash, message.bytes);
      });
      const closed = new Promise<void>((resolve) => port1.once('close', () => resolve()));
      const watch = setInterval(() => {
        if (!signal.aborted) return;
        Atomics.store(flag, 0, 1);
        // the thread of a job that has started would be ended with it; one that waits for a thread just leaves the queue
        if (!hasStarted) waiting.abort();
      }, CANCEL_POLL_MS);
      const lane = laneOf(name);
      const before = running.get(lane) ?? 0;
      running.set(lane, before + 1);
      if (before >= LANES[lane].maxThreads) listener.onProgress(0, 'waiting for other work to end');
      const task: WorkerTask = { name, storePath, input, threads, flag, port: port2 };
      try {
        const result = (await threadsOf(lane).run(task, {
          name: 'runOnThread',
          transferList: [port2],
          signal: waiting.signal,
        })) as WorkerResult;
        await closed; // the thread closes its end last, so everything that it sent has arrived
        if (result.ok) return result.value as never;
        if (result.defect !== null) listener.onDefect(result.defect);
        throw new AppError(result.error.code, result.error.message, { details: result.error.details });
      } catch (thrown) {
        if (thrown instanceof AppError) throw thrown;
        if (isClosed)
          throw new AppError('unavailable', `The engine was closed while ${name} ran, needs to be asked again`);
        if (waiting.signal.aborted) throw new AppError('cancelled', `The job ${name} was cancelled before it began`);
        listener.onDefect((thrown as Error).stack ?? String(thrown));
        throw new AppError('internal', `The job ${name} ended because its thread crashed; the log has the details`);
      } finally {
        running.set(lane, running.get(lane)! - 1);
        clearInterval(watch);
        port1.close();
      }
    },
    async close() {
      isClosed = true;
      await Promise.all([...lanes.values()].map((lane) => lane.destroy()));
    },
  };
}
