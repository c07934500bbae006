import { useState } from 'react';
import type { Call } from '../../shared/calls.ts';
import { callTitle } from '../call-titles.ts';
import { useRunningCall } from '../state/calls.ts';
import { type CommandState, useCommand } from '../state/commands.ts';
import { showToast } from '../state/toasts.ts';
import { Button } from '../ui/button.tsx';
import { CallProgress, CommandStatus } from '../ui/command-status.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field, NumberField } from '../ui/field.tsx';
import styles from './ratings.module.css';

/** The two commands that make ratings, and where they are. */
export type RatingCommands = {
  readonly rate: CommandState<'ratings.create'>;
  readonly backfill: CommandState<'ratings.backfill'>;
  /** Whoever started them, also before a reload. */
  readonly running: Call | undefined;
  readonly isWorking: boolean;
};

/** Returns the commands that make ratings. */
export function useRatingCommands(): RatingCommands {
  const rate = useCommand('ratings.create');
  const backfill = useCommand('ratings.backfill');
  const creating = useRunningCall('ratings.create');
  const filling = useRunningCall('ratings.backfill');
  const running = creating ?? filling;
  const isWorking = rate.state === 'running' || backfill.state === 'running' || running !== undefined;
  return { rate, backfill, running, isWorking };
}

/** Shows what makes ratings now, with a button that cancels it, and what went wrong; nothing while nothing runs. */
export function RatingStatus({ commands }: { readonly commands: RatingCommands }) {
  const { rate, backfill, running } = commands;
  const isShown = [rate.state, backfill.state].some((state) => state === 'running' || state === 'failed');
  const isOwn = rate.state === 'running' || backfill.state === 'running';
  if (!isShown && running === undefined) return null;
  return (
    <section className={styles.status} aria-label="Making ratings">
      {rate.state === 'running' || rate.state === 'failed' ? (
        <CommandStatus command={rate} title={callTitle('ratings.create')} />
      ) : null}
      {backfill.state === 'running' || backfill.state === 'failed' ? (
        <CommandStatus command={backfill} title={callTitle('ratings.backfill')} />
      ) : null}
      {running !== undefined && !isOwn ? <CallProgress call={running} /> : null}
    </section>
  );
}

/** Shows the buttons that rate again and that rate past weeks. */
export function RatingButtons({ commands }: { readonly commands: RatingCommands }) {
  const { rate, backfill, isWorking } = commands;
  const [isAsking, setIsAsking] = useState(false);
  const [weeks, setWeeks] = useState(12);
  const busy = isWorking && 'Ratings are being made already';
  const rateNow = async (): Promise<void> => {
    const rated = await rate.run({});
    if (rated === undefined) return;
    const { trader, investor } = rated.gradedCount;
    showToast({
      kind: 'done',
      title: `${Math.max(trader, investor)} of ${rated.eligibleCount} tokens rated`,
      ...(rated.notes.length === 0 ? {} : { text: rated.notes.join(' ') }),
    });
  };
  const rateWeeks = async (): Promise<void> => {
    setIsAsking(false);
    const filled = await backfill.run({ weeks });
    if (filled === undefined) return;
    const text = [
      filled.skippedCount === 0 ? '' : `${filled.skippedCount} were rated already or had too little data.`,
      ...filled.notes,
    ].join(' ');
    showToast({
      kind: 'done',
      title: `${filled.ratedTimes.length} past weeks rated`,
      ...(text.trim() === '' ? {} : { text: text.trim() }),
    });
  };
  return (
    <>
      <Button disabledWhy={busy} onClick={() => setIsAsking(true)}>
        Rate past weeks…
      </Button>
      <Button kind="primary" disabledWhy={busy} onClick={() => void rateNow()}>
        Rate again
      </Button>
      <Dialog
        isOpen={isAsking}
        onClose={() => setIsAsking(false)}
        title="Rate past weeks"
        description="Each week is rated with models trained on nothing but what was known then, so that grades get an honest history. A week takes from seconds to a minute; weeks that were rated already are skipped."
        actions={
          <>
            <Button onClick={() => setIsAsking(false)}>Not now</Button>
            <Button kind="primary" onClick={() => void rateWeeks()}>
              Rate {weeks} weeks
            </Button>
          </>
        }
      >
        <Field label="Weeks back from now" help="1 to 260. It can be cancelled; what was rated is kept.">
          <NumberField value={weeks} onChange={(next) => setWeeks(next ?? weeks)} minimum={1} maximum={260} isWhole />
        </Field>
      </Dialog>
    </>
  );
}
