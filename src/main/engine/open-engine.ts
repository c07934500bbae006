/**
 * Opens a home whatever became of its store. Over one that is damaged stands an engine that answers what saves it: the backups, the
 * log, the workspaces and the running commands. Everything else is told that the store is damaged and what to do.
 */
import { join } from 'node:path';
import { type AppContract, contract } from '../../shared/contract.ts';
import type { Handlers } from '../../shared/endpoint.ts';
import { createPool } from '../jobs/pool.ts';
import { damageError, damageOf } from '../store/damage.ts';
import { type BackupContext, backupHandlers } from './backups.ts';
import { callHandlers, createCallRecord, createCalls } from './calls.ts';
import { createEngine, type Engine, type EngineOptions, logCall, refuseReplacing } from './create-engine.ts';
import { createEvents } from './events.ts';
import { createLog, NO_LOG } from './log.ts';
import { logHandlers } from './logs.ts';
import { createReporter } from './progress.ts';
import { serve } from './serve.ts';
import { workspaceHandlers } from './workspaces.ts';

/** Returns an engine as {@link createEngine} does; over a damaged store one that answers only what helps to restore it. */
export function openEngine(options: EngineOptions): Engine {
  try {
    return createEngine(options);
  } catch (thrown) {
    const words = damageOf(thrown);
    if (words === null) throw thrown;
    return createDamagedEngine(options, words, thrown);
  }
}

function createDamagedEngine(options: EngineOptions, words: string, cause: unknown): Engine {
  const { home, clock, access, schedulePause, workspaces = null, replaceStore = refuseReplacing } = options;
  const path = join(home, 'indexsmith.sqlite');
  const log = access === 'read' ? NO_LOG : createLog(home, { clock });
  log.error(damageError(words).message, (cause as Error).stack);
  const onDefect = (stack: string): void => {
    log.error('The program met an error of its own', stack);
    options.onDefect(stack);
  };
  const pool = createPool(path, options.threads);
  const events = createEvents(onDefect);
  const calls = createCalls(events, clock, (call) => logCall(log, call), options.callRecord ?? createCallRecord());
  const context: BackupContext = {
    ...{ home, store: { path }, clock, pool, events, calls, replaceStore, log, onDefect },
    reporter: (call) => createReporter(events, clock, call, calls.currentId()),
  };
  const refuse = (): never => {
    throw damageError(words, cause);
  };
  const hasData = (): boolean => true;
  const handlers: Handlers<AppContract> = {
    ...(Object.fromEntries(Object.keys(contract).map((name) => [name, refuse])) as Record<string, typeof refuse> &
      Handlers<AppContract>),
    // how many are kept stands in the store, too
    ...backupHandlers(context, refuse),
    'backups.create': refuse,
    ...callHandlers(calls),
    ...logHandlers(context),
    ...workspaceHandlers(home, workspaces, hasData),
    'settings.pauseSchedule'({ paused }) {
      if (schedulePause !== undefined) schedulePause.isPaused = paused;
      return { isPaused: paused };
    },
  };
  return {
    call: serve(handlers, { readsOnly: access === 'read', calls }),
    subscribe: events.subscribe,
    hasData,
    async close() {
      await calls.close();
      await pool.close();
      log.close();
    },
  };
}
