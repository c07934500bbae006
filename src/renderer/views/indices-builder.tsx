import { X } from 'lucide-react';
import { type FormEvent, useId, useState } from 'react';
import { useLocation } from 'wouter';
import type { Draft, IndexSummary, Weighting } from '../../shared/drafts.ts';
import { draftPath } from '../routes.ts';
import { useRunningCall } from '../state/calls.ts';
import { useCommand } from '../state/commands.ts';
import { useQuery } from '../state/query.ts';
import type { RatedTokens } from '../state/rated-tokens.ts';
import { showToast } from '../state/toasts.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Segmented } from '../ui/choice.tsx';
import { CallProgress, CommandStatus } from '../ui/command-status.tsx';
import { Field, TextField } from '../ui/field.tsx';
import { Panel } from '../ui/panel.tsx';
import { Select } from '../ui/select.tsx';
import { Term } from '../ui/term.tsx';
import { BindingList } from './draft-parts.tsx';
import { WEIGHTING_WORDS } from './draft-words.ts';
import styles from './indices.module.css';
import { formatNumberOf, type NumberKey, numberField } from './indices-fields.ts';
import {
  INITIAL_FORM,
  type IndexForm,
  PRESETS,
  type Preset,
  presetOf,
  problemsOf,
  requestOf,
  withPreset,
} from './indices-form.ts';
import { HeldNow } from './indices-held.tsx';
import { Choices, NumberOf } from './indices-inputs.tsx';

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

/** Shows every preference of an index and drafts it. What is infeasible is explained in place; else its page is opened. */
export function IndexBuilder({
  form,
  onChange,
  onClose,
  indices,
  rated,
}: {
  readonly form: IndexForm;
  readonly onChange: (form: IndexForm) => void;
  readonly onClose: () => void;
  readonly indices: readonly IndexSummary[];
  readonly rated: RatedTokens;
}) {
  const [, setLocation] = useLocation();
  const namesId = useId();
  const create = useCommand('drafts.create');
  const elsewhere = useRunningCall('drafts.create');
  const [infeasible, setInfeasible] = useState<Draft | null>(null);
  const name = form.name.trim();
  const known = indices.find((index) => index.name === name);
  const held = useQuery(
    'drafts.held',
    { name },
    { refreshOn: ['drafts.changed', 'data.changed'], enabled: known?.approvedId != null },
  );
  const isHeld = known?.approvedId != null;
  const problems = problemsOf(form);
  const problemCount = Object.keys(problems).length;
  const preset = presetOf(form);
  const numberOf = (key: NumberKey) => (
    <NumberOf
      key={key}
      field={numberField(key)}
      value={form.numbers[key]}
      initial={INITIAL_FORM.numbers[key]}
      problem={problems[key]}
      onChange={(value) => onChange({ ...form, numbers: { ...form.numbers, [key]: value } })}
    />
  );

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (problemCount > 0 || create.state === 'running' || (isHeld && form.usesHeld && held.value === undefined)) return;
    setInfeasible(null);
    const current =
      isHeld && form.usesHeld
        ? Object.fromEntries(Object.entries(held.value?.weights ?? {}).filter(([, weight]) => weight > 0))
        : {};
    const draft = await create.run({ ...requestOf(form), current });
    if (draft === undefined) return;
    if (draft.notes.length > 0) showToast({ kind: 'note', title: 'About this draft', text: draft.notes.join(' ') });
    if (draft.feasible) setLocation(draftPath(draft.id));
    else setInfeasible(draft);
  };
  const disabledWhy =
    problemCount > 0
      ? `${problemCount === 1 ? 'One field needs' : `${problemCount} fields need`} another value`
      : elsewhere !== undefined && create.state !== 'running'
        ? 'Another draft is being made; wait for it or cancel it'
        : isHeld && form.usesHeld && held.value === undefined && 'What is held now is being computed';

  return (
    <Panel
      title="New draft"
      note={known === undefined ? 'begins a new index' : `for the index “${known.name}”`}
      actions={
        <>
          <Button kind="quiet" onClick={() => onChange({ ...INITIAL_FORM, name: form.name })}>
            Defaults
          </Button>
          <IconButton label="Close the builder" onClick={onClose}>
            <X />
          </IconButton>
        </>
      }
    >
      <form className={styles.form} aria-label="New draft" onSubmit={(event) => void submit(event)}>
        <div className={styles.top}>
          <Field
            label="Name"
            error={problems.name}
            help={known === undefined ? 'A new name begins a new index.' : 'A draft of this index.'}
          >
            <TextField
              value={form.name}
              onChange={(next) => onChange({ ...form, name: next })}
              list={namesId}
              maxLength={120}
            />
          </Field>
          <datalist id={namesId}>
            {indices.map((index) => (
              <option key={index.name} value={index.name} />
            ))}
          </datalist>
          <PresetField preset={preset} onChoose={(chosen) => onChange(withPreset(form, chosen))} />
        </div>
        <div className={styles.columns}>
          <fieldset className={styles.group}>
            <legend>What is chosen</legend>
            {numberOf('size')}
            <Field
              label={
                <Term word={form.grade === 'investor' ? 'investor grade' : 'trader grade'}>Grade that selects</Term>
              }
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
          </fieldset>
          <fieldset className={styles.group}>
            <legend>Trading</legend>
            <HeldNow
              index={known}
              held={held}
              names={rated.names}
              usesHeld={form.usesHeld}
              onChange={(usesHeld) => onChange({ ...form, usesHeld })}
            />
            {numberOf('turnoverCap')}
            {numberOf('buffer')}
          </fieldset>
          <fieldset className={styles.group}>
            <legend>Limits</legend>
            {numberOf('tokenCap')}
            {numberOf('sectorCap')}
            {numberOf('volatilityTarget')}
            {numberOf('minimumInvested')}
          </fieldset>
          <fieldset className={styles.group}>
            <legend>What may be held</legend>
            {numberOf('minimumDollarVolume')}
            {numberOf('minimumMarketCap')}
            {numberOf('minimumAgeDays')}
          </fieldset>
          <fieldset className={styles.group}>
            <legend>In and out</legend>
            <SectorChoices form={form} onChange={onChange} rated={rated} problem={problems.sectorsExcluded} />
            <Choices
              label="Tokens never held"
              chosen={form.assetsExcluded}
              choices={rated.tokens.map(({ asset, name: words, symbol }) => ({
                value: asset,
                label: symbol === '' || symbol === words ? words : `${words} (${symbol})`,
              }))}
              placeholder="Find a token"
              emptyHelp="None is left out by name."
              onChange={(assetsExcluded) => onChange({ ...form, assetsExcluded })}
            />
          </fieldset>
        </div>
        <details
          className={styles.more}
          open={
            ['minimumWeight', 'minimumOverlapDays', 'covarianceDays', 'minimumVolatility'].some(
              (key) => key in problems,
            ) || undefined
          }
        >
          <summary>More: how the risk is measured</summary>
          <div className={styles.groups}>
            {numberOf('covarianceDays')}
            {numberOf('minimumOverlapDays')}
            {numberOf('minimumWeight')}
            {numberOf('minimumVolatility')}
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
          </div>
        </details>
        <CommandStatus command={create} title="Draft" />
        {elsewhere !== undefined && create.state !== 'running' ? (
          <CallProgress call={elsewhere} title="A draft is being made" />
        ) : null}
        {infeasible === null ? null : (
          <section className={styles.infeasible} role="alert" aria-label="No draft under these limits">
            <h3>No weights meet all of these limits</h3>
            <BindingList binding={infeasible.binding} />
            <p>
              Change a field above and draft again. The attempt is kept in the history:{' '}
              <a href={`#${draftPath(infeasible.id)}`}>see what was asked</a>.
            </p>
          </section>
        )}
        <div className={styles.foot}>
          <Button kind="primary" type="submit" isWorking={create.state === 'running'} disabledWhy={disabledWhy}>
            Draft
          </Button>
          <span className={styles.footNote} role="status">
            {problemCount > 0
              ? `${String(disabledWhy)}; see the reasons beside them.`
              : create.state === 'cancelled'
                ? 'The draft was cancelled; nothing was kept.'
                : 'A draft changes nothing that is held until you approve it. It is not advice, and the grades behind it may be wrong.'}
          </span>
        </div>
      </form>
    </Panel>
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

function PresetField({
  preset,
  onChoose,
}: {
  readonly preset: Preset['id'] | 'custom';
  readonly onChoose: (preset: Preset) => void;
}) {
  const chosen = PRESETS.find(({ id }) => id === preset);
  const choices = [
    ...PRESETS.map(({ id, label, sentence }) => ({ value: id as Preset['id'] | 'custom', label, title: sentence })),
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
          if (next !== undefined) onChoose(next);
        }}
      />
    </Field>
  );
}

function SectorChoices({
  form,
  onChange,
  rated,
  problem,
}: {
  readonly form: IndexForm;
  readonly onChange: (form: IndexForm) => void;
  readonly rated: RatedTokens;
  readonly problem: string | undefined;
}) {
  const choices = rated.sectors.map(({ sector, count }) => ({ value: sector, label: `${sector} (${count})` }));
  const isUnknown = rated.state === 'ready' && choices.length === 0;
  return (
    <>
      <Choices
        label="Only these sectors"
        chosen={form.sectorsIncluded}
        choices={choices}
        placeholder="Add a sector"
        emptyHelp={isUnknown ? 'This data tells no sectors.' : 'Empty: every sector, and tokens of none.'}
        help="Tokens of an unknown sector are then out."
        onChange={(sectorsIncluded) => onChange({ ...form, sectorsIncluded })}
      />
      <Choices
        label="Never these sectors"
        chosen={form.sectorsExcluded}
        choices={choices}
        placeholder="Add a sector"
        emptyHelp={isUnknown ? 'This data tells no sectors.' : 'No sector is left out.'}
        problem={problem}
        onChange={(sectorsExcluded) => onChange({ ...form, sectorsExcluded })}
      />
    </>
  );
}
