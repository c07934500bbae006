/** The thread on which jobs run: opens the store read-only, builds the job's run, returns its small result. */
import type { MessagePort } from 'node:worker_threads';
import { toErrorShape } from '../../shared/errors.ts';
import { openStoreReadOnly, type ReadableStore } from '../store/open.ts';
import type { JobRun } from './job.ts';
import { JOBS, type JobName } from './jobs.ts';
import { createTeam } from './team.ts';

/** What crosses to the thread. `flag[0]` is raised to cancel. */
export type WorkerTask = {
  readonly name: JobName;
  readonly storePath: string;
  readonly input: unknown;
  readonly threads: number;
  readonly flag: Int32Array;
  readonly port: MessagePort;
};

/** What the thread sends while it works. */
export type WorkerMessage =
  | { readonly kind: 'started' }
  | { readonly kind: 'progress'; readonly done: number; readonly note: string }
  | { readonly kind: 'checkpoint'; readonly key: string; readonly inputHash: string; readonly bytes: Uint8Array };

/** What the thread returns; errors are values here because a thrown one loses its class on the way. */
export type WorkerResult =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: ReturnType<typeof toErrorShape>; readonly defect: string | null };

const PROGRESS_INTERVAL_MS = 100;

/** Jobs that serve a store which cannot be opened: they are how it is saved. */
const OPENS_ITSELF: ReadonlySet<JobName> = new Set<JobName>(['create-backup', 'verify-backup']);

const unopened = (path: string): ReadableStore => ({ path, close: () => undefined });

/** Runs one job to its end. Called by the pool on its thread. */
export async function runOnThread(task: WorkerTask): Promise<WorkerResult> {
  let store: ReadableStore | undefined;
  const team = createTeam(task.threads);
  const send = (message: WorkerMessage): void => task.port.postMessage(message);
  send({ kind: 'started' });
  let reportedAt = 0;
  const run: JobRun = {
    team,
    signal: {
      get aborted() {
        return Atomics.load(task.flag, 0) !== 0;
      },
    },
    report(done, note) {
      const now = Date.now();
      if (now - reportedAt < PROGRESS_INTERVAL_MS && done < 1) return;
      reportedAt = now;
      send({ kind: 'progress', done, note });
    },
    saveCheckpoint: (key, inputHash, bytes) => send({ kind: 'checkpoint', key, inputHash, bytes }),
  };
  try {
    store = OPENS_ITSELF.has(task.name) ? unopened(task.storePath) : openStoreReadOnly(task.storePath);
    const job = JOBS[task.name] as (store: unknown, input: unknown, run: JobRun) => unknown;
    return { ok: true, value: await job(store, task.input, run) };
  } catch (thrown) {
    const error = toErrorShape(thrown);
    const defect = error.code === 'internal' ? ((thrown as Error).stack ?? String(thrown)) : null;
    return { ok: false, error, defect };
  } finally {
    team.close();
    store?.close();
    task.port.close();
  }
}
