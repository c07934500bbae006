import { useCallback, useEffect, useRef, useState } from 'react';
import { useRunningCall } from '../state/calls.ts';
import { preparation } from '../state/sample.ts';
import { Page } from '../ui/page.tsx';
import { Panel } from '../ui/panel.tsx';
import { FetchFromExchange } from './data-fetch.tsx';
import { ImportFiles } from './data-import.tsx';
import { RateOffer } from './data-rate.tsx';
import styles from './welcome.module.css';
import { SampleCard } from './welcome-sample-card.tsx';

/** Shows the three ways to data: the sample market, the user's own files, an exchange. */
export function WelcomeView() {
  const [isHeld, setIsHeld] = useState(false);
  const [wide, setWide] = useState<'files' | 'live' | null>(null);
  const isImporting = useRunningCall('imports.run') !== undefined;
  const isFetching = useRunningCall('feeds.ingest') !== undefined;
  const hold = useCallback(() => setIsHeld(true), []);
  const files = useTouched(hold);
  const live = useTouched(hold);
  const begin = (way: 'files' | 'live') => async (): Promise<void> => {
    setIsHeld(true);
    setWide(way);
    await preparation.leave();
  };
  return (
    <Page
      title="Welcome to Indexsmith"
      documentTitle="Welcome"
      note="Where should the prices come from? You can change this at any time."
    >
      <div className={styles.ways} data-wide={wide !== null}>
        <SampleCard isHeld={isHeld || isImporting || isFetching} />
        <div ref={files} className={styles.way} data-wide={wide === 'files'}>
          <Panel title="Your own files" note="CSV, also .gz">
            <div className={styles.card}>
              <p>
                Daily, hourly or minute prices as you have them: the format is recognised from the header. Rows that
                cannot be true are kept aside and told to you, never repaired.
              </p>
              <ImportFiles onBegin={begin('files')} after={<RateOffer />} />
            </div>
          </Panel>
        </div>
        <div ref={live} className={styles.way} data-wide={wide === 'live'}>
          <Panel title="Live public data" note="no account, no key">
            <div className={styles.card}>
              <p>
                Closed candles straight from an exchange that you choose. Nothing but these requests leaves this
                machine, and they tell the exchange no more than which prices you asked for.
              </p>
              <FetchFromExchange onBegin={begin('live')} isWide={wide === 'live'} />
            </div>
          </Panel>
        </div>
      </div>
      <p className={styles.foot}>
        Indexsmith rates tokens and drafts indices from these prices, on this machine alone. It buys and sells nothing,
        and a good grade is no promise: every figure says what it rests on.
      </p>
    </Page>
  );
}

/** Returns a ref to an element within which any press, key or drag calls `onTouch`. */
function useTouched(onTouch: () => void) {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const events = ['pointerdown', 'keydown', 'dragenter'] as const;
    const touched = (event: Event): void => {
      // passing through with Tab is no choice
      if (!(event instanceof KeyboardEvent && event.key === 'Tab')) onTouch();
    };
    const { current } = element;
    for (const name of events) current?.addEventListener(name, touched);
    return () => {
      for (const name of events) current?.removeEventListener(name, touched);
    };
  }, [onTouch]);
  return element;
}
