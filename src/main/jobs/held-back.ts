/** What a recipe is worth on days that it had not learnt from. */
import type { EnsembleConfig, ModelEvaluation, ModelMeta } from '../../shared/models.ts';
import { startOfDay } from '../../shared/time.ts';
import { measureCalibration } from '../models/calibration.ts';
import { measureRankCorrelation, type ScoredMarket } from '../models/evaluate.ts';
import type { Labels } from '../models/labels.ts';
import type { ReadableStore } from '../store/open.ts';
import { membersOf } from './ensemble.ts';
import type { JobRun } from './job.ts';
import type { Research } from './research.ts';
import { type Measure, walkForward } from './walk-forward.ts';

/** Days whose scores tell what a recipe is worth out of sample. */
const HELD_BACK_DAYS = 182;
/** Shares of the trees at which the learning curve is told. */
const SHARES = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];
/** More digits than anybody reads would only make the headers of models long. */
const DECIMALS = 6;

/** The fields of a model's header that the held-back days give. */
export type HeldBack = Pick<ModelMeta, 'outOfSample' | 'evaluation'>;

/**
 * Returns for each member how the scores since a training half a year before the end went: rank correlation, calibration, and
 * the rank correlation of fewer trees. The last is measured while the models are at hand and stays in the checkpoint, so a
 * training that goes on has it too. Empty and null where the history is too short.
 *
 * @param inputHash - names everything that the scores depend on besides the fold.
 */
export async function measureHeldBack(
  store: ReadableStore,
  research: Research,
  config: EnsembleConfig,
  inputHash: string,
  run: JobRun,
): Promise<HeldBack[]> {
  const day = research.lastDay - HELD_BACK_DAYS;
  if (day <= research.window.firstDay) return membersOf(config).map(() => ({ outOfSample: {}, evaluation: null }));
  const scoredDays: number[] = [];
  for (let d = day; d <= research.lastDay; d += config.strideDays) scoredDays.push(d);
  const labelsOf = (horizon: number): Labels => research.labels[config.horizons.indexOf(horizon)]!;
  const horizons = membersOf(config).map(({ horizon }) => horizon);
  const market = since(research, day);
  const measure = learningCurveOf(market, (member) => labelsOf(horizons[member]!));
  const folds = [{ day, scoredDays }];
  const { members, measured } = await walkForward(store, research, config, folds, 'held-back', inputHash, run, measure);
  return members.map(({ member, scores }, m) => {
    const labels = labelsOf(member.horizon);
    const { mean, ratio, t, dateCount, monthTime, monthMean } = measureRankCorrelation(market, scores, labels);
    const learning = measured[0]![m] as ModelEvaluation['learning'];
    const evaluation = {
      fromTime: startOfDay(day),
      untilTime: startOfDay(research.lastDay + 1),
      monthTime,
      monthRankIc: monthMean.map(rounded),
      calibration: roundedCalibration(measureCalibration(market, scores, labels)),
      learning,
    };
    const isTrained = learning !== null;
    return {
      outOfSample: { meanRankIc: mean, icRatio: ratio, t, dateCount },
      evaluation: isTrained ? evaluation : null,
    };
  });
}

/**
 * Returns the last days of a market, over the same cells. The learning curves of six members took 0.9 s over eleven years of
 * days, nearly all of them without a score.
 */
function since({ window, crossSection }: Research, day: number): ScoredMarket {
  const passed = day - window.firstDay;
  return {
    window: { ...window, firstDay: day, dayCount: window.dayCount - passed },
    crossSection: { ...crossSection, offset: crossSection.offset.subarray(passed) },
  };
}

/** Returns what measures the mean rank correlation of a model's first trees. */
function learningCurveOf(market: ScoredMarket, labelsOf: (member: number) => Labels): Measure {
  const scores = new Float32Array(market.crossSection.cells.length).fill(Number.NaN);
  return (member, model, x, cells): ModelEvaluation['learning'] => ({
    share: SHARES,
    rankIc: model.predictInStages(x, SHARES).map((stage) => {
      if (stage === null) return null;
      // every stage scores the same cells, so nothing of another one is left
      cells.forEach((cell, row) => {
        scores[cell] = stage[row]!;
      });
      return rounded(measureRankCorrelation(market, scores, labelsOf(member)).mean);
    }),
  });
}

function roundedCalibration(calibration: ModelEvaluation['calibration']): ModelEvaluation['calibration'] {
  if (calibration === null) return null;
  const { count, predicted, realised, low, high } = calibration;
  const [p, r, l, h] = [predicted, realised, low, high].map((column) => column.map(rounded));
  return { predicted: p!, realised: r!, low: l!, high: h!, count };
}

function rounded(value: number | null): number | null {
  return value === null ? null : Number(value.toFixed(DECIMALS));
}
