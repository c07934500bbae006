import type { Draft, DraftPreferences, Weighting } from '../../shared/drafts.ts';
import type { EligibilityRules } from '../../shared/models.ts';
import { formatShare } from '../format.ts';
import { isRecord, isTexts } from '../state/kept-values.ts';
import { findNumberProblem } from '../ui/number-spec.ts';
import { WEIGHTING_WORDS } from './draft-words.ts';
import { formatNumberOf, NUMBER_FIELDS, type NumberKey } from './indices-fields.ts';

/** The limits that may be left empty. */
type OptionalKey = 'turnoverCap' | 'volatilityTarget';

/** What the builder holds. A number is null while its field is empty. */
export type IndexForm = {
  readonly name: string;
  readonly grade: DraftPreferences['grade'];
  readonly weighting: Weighting;
  readonly linkage: DraftPreferences['linkage'];
  readonly numbers: Readonly<Record<NumberKey, number | null>>;
  readonly sectorsIncluded: readonly string[];
  readonly sectorsExcluded: readonly string[];
  readonly assetsExcluded: readonly string[];
  /** Whether the draft starts from what the index holds, else from cash. */
  readonly usesHeld: boolean;
};

/** The builder as it begins: the defaults of the contract, which a test compares. */
export const INITIAL_FORM: IndexForm = {
  name: 'Index',
  grade: 'investor',
  weighting: 'hierarchical-risk-parity',
  linkage: 'ward',
  numbers: {
    size: 20,
    tokenCap: 0.15,
    sectorCap: 0.4,
    minimumWeight: 0.01,
    minimumInvested: 0.5,
    turnoverCap: null,
    buffer: 10,
    covarianceDays: 365,
    minimumOverlapDays: 60,
    volatilityTarget: null,
    minimumAgeDays: 90,
    minimumDollarVolume: 100_000,
    minimumMarketCap: 1_000_000,
    minimumVolatility: 0.1,
  },
  sectorsIncluded: [],
  sectorsExcluded: [],
  assetsExcluded: [],
  usesHeld: true,
};

/** A set of preferences under one name. */
export type Preset = {
  readonly id: 'cautious' | 'balanced' | 'bold';
  readonly label: string;
  readonly sentence: string;
  readonly weighting: Weighting;
  readonly numbers: Readonly<Partial<Record<NumberKey, number | null>>>;
};

/** How much risk is taken. Every preset sets the same fields, so that one can be taken after another. */
export const PRESETS: readonly Preset[] = [
  {
    id: 'cautious',
    label: 'Cautious',
    sentence: 'Many large and old tokens, small weights, cash as soon as it gets stormy.',
    weighting: 'hierarchical-risk-parity',
    numbers: {
      size: 40,
      tokenCap: 0.08,
      sectorCap: 0.3,
      volatilityTarget: 0.4,
      minimumInvested: 0.2,
      minimumDollarVolume: 1_000_000,
      minimumMarketCap: 50_000_000,
      minimumAgeDays: 365,
      turnoverCap: 0.25,
      buffer: 20,
    },
  },
  {
    id: 'balanced',
    label: 'Balanced',
    sentence: 'Twenty tokens that share the risk; the defaults of the program.',
    weighting: 'hierarchical-risk-parity',
    numbers: {
      size: 20,
      tokenCap: 0.15,
      sectorCap: 0.4,
      volatilityTarget: null,
      minimumInvested: 0.5,
      minimumDollarVolume: 100_000,
      minimumMarketCap: 1_000_000,
      minimumAgeDays: 90,
      turnoverCap: null,
      buffer: 10,
    },
  },
  {
    id: 'bold',
    label: 'Bold',
    sentence: 'Few tokens with the best grades in equal parts, small and young ones among them. Deep falls are likely.',
    weighting: 'equal',
    numbers: {
      size: 10,
      tokenCap: 0.25,
      sectorCap: 0.75,
      volatilityTarget: null,
      minimumInvested: 0.8,
      minimumDollarVolume: 50_000,
      minimumMarketCap: 0,
      minimumAgeDays: 60,
      turnoverCap: null,
      buffer: 3,
    },
  },
];

/** Returns the preset whose fields the form has, or `custom`. */
export function presetOf(form: IndexForm): Preset['id'] | 'custom' {
  const fits = PRESETS.find(
    ({ weighting, numbers }) =>
      weighting === form.weighting &&
      (Object.keys(numbers) as NumberKey[]).every((key) => numbers[key] === form.numbers[key]),
  );
  return fits?.id ?? 'custom';
}

/** Returns the form with a preset's fields in place of its own. */
export function withPreset(form: IndexForm, { weighting, numbers }: Preset): IndexForm {
  return { ...form, weighting, numbers: { ...form.numbers, ...numbers } };
}

/** A field of the form of an index. */
export type FieldKey = NumberKey | 'name' | 'sectorsIncluded' | 'sectorsExcluded' | 'assetsExcluded';

/** Returns what is wrong with each field, in a sentence; no entries where a draft can be made. */
export function problemsOf(form: IndexForm): Partial<Record<FieldKey, string>> {
  const problems: Partial<Record<FieldKey, string>> = {};
  if (form.name.trim() === '') problems.name = 'Is empty, needs a name';
  for (const field of NUMBER_FIELDS) {
    const problem = findNumberProblem(field, form.numbers[field.key]);
    if (problem !== undefined) problems[field.key] = problem;
  }
  const number = (key: NumberKey): number => form.numbers[key] ?? Number.NaN;
  // a comparison with a field that is itself wrong is false and says nothing twice
  const add = (key: FieldKey, isWrong: boolean, problem: () => string): void => {
    if (isWrong && problems[key] === undefined) problems[key] = problem();
  };
  const share = (key: NumberKey): string => formatNumberOf(key, form.numbers[key]);
  add(
    'minimumWeight',
    number('minimumWeight') > number('tokenCap'),
    () => `Is above the largest token weight, ${share('tokenCap')}; nothing could be held`,
  );
  const mostByTokens = number('size') * number('tokenCap');
  add('tokenCap', mostByTokens < number('minimumInvested') - 1e-9, () => {
    const most = formatShare(mostByTokens, 0);
    return `${share('size')} of at most ${share('tokenCap')} are ${most}, below the minimum invested, ${share('minimumInvested')}`;
  });
  const sectorCount = form.sectorsIncluded.length;
  const mostBySectors = sectorCount * number('sectorCap');
  add('sectorCap', sectorCount > 0 && mostBySectors < number('minimumInvested') - 1e-9, () => {
    const most = formatShare(mostBySectors, 0);
    return `${sectorCount === 1 ? 'One sector' : `${sectorCount} sectors`} may hold ${most} at most, below the minimum invested, ${share('minimumInvested')}`;
  });
  add(
    'minimumOverlapDays',
    number('minimumOverlapDays') > number('covarianceDays'),
    () => `Is more than the days behind the risk, ${share('covarianceDays')}`,
  );
  const both = form.sectorsExcluded.filter((sector) => form.sectorsIncluded.includes(sector));
  add('sectorsExcluded', both.length > 0, () => `${both.join(', ')} is also among those to hold; take it out of one`);
  return problems;
}

/** Returns what `drafts.create` is asked. Only for a form without problems. */
export function requestOf({ name, grade, weighting, linkage, numbers, ...lists }: IndexForm): {
  readonly name: string;
  readonly preferences: DraftPreferences;
  readonly eligibility: EligibilityRules;
} {
  const { minimumAgeDays, minimumDollarVolume, minimumMarketCap, minimumVolatility, ...rest } = numbers as Record<
    Exclude<NumberKey, OptionalKey>,
    number
  > &
    Record<OptionalKey, number | null>;
  return {
    name: name.trim(),
    preferences: {
      ...rest,
      grade,
      weighting,
      linkage,
      sectorsIncluded: [...lists.sectorsIncluded],
      sectorsExcluded: [...lists.sectorsExcluded],
      assetsExcluded: [...lists.assetsExcluded],
    },
    eligibility: { minimumAgeDays, minimumDollarVolume, minimumMarketCap, minimumVolatility },
  };
}

/** Returns the form that asks for a draft once more. One of an earlier program lacks preferences; they have their defaults. */
export function formOf({
  name,
  preferences,
  eligibility,
}: Pick<Draft, 'name' | 'preferences' | 'eligibility'>): IndexForm {
  return readForm({ ...preferences, name, numbers: { ...preferences, ...eligibility } }) ?? INITIAL_FORM;
}

const WEIGHTING_NAMES: Readonly<Record<Weighting, true>> = {
  equal: true,
  cap: true,
  'square-root-cap': true,
  'inverse-volatility': true,
  'equal-risk-contribution': true,
  'hierarchical-risk-parity': true,
  'maximum-diversification': true,
};

/** Returns a form that was kept, each field that cannot be read at its default; undefined for what is no form at all. */
export function readForm(kept: unknown): IndexForm | undefined {
  if (!isRecord(kept)) return undefined;
  const numbers = isRecord(kept.numbers) ? kept.numbers : {};
  const texts = (value: unknown): readonly string[] => (isTexts(value) ? value : []);
  const { name, grade, weighting, linkage, usesHeld } = kept;
  return {
    name: typeof name === 'string' ? name : INITIAL_FORM.name,
    grade: grade === 'trader' ? grade : 'investor',
    weighting:
      typeof weighting === 'string' && Object.hasOwn(WEIGHTING_NAMES, weighting)
        ? (weighting as Weighting)
        : INITIAL_FORM.weighting,
    linkage: linkage === 'single' ? linkage : 'ward',
    numbers: Object.fromEntries(
      NUMBER_FIELDS.map(({ key }) => {
        const value = numbers[key];
        return [key, typeof value === 'number' || value === null ? value : INITIAL_FORM.numbers[key]];
      }),
    ) as IndexForm['numbers'],
    sectorsIncluded: texts(kept.sectorsIncluded),
    sectorsExcluded: texts(kept.sectorsExcluded),
    assetsExcluded: texts(kept.assetsExcluded),
    usesHeld: usesHeld !== false,
  };
}

/** Returns what of a form is not as it begins, in words; its name is the user's own and is left out. */
export function changesOf(
  form: IndexForm,
): readonly { readonly key: string; readonly label: string; readonly value: string }[] {
  const listed = (key: 'sectorsIncluded' | 'sectorsExcluded' | 'assetsExcluded', label: string) =>
    form[key].length === 0 ? [] : [{ key, label, value: form[key].join(', ') }];
  return [
    ...(form.grade === INITIAL_FORM.grade ? [] : [{ key: 'grade', label: 'Grade that selects', value: form.grade }]),
    ...(form.weighting === INITIAL_FORM.weighting
      ? []
      : [{ key: 'weighting', label: 'Weighting', value: WEIGHTING_WORDS[form.weighting].label.toLowerCase() }]),
    ...(form.linkage === INITIAL_FORM.linkage
      ? []
      : [{ key: 'linkage', label: 'How groups are joined', value: form.linkage }]),
    ...NUMBER_FIELDS.filter(({ key }) => form.numbers[key] !== INITIAL_FORM.numbers[key]).map(({ key, label }) => ({
      key,
      // its unit says it already
      label: key === 'size' ? '' : label,
      value: formatNumberOf(key, form.numbers[key]),
    })),
    ...listed('sectorsIncluded', 'Only these sectors'),
    ...listed('sectorsExcluded', 'Never these sectors'),
    ...listed('assetsExcluded', 'Tokens never held'),
    ...(form.usesHeld ? [] : [{ key: 'usesHeld', label: 'Begins', value: 'from cash' }]),
  ];
}
