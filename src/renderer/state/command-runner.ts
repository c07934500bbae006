import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Call } from '../../shared/calls.ts';
import type { Transport } from '../../shared/client.ts';
import type { ErrorShape } from '../../shared/errors.ts';
import type { CallLedger } from './call-ledger.ts';

/** How far a command is. */
export type CommandProgress = Pick<Call, 'id' | 'done' | 'note' | 'rate' | 'remainingSeconds'>;

/** Where a command is; `value` is the answer of the last run. */
export type CommandSnapshot = {
  readonly state: 'idle' | 'running' | 'done' | 'failed' | 'cancelled';
  readonly value: unknown;
  readonly error: ErrorShape | null;
  readonly progress: CommandProgress | null;
};

/** Runs one command at a time and follows it by the id under which the engine lists it. */
export type CommandRunner = {
  readonly store: StoreApi<CommandSnapshot>;
  /** Returns the answer, or undefined if the command failed or was cancelled; the snapshot says which. */
  run(input: unknown): Promise<unknown>;
  cancel(): Promise<void>;
  /** Back to idle; a running command goes on and is no longer followed. Nothing is left behind. */
  reset(): void;
};

const IDLE: CommandSnapshot = { state: 'idle', value: undefined, error: null, progress: null };

const STOPPED: ErrorShape = {
  code: 'unavailable',
  message: 'The engine stopped before this was finished. What it had finished is kept; start it again.',
};

/** Returns whether the transport says that the connection broke before there was an answer. */
const isLost = (details: unknown): boolean => (details as { isLost?: unknown } | undefined)?.isLost === true;

/** Ids that a runner of this window follows already: two runs of one command must not follow the same call. */
const claimed = new Set<number>();

/** Returns a runner for a command of the contract. */
export function createCommandRunner(name: string, transport: Transport, ledger: CallLedger): CommandRunner {
  const store = createStore<CommandSnapshot>(() => IDLE);
  let runCount = 0;
  let known = new Set<number>();
  /** Ids begin anew with the engine, so the time of starting belongs to it. */
  let followed: Pick<Call, 'id' | 'startedTime'> | undefined;
  let undo = () => {};
  let wantsCancel = false;
  /** Set while the answer will not come any more, because the connection broke, and the ledger is all there is. */
  let isOrphan = false;

  const stopFollowing = (): void => {
    if (followed !== undefined) claimed.delete(followed.id);
    followed = undefined;
    isOrphan = false;
    undo();
  };
  const end = (snapshot: Omit<CommandSnapshot, 'progress'>): void => {
    stopFollowing();
    store.setState({ ...snapshot, progress: null }, true);
  };

  const watch = (calls: readonly Call[], isKnown: boolean): void => {
    if (store.getState().state !== 'running') return;
    if (followed === undefined) {
      const mine = calls.findLast(
        (call) => call.call === name && call.state === 'running' && !known.has(call.id) && !claimed.has(call.id),
      );
      if (mine !== undefined) {
        followed = mine;
        claimed.add(mine.id);
        if (wantsCancel) void transport.call('calls.cancel', { id: mine.id });
      }
    }
    const call = calls.find(({ id, startedTime }) => id === followed?.id && startedTime === followed.startedTime);
    if (call?.state === 'running') {
      const { id, done, note, rate, remainingSeconds } = call;
      store.setState({ progress: { id, done, note, rate, remainingSeconds } });
    }
    if (!isOrphan || !isKnown || call?.state === 'running') return;
    if (call === undefined) end({ state: 'failed', value: undefined, error: STOPPED });
    else end({ state: call.state, value: undefined, error: call.error });
  };

  return {
    store,
    async run(input) {
      const mine = ++runCount;
      stopFollowing();
      wantsCancel = false;
      undo = ledger.store.subscribe(({ calls, isKnown }) => watch(calls, isKnown));
      known = new Set(ledger.store.getState().calls.map(({ id }) => id));
      store.setState({ state: 'running', value: undefined, error: null, progress: null }, true);
      const answer = await transport.call(name, input);
      if (mine !== runCount) return undefined;
      if (answer.ok) {
        end({ state: 'done', value: answer.value, error: null });
        return answer.value;
      }
      const { code, details } = answer.error;
      // without an answer nobody knows yet what became of it; the ledger does, once the engine is back
      if (code === 'unavailable' && (followed !== undefined || isLost(details))) {
        isOrphan = true;
        const { calls, isKnown } = ledger.store.getState();
        watch(calls, isKnown);
        return undefined;
      }
      end({ state: code === 'cancelled' ? 'cancelled' : 'failed', value: undefined, error: answer.error });
      return undefined;
    },
    async cancel() {
      if (store.getState().state !== 'running') return;
      wantsCancel = true;
      if (followed !== undefined) await transport.call('calls.cancel', { id: followed.id });
    },
    reset() {
      runCount++;
      stopFollowing();
      store.setState(IDLE, true);
    },
  };
}
