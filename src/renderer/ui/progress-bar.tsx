import type { ReactNode } from 'react';
import { formatDuration, formatNumber, formatShare } from '../format.ts';
import { Button } from './button.tsx';
import { classNames } from './class-names.ts';
import styles from './progress.module.css';

/** Shows how far a piece of work is: title, bar, what it does now, rate, time left, and a button that cancels it. */
export function ProgressBar({
  title,
  done,
  note,
  rate,
  remainingSeconds,
  onCancel,
}: {
  readonly title: ReactNode;
  /** 0..1; null while it is not known. */
  readonly done: number | null;
  readonly note?: string | undefined;
  readonly rate?: number | null | undefined;
  readonly remainingSeconds?: number | null | undefined;
  readonly onCancel?: (() => void) | undefined;
}) {
  const percent = done === null ? undefined : Math.round(done * 100);
  return (
    <div className={styles.box}>
      <div className={styles.head}>
        <span className={styles.title}>{title}</span>
        <span>{done === null ? '' : formatShare(done, 0)}</span>
        {onCancel === undefined ? null : (
          <Button kind="quiet" onClick={onCancel}>
            Cancel
          </Button>
        )}
      </div>
      <div
        className={styles.track}
        role="progressbar"
        aria-label={typeof title === 'string' ? title : 'Progress'}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        aria-valuetext={note}
      >
        <div
          className={classNames(styles.fill, done === null && styles.unknown)}
          style={done === null ? undefined : { transform: `scaleX(${done})` }}
        />
      </div>
      <div className={styles.note}>
        <span>{note}</span>
        <span>
          {[
            rate === null || rate === undefined ? '' : `${formatNumber(rate)} a second`,
            remainingSeconds === null || remainingSeconds === undefined
              ? ''
              : `${formatDuration(remainingSeconds)} left`,
          ]
            .filter((part) => part !== '')
            .join(' · ')}
        </span>
      </div>
    </div>
  );
}
