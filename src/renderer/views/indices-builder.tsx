import { X } from 'lucide-react';
import { type FormEvent, useId, useState } from 'react';
import { useLocation } from 'wouter';
import type { Draft, IndexSummary } from '../../shared/drafts.ts';
import { draftPath } from '../routes.ts';
import { useRunningCall } from '../state/calls.ts';
import { useCommand } from '../state/commands.ts';
import { useQuery } from '../state/query.ts';
import type { RatedTokens } from '../state/rated-tokens.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { CallProgress, CommandStatus } from '../ui/command-status.tsx';
import { Field, TextField } from '../ui/field.tsx';
import { findFormProblem } from '../ui/number-spec.ts';
import { Panel } from '../ui/panel.tsx';
import { BindingList } from './draft-parts.tsx';
import styles from './indices.module.css';
import { GradeAndWeighting, InAndOut, IndexNumbers, LinkageField, PresetField } from './indices-choices.tsx';
import type { NumberKey } from './indices-fields.ts';
import { changesOf, INITIAL_FORM, type IndexForm, problemsOf, requestOf } from './indices-form.ts';
import { HeldNow } from './indices-held.tsx';

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
  const [atFirst] = useState(form);
  const kept = changesOf(atFirst).filter(({ key, value }) =>
    changesOf(form).some((now) => now.key === key && now.value === value),
  );
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
  const numbersOf = (...keys: readonly NumberKey[]) => (
    <IndexNumbers form={form} onChange={onChange} problems={problems} keys={keys} />
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
    if (draft.feasible) setLocation(draftPath(draft.id));
    else setInfeasible(draft);
  };
  const disabledWhy =
    findFormProblem(problemCount) ||
    (elsewhere !== undefined && create.state !== 'running'
      ? 'Another draft is being made; wait for it or cancel it'
      : isHeld && form.usesHeld && held.value === undefined && 'What is held now is being computed');

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
      {kept.length === 0 ? null : (
        <p className={styles.kept} role="note">
          <span>
            Kept from your last visit or the draft that you came from:{' '}
            {kept.map(({ label, value }) => (label === '' ? value : `${label.toLowerCase()} ${value}`)).join(' · ')}.
          </span>
          <Button kind="quiet" onClick={() => onChange({ ...INITIAL_FORM, name: form.name })}>
            Reset
          </Button>
        </p>
      )}
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
          <PresetField form={form} onChange={onChange} />
        </div>
        <div className={styles.columns}>
          <fieldset className={styles.group}>
            <legend>What is chosen</legend>
            {numbersOf('size')}
            <GradeAndWeighting form={form} onChange={onChange} />
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
            {numbersOf('turnoverCap', 'buffer')}
          </fieldset>
          <fieldset className={styles.group}>
            <legend>Limits</legend>
            {numbersOf('tokenCap', 'sectorCap', 'volatilityTarget', 'minimumInvested')}
          </fieldset>
          <fieldset className={styles.group}>
            <legend>What may be held</legend>
            {numbersOf('minimumDollarVolume', 'minimumMarketCap', 'minimumAgeDays')}
          </fieldset>
          <fieldset className={styles.group}>
            <legend>In and out</legend>
            <InAndOut form={form} onChange={onChange} rated={rated} problem={problems.sectorsExcluded} />
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
            {numbersOf('covarianceDays', 'minimumOverlapDays', 'minimumWeight', 'minimumVolatility')}
            <LinkageField form={form} onChange={onChange} />
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
