/** What a record says: of each member for its header, of the ensemble for the ratings that it makes, and of both for a page. */
import type { Output } from '../../shared/endpoint.ts';
import type { CancelSignal } from '../../shared/errors.ts';
import type { EnsembleConfig, ModelEvaluation, ModelMeta, models } from '../../shared/models.ts';
import { type Instant, startOfDay } from '../../shared/time.ts';
import { measureCalibration } from '../models/calibration.ts';
import { createFeatureMatrix } from '../models/dataset.ts';
import { referenceOf } from '../models/dissimilarity.ts';
import type { SavedModel, TrainingSet } from '../models/estimator.ts';
import { measureRankCorrelation, rankCorrelations } from '../models/evaluate.ts';
import type { Labels } from '../models/labels.ts';
import { presenceOf } from './drift.ts';
import { eligibleCellsOf } from './eligible-cells.ts';
import { ENSEMBLE_KIND, ENSEMBLE_VERSION, ensembleContent } from './ensemble-state.ts';
import { type Judgement, rounded, spanOf } from './judge.ts';
import { kindInWords } from './kind-in-words.ts';
import { bandsAt } from './outcome-bands.ts';
import type { ForwardRecord } from './record.ts';
import type { Research } from './research.ts';
import { onlyEvery, type WeighedHorizon } from './weigh.ts';
import { weightHistoryOf } from './weight-history.ts';

/** The record of an ensemble as it is kept: as the contract has it, without what is told of it when it is asked for. */
export type EnsembleRecord = Omit<Output<(typeof models)['models.record']>, 'kinds' | 'horizons' | 'isOfRatings'>;

/** The fields of a model's header that the record gives. */
export type OutOfSample = Pick<ModelMeta, 'outOfSample' | 'evaluation'>;

/** Days over which calibration is told: what a score was worth long ago says little of it now. */
const CALIBRATION_DAYS = 730;
/** Rows that stand for what was learnt from. */
const REFERENCE_ROWS = 1_000;
/** Weeks that tell of how many tokens factors are known now. */
const PRESENCE_DAYS = 56;

/** Returns what scores of the record were worth on its days of learning; empty and null without one that has an outcome. */
export function outOfSampleOf(
  research: Research,
  { strideDays }: EnsembleConfig,
  scores: Float32Array,
  forecast: Float32Array,
  labels: Labels,
): OutOfSample {
  const weekly = onlyEvery(research, scores, strideDays);
  const { mean, ratio, t, dateCount, monthTime, monthMean } = measureRankCorrelation(research, weekly, labels);
  const [firstTime] = monthTime;
  if (firstTime === undefined) return { outOfSample: {}, evaluation: null };
  const { days } = rankCorrelations(research, weekly, labels);
  const newest = spanOf(research, research.lastDay - CALIBRATION_DAYS, research.lastDay + 1);
  const calibration = measureCalibration(newest, onlyEvery(research, forecast, strideDays), labels);
  return {
    outOfSample: { meanRankIc: mean, icRatio: ratio, t, dateCount },
    evaluation: {
      fromTime: startOfDay(days[0]!),
      untilTime: startOfDay(research.lastDay + 1),
      monthTime,
      monthRankIc: monthMean.map(rounded),
      calibration: calibration === null ? null : roundedCalibration(calibration),
      learning: null,
    },
  };
}

function roundedCalibration({
  predicted,
  realised,
  low,
  high,
  count,
}: NonNullable<ModelEvaluation['calibration']>): ModelEvaluation['calibration'] {
  return {
    predicted: predicted.map(rounded),
    realised: realised.map(rounded),
    low: low.map(rounded),
    high: high.map(rounded),
    count,
  };
}

/** Returns the ensemble of a horizon as a model to be kept. @param set - what its members learnt from. */
export function ensembleModelOf(
  research: Research,
  config: EnsembleConfig,
  weighed: WeighedHorizon,
  set: TrainingSet,
  programVersion: string,
): SavedModel {
  const { horizon, labels, members, signal, forecast, stacking } = weighed;
  const weekly = onlyEvery(research, signal, config.strideDays);
  const [weights] = weighed.weightsAt([research.lastDay]);
  const { params, arrays } = ensembleContent({
    kinds: members.map(({ member }) => member.kind),
    weights: weights!,
    stacking,
    weighting: config.weighting,
    strideDays: config.strideDays,
    bands: bandsAt(research, weekly, labels, research.lastDay),
    reference: referenceOf(set.x, config.seed, REFERENCE_ROWS),
    presence: presenceOf(createFeatureMatrix(research.table, newestCells(research, config))),
    rankIc: rankCorrelations(research, weekly, labels).values,
  });
  return {
    meta: {
      ...{ kind: ENSEMBLE_KIND, version: ENSEMBLE_VERSION, params, features: [...set.x.columns], target: set.target },
      ...{ horizonDays: horizon, trainedFromTime: set.knownFrom, trainedUntilTime: set.knownUntil },
      ...{ rowCount: set.x.rows, seed: config.seed, dataHash: set.dataHash, programVersion },
      ...outOfSampleOf(research, config, signal, forecast, labels),
    },
    arrays,
  };
}

/** Returns the eligible cells of the last days of learning. */
function newestCells(
  { window, crossSection, eligible, lastDay }: Research,
  { strideDays }: EnsembleConfig,
): Int32Array {
  const cells: number[] = [];
  for (let day = lastDay - PRESENCE_DAYS + 1; day <= lastDay; day++) {
    if (day % strideDays === 0) cells.push(...eligibleCellsOf(window, crossSection, eligible, day));
  }
  return Int32Array.from(cells);
}

/** Returns the record of a training. */
export function ensembleRecordOf(
  research: Research,
  config: EnsembleConfig,
  asOf: Instant,
  { folds }: ForwardRecord,
  weighed: readonly WeighedHorizon[],
  { skill, calendar }: Judgement,
  signal: CancelSignal,
): EnsembleRecord {
  const first = folds[0]?.day ?? research.lastDay;
  const notes =
    folds.length === 0
      ? ['The history is too short for a record: nothing could be tested on days that were not learnt from']
      : [];
  return {
    trainedTime: asOf,
    fromTime: startOfDay(first + 1),
    untilTime: asOf,
    foldCount: folds.length,
    skill,
    weights: weighed.map((own) => weightHistoryOf(research, config.strideDays, own, signal)),
    calendar,
    notes: [...notes, ...weighed.flatMap((own) => shortfallNotes(skill, own.horizon))],
  };
}

/** Returns a sentence for each rule that would have been worth more than the ensemble: its best member alone, or equal weights. */
export function shortfallNotes(
  { horizonDays, member, role, year, meanRankIc }: EnsembleRecord['skill'],
  horizon: number,
): string[] {
  const bestOf = (wanted: EnsembleRecord['skill']['role'][number]): number | undefined =>
    [...member.keys()]
      .filter((i) => horizonDays[i] === horizon && year[i] === null && role[i] === wanted && meanRankIc[i] !== null)
      .sort((a, b) => meanRankIc[b]! - meanRankIc[a]!)[0];
  const ensemble = bestOf('ensemble');
  if (ensemble === undefined) return [];
  const own = meanRankIc[ensemble]!;
  const better = [bestOf('member'), bestOf('equal-weights')].filter((i) => i !== undefined && meanRankIc[i]! > own);
  return better.map((i) => {
    const its = `${meanRankIc[i!]!.toFixed(4)} of ${kindInWords(member[i!]!)}`;
    return role[i!] === 'member'
      ? `At ${horizon} days the ensemble had a mean rank IC of ${own.toFixed(4)}, below the ${its} alone`
      : `At ${horizon} days weighing the members by their skill did not help: a mean rank IC of ${own.toFixed(4)}, below the ${its}`;
  });
}
