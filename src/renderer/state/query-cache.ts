import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Transport } from '../../shared/client.ts';
import type { ErrorShape } from '../../shared/errors.ts';
import type { ConnectionState } from '../transport/renderer-transport.ts';

/** What is known of one question. A value stays while it is asked again; `error` beside a value means that asking again failed. */
export type QuerySnapshot = {
  readonly state: 'loading' | 'ready' | 'failed';
  readonly value: unknown;
  readonly error: ErrorShape | null;
  readonly isRefreshing: boolean;
};

/** One cache for all questions of the window. */
export type QueryCache = {
  /** Snapshots by key. */
  readonly store: StoreApi<Readonly<Record<string, QuerySnapshot>>>;
  /**
   * Looks at a question, asking it unless there is a fresh value; returns its own undo. The question is asked again on the
   * named events, when the workspace changes and after a reconnect. What nobody looks at any more is no longer waited for.
   */
  look(name: string, input: unknown, refreshOn: readonly string[]): () => void;
  /** Asks again now. */
  refresh(name: string, input: unknown): void;
  /** Returns the value if there is one. */
  peek(name: string, input: unknown): unknown;
  /** Forgets everything; what is looked at is asked again. */
  drop(): void;
  close(): void;
};

type Entry = {
  readonly key: string;
  readonly name: string;
  readonly input: unknown;
  /** The events that each onlooker named. */
  readonly lookers: Set<readonly string[]>;
  /** The events of everyone who ever looked: they make a value stale that nobody looks at. */
  readonly events: Set<string>;
  request: AbortController | undefined;
  isStale: boolean;
};

/** Answers kept for when someone comes back to a page. */
const KEPT_UNSEEN = 40;

/** What is known of a question that was never asked. */
export const LOADING: QuerySnapshot = { state: 'loading', value: undefined, error: null, isRefreshing: false };

/** Returns the key of a question: its name and its input with sorted fields. */
export function queryKey(name: string, input: unknown): string {
  return `${name} ${canonical(input)}`;
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item ?? null)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).filter(([, field]) => field !== undefined);
    fields.sort(([left], [right]) => (left < right ? -1 : 1));
    return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`).join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}

/** Returns a cache over a transport. */
export function createQueryCache(
  transport: Transport & { watchConnection?: (listener: (state: ConnectionState) => void) => () => void },
): QueryCache {
  const store = createStore<Readonly<Record<string, QuerySnapshot>>>(() => ({}));
  /** In the order of last use, so that the first is the one to forget. */
  const entries = new Map<string, Entry>();

  const put = (key: string, snapshot: QuerySnapshot): void =>
    store.setState({ ...store.getState(), [key]: snapshot }, true);
  const snapshotOf = (key: string): QuerySnapshot => store.getState()[key] ?? LOADING;

  const ask = async (entry: Entry): Promise<void> => {
    entry.request?.abort();
    const request = new AbortController();
    entry.request = request;
    entry.isStale = false;
    const before = snapshotOf(entry.key);
    put(entry.key, before.state === 'ready' ? { ...before, isRefreshing: true } : { ...LOADING, isRefreshing: true });
    const answer = await transport.call(entry.name, entry.input, request.signal);
    if (entry.request !== request || entries.get(entry.key) !== entry) return;
    entry.request = undefined;
    const now = snapshotOf(entry.key);
    if (answer.ok) put(entry.key, { state: 'ready', value: answer.value, error: null, isRefreshing: false });
    else if (now.state === 'ready') put(entry.key, { ...now, error: answer.error, isRefreshing: false });
    else put(entry.key, { state: 'failed', value: undefined, error: answer.error, isRefreshing: false });
  };

  const entryOf = (name: string, input: unknown): Entry => {
    const key = queryKey(name, input);
    const known = entries.get(key);
    if (known !== undefined) {
      entries.delete(key);
      entries.set(key, known);
      return known;
    }
    const entry: Entry = { key, name, input, lookers: new Set(), events: new Set(), request: undefined, isStale: true };
    entries.set(key, entry);
    return entry;
  };

  const forgetUnseen = (): void => {
    const unseen = [...entries.values()].filter((entry) => entry.lookers.size === 0);
    const forgotten = unseen.slice(0, Math.max(0, unseen.length - KEPT_UNSEEN));
    if (forgotten.length === 0) return;
    const snapshots = { ...store.getState() };
    for (const { key } of forgotten) {
      entries.delete(key);
      delete snapshots[key];
    }
    store.setState(snapshots, true);
  };

  const leave = (entry: Entry): void => {
    if (entry.lookers.size > 0) return;
    if (entry.request !== undefined) {
      entry.request.abort();
      entry.request = undefined;
      entry.isStale = true;
      const before = snapshotOf(entry.key);
      if (entries.get(entry.key) === entry) put(entry.key, { ...before, isRefreshing: false });
    }
    forgetUnseen();
  };

  const askAgain = (matches: (entry: Entry) => boolean): void => {
    for (const entry of [...entries.values()]) {
      if (!matches(entry)) continue;
      if (entry.lookers.size > 0) void ask(entry);
      else entry.isStale = true;
    }
  };

  const drop = (): void => {
    const looked = [...entries.values()].filter((entry) => entry.lookers.size > 0);
    for (const entry of entries.values()) entry.request?.abort();
    entries.clear();
    store.setState(Object.fromEntries(looked.map(({ key }) => [key, { ...LOADING, isRefreshing: true }])), true);
    for (const entry of looked) {
      entries.set(entry.key, entry);
      void ask(entry);
    }
  };

  const undoEvents = transport.subscribe((name) => {
    if (name === 'workspaces.changed') drop();
    else askAgain((entry) => entry.events.has(name));
  });
  let wasLost = false;
  const undoConnection = transport.watchConnection?.((state) => {
    if (state === 'connected' && wasLost) askAgain(() => true);
    wasLost = state === 'lost' || (wasLost && state !== 'connected');
  });

  return {
    store,
    look(name, input, refreshOn) {
      const entry = entryOf(name, input);
      const looker = [...refreshOn];
      entry.lookers.add(looker);
      for (const event of refreshOn) entry.events.add(event);
      if (entry.isStale || snapshotOf(entry.key).state === 'failed') void ask(entry);
      return () => {
        entry.lookers.delete(looker);
        // a page that is drawn anew leaves and comes back within the same task
        queueMicrotask(() => leave(entry));
      };
    },
    refresh(name, input) {
      const entry = entries.get(queryKey(name, input));
      if (entry !== undefined) void ask(entry);
    },
    peek: (name, input) => store.getState()[queryKey(name, input)]?.value,
    drop,
    close() {
      undoEvents();
      undoConnection?.();
      for (const entry of entries.values()) entry.request?.abort();
      entries.clear();
    },
  };
}
