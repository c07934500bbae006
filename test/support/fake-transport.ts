import type { Answer, Transport } from '../../src/shared/client.ts';

type ConnectionState = 'connecting' | 'connected' | 'lost' | 'refused';

/** A transport that a test answers by hand. */
export type FakeTransport = Transport & {
  /** Every call so far, in order. */
  readonly calls: readonly { readonly name: string; readonly input: unknown; readonly isAborted: () => boolean }[];
  /** Answers the call at a place in `calls`. */
  answer(place: number, answer: Answer): Promise<void>;
  tell(name: string, payload?: unknown): void;
  connect(state: ConnectionState): void;
  watchConnection(listener: (state: ConnectionState) => void): () => void;
  /** Listeners that were not undone. */
  listenerCount(): number;
};

/** Returns a transport whose calls wait until the test answers them. */
export function createFakeTransport(): FakeTransport {
  const calls: { name: string; input: unknown; isAborted: () => boolean; resolve: (answer: Answer) => void }[] = [];
  const listeners = new Set<(name: string, payload: unknown) => void>();
  const watchers = new Set<(state: ConnectionState) => void>();
  return {
    calls,
    call: (name, input, signal) =>
      new Promise((resolve) => {
        calls.push({ name, input, isAborted: () => signal?.aborted ?? false, resolve });
        signal?.addEventListener('abort', () =>
          resolve({ ok: false, error: { code: 'cancelled', message: 'Nobody waits any more' } }),
        );
      }),
    async answer(place, answer) {
      calls[place]!.resolve(answer);
      await settle();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    watchConnection(listener) {
      watchers.add(listener);
      return () => void watchers.delete(listener);
    },
    tell(name, payload = {}) {
      for (const listener of [...listeners]) listener(name, payload);
    },
    connect(state) {
      for (const watcher of [...watchers]) watcher(state);
    },
    listenerCount: () => listeners.size + watchers.size,
  };
}

/** Waits until everything that was ready to run has run. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
