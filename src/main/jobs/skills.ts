/** What scores were worth: rank correlations with what happened. */
import type { InformationCoefficient } from '../../shared/backtests.ts';
import type { EnsembleConfig } from '../../shared/models.ts';
import { measureRankCorrelation } from '../models/evaluate.ts';
import { combineSignals } from '../ratings/signals.ts';
import type { Research } from './research.ts';
import { eligibleCellsOf, type MemberScores } from './walk-forward.ts';

/** Returns the rank correlation of each member, and at each horizon of all of them together, on weekly dates. */
export function skillsOf(
  research: Research,
  { horizons, strideDays }: EnsembleConfig,
  members: readonly MemberScores[],
): InformationCoefficient[] {
  return horizons.flatMap((horizon, h) => {
    const own = members.filter(({ member }) => member.horizon === horizon);
    const labelled = own.map(({ member, scores }) => ({ label: `${member.kind}, ${horizon} days`, scores }));
    if (own.length > 1) labelled.push({ label: `ensemble, ${horizon} days`, scores: combined(research, own) });
    return labelled.map(({ label, scores }) => {
      const weekly = onlyEvery(research, scores, strideDays);
      return measureRankCorrelation(research, weekly, research.labels[h]!, label);
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
