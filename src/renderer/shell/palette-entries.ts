import type { TrialEntry } from '../../shared/backtests.ts';
import type { DraftSummary } from '../../shared/drafts.ts';
import type { RatingTable } from '../../shared/ratings.ts';
import { formatAsOf, formatDayOf } from '../format.ts';
import { backtestPath, draftPath, tokenPath } from '../routes.ts';
import type { Action } from '../state/actions.ts';

/** Returns the rated tokens as what the palette finds, the largest by market cap first; one is found by symbol, name and id. */
export function tokenEntries(
  table: Pick<RatingTable, 'asset' | 'name' | 'symbol' | 'marketCap'> | undefined,
  go: (path: string) => void,
): Action[] {
  if (table === undefined) return [];
  const sizeOf = (index: number): number => table.marketCap[index] ?? -1;
  return [...table.asset.keys()]
    .sort((left, right) => sizeOf(right) - sizeOf(left))
    .map((index) => {
      const asset = table.asset[index] ?? '';
      return {
        id: `token ${asset}`,
        title: table.name[index] ?? asset,
        note: table.symbol[index] || asset,
        keywords: `token ${asset}`,
        run: () => go(tokenPath(asset)),
      };
    });
}

/** Returns the drafts as what the palette finds, in their order. */
export function draftEntries(drafts: readonly DraftSummary[] | undefined, go: (path: string) => void): Action[] {
  return (drafts ?? []).map(({ id, name, asOf, state, feasible }) => ({
    id: `draft ${id}`,
    title: name,
    note: `draft of ${formatAsOf(asOf)}, ${feasible ? state : 'no weights'}`,
    keywords: `drafts index ${id}`,
    run: () => go(draftPath(id)),
  }));
}

/** Returns the backtests as what the palette finds, in their order. */
export function backtestEntries(trials: readonly TrialEntry[] | undefined, go: (path: string) => void): Action[] {
  return (trials ?? []).map(({ id, name, fromTime, untilTime, recordedTime }) => ({
    id: `backtest ${id}`,
    title: name,
    note: `backtest ${formatDayOf(fromTime)} to ${formatAsOf(untilTime)}, of ${formatDayOf(recordedTime)}`,
    keywords: `backtests trial ${id}`,
    run: () => go(backtestPath(id)),
  }));
}
