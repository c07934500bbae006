import { z } from 'zod';
import { type AppContract, contract } from '../../shared/contract.ts';
import type { CallName, Contract, Handlers } from '../../shared/endpoint.ts';
import { AppError, type CancelSignal, throwIfCancelled } from '../../shared/errors.ts';
import type { Calls } from './calls.ts';
import { describeIssues, sentenceOf } from './describe-issues.ts';

/** Answers a call by name: the one gate that every way in goes through. */
export type Gate = (name: string, raw: unknown, signal: CancelSignal) => Promise<unknown>;

type GateOptions = { readonly readsOnly?: boolean; readonly calls?: Calls };

/** A command that is about commands is none that could be cancelled. */
const UNREGISTERED: ReadonlySet<string> = new Set(['calls.cancel']);

/**
 * Returns the gate over the engine's handlers. It checks the input against the contract, calls, and checks the output, so
 * that no wire can see what the contract does not promise.
 *
 * @param options.readsOnly - refuses every command with `conflict`.
 * @param options.calls - registers commands while they run.
 */
export const serve =
  (handlers: Handlers<AppContract>, { readsOnly = false, calls }: GateOptions = {}): Gate =>
  async (name, raw, signal) => {
    const endpoint = Object.hasOwn(contract, name) ? (contract as Contract)[name as `${string}.${string}`] : undefined;
    if (endpoint === undefined || endpoint.kind === 'event')
      throw new AppError('not-found', `No endpoint is named ${name}`);
    if (readsOnly && endpoint.kind === 'command') {
      throw new AppError('conflict', `${name} changes the store, which was opened for reading only`);
    }
    const input = endpoint.input.safeParse(raw);
    if (!input.success) {
      const issues = describeIssues(input.error.issues, raw);
      const message = `${name}: ${issues.map((issue) => sentenceOf(issue)).join('; ')}`;
      throw new AppError('invalid-input', message, { details: { issues } });
    }
    const unknown = unknownField(raw, input.data);
    if (unknown !== undefined) throw new AppError('invalid-input', `${name}: no field is named ${unknown}`);
    throwIfCancelled(signal);
    const handler = handlers[name as CallName<AppContract>] as (input: unknown, signal: CancelSignal) => unknown;
    const isRegistered = calls !== undefined && endpoint.kind === 'command' && !UNREGISTERED.has(name);
    const answer = isRegistered
      ? calls.run(name, input.data, signal, (own) => handler(input.data, own))
      : handler(input.data, signal);
    const output = endpoint.output.safeParse(await answer);
    if (!output.success) throw new Error(`${name} answered outside its contract: ${z.prettifyError(output.error)}`);
    return output.data;
  };

/**
 * Returns the path of a field that was sent and that the endpoint does not know, such as `preferences.sizee`; undefined if there
 * is none. A misspelt field would otherwise leave its default in place without a word.
 */
function unknownField(sent: unknown, known: unknown): string | undefined {
  if (!isRecord(sent) || !isRecord(known)) return undefined;
  for (const [field, value] of Object.entries(sent)) {
    if (value === undefined) continue;
    if (!Object.hasOwn(known, field)) return field;
    const inner = unknownField(value, known[field]);
    if (inner !== undefined) return `${field}.${inner}`;
  }
  return undefined;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
