/** What was tried before, and what it says about the newest. */
import type { Overfitting, TrialEntry } from '../../shared/backtests.ts';
import { MINIMUM_TRIALS } from './luck.ts';
import { measureOverfitting } from './overfitting.ts';

/** Daily simple returns of a trial from `firstDay` on; NaN where there was none. */
export type TrialReturns = { readonly id: string; readonly firstDay: number; readonly returns: Float64Array };

/** A trial is comparable if it covers so much of the newest one's days. */
const COMPARABLE_SHARE = 0.8;
const BLOCK_COUNT = 10;
/** Ten days a block: below, a block's Sharpe ratio is noise. */
const MINIMUM_DAYS = 10 * BLOCK_COUNT;

/**
 * Returns the trials that count against the newest one, itself included: those of the same kind of market (a made-up market
 * says nothing about a real one), each configuration over the same data once, however often it was run.
 *
 * @param trials - in any order; of equal ones the first stays.
 */
export function distinctTrials(newest: TrialEntry, trials: readonly TrialEntry[]): TrialEntry[] {
  const distinct = new Map<string, TrialEntry>();
  for (const trial of [newest, ...trials]) {
    const key = `${trial.configHash} ${trial.dataHash}`;
    if (trial.isSimulated === newest.isSimulated && !distinct.has(key)) distinct.set(key, trial);
  }
  return [...distinct.values()];
}

/**
 * Returns the probability that the choice among comparable trials is overfitted, over the days that all of them have; null
 * if there are fewer than five, as for the deflated Sharpe ratio, or fewer than 100 shared days.
 *
 * @param trials - as {@link distinctTrials} gave them, the newest first.
 * @param returns - of any trials; those without returns do not count.
 */
export function overfittingOf(trials: readonly TrialEntry[], returns: readonly TrialReturns[]): Overfitting | null {
  const byId = new Map(returns.map((series) => [series.id, series]));
  const known = trials.flatMap(({ id }) => byId.get(id) ?? []);
  const [newest] = known;
  if (newest === undefined || newest.id !== trials[0].id) return null;
  const firstDay = newest.firstDay;
  const endDay = firstDay + newest.returns.length;
  const shared = (series: TrialReturns): [number, number] => [
    Math.max(firstDay, series.firstDay),
    Math.min(endDay, series.firstDay + series.returns.length),
  ];
  const comparable = known.filter((series) => {
    const [from, until] = shared(series);
    if (until - from < COMPARABLE_SHARE * newest.returns.length) return false;
    return !series.returns.subarray(from - series.firstDay, until - series.firstDay).some(Number.isNaN);
  });
  const from = Math.max(...comparable.map((series) => shared(series)[0]));
  const until = Math.min(...comparable.map((series) => shared(series)[1]));
  if (comparable.length < MINIMUM_TRIALS || until - from < MINIMUM_DAYS) return null;
  return measureOverfitting(
    comparable.map((series) => series.returns.subarray(from - series.firstDay, until - series.firstDay)),
    BLOCK_COUNT,
  );
}
