import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Call } from '../../shared/calls.ts';
import type { Transport } from '../../shared/client.ts';
import type { Progress } from '../../shared/system.ts';
import type { ConnectionState } from '../transport/renderer-transport.ts';

/** Commands that run and those that ended lately, newest first; kept up by events. */
export type CallLedger = {
  readonly store: StoreApi<{ readonly calls: readonly Call[]; readonly isKnown: boolean }>;
  /** Asks for the list now. */
  refresh(): Promise<void>;
  close(): void;
};

/** Returns the ledger of calls over a transport. `isKnown` is true once the list was answered. */
export function createCallLedger(
  transport: Transport & { watchConnection?: (listener: (state: ConnectionState) => void) => () => void },
): CallLedger {
  const store = createStore<{ readonly calls: readonly Call[]; readonly isKnown: boolean }>(() => ({
    calls: [],
    isKnown: false,
  }));
  let asked = 0;

  const refresh = async (): Promise<void> => {
    const mine = ++asked;
    const answer = await transport.call('calls.list', {});
    if (mine !== asked || !answer.ok) return;
    store.setState({ calls: (answer.value as { calls: Call[] }).calls, isKnown: true });
  };

  const moveOn = (progress: Progress): void => {
    if (progress.id === 0) return;
    const { calls, isKnown } = store.getState();
    if (!calls.some((call) => call.id === progress.id)) {
      void refresh();
      return;
    }
    const { done, note, rate, remainingSeconds } = progress;
    store.setState({
      calls: calls.map((call) => (call.id === progress.id ? { ...call, done, note, rate, remainingSeconds } : call)),
      isKnown,
    });
  };

  const undoEvents = transport.subscribe((name, payload) => {
    if (name === 'system.progress') moveOn(payload as Progress);
    else if (name === 'calls.changed' || name === 'workspaces.changed') void refresh();
  });
  const undoConnection = transport.watchConnection?.((state) => {
    if (state === 'connected') void refresh();
    // what is known of a lost engine is not known any more
    else if (state === 'lost') store.setState({ calls: store.getState().calls, isKnown: false });
  });
  return {
    store,
    refresh,
    close() {
      undoEvents();
      undoConnection?.();
    },
  };
}
