import type { Weighting } from '../../shared/drafts.ts';
import type { RatedTokens } from '../state/rated-tokens.ts';
import { Segmented } from '../ui/choice.tsx';
import { Field } from '../ui/field.tsx';
import { Select } from '../ui/select.tsx';
import { Term } from '../ui/term.tsx';
import { WEIGHTING_WORDS } from './draft-words.ts';
import styles from './indices.module.css';
import { type NumberKey, numberField } from './indices-fields.ts';
import { type FieldKey, INITIAL_FORM, type IndexForm } from './indices-form.ts';
import { Choices, NumberOf } from './indices-inputs.tsx';

const GRADE_CHOICES = [
  { value: 'investor', label: 'Investor', title: 'Looks months ahead' },
  { value: 'trader', label: 'Trader', title: 'Looks days ahead' },
] as const;
const LINKAGE_CHOICES = [
  { value: 'ward', label: 'Ward', title: 'Groups of similar size' },
  { value: 'single', label: 'Single', title: 'Chains of nearest neighbours' },
] as const;
const WEIGHTING_CHOICES = Object.entries(WEIGHTING_WORDS).map(([value, { label }]) => ({
  value: value as Weighting,
  label,
}));

/** Shows the preferences of the index that is tested, as groups of fields. */
export function IndexFields({
  form,
  problems,
  rated,
  onChange,
}: {
  readonly form: IndexForm;
  readonly problems: Partial<Record<FieldKey, string>>;
  readonly rated: RatedTokens;
  readonly onChange: (form: IndexForm) => void;
}) {
  const number = (key: NumberKey) => (
    <NumberOf
      key={key}
      field={numberField(key)}
      value={form.numbers[key]}
      initial={INITIAL_FORM.numbers[key]}
      problem={problems[key]}
      onChange={(value) => onChange({ ...form, numbers: { ...form.numbers, [key]: value } })}
    />
  );
  const sectors = rated.sectors.map(({ sector, count }) => ({ value: sector, label: `${sector} (${count})` }));
  return (
    <>
      <fieldset className={styles.group}>
        <legend>What is chosen</legend>
        {number('size')}
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
        {number('turnoverCap')}
        {number('buffer')}
      </fieldset>
      <fieldset className={styles.group}>
        <legend>Limits</legend>
        {number('tokenCap')}
        {number('sectorCap')}
        {number('volatilityTarget')}
        {number('minimumInvested')}
        {number('minimumWeight')}
      </fieldset>
      <fieldset className={styles.group}>
        <legend>What may be held</legend>
        {number('minimumDollarVolume')}
        {number('minimumMarketCap')}
        {number('minimumAgeDays')}
        {number('minimumVolatility')}
        <Choices
          label="Only these sectors"
          chosen={form.sectorsIncluded}
          choices={sectors}
          placeholder="Add a sector"
          emptyHelp={sectors.length === 0 ? 'No sector is known yet.' : 'Empty: every sector, and tokens of none.'}
          help="Tokens of an unknown sector are then out."
          onChange={(sectorsIncluded) => onChange({ ...form, sectorsIncluded })}
        />
        <Choices
          label="Never these sectors"
          chosen={form.sectorsExcluded}
          choices={sectors}
          placeholder="Add a sector"
          emptyHelp="No sector is left out."
          problem={problems.sectorsExcluded}
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
      </fieldset>
      <fieldset className={styles.group}>
        <legend>How the risk is measured</legend>
        {number('covarianceDays')}
        {number('minimumOverlapDays')}
        {form.weighting === 'hierarchical-risk-parity' ? (
          <Field
            label="How groups are joined"
            help="Ward keeps groups of similar size; single joins nearest neighbours into chains."
          >
            <Segmented
              label="How groups are joined"
              value={form.linkage}
              choices={LINKAGE_CHOICES}
              onChange={(linkage) => onChange({ ...form, linkage })}
            />
          </Field>
        ) : null}
      </fieldset>
    </>
  );
}
