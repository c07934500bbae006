import { useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { formatCount } from '../format.ts';
import { useCalls } from '../state/calls.ts';
import { useConnection } from '../state/connection.ts';
import { isPreparing, type PreparationStep } from '../state/preparation.ts';
import { useQuery } from '../state/query.ts';
import { preparation, usePreparation } from '../state/sample.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Panel } from '../ui/panel.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { ErrorState } from '../ui/states.tsx';
import { Term } from '../ui/term.tsx';
import styles from './welcome.module.css';

const STEPS = [
  { step: 'opening', title: 'Opening the sample', call: null },
  { step: 'making', title: 'Making tokens and prices', call: 'feeds.simulate' },
  { step: 'rating', title: 'Training and rating', call: 'ratings.create' },
] as const;

/** Milliseconds before a lost engine is asked again, and how often that is done by itself. */
const PATIENCE = 500;
const TRIES = 10;

/**
 * Shows the way to the sample market: it is prepared by itself where there is no data at all.
 * @param props.isHeld - the user has turned to another way, so that nothing opens by itself.
 */
export function SampleCard({ isHeld }: { readonly isHeld: boolean }) {
  const { step, error } = usePreparation();
  const connection = useConnection();
  const workspaces = useQuery('workspaces.list', {}, { refreshOn: ['data.changed'] });
  const [, go] = useLocation();
  const all = workspaces.value?.workspaces;
  const own = all?.find(({ id }) => id === 'own');
  const sample = all?.find(({ id }) => id === 'sample');
  const isEmpty = all !== undefined && own?.hasData !== true && sample?.hasData !== true;
  const isBegun = step !== 'idle';

  useEffect(() => {
    if (isEmpty && !isBegun && !isHeld) void preparation.begin();
  }, [isEmpty, isBegun, isHeld]);
  // an engine that was lost on the way is taken up again once it is back
  const [tryCount, setTryCount] = useState(0);
  const wasLost = step === 'failed' && error?.code === 'unavailable' && tryCount < TRIES;
  useEffect(() => {
    if (!wasLost || connection.state !== 'connected') return;
    // the stream may not have noticed yet what the call has
    const timer = setTimeout(() => {
      setTryCount((count) => count + 1);
      void preparation.begin();
    }, PATIENCE);
    return () => clearTimeout(timer);
  }, [wasLost, connection.state]);
  // what was ready before the page was opened does not take its visitor away
  const wasReady = useRef(step === 'ready');
  useEffect(() => {
    if (step !== 'ready') wasReady.current = false;
    if (step !== 'ready' || wasReady.current || isHeld) return;
    preparation.store.setState({ step: 'idle', error: null });
    go('/market');
  }, [step, isHeld, go]);

  return (
    <Panel
      title="Sample market"
      note={
        <Badge kind="warning">
          <Term word="SIMULATED" />
        </Badge>
      }
    >
      <div className={styles.card}>
        <p>
          A made-up market of {formatCount(300)} tokens in which the truth is known: what really drives the prices was
          planted, so you can see whether the models find it. No price in it was ever paid. It lies in a folder of its
          own and never mixes with your data.
        </p>
        {isPreparing(step) ? (
          <PreparationBar step={step} isHeld={isHeld} />
        ) : (
          <Outcome step={step} hasSample={sample?.hasData === true} onOpen={() => go('/market')} />
        )}
        {step === 'failed' && !wasLost ? (
          <ErrorState
            error={error}
            title="The sample market could not be made"
            onRetry={() => void preparation.begin()}
          />
        ) : null}
        {wasLost ? (
          <p role="status" className={styles.muted}>
            The engine stopped on the way. It goes on by itself as soon as the engine is back; nothing is made twice.
          </p>
        ) : null}
      </div>
    </Panel>
  );
}

function PreparationBar({ step, isHeld }: { readonly step: PreparationStep; readonly isHeld: boolean }) {
  const calls = useCalls();
  const at = Math.max(
    0,
    STEPS.findIndex((candidate) => candidate.step === step),
  );
  const { title, call: name } = STEPS[at]!;
  const call = calls.find((candidate) => candidate.call === name && candidate.state === 'running');
  return (
    <>
      <ProgressBar
        title={`Step ${at + 1} of ${STEPS.length}: ${title}`}
        // of this step, as it is told above the page
        done={call?.done ?? null}
        note={call?.note || 'Beginning'}
        rate={call?.rate}
        remainingSeconds={call?.remainingSeconds}
        onCancel={() => void preparation.cancel()}
      />
      <p className={styles.muted}>
        {isHeld
          ? 'It stays here when it is ready, because you have turned to something else.'
          : 'It opens by itself when it is ready, unless you choose something else. It takes some minutes on a busy computer.'}
      </p>
    </>
  );
}

function Outcome({
  step,
  hasSample,
  onOpen,
}: {
  readonly step: PreparationStep;
  readonly hasSample: boolean;
  readonly onOpen: () => void;
}) {
  const begin = async (): Promise<void> => {
    await preparation.begin();
    if (preparation.store.getState().step === 'ready') onOpen();
  };
  if (step === 'ready') {
    return (
      <div className={styles.buttons}>
        <Button kind="primary" onClick={() => void begin()}>
          Open the sample market
        </Button>
        <span className={styles.muted}>It is ready and rated.</span>
      </div>
    );
  }
  if (step === 'failed') return null;
  return (
    <>
      {step === 'cancelled' ? (
        <p role="status" className={styles.muted}>
          Cancelled. What was finished is kept; starting again goes on from there.
        </p>
      ) : null}
      {step === 'left' ? (
        <p role="status" className={styles.muted}>
          Put aside, because you chose something else.
        </p>
      ) : null}
      <div className={styles.buttons}>
        <Button onClick={() => void begin()}>{hasSample ? 'Open the sample market' : 'Make the sample market'}</Button>
      </div>
    </>
  );
}
