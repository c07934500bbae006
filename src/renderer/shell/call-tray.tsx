import { Activity } from 'lucide-react';
import type { Call } from '../../shared/calls.ts';
import { callTitle, hasTitle } from '../call-titles.ts';
import { formatShare } from '../format.ts';
import { useCalls } from '../state/calls.ts';
import { useConnection } from '../state/connection.ts';
import { Button } from '../ui/button.tsx';
import { CallProgress } from '../ui/command-status.tsx';
import { Popover } from '../ui/popup.tsx';
import { Time } from '../ui/time.tsx';
import styles from './shell.module.css';

/** What ends within a blink would only flicker in the list. */
const isWorthTelling = (call: Call): boolean =>
  hasTitle(call.call) && (call.endedTime === null || call.endedTime - call.startedTime > 1_000);

const ENDED = { done: 'Done', failed: 'Failed', cancelled: 'Cancelled', running: 'Running' } as const;

/** Shows what runs in the engine, with progress and a button to cancel it, and what ended lately. */
export function CallTray() {
  const calls = useCalls().filter(isWorthTelling);
  const running = calls.filter((call) => call.state === 'running');
  const ended = calls.filter((call) => call.state !== 'running').slice(0, 6);
  const first = running[0];
  const isLost = useConnection().state === 'lost';
  return (
    <Popover
      title="What runs"
      trigger={
        <Button kind="quiet" aria-label={first === undefined ? 'Nothing runs' : undefined}>
          <Activity aria-hidden="true" />
          {first === undefined
            ? null
            : isLost
              ? 'Engine stopped'
              : `${callTitle(first.call)} ${formatShare(first.done, 0)}`}
        </Button>
      }
    >
      <div className={styles.tray}>
        {running.length === 0 ? <p>Nothing runs at the moment.</p> : null}
        <div className={styles.trayList}>
          {running.map((call) => (
            <CallProgress key={call.id} call={call} />
          ))}
        </div>
        {ended.map((call) => (
          <div key={call.id} className={styles.trayEnded} title={call.error?.message}>
            <strong>{callTitle(call.call)}</strong>
            <span className={call.state === 'failed' ? styles.failed : undefined}>
              {ENDED[call.state]} <Time at={call.endedTime} />
            </span>
          </div>
        ))}
      </div>
    </Popover>
  );
}
