import type { AppContract } from '../../shared/contract.ts';
import type { EventName, Output } from '../../shared/endpoint.ts';

type Listener = (name: string, payload: unknown) => void;

/** The engine's voice: events carry ids, and whoever hears one asks again. */
export type Events = {
  publish<N extends EventName<AppContract>>(name: N, payload: Output<AppContract[N]>): void;
  /** Returns its own undo. */
  subscribe(listener: Listener): () => void;
  /** How many listen now; tests count what is left. */
  listenerCount(): number;
};

/** Returns an event hub without listeners. A listener that throws does not keep the others from hearing. */
export function createEvents(onDefect: (stack: string) => void): Events {
  const listeners = new Set<Listener>();
  return {
    publish(name, payload) {
      for (const listener of listeners) {
        try {
          listener(name, payload);
        } catch (thrown) {
          onDefect((thrown as Error).stack ?? String(thrown));
        }
      }
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    listenerCount: () => listeners.size,
  };
}
