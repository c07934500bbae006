import type { EnsembleConfig } from '../../shared/models.ts';
import type { GlossaryWord } from '../glossary.ts';

/** What the form of a training holds; a number is null while its line is empty. */
export type TrainingForm = {
  readonly kinds: readonly string[];
  readonly horizons: string;
  readonly numbers: Readonly<Record<NumberKey, number | null>>;
};

export type NumberKey = 'trainDays' | 'strideDays' | 'embargoDays' | 'minimumCoverage' | 'seed';

export type NumberSpec = {
  readonly key: NumberKey;
  readonly label: string;
  readonly term?: GlossaryWord;
  readonly unit?: string;
  readonly minimum: number;
  readonly maximum: number;
  readonly help: string;
};

export const NUMBERS: readonly NumberSpec[] = [
  {
    key: 'trainDays',
    label: 'History learnt from',
    unit: 'days',
    minimum: 180,
    maximum: 10_000,
    help: 'More days tell of more kinds of markets, fewer are closer to the present one.',
  },
  {
    key: 'strideDays',
    label: 'One day in',
    term: 'stride',
    unit: 'days',
    minimum: 1,
    maximum: 30,
    help: 'So often a day is learnt from. 1 takes seven times as long as 7 and tells little more.',
  },
  {
    key: 'embargoDays',
    label: 'Embargo',
    term: 'embargo',
    unit: 'days',
    minimum: 0,
    maximum: 365,
    help: 'Left out between what is learnt from and what is tested on.',
  },
  {
    key: 'minimumCoverage',
    label: 'Least coverage',
    term: 'coverage',
    unit: '%',
    minimum: 0,
    maximum: 1,
    help: 'Tokens with fewer factors known on a day are not learnt from on it.',
  },
  {
    key: 'seed',
    label: 'Seed',
    term: 'seed',
    minimum: 0,
    maximum: 4_294_967_295,
    help: 'Another one shows how much of a result is luck of the draw.',
  },
];

/** The defaults of the contract, written out: asking its schema would load all of zod into the page. A test holds them equal. */
const DEFAULTS: Pick<EnsembleConfig, 'kinds' | 'horizons' | NumberKey> = {
  kinds: ['gradient-boosting', 'random-forest'],
  horizons: [7, 30, 90],
  trainDays: 1095,
  strideDays: 7,
  embargoDays: 1,
  minimumCoverage: 0.6,
  seed: 1,
};

export const INITIAL_FORM: TrainingForm = {
  kinds: DEFAULTS.kinds,
  horizons: DEFAULTS.horizons.join(', '),
  numbers: {
    trainDays: DEFAULTS.trainDays,
    strideDays: DEFAULTS.strideDays,
    embargoDays: DEFAULTS.embargoDays,
    minimumCoverage: DEFAULTS.minimumCoverage,
    seed: DEFAULTS.seed,
  },
};

/** Returns the horizons that a text names, rising; null where it is not a list of different whole numbers of 1 to 365. */
export function readHorizons(text: string): number[] | null {
  const parts = text.split(/[\s,;]+/).filter((part) => part !== '');
  const numbers = parts.map(Number);
  const isRight = numbers.every((number) => Number.isInteger(number) && number >= 1 && number <= 365);
  if (numbers.length === 0 || !isRight || new Set(numbers).size !== numbers.length) return null;
  return numbers.sort((left, right) => left - right);
}

/** Returns what is wrong with a form, by field; empty where it can be sent. */
export function problemsOf(form: TrainingForm): Partial<Record<NumberKey | 'kinds' | 'horizons', string>> {
  const problems: Partial<Record<NumberKey | 'kinds' | 'horizons', string>> = {};
  if (form.kinds.length === 0) problems.kinds = 'At least one kind is needed.';
  if (readHorizons(form.horizons) === null)
    problems.horizons = 'Different whole numbers from 1 to 365 are needed, such as 7, 30, 90.';
  for (const { key, minimum, maximum, unit } of NUMBERS) {
    const value = form.numbers[key];
    const scale = unit === '%' ? 100 : 1;
    const isWhole = unit === '%' || value === null || Number.isInteger(value);
    if (value === null || !isWhole || value < minimum || value > maximum)
      problems[key] =
        `${unit === '%' ? 'A' : 'A whole'} number from ${minimum * scale} to ${(maximum * scale).toLocaleString('en-US')} is needed.`;
  }
  return problems;
}

/** Returns the configuration that a form without problems stands for. */
export function configOf(form: TrainingForm): typeof DEFAULTS {
  const { trainDays, strideDays, embargoDays, minimumCoverage, seed } = form.numbers;
  return {
    kinds: [...form.kinds],
    horizons: readHorizons(form.horizons) ?? DEFAULTS.horizons,
    trainDays: trainDays ?? DEFAULTS.trainDays,
    strideDays: strideDays ?? DEFAULTS.strideDays,
    embargoDays: embargoDays ?? DEFAULTS.embargoDays,
    minimumCoverage: minimumCoverage ?? DEFAULTS.minimumCoverage,
    seed: seed ?? DEFAULTS.seed,
  };
}
