/** What handlers are given, over a real store in a folder of its own; only the threads are stood in for. */
import { join } from 'node:path';
import { createCalls } from '../../src/main/engine/calls.ts';
import type { EngineContext } from '../../src/main/engine/context.ts';
import { createEvents } from '../../src/main/engine/events.ts';
import { NO_LOG } from '../../src/main/engine/log.ts';
import { createReporter } from '../../src/main/engine/progress.ts';
import type { JobRun } from '../../src/main/jobs/job.ts';
import type { JobListener, Pool } from '../../src/main/jobs/pool.ts';
import { describeStore } from '../../src/main/jobs/status.ts';
import { soloTeam } from '../../src/main/numeric/team.ts';
import type { IdentityLink } from '../../src/main/store/identities.ts';
import { openStore } from '../../src/main/store/open.ts';
import { listSeries } from '../../src/main/store/series.ts';
import { NEVER_CANCELLED } from '../../src/shared/errors.ts';
import type { Progress } from '../../src/shared/system.ts';
import { type Clock, instantOf } from '../../src/shared/time.ts';
import { createFolder, IMPORT_TIME } from './read-table.ts';

export type TestContext = EngineContext & {
  /** Every event so far, without progress. */
  readonly heard: { readonly name: string; readonly payload: unknown }[];
  readonly progress: Progress[];
  readonly defects: string[];
  /** Names of the jobs that were run. */
  readonly jobs: string[];
  close(): void;
};

/** Returns a context. Its pool runs `status`, and a `link-series` that finds every series to be an asset of its own. */
export function openContext(clock: Clock = () => instantOf(IMPORT_TIME)): TestContext {
  const folder = createFolder();
  const store = openStore(join(folder.path, 'indexsmith.sqlite'), { clock });
  const defects: string[] = [];
  const events = createEvents((stack) => defects.push(stack));
  const calls = createCalls(events, clock);
  const heard: TestContext['heard'] = [];
  const progress: Progress[] = [];
  const jobs: string[] = [];
  events.subscribe((name, payload) => {
    if (name === 'system.progress') progress.push(payload as Progress);
    else heard.push({ name, payload });
  });
  const pool: Pool = {
    run: async (name, input, _signal, listener) => {
      jobs.push(name);
      if (name === 'status') return describeStore(store, input as { hash: boolean }, jobRun(listener)) as never;
      if (name !== 'link-series') throw new Error(`The pool of this test has no job ${name}`);
      listener.onProgress(1, 'linking');
      return listSeries(store, '1d').map(ownAsset) as never;
    },
    close: async () => undefined,
  };
  return {
    ...{ home: folder.path, store, clock, pool, events, calls, heard, progress, defects, jobs },
    replaceStore: async (body) => body(),
    log: NO_LOG,
    onDefect: (stack) => defects.push(stack),
    reporter: (call) => createReporter(events, clock, call),
    close() {
      store.close();
      folder.remove();
    },
  };
}

function jobRun(listener: JobListener): JobRun {
  return { team: soloTeam({}), signal: NEVER_CANCELLED, report: listener.onProgress, saveCheckpoint: () => undefined };
}

function ownAsset({ source, key }: { source: string; key: string }): IdentityLink {
  const method = key.startsWith('S1') ? 'price-overlap' : 'unlinked';
  return {
    source,
    key,
    fromDay: 0,
    untilDay: null,
    assetId: `${source}:${key}`,
    method,
    isAmbiguous: false,
    evidence: {},
  };
}
