import { type CancelSignal, NEVER_CANCELLED, throwIfCancelled } from '../../shared/errors.ts';
import type { WeightHistory } from '../../shared/models.ts';
import { startOfDay } from '../../shared/time.ts';
import { figuresOn, rankCorrelations } from '../models/evaluate.ts';
import { finiteOrNull } from '../numeric/finite-or-null.ts';
import { rounded } from './judge.ts';
import type { Research } from './research.ts';
import { onlyEvery, timelyOf, type WeighedHorizon } from './weigh.ts';

/**
 * Returns how the members of a horizon were weighed as forecasts closed, and whether that was worth it: a row for each day of
 * learning whose outcome is known, at the instant at which it was, of what was known by then. Regret is against the member that was
 * best so far.
 */
export function weightHistoryOf(
  research: Research,
  strideDays: number,
  weighed: WeighedHorizon,
  signal: CancelSignal = NEVER_CANCELLED,
): WeightHistory {
  const { horizon, labels, members, days, rankIc, stacking } = weighed;
  const timely = timelyOf(research, labels);
  const closed = days.map((day) => day + horizon);
  const weights = weighed.weightsAt([...closed, research.lastDay].sort((a, b) => a - b));
  const now = weights.at(-1)!;
  const realised = (scores: Float32Array): (number | null)[] => {
    throwIfCancelled(signal);
    const own = rankCorrelations(research, onlyEvery(research, scores, strideDays), timely);
    return Array.from(figuresOn(own, days), finiteOrNull);
  };
  const ensembleRankIc = realised(weighed.signal);
  const equalRankIc = realised(weighed.evenSignal);
  const columns = rankIc.map((own) => Array.from(own, finiteOrNull));
  return {
    horizonDays: horizon,
    members: members.map(({ member }) => member.kind),
    time: closed.map((day) => startOfDay(day + 1)),
    weights: members.map((_, m) => closed.map((_, i) => rounded(weights[i]![m]!)!)),
    memberRankIc: columns.map((own) => own.map(rounded)),
    ensembleRankIc: ensembleRankIc.map(rounded),
    equalRankIc: equalRankIc.map(rounded),
    regret: regretOf(columns, ensembleRankIc),
    regretOfEqual: regretOf(columns, equalRankIc),
    hurtShare: rounded(hurtShareOf(ensembleRankIc, equalRankIc)),
    stacking: Array.from(stacking, (own) => rounded(own)!),
    now: Array.from(now, (own) => rounded(own)!),
  };
}

/** Returns the share of the days on which equal weights did better, of those on which either did; null without one. */
export function hurtShareOf(weighed: readonly (number | null)[], even: readonly (number | null)[]): number | null {
  const differences = weighed.flatMap((own, i) => {
    const other = even[i] ?? null;
    return own === null || other === null || own === other ? [] : [own - other];
  });
  return differences.length === 0 ? null : differences.filter((own) => own < 0).length / differences.length;
}

/** Returns the sum so far of the best single member less that of what was chosen. Days that it or a member lacks add nothing. */
function regretOf(
  members: readonly (readonly (number | null)[])[],
  chosen: readonly (number | null)[],
): (number | null)[] {
  const sums = members.map(() => 0);
  let own = 0;
  return chosen.map((value, i) => {
    if (value === null) return null;
    own += value;
    members.forEach((column, m) => {
      sums[m]! += column[i] ?? 0;
    });
    return rounded(Math.max(...sums) - own);
  });
}
