import type { JobRun } from './job.ts';

/** Returns the same run for a part of the work: what it reports as 0..1 becomes `from..until` of the whole. */
export function shareOfRun(run: JobRun, from: number, until: number): JobRun {
  return { ...run, report: (done, note) => run.report(from + done * (until - from), note) };
}
