import { useState } from 'react';
import type { ScheduleEntry, Settings } from '../../shared/settings.ts';
import { formatLocalMoment, formatMoment } from '../format.ts';
import { useCommand } from '../state/commands.ts';
import { useQuery } from '../state/query.ts';
import { showToast } from '../state/toasts.ts';
import { useWorkspace } from '../state/workspace.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Switch } from '../ui/choice.tsx';
import { CommandStatus } from '../ui/command-status.tsx';
import { Field, NumberField, TextArea, TextField } from '../ui/field.tsx';
import { FittedTable } from '../ui/fitted-table.tsx';
import { QueryPanel } from '../ui/panel.tsx';
import type { TableColumn } from '../ui/table-column.ts';
import { Term } from '../ui/term.tsx';
import { Time } from '../ui/time.tsx';
import { EXCHANGE_NAMES, ExchangeNames } from './data-exchanges.tsx';
import { exampleMarkets } from './data-markets.ts';
import styles from './settings.module.css';
import { formOf, readForm } from './settings-form.ts';
import { parseMinute } from './settings-times.ts';

const OPTIONS = { refreshOn: ['settings.changed'] } as const;

/** Shows what the program does by itself once a day, when it does so next, and how long drafts and backups are kept. */
export function ScheduleSettings({ className }: { readonly className?: string | undefined }) {
  const settings = useQuery('settings.get', {}, OPTIONS);
  return (
    <QueryPanel
      title="What happens by itself"
      note="once a day"
      query={settings}
      skeletonLines={6}
      className={className}
    >
      {(value) => (
        <>
          <NextTime />
          <SettingsEditor key={JSON.stringify(value)} settings={value} />
        </>
      )}
    </QueryPanel>
  );
}

function SettingsEditor({ settings }: { readonly settings: Settings }) {
  const save = useCommand('settings.save');
  const { open, switchTo } = useWorkspace();
  const kept = formOf(settings);
  const [form, setForm] = useState(kept);
  const isSample = open?.id === 'sample';
  const { settings: wanted, errors } = readForm(form);
  const isChanged = JSON.stringify(form) !== JSON.stringify(kept);
  const set = (change: Partial<typeof form>): void => setForm({ ...form, ...change });
  const minute = parseMinute(form.time);
  const keep = async (): Promise<void> => {
    if (wanted === null) return;
    if ((await save.run(wanted)) !== undefined) showToast({ kind: 'done', title: 'Settings kept' });
  };
  return (
    <form
      className={styles.stack}
      aria-label="What happens by itself"
      onSubmit={(event) => {
        event.preventDefault();
        void keep();
      }}
    >
      {isSample ? (
        <p className={styles.warning}>
          The schedule works on your own data only; the sample market is simulated and gets no new days.{' '}
          <Button kind="quiet" onClick={() => void switchTo('own')}>
            Open my data
          </Button>
        </p>
      ) : (
        <>
          <Switch isOn={form.isOn} onChange={(isOn) => set({ isOn })}>
            Fetch, rate and draft every day by itself, while Indexsmith runs
          </Switch>
          <ExchangeNames />
          <div className={styles.fields}>
            <Field
              label="Time of day (UTC)"
              error={errors.time}
              help={
                minute === undefined
                  ? undefined
                  : `${localTimeOf(minute)} where you are. A day ends at 00:00 UTC; exchanges need some minutes`
              }
            >
              <TextField value={form.time} onChange={(time) => set({ time })} placeholder="00:15" />
            </Field>
            <Field label="Exchange" error={errors.exchange} help="Whose prices are fetched; empty for none">
              <TextField
                value={form.exchange}
                onChange={(exchange) => set({ exchange })}
                placeholder="kraken"
                list={EXCHANGE_NAMES}
              />
            </Field>
            <Field
              label="Markets"
              className={styles.wideField}
              error={errors.markets}
              help={`Such as ${exampleMarkets(form.exchange.trim()).split(', ').slice(0, 3).join(', ')}; empty for none`}
            >
              <TextArea rows={2} value={form.markets} onChange={(markets) => set({ markets })} />
            </Field>
          </div>
          <Switch isOn={form.rates} onChange={(rates) => set({ rates })}>
            Rate every token once the prices are there; models that have come of age are trained anew for it
          </Switch>
          <Switch isOn={form.drafts} onChange={(drafts) => set({ drafts })}>
            Draft each approved index anew; you still decide on each draft
          </Switch>
        </>
      )}
      <div className={styles.fields}>
        <Field
          label={
            <>
              <Term word="draft">Drafts</Term> expire after
            </>
          }
          help="When nobody decided on them"
        >
          <NumberField
            unit="days"
            isWhole
            minimum={1}
            maximum={90}
            value={form.draftDays}
            onChange={(days) => days !== null && set({ draftDays: days })}
          />
        </Field>
        <Field label="Backups to keep" help="Older ones that you asked for are removed after the next">
          <NumberField
            isWhole
            minimum={1}
            maximum={100}
            value={form.backupsKept}
            onChange={(count) => count !== null && set({ backupsKept: count })}
          />
        </Field>
      </div>
      <Field
        label="Text feeds"
        error={errors.textFeeds}
        help="Addresses of RSS, Atom or JSON feeds of news, one a line; “Fetch feeds” on the page Texts reads them"
      >
        <TextArea rows={3} value={form.textFeeds} onChange={(textFeeds) => set({ textFeeds })} />
      </Field>
      <div className={styles.buttons}>
        <Button
          kind="primary"
          type="submit"
          isWorking={save.state === 'running'}
          disabledWhy={!isChanged ? 'Nothing was changed' : wanted === null ? 'Mend what is marked first' : null}
        >
          Keep these settings
        </Button>
        {isChanged ? (
          <Button kind="quiet" onClick={() => setForm(kept)}>
            Undo
          </Button>
        ) : null}
      </div>
      {save.state === 'failed' ? <CommandStatus command={save} title="Keeping the settings" /> : null}
    </form>
  );
}

/** Returns a UTC minute of today in the reader's own zone, such as `02:15 CEST`. */
function localTimeOf(minute: number): string {
  const today = new Date();
  const at = Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate(), 0, minute);
  return formatLocalMoment(at).slice(11);
}

const STEP_WORDS = {
  ingest: 'Fetch prices',
  rate: 'Rate',
  draft: 'Draft',
  expire: 'Expire drafts',
  skip: 'Run',
} as const;
const OUTCOME_KINDS = { done: 'done', failed: 'failed', skipped: 'plain' } as const;

const COLUMNS: readonly TableColumn<ScheduleEntry>[] = [
  {
    id: 'when',
    header: 'When',
    width: 175,
    value: ({ atTime }) => formatMoment(atTime),
    cell: ({ atTime }) => <Time at={atTime} />,
  },
  { id: 'step', header: 'Step', width: 110, value: ({ step }) => STEP_WORDS[step] },
  {
    id: 'outcome',
    header: 'Outcome',
    width: 90,
    value: ({ outcome }) => outcome,
    cell: ({ outcome }) => <Badge kind={OUTCOME_KINDS[outcome]}>{outcome}</Badge>,
  },
  {
    id: 'message',
    header: 'What and why',
    width: 420,
    value: ({ message }) => message,
    cell: ({ message }) => <span title={message}>{message}</span>,
  },
];
const entryKey = (entry: ScheduleEntry): string => `${entry.atTime} ${entry.step} ${entry.message}`;

/** Shows when the schedule acts next. */
function NextTime() {
  const { value } = useQuery('settings.schedule', {}, OPTIONS);
  // off, it says so with its switch
  if (value === undefined || (value.nextTime === null && !value.isPaused)) return null;
  return (
    <p className={styles.lead2}>
      {value.nextTime === null ? null : (
        <>
          Next on <Time at={value.nextTime} />. A day that was missed, because the machine slept or the program was
          closed, is made up for once.{' '}
        </>
      )}
      {value.entries.length === 0 ? 'It has not acted yet. ' : ''}
      {value.isPaused ? <Badge kind="warning">paused while the machine sleeps</Badge> : null}
    </p>
  );
}

/** Shows what the schedule did; nothing before it first acted. */
export function ScheduleRecord() {
  const record = useQuery('settings.schedule', {}, OPTIONS);
  // an error is shown, an empty panel is not
  if (record.error === null && (record.value?.entries.length ?? 0) === 0) return null;
  return (
    <QueryPanel title="What the schedule did" query={record} isFlush>
      {({ entries }) => (
        <FittedTable
          id="schedule"
          label="What the schedule did"
          rows={entries}
          columns={COLUMNS}
          rowKey={entryKey}
          initialSort={{ column: 'when', direction: 'descending' }}
          isPlain
          most={320}
        />
      )}
    </QueryPanel>
  );
}
