import { useEffect, useMemo } from 'react';
import { useStore } from 'zustand';
import type { AppContract } from '../../shared/contract.ts';
import type { CallName, Command, Output, Sent } from '../../shared/endpoint.ts';
import type { ErrorShape } from '../../shared/errors.ts';
import { transport } from '../api.ts';
import { ledger } from './calls.ts';
import { type CommandProgress, createCommandRunner } from './command-runner.ts';

/** The names of the contract's commands. */
export type CommandName = {
  [N in CallName<AppContract>]: AppContract[N] extends Command ? N : never;
}[CallName<AppContract>];

/** What a page sees of a command that it runs. */
export type CommandState<N extends CommandName> = {
  /** Returns the answer, or undefined if the command failed or was cancelled; `error` says why. Never throws. */
  readonly run: (input: Sent<AppContract[N]>) => Promise<Output<AppContract[N]> | undefined>;
  readonly state: 'idle' | 'running' | 'done' | 'failed' | 'cancelled';
  /** The answer of the last run; undefined where the connection broke in between, even though the command was done. */
  readonly value: Output<AppContract[N]> | undefined;
  readonly error: ErrorShape | null;
  readonly progress: CommandProgress | null;
  readonly cancel: () => Promise<void>;
  readonly reset: () => void;
};

/** Returns a command of the contract with its state. It goes on if the page is left; `useRunningCall` finds it again. */
export function useCommand<N extends CommandName>(name: N): CommandState<N> {
  const runner = useMemo(() => createCommandRunner(name, transport, ledger), [name]);
  useEffect(() => () => runner.reset(), [runner]);
  const snapshot = useStore(runner.store);
  return useMemo(
    () => ({
      run: runner.run as CommandState<N>['run'],
      state: snapshot.state,
      value: snapshot.value as Output<AppContract[N]> | undefined,
      error: snapshot.error,
      progress: snapshot.progress,
      cancel: runner.cancel,
      reset: runner.reset,
    }),
    [runner, snapshot],
  );
}
