import { useLocation } from 'wouter';
import { useRunningCall } from '../state/calls.ts';
import { useCommand } from '../state/commands.ts';
import { Button } from '../ui/button.tsx';
import { CallProgress, CommandStatus } from '../ui/command-status.tsx';
import styles from './data-ways.module.css';

/** Shows the offer to rate what came in, the rating while it runs, and the way on. */
export function RateOffer() {
  const rate = useCommand('ratings.create');
  const running = useRunningCall('ratings.create');
  const [, go] = useLocation();
  if (rate.state === 'running') return <CommandStatus command={rate} title="Rating every token" />;
  if (running !== undefined) {
    return <CallProgress call={running} title="Rating every token (begun before)" />;
  }
  const isDone = rate.state === 'done';
  return (
    <div className={styles.stack}>
      {rate.state === 'failed' ? <CommandStatus command={rate} title="Rating" /> : null}
      <p className={styles.muted}>
        {isDone
          ? 'Every token with enough history has its grades; the others say why they have none.'
          : 'Grades compare the tokens with each other: with fewer than five of them, or too short a history, they are withheld. Rating trains the models first if there are none.'}
      </p>
      <div className={styles.buttons}>
        {isDone ? (
          <Button kind="primary" onClick={() => go('/market')}>
            Open the market
          </Button>
        ) : (
          <Button kind="primary" onClick={() => void rate.run({})}>
            Rate now
          </Button>
        )}
        <Button onClick={() => go('/data')}>See the data</Button>
      </div>
    </div>
  );
}
