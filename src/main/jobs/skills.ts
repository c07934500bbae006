/** What scores were worth: rank correlations with what happened. */
import type { InformationCoefficient } from '../../shared/backtests.ts';
import type { EnsembleConfig } from '../../shared/models.ts';
import { measureBeyond, measureRankCorrelation, measureSpreads } from '../models/evaluate.ts';
import { computeLabels } from '../models/labels.ts';
import { combineSignals } from '../ratings/signals.ts';
import type { Research } from './research.ts';
import { eligibleCellsOf, type MemberScores } from './walk-forward.ts';

/**
 * Rules that order tokens by one factor. What a model knows beyond them it has learnt. Low volatility is the strongest of
 * them by construction: a volatile token's median compound return is lower by half its variance, whatever its mean.
 */
const BASELINES = [
  { label: 'low volatility alone', factor: 'volatility-90d', sign: -1 },
  { label: 'momentum alone', factor: 'return-30d', sign: 1 },
] as const;

/** What a rank IC owes to volatility alone is taken out by this factor. */
const VOLATILITY = 'volatility-90d';

/**
 * Returns the skill of each member, at each horizon of all of them together, and of plain rules on the same tokens, on weekly
 * dates: rank correlation, the same once volatility is taken out, and what the best fifth returned more.
 */
export function skillsOf(
  research: Research,
  { horizons, strideDays, delistingReturn }: EnsembleConfig,
  members: readonly MemberScores[],
): InformationCoefficient[] {
  const { window, eligible, endings, table } = research;
  const ranksBy = (factor: string): Float32Array | undefined => table.ranked[table.ids.indexOf(factor)];
  const volatility = ranksBy(VOLATILITY);
  return horizons.flatMap((horizon, h) => {
    const own = members.filter(({ member }) => member.horizon === horizon);
    const scored: { label: string; scores: Float32Array; isBaseline: boolean }[] = own.map(({ member, scores }) => ({
      label: member.kind,
      scores,
      isBaseline: false,
    }));
    if (own.length > 1) scored.push({ label: 'ensemble', scores: combined(research, own), isBaseline: false });
    for (const { label, factor, sign } of BASELINES) {
      const ranks = ranksBy(factor);
      if (ranks === undefined || own[0] === undefined) continue;
      const { scores } = own[0];
      const isBaseline = true;
      scored.push({
        label,
        scores: ranks.map((rank, cell) => (Number.isNaN(scores[cell]!) ? Number.NaN : sign * rank)),
        isBaseline,
      });
    }
    const returns = computeLabels(window, { eligible, kind: 'return', horizon, endings, delistingReturn });
    return scored.map(({ label, scores, isBaseline }) => {
      const weekly = onlyEvery(research, scores, strideDays);
      const labels = research.labels[h]!;
      return {
        ...measureRankCorrelation(research, weekly, labels, `${label}, ${horizon} days`),
        isBaseline,
        afterVolatility: volatility === undefined ? null : measureBeyond(research, weekly, volatility, labels),
        ...measureSpreads(research, weekly, returns),
      };
    });
  });
}

/** Returns the signal of several members, day by day. */
function combined(research: Research, members: readonly MemberScores[]): Float32Array {
  const all = new Float32Array(research.window.fields.close.length).fill(Number.NaN);
  const { firstDay, dayCount } = research.window;
  for (let day = firstDay; day < firstDay + dayCount; day++) {
    const cells = eligibleCellsOf(research.window, research.crossSection, research.eligible, day);
    if (!cells.some((cell) => !Number.isNaN(members[0]!.scores[cell]!))) continue;
    const { signal } = combineSignals(members.map(({ scores }) => Float32Array.from(cells, (cell) => scores[cell]!)));
    cells.forEach((cell, i) => {
      all[cell] = signal[i]!;
    });
  }
  return all;
}

/** Returns scores of the days whose number is a multiple of `stride` alone, so that dates of decision do not count twice. */
function onlyEvery(research: Research, scores: Float32Array, stride: number): Float32Array {
  const { window, crossSection } = research;
  const kept = new Float32Array(scores.length).fill(Number.NaN);
  for (let i = 0; i < window.dayCount; i++) {
    if ((window.firstDay + i) % stride !== 0) continue;
    for (let at = crossSection.offset[i]!; at < crossSection.offset[i + 1]!; at++) {
      const cell = crossSection.cells[at]!;
      kept[cell] = scores[cell]!;
    }
  }
  return kept;
}
