/** The composition root: the one place that knows every part of the engine. */
import { join } from 'node:path';
import type { Call } from '../../shared/calls.ts';
import type { CancelSignal } from '../../shared/errors.ts';
import { AppError, NEVER_CANCELLED } from '../../shared/errors.ts';
import type { Clock } from '../../shared/time.ts';
import { createPool } from '../jobs/pool.ts';
import { sweepLeft } from '../store/backup-files.ts';
import { findLatestDays } from '../store/days.ts';
import { openStore, openStoreReadOnly, refuseMissing, type WritableStore } from '../store/open.ts';
import { anomalyHandlers } from './anomalies.ts';
import { assetHandlers } from './assets.ts';
import { backtestHandlers } from './backtests.ts';
import { backupHandlers } from './backups.ts';
import { benchHandlers } from './bench.ts';
import { type CallRecord, callHandlers, createCallRecord, createCalls } from './calls.ts';
import type { EngineContext } from './context.ts';
import { dataHandlers } from './data.ts';
import { draftHandlers, expireDrafts } from './drafts.ts';
import { createEvents } from './events.ts';
import { factorHandlers } from './factors.ts';
import { feedHandlers } from './feeds.ts';
import { importHandlers } from './imports.ts';
import { loadSettings } from './load-settings.ts';
import { createLog, type Log, NO_LOG } from './log.ts';
import { logHandlers } from './logs.ts';
import { makeFolder } from './make-folder.ts';
import { marketHandlers } from './market.ts';
import { measureHandlers } from './measures.ts';
import { modelHandlers } from './models.ts';
import { patternHandlers } from './patterns.ts';
import { programVersion } from './program-version.ts';
import { createReporter } from './progress.ts';
import { qualityHandlers } from './quality.ts';
import { ratingHandlers } from './ratings.ts';
import { createSchedule, NODE_TIMERS, type SchedulePause, type Timers } from './schedule.ts';
import { type Gate, serve } from './serve.ts';
import { settingHandlers } from './settings.ts';
import { systemHandlers } from './system.ts';
import { textHandlers } from './texts.ts';
import { type WorkspaceSwitch, workspaceHandlers } from './workspaces.ts';

/** The whole application without a way in. It must be closed. */
export type Engine = {
  /** Answers a call of the contract. Rejects with AppError where the failure was expected. */
  call(name: string, input: unknown, signal: CancelSignal): Promise<unknown>;
  /** Hears every event; returns its own undo. */
  subscribe(listener: (name: string, payload: unknown) => void): () => void;
  /** Returns whether the store holds daily candles; also true of a damaged one, whose data is what is to be saved. */
  hasData(): boolean;
  /** Cancels what runs, waits for it, and closes the store. */
  close(): Promise<void>;
};

/** How the store is opened: to ask, to change what is there, or to make it if it is not there. */
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
  /** Whether the schedule acts by itself; left out, it only tells what it would do. For the one program that stays. */
  readonly keepsSchedule?: boolean;
  /** Where it is noted that the schedule is paused, also for an engine that follows this one. */
  readonly schedulePause?: SchedulePause;
  /** Of the commands of an engine that this one follows, which it still tells of. */
  readonly callRecord?: CallRecord;
  /** Who opens other workspaces; there is only this one if left out. */
  readonly workspaces?: WorkspaceSwitch;
  /** See {@link EngineContext.replaceStore}. */
  readonly replaceStore?: EngineContext['replaceStore'];
};

/**
 * Returns an engine over the store in `home`.
 *
 * Throws `conflict` if another process has the store open for writing, `unavailable` if the folder cannot be written, `not-found`
 * where a store has to be there and is not. What SQLite throws of a damaged store comes through; see `open-engine.ts`.
 */
export function createEngine(options: EngineOptions): Engine {
  const { home, clock, access = 'write' } = options;
  const storePath = join(home, 'indexsmith.sqlite');
  const readsOnly = access === 'read';
  if (access === 'change') refuseMissing(storePath);
  // the gate lets no command through to a store that is only read, and SQLite would refuse its writes
  const store = readsOnly ? (openStoreReadOnly(storePath) as WritableStore) : openOwnStore(home, storePath, clock);
  const log = readsOnly ? NO_LOG : createLog(home, { clock });
  try {
    if (!readsOnly) sweepLeft(home, storePath);
    return composeEngine(options, store, log);
  } catch (thrown) {
    store.close();
    log.close();
    throw thrown;
  }
}

function composeEngine(options: EngineOptions, store: WritableStore, log: Log): Engine {
  const { home, clock, threads, access = 'write', workspaces = null, replaceStore = refuseReplacing } = options;
  const readsOnly = access === 'read';
  const onDefect = (stack: string): void => {
    log.error('The program met an error of its own', stack);
    options.onDefect(stack);
  };
  const pool = createPool(store.path, threads);
  const events = createEvents(onDefect);
  const calls = createCalls(events, clock, (call) => logCall(log, call), options.callRecord ?? createCallRecord());
  const hasData = (): boolean => findLatestDays(store) !== null;
  const context: EngineContext = {
    home,
    store,
    clock,
    pool,
    events,
    calls,
    replaceStore,
    log,
    onDefect,
    reporter: (call) => createReporter(events, clock, call, calls.currentId()),
  };
  // what a damaged store throws, it throws before anything moves by itself
  hasData();
  if (options.keepsSchedule === true) expireDrafts(context, clock());
  const gate: { current: Gate | null } = { current: null };
  const schedule = createSchedule(
    context,
    (name, input) => gate.current!(name, input, NEVER_CANCELLED),
    options.keepsSchedule === true ? NODE_TIMERS : STILL_TIMERS,
    options.schedulePause,
  );
  const handlers = {
    ...systemHandlers(context),
    ...callHandlers(calls),
    ...settingHandlers(context, schedule),
    ...backupHandlers(context, () => loadSettings(store, log).backupsKept),
    ...logHandlers(context),
    ...dataHandlers(context),
    ...assetHandlers(context),
    ...marketHandlers(context),
    ...workspaceHandlers(home, workspaces, hasData),
    ...importHandlers(context),
    ...feedHandlers(context),
    ...factorHandlers(context),
    ...modelHandlers(context),
    ...ratingHandlers(context),
    ...qualityHandlers(context),
    ...anomalyHandlers(context),
    ...patternHandlers(context),
    ...textHandlers(context),
    ...measureHandlers(context),
    ...draftHandlers(context),
    ...backtestHandlers(context),
    ...benchHandlers(context),
  };
  const answer = serve(handlers, { readsOnly, calls });
  const call: Gate = async (name, input, signal) => {
    try {
      return await answer(name, input, signal);
    } catch (thrown) {
      if (!(thrown instanceof AppError)) log.error(`${name} met an error of its own`, (thrown as Error).stack);
      throw thrown;
    }
  };
  gate.current = call;
  log.info(`Engine started, version ${programVersion()}`);
  return {
    call,
    subscribe: events.subscribe,
    hasData,
    async close() {
      schedule.close();
      await calls.close();
      await pool.close();
      store.close();
      log.info('Engine closed');
      log.close();
    },
  };
}

/** Timers that never call. */
const STILL_TIMERS: Timers = { setTimer: () => () => undefined };

/** Notes how a command ended. */
export function logCall(log: Log, { call, state, startedTime, endedTime, error }: Call): void {
  const text = `${call} ${state} after ${((endedTime ?? startedTime) - startedTime) / 1000} s`;
  if (error === null) log.info(text);
  else log.warn(text, error.message);
}

/** Refuses to replace the store of an engine that nobody hosts. */
export function refuseReplacing(): Promise<void> {
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
