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

/**
 * Returns the ledger of calls over a transport. `isKnown` is true once the list was answered.
 * @param onVanished - told of each command that ran when the engine was lost and that the engine which came back does not know.
 */
export function createCallLedger(
  transport: Transport & { watchConnection?: (listener: (state: ConnectionState) => void) => () => void },
  onVanished: (call: Call) => void = () => {},
): CallLedger {
  const store = createStore<{ readonly calls: readonly Call[]; readonly isKnown: boolean }>(() => ({
    calls: [],
    isKnown: false,
  }));
  let asked = 0;
  let wasLost = false;

  const refresh = async (): Promise<void> => {
    const mine = ++asked;
    const answer = await transport.call('calls.list', {});
    if (mine !== asked || !answer.ok) return;
    const { calls } = answer.value as { calls: Call[] };
    const before = wasLost ? store.getState().calls.filter(({ state }) => state === 'running') : [];
    wasLost = false;
    store.setState({ calls, isKnown: true });
    for (const call of before) {
      // ids begin anew with the engine
      if (!calls.some(({ id, startedTime }) => id === call.id && startedTime === call.startedTime)) onVanished(call);
    }
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
    else if (state === 'lost') {
      wasLost = true;
      store.setState({ calls: store.getState().calls, isKnown: false });
    }
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
