import type { ModelMeta, StoredModel, TRAINING_REASONS } from '../../shared/models.ts';
import { FEWEST_DATES, FEWEST_SPANS, type SkillVerdict, separateSpans, verdictOf } from '../../shared/skill.ts';
import { DAY } from '../../shared/time.ts';
import type { GlossaryWord } from '../glossary.ts';

/** The kinds of models in words. */
export const KINDS: readonly { readonly kind: string; readonly label: string; readonly term: GlossaryWord }[] = [
  { kind: 'gradient-boosting', label: 'Gradient boosting', term: 'gradient boosting' },
  { kind: 'random-forest', label: 'Random forest', term: 'random forest' },
  { kind: 'gru-network', label: 'GRU network', term: 'recurrent network' },
  { kind: 'lstm-network', label: 'LSTM network', term: 'recurrent network' },
  { kind: 'temporal-transformer', label: 'Temporal transformer', term: 'temporal transformer' },
];
/** The members of an ensemble, unless one chooses others. */
export const ENSEMBLE_KINDS: readonly string[] = KINDS.map(({ kind }) => kind);

/** Returns a kind of model in words; one that is not known here as it is named. */
export const kindLabel = (kind: string): string => KINDS.find((known) => known.kind === kind)?.label ?? kind;

/** Kinds of models that are stored beside the members: what combines them, and what judges quality. */
const NO_MEMBERS: readonly string[] = ['ensemble', 'quality-forest', 'isolation-forest'];

/** Returns the models that forecast returns. */
export const membersOf = (models: readonly StoredModel[]): StoredModel[] =>
  models.filter(({ meta }) => !NO_MEMBERS.includes(meta.kind));

/** Returns how many factors features are of: steps of a sequence, such as `d/return-1d@3`, are of one factor. */
export const factorCount = (features: readonly string[]): number =>
  new Set(features.map((feature) => feature.replace(/^[dw]\//, '').replace(/@\d+$/, ''))).size;

/** Why models were trained, in words. */
export const REASON_WORDS: Readonly<Record<(typeof TRAINING_REASONS)[number], string>> = {
  asked: 'because you asked for it',
  none: 'because there were none yet',
  schedule: 'because the last ones had come of age',
  drift: 'because the market had moved away from what the last ones had learnt',
  changed: 'because settings, factors or program had changed',
};

export type Skill = {
  readonly mean: number | null;
  readonly t: number | null;
  readonly dates: number | null;
  readonly verdict: SkillVerdict;
  /** The verdict in one sentence. */
  readonly sentence: string;
};

/** Returns what a model was worth on held-back days, by the rule of `shared/skill.ts`. */
export function skillOf(meta: ModelMeta): Skill {
  const { meanRankIc: mean = null, t = null, dateCount: dates = null } = meta.outOfSample;
  const { evaluation, horizonDays } = meta;
  const days = evaluation === null ? null : Math.round((evaluation.untilTime - evaluation.fromTime) / DAY);
  const verdict = verdictOf({ meanRankIc: mean, t, dateCount: dates, days, horizonDays });
  const told = { mean, t, dates, verdict };
  if (days === null) return { ...told, sentence: noEvaluation(meta) };
  if (verdict === 'unknown') {
    return {
      ...told,
      sentence: `Not known: no held-back day has an outcome of ${horizonDays} days yet, or too few tokens had a score.`,
    };
  }
  if (verdict === 'too-few') {
    const spans = separateSpans(days, horizonDays);
    const why =
      spans < FEWEST_SPANS
        ? `${days} held-back days hold hardly more than ${Math.max(1, Math.floor(spans))} separate span of ${horizonDays} days`
        : `it rests on ${dates ?? 0} dates, ${FEWEST_DATES} are needed`;
    return { ...told, sentence: `Too little to judge: ${why}. A backtest over years tells more.` };
  }
  if (verdict === 'skill') {
    return {
      ...told,
      sentence:
        'On days that it had not learnt from it put tokens into a better order than chance would. That is before costs, and no promise.',
    };
  }
  if (verdict === 'wrong') {
    return {
      ...told,
      sentence:
        'On days that it had not learnt from the order was wrong more often than chance would be. Do not rely on it.',
    };
  }
  return {
    ...told,
    sentence: 'What it found cannot be told from chance: luck alone often gives as much over so few separate spans.',
  };
}

/** Returns why nothing is known of the held-back days of a model. */
export function noEvaluation({ outOfSample }: ModelMeta): string {
  return Object.keys(outOfSample).length === 0
    ? 'The history was too short to hold half a year back. With more days the next training can be judged.'
    : 'An earlier version of the program trained it and kept no record of its held-back days. Train again to see them.';
}

const VERDICT_WORDS = {
  skill: { label: 'better than chance', kind: 'done' },
  chance: { label: 'not told from chance', kind: 'warning' },
  wrong: { label: 'worse than chance', kind: 'failed' },
  'too-few': { label: 'too little to judge', kind: 'plain' },
  unknown: { label: 'not known', kind: 'plain' },
} as const;

/** Returns the verdict on a model in a word, and the kind of its badge; a model of before the record was kept says so. */
export function verdictWords(meta: ModelMeta): {
  readonly label: string;
  readonly kind: 'done' | 'warning' | 'failed' | 'plain';
} {
  const isOlder = meta.evaluation === null && Object.keys(meta.outOfSample).length > 0;
  return isOlder ? { label: 'older program, no record', kind: 'plain' } : VERDICT_WORDS[skillOf(meta).verdict];
}

/**
 * Returns what may be said of all models of each horizon: the verdict that they share, else `mixed` with how many of them were
 * better than chance. One rule for the models of a training and for those behind a grade.
 */
export function horizonVerdicts<Verdict extends SkillVerdict | null>(
  members: readonly { readonly horizonDays: number; readonly verdict: Verdict }[],
): {
  readonly horizonDays: number;
  readonly verdict: Verdict | 'mixed';
  readonly skilled: number;
  readonly of: number;
}[] {
  const horizons = [...new Set(members.map(({ horizonDays }) => horizonDays))].sort((left, right) => left - right);
  return horizons.map((horizonDays) => {
    const own = members.filter((one) => one.horizonDays === horizonDays).map(({ verdict }) => verdict);
    const verdict = own.every((one) => one === own[0]) ? (own[0] as Verdict) : 'mixed';
    return { horizonDays, verdict, skilled: own.filter((one) => one === 'skill').length, of: own.length };
  });
}

/** Returns horizons at which models disagree, each with how many of them were better than chance, such as `at 90 days ahead 4 of 5`. */
export const mixedWords = (found: ReturnType<typeof horizonVerdicts>): string =>
  listOf(
    found.flatMap(({ horizonDays, verdict, skilled, of }) =>
      verdict === 'mixed' ? [`at ${horizonDays} days ahead ${skilled} of ${of}`] : [],
    ),
  );

/** Returns what the models of a training found taken together, in plain sentences. */
export function findingOf(models: readonly StoredModel[]): { readonly found: boolean; readonly sentence: string } {
  const found = horizonVerdicts(
    models.map(({ meta }) => ({ horizonDays: meta.horizonDays, verdict: skillOf(meta).verdict })),
  );
  const horizonsOf = (verdict: SkillVerdict): string =>
    listOf(found.flatMap((one) => (one.verdict === verdict ? [String(one.horizonDays)] : [])));
  const [skilled, wrong, few, mixed] = [
    horizonsOf('skill'),
    horizonsOf('wrong'),
    horizonsOf('too-few'),
    mixedWords(found),
  ];
  const warning = wrong === '' ? '' : ` At ${wrong} days ahead they were worse than chance.`;
  const tail = few === '' ? '' : ` At ${few} days ahead there is too little to judge.`;
  const torn = mixed === '' ? '' : ` The models disagree: ${mixed} did better than chance.`;
  const rest = `${torn}${warning}${tail}`;
  if (skilled !== '') {
    return {
      found: true,
      sentence: `At ${skilled} days ahead every model ordered tokens better than chance on the days held back from it. That is before costs, and no promise.${rest}`,
    };
  }
  if (mixed !== '') return { found: false, sentence: `At no horizon all models did better than chance.${rest}` };
  if (found.some(({ verdict }) => verdict === 'chance' || verdict === 'wrong')) {
    return {
      found: false,
      sentence: `The models found nothing that can be told from chance. Grades made with them are no better than a guess.${rest}`,
    };
  }
  return { found: false, sentence: `Whether the models found anything is not known.${rest}` };
}

/** Returns words with commas and a last "and". */
export function listOf(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** The models of one training. */
export type Training = { readonly key: string; readonly models: readonly StoredModel[]; readonly untilTime: number };

/**
 * Returns the trainings, the one that knows the most recent days first, then as in the list: models of one recipe and instant
 * belong together. Those of past weeks are made later, but are not what the present grades rest on.
 */
export function trainingsOf(models: readonly StoredModel[]): Training[] {
  const byKey = new Map<string, StoredModel[]>();
  for (const model of models) {
    const { trainedUntilTime, recipe, programVersion, dataHash } = model.meta;
    const key = `${trainedUntilTime} ${recipe ?? `${programVersion} ${dataHash}`}`;
    byKey.set(key, [...(byKey.get(key) ?? []), model]);
  }
  const trainings = [...byKey].map(([key, own]) => ({
    key,
    models: [...own].sort(
      (left, right) => left.meta.horizonDays - right.meta.horizonDays || (left.meta.kind < right.meta.kind ? -1 : 1),
    ),
    untilTime: own[0]?.meta.trainedUntilTime ?? 0,
  }));
  return trainings.sort((left, right) => right.untilTime - left.untilTime);
}
