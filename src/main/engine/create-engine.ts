/** The composition root: the one place that knows every part of the engine. */
import { join } from 'node:path';
import type { CancelSignal } from '../../shared/errors.ts';
import { AppError } from '../../shared/errors.ts';
import type { Clock } from '../../shared/time.ts';
import { createPool } from '../jobs/pool.ts';
import { findLatestDays } from '../store/days.ts';
import { openStore, openStoreReadOnly, refuseMissing, type WritableStore } from '../store/open.ts';
import { backtestHandlers } from './backtests.ts';
import { benchHandlers } from './bench.ts';
import { callHandlers, createCalls } from './calls.ts';
import type { EngineContext } from './context.ts';
import { draftHandlers } from './drafts.ts';
import { createEvents } from './events.ts';
import { factorHandlers } from './factors.ts';
import { feedHandlers } from './feeds.ts';
import { importHandlers } from './imports.ts';
import { makeFolder } from './make-folder.ts';
import { modelHandlers } from './models.ts';
import { createReporter } from './progress.ts';
import { ratingHandlers } from './ratings.ts';
import { serve } from './serve.ts';
import { systemHandlers } from './system.ts';
import { type WorkspaceSwitch, workspaceHandlers } from './workspaces.ts';

/** The whole application without a way in. It must be closed. */
export type Engine = {
  /** Answers a call of the contract. Rejects with AppError where the failure was expected. */
  call(name: string, input: unknown, signal: CancelSignal): Promise<unknown>;
  /** Hears every event; returns its own undo. */
  subscribe(listener: (name: string, payload: unknown) => void): () => void;
  /** Returns whether the store holds daily candles. */
  hasData(): boolean;
  /** Cancels what runs, waits for it, and closes the store. */
  close(): Promise<void>;
};

export type Access = 'read' | 'change' | 'write';

export type EngineOptions = {
  /** Folder of the store, the reports and the backups; made if it is not there. */
  readonly home: string;
  readonly clock: Clock;
  /** Hears the stack of everything thrown that nobody expected. */
  readonly onDefect: (stack: string) => void;
  /** Threads that one job may use; the result never depends on it. All cores if left out. */
  readonly threads?: number;
  /**
   * `read` answers queries alone, beside whoever writes, and neither makes a folder nor a store: `not-found` without one.
   * `change` writes to a store that is there, `write` makes one where there is none; the last if left out.
   */
  readonly access?: Access;
  /** Who opens other workspaces; there is only this one if left out. */
  readonly workspaces?: WorkspaceSwitch;
  /** See {@link EngineContext.replaceStore}. */
  readonly replaceStore?: EngineContext['replaceStore'];
};

/**
 * Returns an engine over the store in `home`.
 *
 * Throws `conflict` if another process has the store open for writing, `unavailable` if the folder cannot be written, `not-found`
 * where a store has to be there and is not.
 */
export function createEngine(options: EngineOptions): Engine {
  const {
    home,
    clock,
    onDefect,
    threads,
    access = 'write',
    workspaces = null,
    replaceStore = refuseReplacing,
  } = options;
  const storePath = join(home, 'indexsmith.sqlite');
  const readsOnly = access === 'read';
  if (access === 'change') refuseMissing(storePath);
  // the gate lets no command through to a store that is only read, and SQLite would refuse its writes
  const store = readsOnly ? (openStoreReadOnly(storePath) as WritableStore) : openOwnStore(home, storePath, clock);
  const pool = createPool(storePath, threads);
  const events = createEvents(onDefect);
  const calls = createCalls(events, clock);
  const hasData = (): boolean => findLatestDays(store) !== null;
  const context: EngineContext = {
    home,
    store,
    clock,
    pool,
    events,
    calls,
    replaceStore,
    onDefect,
    reporter: (call) => createReporter(events, clock, call, calls.currentId()),
  };
  const handlers = {
    ...systemHandlers(context),
    ...callHandlers(calls),
    ...workspaceHandlers(home, workspaces, hasData),
    ...importHandlers(context),
    ...feedHandlers(context),
    ...factorHandlers(context),
    ...modelHandlers(context),
    ...ratingHandlers(context),
    ...draftHandlers(context),
    ...backtestHandlers(context),
    ...benchHandlers(context),
  };
  return {
    call: serve(handlers, { readsOnly, calls }),
    subscribe: events.subscribe,
    hasData,
    async close() {
      await calls.close();
      await pool.close();
      store.close();
    },
  };
}

function refuseReplacing(): Promise<void> {
  throw new AppError('conflict', 'The store was opened alone, needs the workstation to be replaced');
}

function openOwnStore(home: string, storePath: string, clock: Clock): WritableStore {
  try {
    makeFolder(home);
  } catch (cause) {
    throw new AppError('unavailable', `The folder ${home} could not be made, needs one that may be written`, { cause });
  }
  return openStore(storePath, { clock });
}
