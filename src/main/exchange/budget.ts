/** The one budget of requests: a token bucket a host, shared by everything that asks the host, kept across restarts. */
import { AppError, type CancelSignal, throwIfCancelled } from '../../shared/errors.ts';
import { type Clock, formatInstant, type Instant, instantOf } from '../../shared/time.ts';
import type { Sleep } from './wait.ts';

/** How fast a host may be asked. A request costs one token unless its exchange weighs it otherwise. */
export type Allowance = {
  /** Tokens that may be spent at once after a rest. */
  readonly capacity: number;
  /** Milliseconds in which one token grows back. */
  readonly refillMilliseconds: number;
};

/** What is kept of a host. `tokens` is what was there at `updatedAt`; a dear request may leave it below zero. */
export type HostState = Allowance & {
  readonly tokens: number;
  readonly updatedAt: number;
  readonly blockedUntil: number;
};

/** The budget as it is saved: plain JSON, a host a key. */
export type BudgetState = Readonly<Record<string, HostState>>;

/** Where the budget is kept between runs; `save` is called after every change. */
export type BudgetStorage = { load(): BudgetState | null; save(state: BudgetState): void };

/** What a person or a scheduler may see of a host. */
export type HostView = {
  readonly host: string;
  /** Whole tokens that could be spent now; 0 while the host has told us to wait. */
  readonly remaining: number;
  /** First instant at which one token is there. */
  readonly freeAt: Instant;
};

export type Budget = {
  /** Sets how fast a host may be asked; of several wishes for one host the stricter holds. */
  allow(host: string, allowance: Allowance): void;
  /**
   * Resolves when `cost` tokens have been spent, first come first served. Rejects with `rate-limited` (details `retryAt`)
   * if the host would have to be left alone for longer than `patience` milliseconds, and with `cancelled`.
   */
  take(host: string, cost: number, patience: number, signal: CancelSignal): Promise<void>;
  /** Leaves the host alone until then; an earlier instant than the one already set changes nothing. */
  block(host: string, until: number): void;
  /** Empties the bucket of a host that said we were too fast without saying for how long to wait. */
  drain(host: string): void;
  look(host: string): HostView;
  list(): readonly HostView[];
};

/** One request a second and no burst: what a host gets of which nothing is known. */
const UNKNOWN_HOST: Allowance = { capacity: 1, refillMilliseconds: 1_000 };

/** Returns the budget, continued from what `storage` holds. A clock that went backwards grows no tokens and takes none. */
export function createBudget(parts: { clock: Clock; sleep: Sleep; storage: BudgetStorage }): Budget {
  const { clock, sleep, storage } = parts;
  const hosts = new Map<string, HostState>(Object.entries(storage.load() ?? {}));
  const queues = new Map<string, Promise<void>>();
  // A wish of this run replaces one that was saved by an earlier version of the program.
  const allowed = new Set<string>();

  const refreshed = (host: string): HostState => {
    const now = clock();
    const state = hosts.get(host);
    if (state === undefined) return { ...UNKNOWN_HOST, tokens: UNKNOWN_HOST.capacity, updatedAt: now, blockedUntil: 0 };
    const grown = Math.max(0, now - state.updatedAt) / state.refillMilliseconds;
    return { ...state, tokens: Math.min(state.capacity, state.tokens + grown), updatedAt: now };
  };
  const put = (host: string, change: Partial<HostState>) => {
    hosts.set(host, { ...refreshed(host), ...change });
    storage.save(Object.fromEntries(hosts));
  };
  const waitFor = (state: HostState, cost: number): number => {
    // A request dearer than the whole bucket waits for a full one and leaves a debt.
    const missing = Math.min(cost, state.capacity) - state.tokens;
    // Refilling by fractions ends a hair below a whole token; without the slack such a wait would be one of 0 ms, for ever.
    const growing = missing > 1e-9 ? Math.ceil(missing * state.refillMilliseconds) : 0;
    return Math.max(growing, state.blockedUntil - state.updatedAt, 0);
  };
  const spend = async (host: string, cost: number, patience: number, signal: CancelSignal): Promise<void> => {
    for (;;) {
      throwIfCancelled(signal);
      const state = refreshed(host);
      const wait = waitFor(state, cost);
      if (wait === 0) return put(host, { tokens: state.tokens - cost });
      if (state.blockedUntil - state.updatedAt > patience) {
        throw new AppError(
          'rate-limited',
          `${host} was told to be left alone until ${formatInstant(state.blockedUntil)}`,
          {
            details: { retryAt: state.blockedUntil },
          },
        );
      }
      await sleep(wait, signal);
    }
  };
  const look = (host: string): HostView => {
    const state = refreshed(host);
    const blocked = state.blockedUntil > state.updatedAt;
    return {
      host,
      remaining: blocked ? 0 : Math.max(0, Math.floor(state.tokens + 1e-9)),
      freeAt: instantOf(state.updatedAt + waitFor(state, 1)),
    };
  };

  return {
    allow: (host, wish) => {
      const state = refreshed(host);
      const capacity = allowed.has(host) ? Math.min(state.capacity, wish.capacity) : wish.capacity;
      const refillMilliseconds = allowed.has(host)
        ? Math.max(state.refillMilliseconds, wish.refillMilliseconds)
        : wish.refillMilliseconds;
      const settled =
        allowed.has(host) && capacity === state.capacity && refillMilliseconds === state.refillMilliseconds;
      if (settled) return;
      allowed.add(host);
      put(host, {
        capacity,
        refillMilliseconds,
        tokens: hosts.has(host) ? Math.min(state.tokens, capacity) : capacity,
      });
    },
    take: (host, cost, patience, signal) => {
      const turn = (queues.get(host) ?? Promise.resolve()).then(() => spend(host, cost, patience, signal));
      queues.set(
        host,
        turn.catch(() => {}),
      );
      return turn;
    },
    block: (host, until) => put(host, { blockedUntil: Math.max(refreshed(host).blockedUntil, until) }),
    drain: (host) => put(host, { tokens: Math.min(0, refreshed(host).tokens) }),
    look,
    list: () => [...hosts.keys()].sort().map(look),
  };
}
