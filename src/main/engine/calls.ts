/** Commands while they run: what is under way, how far it is, how it ended, and how to stop it. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Call } from '../../shared/calls.ts';
import type { AppContract } from '../../shared/contract.ts';
import type { Handlers } from '../../shared/endpoint.ts';
import { AppError, type CancelSignal, toErrorShape } from '../../shared/errors.ts';
import type { Progress } from '../../shared/system.ts';
import type { Clock } from '../../shared/time.ts';
import { hashOf } from './canonical.ts';
import type { Events } from './events.ts';

/** The commands of one engine. */
export type Calls = {
  /**
   * Runs the body of a command under a number of its own, which its progress carries. Rejects as the body does, and with
   * `conflict` while the same command with the same input runs already: a second press of a button makes nothing twice; and
   * while a backup is restored, unless it touches no store, or is about backups as well, which say themselves what has to end
   * first.
   */
  run<T>(
    name: string,
    input: unknown,
    signal: CancelSignal,
    body: (signal: CancelSignal) => T | Promise<T>,
  ): Promise<T>;
  /** Returns the number of the command within whose body this is asked; 0 outside of any. */
  currentId(): number;
  list(): Call[];
  /** Raises a running command's signal. Throws `not-found` if no command of that number runs. */
  cancel(id: number): void;
  /** Cancels every command and waits until each has ended, but for the one that asks for it. */
  close(): Promise<void>;
};

type Running = {
  readonly call: Call;
  readonly key: string;
  readonly cancel: () => void;
  readonly ended: Promise<void>;
};

/** What is told of commands. It outlives an engine, so that one which follows it over the same store still tells of them. */
export type CallRecord = {
  /** Returns the number of the next command. */
  readonly nextId: () => number;
  readonly running: Map<number, Running>;
  /** The newest first. */
  readonly ended: Call[];
};

/** Commands that touch no store: a machine may fall asleep at any time. */
const BESIDE_RESTORE: ReadonlySet<string> = new Set(['workspaces.open', 'settings.pauseSchedule']);

/** So many commands are told of after they ended. */
const KEPT = 50;

/** Returns numbers 1, 2, 3 …, of which no two commands that one window may see get the same. */
export function createNumbers(): () => number {
  let newest = 0;
  return () => ++newest;
}

/** Returns a record of no command yet. @param nextId - shared by the records whose commands one window may see. */
export function createCallRecord(nextId: () => number = createNumbers()): CallRecord {
  return { nextId, running: new Map(), ended: [] };
}

/**
 * Returns a register of commands.
 *
 * @param onEnded - hears each command that ended, for the log.
 * @param record - what is told of; where an engine follows another, that one's.
 */
export function createCalls(
  events: Events,
  clock: Clock,
  onEnded: (call: Call) => void = () => undefined,
  { nextId, running, ended }: CallRecord = createCallRecord(),
): Calls {
  // each register has its own: what an engine begins while a command makes it, is no part of that command
  const current = new AsyncLocalStorage<number>();

  events.subscribe((name, payload) => {
    if (name !== 'system.progress') return;
    const { id, done, note, rate, remainingSeconds } = payload as Progress;
    const entry = running.get(id);
    if (entry !== undefined) Object.assign(entry.call, { done, note, rate, remainingSeconds });
  });

  const end = (call: Call, outcome: Pick<Call, 'state' | 'error'>): void => {
    running.delete(call.id);
    const rest = { rate: null, remainingSeconds: null, done: outcome.state === 'done' ? 1 : call.done };
    const whole: Call = { ...call, ...outcome, ...rest, endedTime: clock() };
    ended.unshift(whole);
    ended.splice(KEPT);
    onEnded(whole);
    events.publish('calls.changed', { id: call.id });
  };

  return {
    async run(name, input, signal, body) {
      const key = hashOf([name, input]);
      if ([...running.values()].some((entry) => entry.key === key)) {
        throw new AppError('conflict', `${name} with the same input was running already, needs to end or be cancelled`);
      }
      // it would be ended with the store that it writes to, or hold the restore up
      const isOfOther = !name.startsWith('backups.') && !BESIDE_RESTORE.has(name);
      if (isOfOther && [...running.values()].some(({ call }) => call.call === 'backups.restore')) {
        throw new AppError(
          'conflict',
          `A backup was being restored, needs to end or be cancelled before ${name} begins`,
        );
      }
      const id = nextId();
      const times = { startedTime: clock(), endedTime: null };
      const call: Call = {
        ...{ id, call: name, state: 'running', ...times, done: 0, note: '' },
        ...{ rate: null, remainingSeconds: null, error: null },
      };
      let isCancelled = false;
      const own: CancelSignal = {
        get aborted() {
          return isCancelled || signal.aborted;
        },
      };
      let resolve = (): void => undefined;
      const promise = new Promise<void>((settle) => (resolve = settle));
      running.set(id, { call, key, cancel: () => (isCancelled = true), ended: promise });
      events.publish('calls.changed', { id });
      try {
        const value = await current.run(id, async () => body(own));
        end(call, { state: 'done', error: null });
        return value;
      } catch (thrown) {
        const { code, message } = toErrorShape(thrown);
        end(call, { state: code === 'cancelled' ? 'cancelled' : 'failed', error: { code, message } });
        throw thrown;
      } finally {
        resolve();
      }
    },
    currentId: () => current.getStore() ?? 0,
    list: () => [...[...running.values()].map(({ call }) => ({ ...call })).reverse(), ...ended],
    cancel(id) {
      const entry = running.get(id);
      if (entry === undefined)
        throw new AppError('not-found', `Command ${id} was not running, so there is nothing to cancel`);
      entry.cancel();
    },
    async close() {
      const others = [...running.values()].filter(({ call }) => call.id !== current.getStore());
      for (const { cancel } of others) cancel();
      await Promise.all(others.map((entry) => entry.ended));
    },
  };
}

/** Returns the handlers of running commands. */
export function callHandlers(calls: Calls): Pick<Handlers<AppContract>, 'calls.list' | 'calls.cancel'> {
  return {
    'calls.list': () => ({ calls: calls.list() }),
    'calls.cancel'({ id }) {
      calls.cancel(id);
      return { id };
    },
  };
}
