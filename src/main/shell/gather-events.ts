import type { Engine } from '../engine/create-engine.ts';

/** An event with its name. */
export type GatheredEvent = { readonly name: string; readonly payload: unknown };
/** Events that are handed on in groups. */
export type Gathered = {
  /** Stops listening; what waits is dropped. */
  close(): void;
};

/** A window that hears of a change this much later has lost nothing, and a burst of events crosses as one. */
const GATHER_MS = 100;

/**
 * Hands over the engine's events, gathered for 100 ms. Of events that say the same only the last crosses, and of progress only
 * the newest of each call: an event tells that something has to be asked again, however often it happened.
 */
export function gatherEvents(
  engine: Pick<Engine, 'subscribe'>,
  deliver: (events: readonly GatheredEvent[]) => void,
): Gathered {
  let waiting = new Map<string, GatheredEvent>();
  let timer: NodeJS.Timeout | undefined;
  const undo = engine.subscribe((name, payload) => {
    const key = name === 'system.progress' ? `${name} ${callOf(payload)}` : `${name} ${JSON.stringify(payload)}`;
    waiting.delete(key);
    waiting.set(key, { name, payload });
    timer ??= setTimeout(() => {
      timer = undefined;
      const events = [...waiting.values()];
      waiting = new Map();
      deliver(events);
    }, GATHER_MS);
  });
  return {
    close() {
      undo();
      clearTimeout(timer);
    },
  };
}

function callOf(progress: unknown): string {
  const { id, call } = progress as { id?: unknown; call?: unknown };
  return `${id ?? ''} ${call ?? ''}`;
}
