import { AppError, throwIfCancelled } from '../../shared/errors.ts';
import { EligibilityRules } from '../../shared/models.ts';
import type { QualityRecord } from '../../shared/quality.ts';
import { dayOf, formatDay, type Instant } from '../../shared/time.ts';
import type { SavedModel } from '../models/estimator.ts';
import { characteristicsOf, QUALITY_FACTORS, QUALITY_RAW_FACTORS } from '../models/quality-characteristics.ts';
import { fitClassForests, QUALITY_HORIZON, saveQualityForest } from '../models/quality-forest.ts';
import { computeQualityLabels } from '../models/quality-labels.ts';
import { mean } from '../numeric/stats.ts';
import type { ReadableStore } from '../store/open.ts';
import type { Job, JobRun } from './job.ts';
import { hashWindow, loadMarket, readingStep } from './market.ts';
import { curvesOf, foldsOf, importanceOf, judge, type QualityStudy, qualitySetOf } from './quality-study.ts';
import { factorsOf } from './research.ts';
import { shareOfRun } from './share-of-run.ts';

export type TrainQualityInput = { readonly asOf: Instant; readonly seed: number; readonly programVersion: string };
export type TrainQualityOutput = { readonly model: SavedModel; readonly record: QualityRecord };

/**
 * Returns the quality forest of what was known at an instant, and what its recipe was worth on years that it had not learnt from.
 * Throws `insufficient-data` unless some two years of classes are known, the dead among them: one year is learnt from, another
 * calibrates.
 */
export const trainQuality: Job<TrainQualityInput, TrainQualityOutput> = async (store, input, run) => {
  const { asOf, seed, programVersion } = input;
  const study = loadQualityStudy(store, asOf, seed, run);
  const folds = await foldsOf(study, shareOfRun(run, 0.5, 0.85));
  const set = qualitySetOf(study, asOf);
  const curves = curvesOf(folds, dayOf(asOf));
  if (set === null || curves === null) {
    throw new AppError(
      'insufficient-data',
      `Too few tokens had a known fate at the end of ${formatDay(study.market.lastDay)}, needs two years of them and the year after, ` +
        'some that survived, faded and died in each',
    );
  }
  const { signal, team } = run;
  const training = shareOfRun(run, 0.85, 0.95);
  const report = (done: number): void => training.report(done, 'training on all years');
  const forests = await fitClassForests(set, { seed, signal, team, report });
  throwIfCancelled(signal);
  run.report(0.95, 'measuring what moves it');
  const judged = judge(folds);
  const saved = saveQualityForest(forests, curves);
  const { brier, areaUnderCurve } = judged;
  const outOfSample = {
    brier,
    brierOfShares: judged.brierOfShares,
    areaUnderCurveOfDying: areaUnderCurve.at(-1) ?? null,
  };
  return {
    model: { ...saved, meta: { ...saved.meta, programVersion, outOfSample } },
    record: { asOf, ...judged, ...importanceOf(forests, set), notes: notesOf(judged) },
  };
};

/** Returns what the quality forest learns from, as known at an instant: characteristics, and what became of tokens. */
export function loadQualityStudy(store: ReadableStore, asOf: Instant, seed: number, run: JobRun): QualityStudy {
  const rules = EligibilityRules.parse({});
  const market = loadMarket(store, asOf, rules, { onAsset: readingStep(run, 0.2) });
  const { window, eligible, endings } = market;
  const factors = factorsOf(market, shareOfRun(run, 0.2, 0.5), QUALITY_RAW_FACTORS, QUALITY_FACTORS);
  throwIfCancelled(run.signal);
  return {
    market,
    table: characteristicsOf(window, factors),
    labels: computeQualityLabels(window, {
      eligible,
      horizon: QUALITY_HORIZON,
      minimumDollarVolume: rules.minimumDollarVolume,
      endings,
    }),
    seed,
    dataHash: hashWindow(window),
  };
}

/** A level that is missed by more than this factor is told. */
const FAR = 1.5;

type Judged = Pick<QualityRecord, 'year' | 'brier' | 'brierOfShares' | 'calibrationPredicted' | 'calibrationRealised'>;

function notesOf({ year, brier, brierOfShares, calibrationPredicted, calibrationRealised }: Judged): string[] {
  const notes = [
    'A token whose source ended within the year has no class; who was still listed by then may be the better part of them.',
  ];
  if (year.length === 0) {
    notes.push('No year had both a forest and earlier outcomes to calibrate it by, so none is judged.');
  }
  if (brier !== null && brierOfShares !== null && brier >= brierOfShares) {
    notes.push('The probabilities were no nearer to what happened than the shares of the classes known before.');
  }
  const [said, died] = [mean(calibrationPredicted), mean(calibrationRealised)];
  if (said > FAR * died || died > FAR * said) {
    notes.push(
      `In the judged years ${percent(died)} died where the probabilities said ${percent(said)}: how many die depends on the years ` +
        'that come. Who dies sooner than others is what the forest knows.',
    );
  }
  return notes;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
