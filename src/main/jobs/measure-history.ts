/** How skill grows with the history that is learnt from: the same folds, members and days, more or fewer days to learn from. */
import { throwIfCancelled } from '../../shared/errors.ts';
import { EnsembleConfig, type HistoryCurve } from '../../shared/models.ts';
import type { Instant } from '../../shared/time.ts';
import { rankCorrelations } from '../models/evaluate.ts';
import { blockBootstrapInterval } from '../numeric/bootstrap.ts';
import { mean } from '../numeric/stats.ts';
import type { Job } from './job.ts';
import { rounded } from './judge.ts';
import { walkRecord } from './record.ts';
import { loadResearch } from './research.ts';
import { shareOfRun } from './share-of-run.ts';
import { onlyEvery } from './weigh.ts';

export type MeasureHistoryInput = {
  readonly asOf: Instant;
  readonly kinds: readonly string[];
  /** Spans to learn from. */
  readonly trainDays: readonly number[];
  readonly programVersion: string;
};

/** Months between trainings: half as many as in the record, because the curve has several points. */
const RECORD_MONTHS = 6;

/**
 * Returns for each horizon and member the mean rank IC by the days learnt from, on the days that every span has scored, with 95 %
 * intervals. The days before the longest span was full are left out, where all spans learnt from the same.
 */
export const measureHistory: Job<MeasureHistoryInput, HistoryCurve[]> = async (store, input, run) => {
  const spans = [...new Set(input.trainDays)].sort((a, b) => a - b);
  const base = EnsembleConfig.parse({ kinds: input.kinds, recordMonths: RECORD_MONTHS });
  const research = loadResearch(store, input.asOf, base, shareOfRun(run, 0, 0.1));
  const figures = new Map<string, Map<number, number>>();
  for (const [s, trainDays] of spans.entries()) {
    const from = 0.1 + (0.9 * s) / spans.length;
    const part = shareOfRun(run, from, 0.1 + (0.9 * (s + 1)) / spans.length);
    const { members } = await walkRecord(store, research, { ...base, trainDays }, input.programVersion, part);
    for (const { member, scores } of members) {
      throwIfCancelled(run.signal);
      const labels = research.labels[base.horizons.indexOf(member.horizon)]!;
      const { days, values } = rankCorrelations(research, onlyEvery(research, scores, base.strideDays), labels);
      figures.set(keyOf(member.kind, member.horizon, trainDays), new Map(days.map((day, i) => [day, values[i]!])));
    }
  }
  const fullDay = research.window.firstDay + spans.at(-1)!;
  return base.horizons.flatMap((horizonDays) =>
    base.kinds.map((member): HistoryCurve => {
      const own = spans.map((trainDays) => figures.get(keyOf(member, horizonDays, trainDays))!);
      const isIn = (day: number): boolean => own.every((byDay) => byDay.has(day));
      const days = [...own[0]!.keys()].filter((day) => day >= fullDay && isIn(day));
      const points = own.map((byDay) => {
        const values = Float64Array.from(days, (day) => byDay.get(day)!);
        const block = Math.ceil(horizonDays / base.strideDays);
        return { mean: mean(values), ...blockBootstrapInterval(values, block, base.seed) };
      });
      return {
        ...{ horizonDays, member, trainDays: spans },
        meanRankIc: points.map((point) => rounded(point.mean)),
        low: points.map((point) => rounded(point.low)),
        high: points.map((point) => rounded(point.high)),
      };
    }),
  );
};

function keyOf(kind: string, horizon: number, trainDays: number): string {
  return `${kind}\n${horizon}\n${trainDays}`;
}
