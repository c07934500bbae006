/** The typed side of a wire: what a shell carries as names and JSON, a caller sees as functions of the contract. */
import type { CallName, Contract, EventName, Output, Sent } from './endpoint.ts';
import { AppError, type ErrorShape } from './errors.ts';

/** An answer as it crosses a wire: errors are values there, because a thrown one loses its class on the way. */
export type Answer =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: ErrorShape };

/** What carries calls and events between two processes. */
export type Transport = {
  /**
   * Makes a call. Raising `signal` stops the waiting: a query is cancelled with it, a command goes on in the engine until
   * `calls.cancel` stops it. Never rejects; a lost engine is an answer of code `unavailable`.
   */
  call(name: string, input: unknown, signal?: AbortSignalLike): Promise<Answer>;
  /** Hears every event; returns its own undo. */
  subscribe(listener: (name: string, payload: unknown) => void): () => void;
};

/** The part of an AbortSignal that a transport needs; rooms without a DOM have no such type. */
export type AbortSignalLike = {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
};

/** The contract as functions. */
export type Client<C extends Contract> = {
  /** Returns the answer of a query or command. Throws AppError. */
  call<N extends CallName<C>>(name: N, input: Sent<C[N]>, signal?: AbortSignalLike): Promise<Output<C[N]>>;
  /** Hears one event; returns its own undo. */
  subscribe<N extends EventName<C>>(name: N, listener: (payload: Output<C[N]>) => void): () => void;
};

/** Returns the contract's functions over a transport. The contract is a type here, so no schema reaches the caller's bundle. */
export function createClient<C extends Contract>(transport: Transport): Client<C> {
  return {
    async call(name, input, signal) {
      const answer = await transport.call(name, input, signal);
      if (answer.ok) return answer.value as never;
      const { code, message, details } = answer.error;
      throw new AppError(code, message, { details });
    },
    subscribe: (name, listener) =>
      transport.subscribe((heard, payload) => {
        if (heard === name) listener(payload as never);
      }),
  };
}
