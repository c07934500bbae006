/**
 * Fork and join over shared memory, without saying what a thread is: pure rooms write jobs, the jobs room owns threads.
 * A job must give the same bytes for any number of parts.
 */

/** One job on one thread. `step` does this part's share of an operation; everything it touches is shared memory. */
export type TeamJob = { step(part: number, parts: number, op: Int32Array): void };

/** Builds a job on each thread from the same shared description (plain data and typed arrays over SharedArrayBuffers). */
export type TeamJobFactory = (shared: never) => TeamJob;

/** A job opened on every thread of a team. `step` returns when all parts are done; at most 8 integers an operation. */
export type TeamSession = { step(...op: number[]): void; close(): void };

export type Team = {
  readonly size: number;
  /** Opens the job of that name on every thread. Throws if the name is not in the team's table. */
  open(name: string, shared: unknown): TeamSession;
  close(): void;
};

/** Returns a team of one: the caller's own thread. */
export function soloTeam(factories: Readonly<Record<string, TeamJobFactory>>): Team {
  return {
    size: 1,
    open(name, shared) {
      const factory = factories[name];
      if (factory === undefined) throw new Error(`No team job is named ${name}`);
      const job = factory(shared as never);
      return { step: (...op) => job.step(0, 1, Int32Array.from(op)), close: () => undefined };
    },
    close: () => undefined,
  };
}
