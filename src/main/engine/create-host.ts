/**
 * The host of the workspaces: an engine for the user's own data and one for the sample market, of which one is open. Calls and
 * events are those of the open one; what runs in the other goes on. It also puts another store in an engine's place.
 */
import { join, sep } from 'node:path';
import { AppError, NEVER_CANCELLED } from '../../shared/errors.ts';
import { WORKSPACES, type Workspace, type WorkspaceId } from '../../shared/workspaces.ts';
import { type CallRecord, createCallRecord, createNumbers } from './calls.ts';
import type { Engine, EngineOptions } from './create-engine.ts';
import { openEngine } from './open-engine.ts';
import type { SchedulePause } from './schedule.ts';
import type { WorkspaceSwitch } from './workspaces.ts';

/** Folder of the sample market below the user's own; the command line's `demo` uses the same. */
const SAMPLE_FOLDER = 'demo';

type Slot = {
  readonly home: string;
  readonly callRecord: CallRecord;
  engine: Engine | null;
  /** While its store is replaced, settled when that has ended; else null. */
  replacing: Promise<void> | null;
};

export type HostOptions = EngineOptions & {
  /**
   * Whether the program stays: then the schedule acts by itself and the market is read before somebody asks. True if left out;
   * false for a command that goes again.
   */
  readonly stays?: boolean;
};

/**
 * Returns an engine over both workspaces, of which the user's own is open at first; the sample's is made when it is opened. It
 * must be closed. A damaged store does not keep it from starting: see `open-engine.ts`. Throws as `createEngine`.
 */
export function createHost({ stays = true, ...options }: HostOptions): Engine {
  const listeners = new Set<(name: string, payload: unknown) => void>();
  // one count for both, so that a number which a window remembers is never another command's
  const nextId = createNumbers();
  const slotOf = (home: string): Slot => {
    return { home, callRecord: createCallRecord(nextId), engine: null, replacing: null };
  };
  const slots: Record<WorkspaceId, Slot> = {
    own: slotOf(options.home),
    sample: slotOf(join(options.home, SAMPLE_FOLDER)),
  };
  // it is the machine that sleeps, whatever store is open by then
  const schedulePause: SchedulePause = { isPaused: false };
  let open: WorkspaceId = 'own';
  let isClosed = false;

  const publish = (name: string, payload: unknown): void => {
    for (const listener of listeners) listener(name, payload);
  };

  const start = (id: WorkspaceId): Engine => {
    if (isClosed) throw closedError();
    const slot = slots[id];
    const engine = openEngine({
      ...options,
      ...{ home: slot.home, callRecord: slot.callRecord, schedulePause, workspaces },
      keepsSchedule: stays && id === 'own',
      replaceStore: (body) => replaceStore(id, body),
    });
    engine.subscribe((name, payload) => {
      if (id === open) publish(name, payload);
    });
    slot.engine = engine;
    if (stays && engine.hasData()) void warm(engine, options.onDefect);
    return engine;
  };

  /** As `start`; an error shows no folder of the machine, since a window is told of it. */
  const startAgain = (id: WorkspaceId): Engine => {
    try {
      return start(id);
    } catch (thrown) {
      throw withoutFolder(thrown, slots[id].home);
    }
  };

  const workspaces: WorkspaceSwitch = {
    list: () => WORKSPACES.map((id) => describe(id, slots[id], open)),
    open(id) {
      // not in the middle of a restore, which starts it in the end; calls wait for that
      if (slots[id].engine === null && slots[id].replacing === null) startAgain(id);
      open = id;
      publish('workspaces.changed', { id });
    },
  };

  /** Closes an engine, lets `body` change its files, and makes it anew whatever became of that. Calls wait meanwhile. */
  const replaceStore = async (id: WorkspaceId, body: () => void | Promise<void>): Promise<void> => {
    const slot = slots[id];
    let release = (): void => undefined;
    slot.replacing = new Promise((resolve) => (release = resolve));
    try {
      await slot.engine?.close();
      slot.engine = null;
      await body();
    } catch (thrown) {
      throw withoutFolder(thrown, slot.home);
    } finally {
      try {
        if (!isClosed) startAgain(id);
      } finally {
        slot.replacing = null;
        release();
        if (id === open) publish('workspaces.changed', { id });
      }
    }
  };

  start('own');
  return {
    async call(name, input, signal) {
      // the sample's schedule never acts, so it is the user's that is meant, whatever is open
      const id = name === 'settings.pauseSchedule' ? 'own' : open;
      while (slots[id].replacing !== null) await slots[id].replacing;
      // where it could not be started after a restore, as while another program held the store, that may be over
      const engine = slots[id].engine ?? startAgain(id);
      return engine.call(name, input, signal);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    hasData: () => slots[open].engine?.hasData() ?? false,
    async close() {
      isClosed = true;
      await Promise.all(
        Object.values(slots).map(async (slot) => {
          await slot.engine?.close();
          await slot.replacing;
          slot.engine = null;
        }),
      );
    },
  };
}

function closedError(): AppError {
  return new AppError('unavailable', 'The engine was closed, needs to be started again');
}

/** Lets the thread that answers people read the market before the first of them asks; a page that asks meanwhile waits for it. */
async function warm(engine: Engine, onDefect: (stack: string) => void): Promise<void> {
  try {
    await engine.call('market.overview', {}, NEVER_CANCELLED);
    await engine.call('ratings.table', {}, NEVER_CANCELLED);
  } catch (thrown) {
    // whoever asks the same will hear of what was expected
    if (!(thrown instanceof AppError)) onDefect((thrown as Error).stack ?? String(thrown));
  }
}

function withoutFolder(thrown: unknown, home: string): unknown {
  if (!(thrown instanceof AppError)) return thrown;
  const { code, details } = thrown;
  const message = thrown.message.replaceAll(`${home}${sep}`, '').replaceAll(home, 'of this workspace');
  return new AppError(code, message, { cause: thrown, details });
}

function describe(id: WorkspaceId, { home, engine }: Slot, open: WorkspaceId): Workspace {
  return { id, home, isOpen: id === open, hasData: engine === null ? null : hasDataOf(engine) };
}

/** Returns whether a workspace has data; true where that cannot be read any more, as of a damaged one. */
function hasDataOf(engine: Engine): boolean {
  try {
    return engine.hasData();
  } catch {
    return true;
  }
}
