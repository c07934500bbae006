import { useEffect, useState } from 'react';
import { useConnection } from '../state/connection.ts';
import { REFUSED_SENTENCE } from '../transport/loopback.ts';
import { classNames } from '../ui/class-names.ts';
import styles from './shell.module.css';

/** How long the good news stays. */
const SHOWN_FOR = 4_000;

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
  return (
    <div role="status">
      {state === 'lost' ? <div className={styles.banner}>The engine stopped. Trying again…</div> : null}
      {state === 'refused' ? (
        <div className={classNames(styles.banner, styles.bannerBad)}>{REFUSED_SENTENCE}</div>
      ) : null}
      {state === 'connected' && isBack ? (
        <div className={classNames(styles.banner, styles.bannerGood)}>Connected again.</div>
      ) : null}
    </div>
  );
}
