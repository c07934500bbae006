import type { BacktestConfig, BacktestReport } from '../../shared/backtests.ts';
import { DAY, dayOf, formatDay, parseDay, startOfDay } from '../../shared/time.ts';
import { formatNumber } from '../format.ts';
import { findHorizonProblem, readHorizons } from '../horizons.ts';
import { isRecord, isTexts } from '../state/kept-values.ts';
import { findNumberProblem } from '../ui/number-spec.ts';
import { RUN_FIELDS, type RunKey } from './backtests-fields.ts';
import { formOf, INITIAL_FORM, type IndexForm, problemsOf, readForm, requestOf } from './indices-form.ts';
import { ENSEMBLE_KINDS } from './models-words.ts';

/** How often an index may be decided on. */
export const CADENCES = ['week', 'month', 'quarter'] as const;
export type Cadence = (typeof CADENCES)[number];

/** Half of the spread for tokens that trade so much or more a day. */
export type SpreadTier = { readonly fromDollarVolume: number; readonly basisPoints: number | null };

/** What the form of a backtest holds. A number is null while its field is empty; a day is empty where it is left to the data. */
export type RunnerForm = {
  readonly index: IndexForm;
  readonly fromDay: string;
  readonly untilDay: string;
  readonly cadence: Cadence;
  readonly numbers: Readonly<Record<RunKey, number | null>>;
  readonly tiers: readonly SpreadTier[];
  readonly kinds: readonly string[];
  /** Days ahead, as typed: `7, 30, 90`. */
  readonly horizons: string;
};

/** The form as it begins: the defaults of the contract, which a test compares. */
export const INITIAL_RUN: RunnerForm = {
  index: INITIAL_FORM,
  fromDay: '',
  untilDay: '',
  cadence: 'month',
  numbers: {
    retrainMonths: 3,
    initialEquity: 100_000,
    delistingReturn: -0.5,
    benchmarkSize: 30,
    bootstrapDrawCount: 1_000,
    seed: 1,
    feeBasisPoints: 10,
    impactCoefficient: 1,
    maximumVolumeShare: 0.05,
    minimumOrderValue: 10,
    trainDays: 1_095,
    strideDays: 7,
    embargoDays: 1,
    minimumCoverage: 0.6,
    learntDelistingReturn: -0.5,
    recordMonths: 3,
    weightingRate: 4,
    weightingShare: 0.02,
    weightingFloor: 0.05,
    weightingCap: 0.6,
    modelSeed: 1,
  },
  tiers: [
    { fromDollarVolume: 0, basisPoints: 50 },
    { fromDollarVolume: 1_000_000, basisPoints: 25 },
    { fromDollarVolume: 10_000_000, basisPoints: 10 },
    { fromDollarVolume: 100_000_000, basisPoints: 5 },
  ],
  kinds: ENSEMBLE_KINDS,
  horizons: '7, 30, 90',
};

/** What is wrong with the form of a backtest, by part. */
export type RunProblems = {
  readonly index: ReturnType<typeof problemsOf>;
  readonly numbers: Partial<Record<RunKey, string>>;
  readonly fromDay?: string;
  readonly untilDay?: string;
  readonly tiers?: string;
  readonly kinds?: string;
  readonly horizons?: string;
  readonly count: number;
};

/** Returns what is wrong with each field, in a sentence; `count` is 0 where the backtest can be run. */
export function runProblemsOf(form: RunnerForm): RunProblems {
  const index = problemsOf(form.index);
  const numbers: Partial<Record<RunKey, string>> = {};
  for (const field of RUN_FIELDS) {
    const problem = findNumberProblem(field, form.numbers[field.key]);
    if (problem !== undefined) numbers[field.key] = problem;
  }
  const others: { -readonly [K in 'fromDay' | 'untilDay' | 'tiers' | 'kinds' | 'horizons']?: string } = {};
  const from = parseDay(form.fromDay);
  const until = parseDay(form.untilDay);
  if (form.fromDay !== '' && from === undefined) others.fromDay = `Was ${form.fromDay}, needs a day such as 2020-01-31`;
  if (form.untilDay !== '' && until === undefined)
    others.untilDay = `Was ${form.untilDay}, needs a day such as 2020-01-31`;
  if (from !== undefined && until !== undefined && until <= from)
    others.untilDay = `Is not after the first day, ${form.fromDay}`;
  const wrong = form.tiers.find(({ basisPoints }) => basisPoints === null || basisPoints < 0);
  if (wrong !== undefined)
    others.tiers =
      wrong.basisPoints === null
        ? 'A spread is empty, needs 0 or more'
        : `A spread was ${formatNumber(wrong.basisPoints)}, needs 0 or more`;
  if (form.kinds.length === 0) others.kinds = 'None is chosen, needs at least one model';
  const horizonProblem = findHorizonProblem(form.horizons);
  if (horizonProblem !== undefined) others.horizons = horizonProblem;
  const count = Object.keys(index).length + Object.keys(numbers).length + Object.keys(others).length;
  return { index, numbers, ...others, count };
}

/** Returns what `backtests.run` is asked. Only for a form without problems. */
export function runRequestOf(form: RunnerForm): { readonly name: string; readonly config: BacktestConfig } {
  const { name, preferences, eligibility } = requestOf(form.index);
  const numbers = form.numbers as Readonly<Record<RunKey, number>>;
  const from = parseDay(form.fromDay);
  const until = parseDay(form.untilDay);
  return {
    name,
    config: {
      simulation: {
        fromTime: from === undefined ? null : startOfDay(from),
        // the end of a day is the beginning of the next
        untilTime: until === undefined ? null : startOfDay(until + 1),
        cadence: form.cadence,
        initialEquity: numbers.initialEquity,
        delistingReturn: numbers.delistingReturn,
        costs: {
          feeBasisPoints: numbers.feeBasisPoints,
          halfSpreadTiers: form.tiers.map(({ fromDollarVolume, basisPoints }) => ({
            fromDollarVolume,
            basisPoints: basisPoints ?? 0,
          })),
          impactCoefficient: numbers.impactCoefficient,
          maximumVolumeShare: numbers.maximumVolumeShare,
          minimumOrderValue: numbers.minimumOrderValue,
        },
        benchmarkSize: numbers.benchmarkSize,
        bootstrapDrawCount: numbers.bootstrapDrawCount,
        seed: numbers.seed,
      },
      ensemble: {
        kinds: [...form.kinds],
        horizons: readHorizons(form.horizons) ?? [],
        trainDays: numbers.trainDays,
        strideDays: numbers.strideDays,
        embargoDays: numbers.embargoDays,
        minimumCoverage: numbers.minimumCoverage,
        delistingReturn: numbers.learntDelistingReturn,
        eligibility,
        recordMonths: numbers.recordMonths,
        weighting: {
          rate: numbers.weightingRate,
          share: numbers.weightingShare,
          floor: numbers.weightingFloor,
          cap: numbers.weightingCap,
        },
        seed: numbers.modelSeed,
      },
      draft: preferences,
      retrainMonths: numbers.retrainMonths,
    },
  };
}

/** Returns the form that runs a backtest once more. What an earlier program did not have is at its default. */
export function formOfReport({ name, config }: Pick<BacktestReport, 'name' | 'config'>): RunnerForm {
  const { simulation, ensemble, draft, retrainMonths } = config;
  const dayText = (time: number | null): string => (time === null ? '' : formatDay(dayOf(time)));
  return (
    readRunnerForm({
      index: formOf({ name, preferences: draft, eligibility: ensemble.eligibility }),
      fromDay: dayText(simulation.fromTime),
      untilDay: dayText(simulation.untilTime === null ? null : simulation.untilTime - DAY),
      cadence: simulation.cadence,
      numbers: {
        ...simulation,
        ...simulation.costs,
        ...ensemble,
        retrainMonths,
        delistingReturn: simulation.delistingReturn,
        seed: simulation.seed,
        learntDelistingReturn: ensemble.delistingReturn,
        weightingRate: ensemble.weighting.rate,
        weightingShare: ensemble.weighting.share,
        weightingFloor: ensemble.weighting.floor,
        weightingCap: ensemble.weighting.cap,
        modelSeed: ensemble.seed,
      },
      tiers: simulation.costs.halfSpreadTiers,
      kinds: ensemble.kinds,
      horizons: ensemble.horizons.join(', '),
    }) ?? INITIAL_RUN
  );
}

const isNumberOrNull = (value: unknown): value is number | null => typeof value === 'number' || value === null;

/** Returns a form that was kept, each field that cannot be read at its default; undefined for what is no form at all. */
export function readRunnerForm(kept: unknown): RunnerForm | undefined {
  if (!isRecord(kept)) return undefined;
  const numbers = isRecord(kept.numbers) ? kept.numbers : {};
  const text = (value: unknown, initial: string): string => (typeof value === 'string' ? value : initial);
  const tiers = Array.isArray(kept.tiers)
    ? kept.tiers.filter(
        (tier): tier is SpreadTier =>
          isRecord(tier) && typeof tier.fromDollarVolume === 'number' && isNumberOrNull(tier.basisPoints),
      )
    : [];
  return {
    index: readForm(kept.index) ?? INITIAL_FORM,
    fromDay: text(kept.fromDay, ''),
    untilDay: text(kept.untilDay, ''),
    cadence: CADENCES.find((cadence) => cadence === kept.cadence) ?? INITIAL_RUN.cadence,
    numbers: Object.fromEntries(
      RUN_FIELDS.map(({ key }) => {
        const value = numbers[key];
        return [key, isNumberOrNull(value) ? value : INITIAL_RUN.numbers[key]];
      }),
    ) as RunnerForm['numbers'],
    tiers: tiers.length === 0 ? INITIAL_RUN.tiers : tiers,
    kinds: isTexts(kept.kinds) ? kept.kinds : INITIAL_RUN.kinds,
    horizons: text(kept.horizons, INITIAL_RUN.horizons),
  };
}
