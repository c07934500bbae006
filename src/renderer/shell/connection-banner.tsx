import { useEffect, useState } from 'react';
import { transport } from '../api.ts';
import { useConnection } from '../state/connection.ts';
import { REFUSED_SENTENCE } from '../transport/loopback.ts';
import { classNames } from '../ui/class-names.ts';
import styles from './shell.module.css';

/** How long the good news stays. */
const SHOWN_FOR = 4_000;
/** An engine that dies is there again within seconds; one that is not was ended, and its user has to act. */
const PATIENCE = 20_000;
const LONG_LOST =
  transport.kind === 'desktop'
    ? 'The engine has not come back. Close this window and start Indexsmith again; what was finished is kept.'
    : 'The engine has not come back. Start Indexsmith again (npm start): this window goes on by itself where it is served at the same address; otherwise open the new link.';

/** Shows that the engine is lost, that it is back, or that this window is no longer signed in. */
export function ConnectionBanner() {
  const { state, wasLost } = useConnection();
  const [isBack, setIsBack] = useState(false);
  useEffect(() => {
    if (state !== 'connected' || !wasLost) return;
    setIsBack(true);
    const timer = setTimeout(() => setIsBack(false), SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [state, wasLost]);
  const isLongLost = useStays(state === 'lost', PATIENCE);
  return (
    <div role="status">
      {state !== 'lost' ? null : isLongLost ? (
        <div className={classNames(styles.banner, styles.bannerBad)}>{LONG_LOST}</div>
      ) : (
        <div className={styles.banner}>The engine stopped. Trying again…</div>
      )}
      {state === 'refused' ? (
        <div className={classNames(styles.banner, styles.bannerBad)}>{REFUSED_SENTENCE}</div>
      ) : null}
      {state === 'connected' && isBack ? (
        <div className={classNames(styles.banner, styles.bannerGood)}>Connected again.</div>
      ) : null}
    </div>
  );
}

/** Returns whether something has been so for some milliseconds. */
function useStays(isSo: boolean, milliseconds: number): boolean {
  const [stays, setStays] = useState(false);
  useEffect(() => {
    if (!isSo) return;
    const timer = setTimeout(() => setStays(true), milliseconds);
    return () => {
      clearTimeout(timer);
      setStays(false);
    };
  }, [isSo, milliseconds]);
  return stays;
}
