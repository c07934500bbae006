import { X } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { formatAsOf, formatDuration } from '../format.ts';
import { useRunningCall } from '../state/calls.ts';
import type { CommandState } from '../state/commands.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Checkbox } from '../ui/choice.tsx';
import { CallProgress, CommandStatus } from '../ui/command-status.tsx';
import { Field, TextField } from '../ui/field.tsx';
import { Notes } from '../ui/notes.tsx';
import { NumberOf } from '../ui/number-of.tsx';
import { findFormProblem } from '../ui/number-spec.ts';
import { Panel } from '../ui/panel.tsx';
import { Term } from '../ui/term.tsx';
import styles from './models.module.css';
import { configOf, INITIAL_FORM, NUMBERS, problemsOf, type TrainingForm } from './models-form.ts';
import { KINDS, REASON_WORDS } from './models-words.ts';

type Train = CommandState<'models.train'>;

/** Shows the settings of a training and starts it. */
export function TrainingPanel({ train, onClose }: { readonly train: Train; readonly onClose: () => void }) {
  const [form, setForm] = useState<TrainingForm>(INITIAL_FORM);
  const running = useRunningCall('models.train');
  const problems = problemsOf(form);
  const problemCount = Object.keys(problems).length;
  const isWorking = train.state === 'running' || running !== undefined;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (problemCount === 0 && !isWorking) void train.run({ config: configOf(form) });
  };
  return (
    <Panel
      title="Train models"
      note="on everything that is known now"
      actions={
        <>
          <Button kind="quiet" onClick={() => setForm(INITIAL_FORM)}>
            Defaults
          </Button>
          <IconButton label="Close the training" onClick={onClose}>
            <X />
          </IconButton>
        </>
      }
    >
      <form className={styles.form} aria-label="Train models" onSubmit={submit}>
        <fieldset className={styles.kinds}>
          <legend>Kinds of models</legend>
          {KINDS.map(({ kind, label, term }) => (
            <div key={kind} className={styles.kind}>
              <Checkbox
                isChecked={form.kinds.includes(kind)}
                onChange={(isOn) =>
                  setForm({
                    ...form,
                    kinds: KINDS.map((known) => known.kind).filter((known) =>
                      known === kind ? isOn : form.kinds.includes(known),
                    ),
                  })
                }
              >
                {label}
              </Checkbox>
              <Term word={term}>?</Term>
            </div>
          ))}
          {problems.kinds === undefined ? (
            <span className={styles.muted}>Two that err differently are steadier together than one.</span>
          ) : (
            <span className={styles.problem} role="alert">
              {problems.kinds}
            </span>
          )}
        </fieldset>
        <Field
          label={<Term word="horizon">Horizons</Term>}
          help="Days ahead, apart by commas. The trader grade leans on the short ones, the investor grade on the long ones."
          error={problems.horizons}
        >
          <TextField
            label="Horizons, days ahead"
            value={form.horizons}
            onChange={(horizons) => setForm({ ...form, horizons })}
          />
        </Field>
        {NUMBERS.map((field) => (
          <NumberOf
            key={field.key}
            field={field}
            value={form.numbers[field.key]}
            initial={INITIAL_FORM.numbers[field.key]}
            problem={problems[field.key]}
            onChange={(value) => setForm({ ...form, numbers: { ...form.numbers, [field.key]: value } })}
          />
        ))}
        <div className={styles.foot}>
          <Button kind="primary" type="submit" isWorking={isWorking} disabledWhy={findFormProblem(problemCount)}>
            {isWorking ? 'Training…' : 'Train'}
          </Button>
          <span className={styles.muted}>
            First the record is walked through, a training every few months on what was known then, to see what each
            member is worth; then every member learns from all days. It goes on if you leave this page, and what was
            finished is kept if it is stopped.
          </span>
        </div>
      </form>
    </Panel>
  );
}

/** Shows a training while it runs, whoever started it, and how the last one of this window ended. Nothing else. */
export function TrainingStatus({ train }: { readonly train: Train }) {
  const running = useRunningCall('models.train');
  if (train.state === 'running' || train.state === 'failed') {
    return (
      <Panel title={train.state === 'running' ? 'Training runs' : 'Training stopped'}>
        <CommandStatus<'models.train'> command={train} title="Training" />
      </Panel>
    );
  }
  if (running !== undefined) {
    return (
      <Panel title="Training runs">
        <CallProgress call={running} title="Training" />
      </Panel>
    );
  }
  if (train.state === 'cancelled') {
    return (
      <Panel title="Training was cancelled">
        <p role="status">
          What was finished is kept. Train with the same settings on the same data, and it goes on from there.
        </p>
      </Panel>
    );
  }
  if (train.state !== 'done' || train.value === undefined) return null;
  const { models, seconds, resumedCount, asOf, reason, notes } = train.value;
  return (
    <Panel title="Training is done">
      <div role="status">
        <p>
          {models.length} models were trained on what was known at the end of {formatAsOf(asOf)} UTC, in{' '}
          {formatDuration(seconds)}, {REASON_WORDS[reason]}.
          {resumedCount === 0
            ? ''
            : ` ${resumedCount} of them had been finished by an earlier training that was stopped, and were taken over.`}
        </p>
        <Notes notes={notes} className={styles.muted} />
      </div>
    </Panel>
  );
}
