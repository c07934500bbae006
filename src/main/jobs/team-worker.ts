/** A further thread of a team: waits for sessions and follows each to its end. */
import { parentPort } from 'node:worker_threads';
import type { TeamJob } from '../numeric/team.ts';
import { TEAM_JOBS } from './team-jobs.ts';
import { followBarrier, type TeamStart } from './team-memory.ts';

parentPort?.on('message', ({ name, shared, memory, part, parts }: TeamStart) => {
  // made with the first step, so that what its making throws is told like any failure
  let job: TeamJob | undefined;
  followBarrier(memory, (op) => {
    job ??= TEAM_JOBS[name]?.(shared as never);
    if (job === undefined) throw new Error(`No team job is named ${name}`);
    job.step(part, parts, op);
  });
});
