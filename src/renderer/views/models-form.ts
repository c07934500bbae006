import type { EnsembleConfig } from '../../shared/models.ts';
import { findHorizonProblem, readHorizons } from '../horizons.ts';
import { findNumberProblem, type NumberSpec } from '../ui/number-spec.ts';
import { ENSEMBLE_KINDS } from './models-words.ts';

/** What the form of a training holds; a number is null while its line is empty. */
export type TrainingForm = {
  readonly kinds: readonly string[];
  readonly horizons: string;
  readonly numbers: Readonly<Record<NumberKey, number | null>>;
};

export type NumberKey = 'trainDays' | 'strideDays' | 'embargoDays' | 'minimumCoverage' | 'recordMonths' | 'seed';

/** The numbers that a training asks for. Bounds are those of the contract; a test compares them. */
export const NUMBERS: readonly (NumberSpec & { readonly key: NumberKey })[] = [
  {
    key: 'trainDays',
    label: 'History learnt from',
    unit: 'days',
    minimum: 180,
    maximum: 10_000,
    step: 90,
    isWhole: true,
    help: 'More days tell of more kinds of markets, fewer are closer to the present one.',
  },
  {
    key: 'strideDays',
    label: 'One day in',
    term: 'stride',
    unit: 'days',
    minimum: 1,
    maximum: 30,
    step: 1,
    isWhole: true,
    help: 'So often a day is learnt from. 1 takes seven times as long as 7 and tells little more.',
  },
  {
    key: 'embargoDays',
    label: 'Embargo',
    term: 'embargo',
    unit: 'days',
    minimum: 0,
    maximum: 365,
    step: 1,
    isWhole: true,
    help: 'Left out between what is learnt from and what is tested on.',
  },
  {
    key: 'minimumCoverage',
    label: 'Least coverage',
    term: 'coverage',
    unit: '%',
    minimum: 0,
    maximum: 1,
    step: 0.05,
    help: 'Tokens with fewer factors known on a day are not learnt from on it.',
  },
  {
    key: 'recordMonths',
    label: 'Record renewed every',
    term: 'record',
    unit: 'months',
    minimum: 1,
    maximum: 12,
    step: 1,
    isWhole: true,
    help: 'Months between the trainings by which members are weighted and judged. Fewer take longer.',
  },
  {
    key: 'seed',
    label: 'Seed',
    term: 'seed',
    unit: '',
    minimum: 0,
    maximum: 4_294_967_295,
    step: 1,
    isWhole: true,
    help: 'Another one shows how much of a result is luck of the draw.',
  },
];

/** The defaults of the contract, written out: asking its schema would load all of zod into the page. A test holds them equal. */
const DEFAULTS: Pick<EnsembleConfig, 'kinds' | 'horizons' | NumberKey> = {
  kinds: [...ENSEMBLE_KINDS],
  horizons: [7, 30, 90],
  trainDays: 1095,
  strideDays: 7,
  embargoDays: 1,
  minimumCoverage: 0.6,
  recordMonths: 3,
  seed: 1,
};

/** The form as it begins: the defaults of the contract. */
export const INITIAL_FORM: TrainingForm = {
  kinds: DEFAULTS.kinds,
  horizons: DEFAULTS.horizons.join(', '),
  numbers: {
    trainDays: DEFAULTS.trainDays,
    strideDays: DEFAULTS.strideDays,
    embargoDays: DEFAULTS.embargoDays,
    minimumCoverage: DEFAULTS.minimumCoverage,
    recordMonths: DEFAULTS.recordMonths,
    seed: DEFAULTS.seed,
  },
};

/** Returns what is wrong with a form, by field; empty where it can be sent. */
export function problemsOf(form: TrainingForm): Partial<Record<NumberKey | 'kinds' | 'horizons', string>> {
  const problems: Partial<Record<NumberKey | 'kinds' | 'horizons', string>> = {};
  if (form.kinds.length === 0) problems.kinds = 'At least one kind is needed.';
  const horizonProblem = findHorizonProblem(form.horizons);
  if (horizonProblem !== undefined) problems.horizons = horizonProblem;
  for (const field of NUMBERS) {
    const problem = findNumberProblem(field, form.numbers[field.key]);
    if (problem !== undefined) problems[field.key] = problem;
  }
  return problems;
}

/** Returns the configuration that a form without problems stands for. */
export function configOf(form: TrainingForm): typeof DEFAULTS {
  const { trainDays, strideDays, embargoDays, minimumCoverage, recordMonths, seed } = form.numbers;
  return {
    kinds: [...form.kinds],
    horizons: readHorizons(form.horizons) ?? DEFAULTS.horizons,
    trainDays: trainDays ?? DEFAULTS.trainDays,
    strideDays: strideDays ?? DEFAULTS.strideDays,
    embargoDays: embargoDays ?? DEFAULTS.embargoDays,
    minimumCoverage: minimumCoverage ?? DEFAULTS.minimumCoverage,
    recordMonths: recordMonths ?? DEFAULTS.recordMonths,
    seed: seed ?? DEFAULTS.seed,
  };
}
