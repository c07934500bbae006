import { z } from 'zod';
import type { CancelSignal } from './errors.ts';

/** The whole mechanism of the contract: three kinds of endpoint, from which every wire is derived. */
type Schema = z.ZodType;
export type Query<I extends Schema = Schema, O extends Schema = Schema> = {
  kind: 'query';
  summary: string;
  input: I;
  output: O;
};
export type Command<I extends Schema = Schema, O extends Schema = Schema> = {
  kind: 'command';
  summary: string;
  input: I;
  output: O;
};
export type Event<O extends Schema = Schema> = { kind: 'event'; summary: string; output: O };
export type Contract = Record<`${string}.${string}`, Query | Command | Event>;

export type CallName<C extends Contract> = { [K in keyof C]: C[K] extends Query | Command ? K : never }[keyof C] &
  string;
export type EventName<C extends Contract> = { [K in keyof C]: C[K] extends Event ? K : never }[keyof C] & string;
/** What the engine receives. */
export type Input<E> = E extends { input: infer S extends Schema } ? z.output<S> : never;
/** What a caller sends; what has a default may be left out. */
export type Sent<E> = E extends { input: infer S extends Schema } ? z.input<S> : never;
export type Output<E> = E extends { output: infer S extends Schema } ? z.output<S> : never;

/** What the engine must supply: one function for each query and command, and nothing else. */
export type Handlers<C extends Contract> = {
  readonly [K in CallName<C>]: (input: Input<C[K]>, signal: CancelSignal) => Output<C[K]> | Promise<Output<C[K]>>;
};

/** Returns a query: reads, repeatable. */
export const query = <I extends Schema, O extends Schema>(parts: {
  summary: string;
  input: I;
  output: O;
}): Query<I, O> => ({
  kind: 'query',
  ...parts,
});

/** Returns a command: changes something. */
export const command = <I extends Schema, O extends Schema>(parts: {
  summary: string;
  input: I;
  output: O;
}): Command<I, O> => ({
  kind: 'command',
  ...parts,
});

/** Returns an event: the engine tells; it carries ids, not state. */
export const event = <O extends Schema>(parts: { summary: string; output: O }): Event<O> => ({
  kind: 'event',
  ...parts,
});

/** An instant on the wire: whole UTC milliseconds. */
export const InstantSchema = z.int();

/** Sentences beside a result: what a person should know of how it came about. Often none. */
export const Notes = z.array(z.string()).describe('what to know of how the result came about');
