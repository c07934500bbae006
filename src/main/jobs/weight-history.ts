import type { WeightHistory } from '../../shared/models.ts';
import { startOfDay } from '../../shared/time.ts';
import { figuresOn, rankCorrelations } from '../models/evaluate.ts';
import { finiteOrNull } from '../numeric/finite-or-null.ts';
import { rounded } from './judge.ts';
import type { Research } from './research.ts';
import { onlyEvery, type WeighedHorizon } from './weigh.ts';

/**
 * Returns how the members of a horizon were weighed as forecasts closed, and whether that was worth it: a row for each day of
 * learning whose outcome is known, at the instant at which it was. Regret is against the member that was best so far.
 */
export function weightHistoryOf(research: Research, strideDays: number, weighed: WeighedHorizon): WeightHistory {
  const { horizon, labels, members, days, rankIc, signal, evenSignal, stacking } = weighed;
  const closed = days.map((day) => day + horizon);
  const weights = weighed.weightsAt([...closed, research.lastDay].sort((a, b) => a - b));
  const now = weights.at(-1)!;
  const realised = (scores: Float32Array): (number | null)[] => {
    const own = rankCorrelations(research, onlyEvery(research, scores, strideDays), labels);
    return Array.from(figuresOn(own, days), finiteOrNull);
  };
  const ensembleRankIc = realised(signal);
  const equalRankIc = realised(evenSignal);
  const columns = rankIc.map((own) => Array.from(own, finiteOrNull));
  const compared = days.flatMap((_, i) => (ensembleRankIc[i] === null || equalRankIc[i] === null ? [] : [i]));
  const hurt = compared.filter((i) => equalRankIc[i]! > ensembleRankIc[i]!).length;
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
    hurtShare: compared.length === 0 ? null : rounded(hurt / compared.length),
    stacking: Array.from(stacking, (own) => rounded(own)!),
    now: Array.from(now, (own) => rounded(own)!),
  };
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
