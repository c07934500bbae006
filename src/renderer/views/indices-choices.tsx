import type { Weighting } from '../../shared/drafts.ts';
import type { RatedTokens } from '../state/rated-tokens.ts';
import { Segmented } from '../ui/choice.tsx';
import { Field } from '../ui/field.tsx';
import { NumberOf } from '../ui/number-of.tsx';
import { Select } from '../ui/select.tsx';
import { Term } from '../ui/term.tsx';
import { WEIGHTING_WORDS } from './draft-words.ts';
import styles from './indices.module.css';
import { formatNumberOf, type NumberKey, numberField } from './indices-fields.ts';
import {
  type FieldKey,
  INITIAL_FORM,
  type IndexForm,
  PRESETS,
  type Preset,
  presetOf,
  withPreset,
} from './indices-form.ts';
import { Choices } from './indices-inputs.tsx';

const GRADE_CHOICES = [
  { value: 'investor', label: 'Investor', title: 'Looks months ahead' },
  { value: 'trader', label: 'Trader', title: 'Looks days ahead' },
] as const;
const LINKAGE_CHOICES = [
  { value: 'ward', label: 'Ward', title: 'Groups of similar size' },
  { value: 'single', label: 'Single', title: 'Chains of nearest neighbours, as in the first publication' },
] as const;
const WEIGHTING_CHOICES = Object.entries(WEIGHTING_WORDS).map(([value, { label }]) => ({
  value: value as Weighting,
  label,
}));

/** What a part of the form of an index is given. */
export type IndexPart = { readonly form: IndexForm; readonly onChange: (form: IndexForm) => void };

/** Shows numbers of an index, in the order of their keys. */
export function IndexNumbers({
  form,
  onChange,
  problems,
  keys,
}: IndexPart & {
  readonly problems: Partial<Record<FieldKey, string>>;
  readonly keys: readonly NumberKey[];
}) {
  return keys.map((key) => {
    const field = numberField(key);
    const value = form.numbers[key];
    return (
      <NumberOf
        key={key}
        field={field}
        value={value}
        initial={INITIAL_FORM.numbers[key]}
        problem={problems[key]}
        onChange={(next) => onChange({ ...form, numbers: { ...form.numbers, [key]: next } })}
      />
    );
  });
}

/** Shows which grade selects the tokens, and how they are weighted. */
export function GradeAndWeighting({ form, onChange }: IndexPart) {
  return (
    <>
      <Field
        label={<Term word={form.grade === 'investor' ? 'investor grade' : 'trader grade'}>Grade that selects</Term>}
        help={
          form.grade === 'investor'
            ? 'The outlook of the next months decides.'
            : 'The outlook of the next days decides; expect more trades.'
        }
      >
        <Segmented
          label="Grade that selects"
          value={form.grade}
          choices={GRADE_CHOICES}
          onChange={(grade) => onChange({ ...form, grade })}
        />
      </Field>
      <Field label="Weighting" help={WEIGHTING_WORDS[form.weighting].sentence}>
        <Select
          value={form.weighting}
          choices={WEIGHTING_CHOICES}
          onChange={(weighting) => onChange({ ...form, weighting })}
        />
      </Field>
    </>
  );
}

/** Shows how hierarchical risk parity joins tokens into groups. */
export function LinkageField({ form, onChange }: IndexPart) {
  return (
    <Field
      label="How groups are joined"
      help={
        form.weighting === 'hierarchical-risk-parity'
          ? 'Ward keeps groups of similar size; single joins nearest neighbours into chains.'
          : 'Only hierarchical risk parity asks for this.'
      }
    >
      <Segmented
        label="How groups are joined"
        value={form.linkage}
        choices={LINKAGE_CHOICES}
        onChange={(linkage) => onChange({ ...form, linkage })}
      />
    </Field>
  );
}

/** Shows which sectors and tokens may be held at all. */
export function InAndOut({
  form,
  onChange,
  rated,
  problem,
}: IndexPart & {
  readonly rated: RatedTokens;
  readonly problem: string | undefined;
}) {
  const sectors = rated.sectors.map(({ sector, count }) => ({ value: sector, label: `${sector} (${count})` }));
  const isUnknown = rated.state === 'ready' && sectors.length === 0;
  return (
    <>
      <Choices
        label="Only these sectors"
        chosen={form.sectorsIncluded}
        choices={sectors}
        placeholder="Add a sector"
        emptyHelp={isUnknown ? 'This data tells no sectors.' : 'Empty: every sector, and tokens of none.'}
        help="Tokens of an unknown sector are then out."
        onChange={(sectorsIncluded) => onChange({ ...form, sectorsIncluded })}
      />
      <Choices
        label="Never these sectors"
        chosen={form.sectorsExcluded}
        choices={sectors}
        placeholder="Add a sector"
        emptyHelp={isUnknown ? 'This data tells no sectors.' : 'No sector is left out.'}
        problem={problem}
        onChange={(sectorsExcluded) => onChange({ ...form, sectorsExcluded })}
      />
      <Choices
        label="Tokens never held"
        chosen={form.assetsExcluded}
        choices={rated.tokens.map(({ asset, name, symbol }) => ({
          value: asset,
          label: symbol === '' || symbol === name ? name : `${name} (${symbol})`,
        }))}
        placeholder="Find a token"
        emptyHelp="None is left out by name."
        onChange={(assetsExcluded) => onChange({ ...form, assetsExcluded })}
      />
    </>
  );
}

/** Returns every field that a preset sets, with its value. */
function presetWords({ weighting, numbers }: Preset): string {
  const fields = (Object.entries(numbers) as [NumberKey, number | null][]).map(([key, value]) =>
    key === 'size'
      ? formatNumberOf(key, value)
      : `${numberField(key).label.toLowerCase()} ${formatNumberOf(key, value)}`,
  );
  return [`weighting ${WEIGHTING_WORDS[weighting].label.toLowerCase()}`, ...fields].join(' · ');
}

/** Shows how much risk is taken, as presets; `Custom` where no preset has the values of the form. */
export function PresetField({ form, onChange }: IndexPart) {
  const preset = presetOf(form);
  const chosen = PRESETS.find(({ id }) => id === preset);
  const choices = [
    ...PRESETS.map(({ id, label, sentence }) => ({ value: id as typeof preset, label, title: sentence })),
    ...(chosen === undefined
      ? [{ value: 'custom' as const, label: 'Custom', title: 'No preset has these values' }]
      : []),
  ];
  return (
    <Field
      label="Risk"
      className={styles.preset}
      help={
        chosen === undefined ? (
          'Custom: your own values. A preset replaces the weighting and ten of the fields below.'
        ) : (
          <>
            {chosen.sentence}
            <span className={styles.sets}>Sets: {presetWords(chosen)}</span>
          </>
        )
      }
    >
      <Segmented
        label="Risk"
        value={preset}
        choices={choices}
        onChange={(id) => {
          const next = PRESETS.find((found) => found.id === id);
          if (next !== undefined) onChange(withPreset(form, next));
        }}
      />
    </Field>
  );
}
