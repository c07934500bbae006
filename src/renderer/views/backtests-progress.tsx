import { Link } from 'wouter';
import { backtestPath } from '../routes.ts';
import { cancelCall, useRunningCall } from '../state/calls.ts';
import type { CommandState } from '../state/commands.ts';
import { showToast } from '../state/toasts.ts';
import { Button } from '../ui/button.tsx';
import { CallProgress, CommandStatus } from '../ui/command-status.tsx';
import { Panel } from '../ui/panel.tsx';
import styles from './backtest.module.css';

const TITLE = 'Backtest';

async function cancel(id: number): Promise<void> {
  try {
    await cancelCall(id);
    showToast({ kind: 'note', title: 'The backtest is being cancelled', text: 'What its folds had learnt is kept.' });
  } catch (error) {
    const text = error instanceof Error ? error.message : '';
    showToast({ kind: 'failed', title: 'The backtest could not be cancelled', text });
  }
}

/** Shows a backtest that runs, also one that another window or an earlier visit began, and how the last of this page ended. */
export function RunProgress({
  run,
  onChangeSettings,
}: {
  readonly run: CommandState<'backtests.run'>;
  /** Left out while the form is open already. */
  readonly onChangeSettings: (() => void) | undefined;
}) {
  const elsewhere = useRunningCall('backtests.run');
  const actions = (
    <>
      {onChangeSettings === undefined ? null : <Button onClick={onChangeSettings}>Change the settings</Button>}
      <Button kind="quiet" onClick={run.reset}>
        Dismiss
      </Button>
    </>
  );
  if (run.state === 'running' || run.state === 'failed')
    return (
      <Panel
        title={run.state === 'running' ? 'Running now' : 'Not finished'}
        actions={run.state === 'failed' ? actions : undefined}
      >
        <CommandStatus command={run} title={TITLE} />
        <p className={styles.muted}>
          {run.state === 'running'
            ? 'You may leave this page; it goes on. What its folds learn is kept, so a cancelled run begins again where it was.'
            : 'Nothing entered the ledger. What its folds had learnt is kept for the next run.'}
        </p>
      </Panel>
    );
  if (elsewhere !== undefined)
    return (
      <Panel title="Running now" note="begun before this page was opened">
        <CallProgress call={elsewhere} title={TITLE} onCancel={() => void cancel(elsewhere.id)} />
      </Panel>
    );
  if (run.state === 'cancelled')
    return (
      <Panel title="Cancelled" actions={actions}>
        <p>
          The backtest was cancelled, and nothing entered the ledger. What its folds had learnt is kept: the same one
          begins again where it was.
        </p>
      </Panel>
    );
  const { value } = run;
  if (run.state !== 'done' || value === undefined) return null;
  return (
    <Panel
      title="Done"
      note={value.name}
      actions={
        <>
          {actions}
          <Link href={backtestPath(value.id)} className={styles.open}>
            See all of it
          </Link>
        </>
      }
    >
      <p className={styles.headline}>{value.headline}</p>
      {value.notes.length === 0 ? null : (
        <ul className={styles.findings} aria-label="Notes">
          {value.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
