import { Check, TriangleAlert, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { api } from '../api.ts';
import { useQuery } from '../state/query.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Panel } from '../ui/panel.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { ShortHash } from '../ui/short-hash.tsx';
import { ErrorState } from '../ui/states.tsx';
import { Term } from '../ui/term.tsx';
import styles from './draft.module.css';

type Progress = { readonly done: number; readonly note: string; readonly remainingSeconds: number | null };

/** Makes a draft again from its recorded inputs and shows whether the same came out. Closing it stops the work. */
export function ReplayPanel({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const replay = useQuery('drafts.replay', { id }, { refreshOn: ['data.changed'] });
  const [progress, setProgress] = useState<Progress | null>(null);
  useEffect(
    () =>
      api.subscribe('system.progress', ({ call, done, note, remainingSeconds }) => {
        if (call === 'drafts.replay') setProgress({ done, note, remainingSeconds });
      }),
    [],
  );
  const isWorking = replay.state === 'loading' || replay.isRefreshing;
  const { value } = replay;
  return (
    <Panel
      title={<Term word="replay">Replay</Term>}
      actions={
        <>
          {isWorking ? null : (
            <Button
              kind="quiet"
              onClick={() => {
                setProgress(null);
                replay.refresh();
              }}
            >
              Once more
            </Button>
          )}
          <IconButton label="Close the replay" onClick={onClose}>
            <X />
          </IconButton>
        </>
      }
    >
      {isWorking ? (
        <ProgressBar
          title="Making the draft again"
          done={progress?.done ?? null}
          note={progress?.note ?? 'waiting for a free thread'}
          remainingSeconds={progress?.remainingSeconds}
          onCancel={onClose}
        />
      ) : replay.state === 'failed' || value === undefined ? (
        <ErrorState error={replay.error} title="It could not be made again" onRetry={replay.refresh} />
      ) : value.identical ? (
        <p className={styles.verdict} data-kind="approved" role="status">
          <Check aria-hidden="true" />
          <span>
            Identical: every weight is the same to the last bit, <Term word="hash" />
          </span>
          <ShortHash hash={value.replayedId} label="the hash" />
        </p>
      ) : (
        <div role="status">
          <p className={styles.verdict} data-kind="rejected">
            <TriangleAlert aria-hidden="true" />
            <span>
              Not identical: it would have the <Term word="hash" />
            </span>
            <ShortHash hash={value.replayedId} label="the hash" />
          </p>
          <ul className={styles.bullets}>
            {value.differences.map((difference) => (
              <li key={difference}>{difference}</li>
            ))}
          </ul>
        </div>
      )}
    </Panel>
  );
}
