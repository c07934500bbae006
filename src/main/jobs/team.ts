/**
 * Fork and join over shared memory: a team is the caller's thread and `size - 1` further ones.
 *
 * A step writes its operation into shared memory, wakes the others, does the caller's own part and waits until all are done.
 * Threads spin for some twenty microseconds before they sleep: a boosted tree takes hundreds of steps, and waking a sleeping
 * thread takes as long as many of them.
 */
import { Worker } from 'node:worker_threads';
import { invariant } from '../../shared/errors.ts';
import { soloTeam, type Team, type TeamSession } from '../numeric/team.ts';
import { TEAM_JOBS } from './team-jobs.ts';
import { createBarrier, type TeamStart, textOfFailure } from './team-memory.ts';
import { threadFile } from './thread-file.ts';

/**
 * Returns a team of `size` threads, the caller's among them. The others start with the first session, one session is open at a
 * time, and a failure on any thread is thrown by `step`. It must be closed.
 */
export function createTeam(size: number): Team {
  const solo = soloTeam(TEAM_JOBS);
  if (size <= 1) return solo;
  const workers: Worker[] = [];
  let isOpen = false;

  const start = (): void => {
    while (workers.length < size - 1) {
      const worker = new Worker(threadFile('team-worker'));
      worker.unref();
      workers.push(worker);
    }
  };

  return {
    size,
    open(name, shared): TeamSession {
      invariant(!isOpen, `the team was asked to open ${name} while another job is open`);
      const factory = TEAM_JOBS[name];
      invariant(factory, `no team job is named ${name}`);
      start();
      const barrier = createBarrier(size - 1);
      workers.forEach((worker, i) => {
        worker.postMessage({ name, shared, memory: barrier.memory, part: i + 1, parts: size } satisfies TeamStart);
      });
      isOpen = true;
      const job = factory(shared as never);
      return {
        step(...op) {
          barrier.begin(op);
          // an own failure still waits for the others, which write to the same memory
          try {
            job.step(0, size, Int32Array.from(op));
          } finally {
            barrier.join();
          }
          const failure = textOfFailure(barrier.memory);
          if (failure !== null) throw new Error(`A thread of the team failed in ${name}: ${failure}`);
        },
        close() {
          if (!isOpen) return;
          isOpen = false;
          barrier.end();
        },
      };
    },
    close() {
      for (const worker of workers) void worker.terminate();
      workers.length = 0;
    },
  };
}
