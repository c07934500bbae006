import { X } from 'lucide-react';
import type { FormEvent } from 'react';
import { useRunningCall } from '../state/calls.ts';
import type { RatedTokens } from '../state/rated-tokens.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Checkbox, Segmented } from '../ui/choice.tsx';
import { Field, NumberField, TextField } from '../ui/field.tsx';
import { NumberOf } from '../ui/number-of.tsx';
import { findFormProblem, formatSpec } from '../ui/number-spec.ts';
import { Panel } from '../ui/panel.tsx';
import { Term } from '../ui/term.tsx';
import own from './backtest.module.css';
import { type RunKey, runField } from './backtests-fields.ts';
import {
  CADENCES,
  INITIAL_RUN,
  type RunnerForm,
  type RunProblems,
  runProblemsOf,
  runRequestOf,
} from './backtests-form.ts';
import { IndexFields } from './backtests-index.tsx';
import styles from './indices.module.css';
import { PresetField } from './indices-choices.tsx';
import type { IndexForm } from './indices-form.ts';
import { KINDS } from './models-words.ts';

const CADENCE_CHOICES = CADENCES.map((cadence) => ({
  value: cadence,
  label: { week: 'Week', month: 'Month', quarter: 'Quarter' }[cadence],
}));

/** Shows everything that a backtest asks for, with defaults, and runs it. */
export function BacktestBuilder({
  form,
  onChange,
  onClose,
  names,
  rated,
  onRun,
}: {
  readonly form: RunnerForm;
  readonly onChange: (form: RunnerForm) => void;
  readonly onClose: () => void;
  /** Of the trials so far. */
  readonly names: readonly string[];
  readonly rated: RatedTokens;
  readonly onRun: (request: ReturnType<typeof runRequestOf>) => void;
}) {
  const elsewhere = useRunningCall('backtests.run');
  const problems = runProblemsOf(form);
  const set = (part: Partial<RunnerForm>): void => onChange({ ...form, ...part });
  const setIndex = (index: IndexForm): void => set({ index });
  const number = (key: RunKey) => (
    <NumberOf
      key={key}
      field={runField(key)}
      value={form.numbers[key]}
      initial={INITIAL_RUN.numbers[key]}
      problem={problems.numbers[key]}
      onChange={(value) => set({ numbers: { ...form.numbers, [key]: value } })}
    />
  );
  const disabledWhy =
    findFormProblem(problems.count) || (elsewhere !== undefined && 'A backtest is running; wait for it or cancel it');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (problems.count === 0 && elsewhere === undefined) onRun(runRequestOf(form));
  };
  return (
    <Panel
      title="New backtest"
      note="every run enters the trial ledger, whatever comes of it"
      actions={
        <>
          <Button
            kind="quiet"
            onClick={() => onChange({ ...INITIAL_RUN, index: { ...INITIAL_RUN.index, name: form.index.name } })}
          >
            Defaults
          </Button>
          <IconButton label="Close the form" onClick={onClose}>
            <X />
          </IconButton>
        </>
      }
    >
      <form className={styles.form} aria-label="New backtest" onSubmit={submit}>
        <div className={styles.top}>
          <Field label="Name" error={problems.index.name} help="So that you find it again in the ledger.">
            <TextField
              value={form.index.name}
              onChange={(name) => setIndex({ ...form.index, name })}
              list="backtest-names"
              maxLength={120}
            />
          </Field>
          <datalist id="backtest-names">
            {[...new Set(names)].map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
          <PresetField form={form.index} onChange={setIndex} />
        </div>
        <div className={styles.columns}>
          <fieldset className={styles.group}>
            <legend>When</legend>
            <Field
              label="First day"
              error={problems.fromDay}
              help="Empty: as early as the history allows. The models need history before it to learn from."
            >
              <TextField
                placeholder="earliest, or a day such as 2020-01-31"
                value={form.fromDay}
                onChange={(fromDay) => set({ fromDay })}
              />
            </Field>
            <Field
              label="Last day"
              error={problems.untilDay}
              help="Empty: the newest whole day. Days begin at 00:00 UTC."
            >
              <TextField
                placeholder="newest, or a day such as 2024-12-31"
                value={form.untilDay}
                onChange={(untilDay) => set({ untilDay })}
              />
            </Field>
            <Field
              label="Decisions every"
              help="At the last close of each, traded on the next day. More often follows the market sooner and costs more."
            >
              <Segmented
                label="Decisions every"
                value={form.cadence}
                choices={CADENCE_CHOICES}
                onChange={(cadence) => set({ cadence })}
              />
            </Field>
            {number('retrainMonths')}
          </fieldset>
          <IndexFields form={form.index} problems={problems.index} rated={rated} onChange={setIndex} />
          <fieldset className={styles.group}>
            <legend>Costs</legend>
            {number('initialEquity')}
            {number('feeBasisPoints')}
            <SpreadField form={form} problems={problems} onChange={set} />
            {number('impactCoefficient')}
            {number('maximumVolumeShare')}
            {number('minimumOrderValue')}
            {number('delistingReturn')}
          </fieldset>
        </div>
        <details
          className={styles.more}
          open={problems.kinds !== undefined || problems.horizons !== undefined || undefined}
        >
          <summary>More: how the models learn, and what the result is measured against</summary>
          <div className={styles.groups}>
            <Field label="Models" error={problems.kinds} help="Their scores are combined. One alone is quicker.">
              <fieldset className={own.tiersList} aria-label="Models">
                {KINDS.map(({ kind, label }) => (
                  <div key={kind}>
                    <Checkbox
                      isChecked={form.kinds.includes(kind)}
                      onChange={(isChecked) =>
                        set({
                          kinds: KINDS.map((one) => one.kind).filter((one) =>
                            one === kind ? isChecked : form.kinds.includes(one),
                          ),
                        })
                      }
                    >
                      {label}
                    </Checkbox>
                  </div>
                ))}
              </fieldset>
            </Field>
            <Field
              label="Days ahead"
              error={problems.horizons}
              help="Each model learns what happens so many days later. Fewer are quicker."
            >
              <TextField value={form.horizons} onChange={(horizons) => set({ horizons })} placeholder="7, 30, 90" />
            </Field>
            {(
              [
                'trainDays',
                'strideDays',
                'embargoDays',
                'minimumCoverage',
                'learntDelistingReturn',
                'recordMonths',
                'weightingRate',
                'weightingShare',
                'weightingFloor',
                'weightingCap',
                'modelSeed',
                'benchmarkSize',
                'bootstrapDrawCount',
                'seed',
              ] as const
            ).map(number)}
          </div>
        </details>
        <div className={styles.foot}>
          <Button kind="primary" type="submit" disabledWhy={disabledWhy}>
            Run the backtest
          </Button>
          <span className={styles.footNote} role="status">
            {problems.count > 0
              ? `${String(disabledWhy)}; see the reasons beside them.`
              : 'The models are trained anew on the way, on nothing but what was known by then. That takes from a minute to an hour; a later first day, quarters, and fewer days ahead are quicker. What was learnt is kept for the next run.'}
          </span>
        </div>
      </form>
    </Panel>
  );
}

function SpreadField({
  form,
  problems,
  onChange,
}: {
  readonly form: RunnerForm;
  readonly problems: RunProblems;
  readonly onChange: (part: Partial<RunnerForm>) => void;
}) {
  return (
    <Field
      label={<Term word="spread">Half of the spread</Term>}
      error={problems.tiers}
      help="Basis points on each side, by what a token trades on the mean day; the widest where that is unknown."
    >
      <fieldset className={own.tiersList} aria-label="Half of the spread">
        {form.tiers.map(({ fromDollarVolume, basisPoints }, i) => {
          const words = `From ${formatSpec({ unit: '$' }, fromDollarVolume)} a day`;
          return (
            <div key={fromDollarVolume} className={own.tier}>
              <span className={styles.help}>{words}</span>
              <NumberField
                label={words}
                value={basisPoints}
                unit="bp"
                isOptional
                placeholder="needed"
                onChange={(next) =>
                  onChange({ tiers: form.tiers.map((tier, at) => (at === i ? { ...tier, basisPoints: next } : tier)) })
                }
              />
            </div>
          );
        })}
      </fieldset>
    </Field>
  );
}
