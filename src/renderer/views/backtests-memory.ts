import { isTexts } from '../state/kept-values.ts';
import { usePageMemory } from '../state/preferences.ts';
import { INITIAL_RUN, type RunnerForm, readRunnerForm } from './backtests-form.ts';

/** Returns what was entered for the next backtest, kept over visits, and its setter; a backtest's page sends its own settings there. */
export const useRunnerForm = (): [RunnerForm, (form: RunnerForm) => void] =>
  usePageMemory('backtests.form', INITIAL_RUN, readRunnerForm);

/** Returns whether the form is open, and its setter. */
export const useRunnerOpen = (): [boolean, (isOpen: boolean) => void] =>
  usePageMemory<boolean>('backtests.isOpen', false, (kept) => (typeof kept === 'boolean' ? kept : undefined));

const NONE: readonly string[] = [];

/** Returns the ids of the trials that are compared, and their setter. */
export const useCompared = (): [readonly string[], (ids: readonly string[]) => void] =>
  usePageMemory<readonly string[]>('backtests.compared', NONE, (kept) => (isTexts(kept) ? kept : undefined));
