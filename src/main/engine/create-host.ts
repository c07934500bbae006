/**
 * The host of the workspaces: an engine for the user's own data and one for the sample market, of which one is open. Calls and
 * events are those of the open one; what runs in the other goes on. It also puts another store in an engine's place.
 */
import { join } from 'node:path';
import { AppError, NEVER_CANCELLED } from '../../shared/errors.ts';
import { WORKSPACES, type Workspace, type WorkspaceId } from '../../shared/workspaces.ts';
import { createEngine, type Engine, type EngineOptions } from './create-engine.ts';
import type { WorkspaceSwitch } from './workspaces.ts';

/** Folder of the sample market below the user's own; the command line's `demo` uses the same. */
const SAMPLE_FOLDER = 'demo';

type Slot = {
  readonly home: string;
  engine: Engine | null;
  /** Settled when the engine may be called again, while its store is replaced. */
  ready: Promise<void>;
};

/**
 * Returns an engine over both workspaces, of which the user's own is open at first; the sample's is made when it is opened. It
 * must be closed. Throws as {@link createEngine}.
 */
export function createHost(options: EngineOptions): Engine {
  const listeners = new Set<(name: string, payload: unknown) => void>();
  const slots: Record<WorkspaceId, Slot> = {
    own: { home: options.home, engine: null, ready: Promise.resolve() },
    sample: { home: join(options.home, SAMPLE_FOLDER), engine: null, ready: Promise.resolve() },
  };
  let open: WorkspaceId = 'own';
  let isClosed = false;

  const publish = (name: string, payload: unknown): void => {
    for (const listener of listeners) listener(name, payload);
  };

  const start = (id: WorkspaceId): Engine => {
    const slot = slots[id];
    const engine = createEngine({
      ...options,
      home: slot.home,
      keepsSchedule: id === 'own',
      workspaces,
      replaceStore: (body) => replaceStore(id, body),
    });
    engine.subscribe((name, payload) => {
      if (id === open) publish(name, payload);
    });
    slot.engine = engine;
    if (engine.hasData()) void warm(engine);
    return engine;
  };

  const workspaces: WorkspaceSwitch = {
    list: () => WORKSPACES.map((id) => describe(id, slots[id], open)),
    open(id) {
      if (slots[id].engine === null) start(id);
      open = id;
      publish('workspaces.changed', { id });
    },
  };

  /** Closes an engine, lets `body` change its files, and makes it anew whatever became of that. Calls wait meanwhile. */
  const replaceStore = async (id: WorkspaceId, body: () => void | Promise<void>): Promise<void> => {
    const slot = slots[id];
    let release = (): void => undefined;
    slot.ready = new Promise((resolve) => (release = resolve));
    try {
      await slot.engine?.close();
      slot.engine = null;
      await body();
    } finally {
      try {
        if (!isClosed) start(id);
      } finally {
        release();
        if (id === open) publish('workspaces.changed', { id });
      }
    }
  };

  start('own');
  return {
    async call(name, input, signal) {
      const slot = slots[open];
      await slot.ready;
      if (slot.engine === null) throw new AppError('unavailable', 'The engine was closed, needs to be started again');
      return slot.engine.call(name, input, signal);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    hasData: () => slots[open].engine?.hasData() ?? false,
    async close() {
      isClosed = true;
      await Promise.all(Object.values(slots).map((slot) => slot.engine?.close()));
      for (const slot of Object.values(slots)) slot.engine = null;
    },
  };
}

/** Lets the thread that answers people read the market before the first of them asks; a page that asks meanwhile waits for it. */
async function warm(engine: Engine): Promise<void> {
  try {
    await engine.call('market.overview', {}, NEVER_CANCELLED);
    await engine.call('ratings.table', {}, NEVER_CANCELLED);
  } catch (thrown) {
    // whoever asks the same will hear of it
    if (!(thrown instanceof AppError)) throw thrown;
  }
}

function describe(id: WorkspaceId, { home, engine }: Slot, open: WorkspaceId): Workspace {
  return { id, home, isOpen: id === open, hasData: engine?.hasData() ?? null };
}
