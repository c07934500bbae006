import type { ReactNode } from 'react';
import styles from './finding.module.css';

/** Shows the verdict of a page in a sentence, beside a line that tells whether anything was found. */
export function Finding({ found, children }: { readonly found: boolean; readonly children: ReactNode }) {
  return (
    <p className={styles.finding} data-found={found}>
      {children}
    </p>
  );
}
