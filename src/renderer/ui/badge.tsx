import type { ReactNode } from 'react';
import { formatScore, formatShare } from '../format.ts';
import styles from './badge.module.css';
import { classNames } from './class-names.ts';

/** Shows a word in a small box. */
export function Badge({
  kind = 'plain',
  title,
  children,
}: {
  readonly kind?: 'plain' | 'done' | 'failed' | 'warning' | 'note' | undefined;
  readonly title?: string | undefined;
  readonly children: ReactNode;
}) {
  return (
    <span className={classNames(styles.badge, kind !== 'plain' && styles[kind])} title={title}>
      {children}
    </span>
  );
}

const EVIDENCE_WORDS = {
  high: 'rests on much evidence',
  medium: 'rests on some evidence',
  low: 'rests on little evidence',
  none: 'not given',
} as const;

/** Shows a grade: letter, score of 0..100, and on hover what it rests on. A dashed edge means little evidence. */
export function GradeBadge({
  letter,
  score,
  evidence,
  coverage,
  why,
  isLarge,
}: {
  readonly letter: string | null;
  readonly score: number | null;
  readonly evidence?: keyof typeof EVIDENCE_WORDS | undefined;
  /** Share of factors present. */
  readonly coverage?: number | null | undefined;
  /** Why it was withheld. */
  readonly why?: string | null | undefined;
  readonly isLarge?: boolean | undefined;
}) {
  if (letter === null || score === null) {
    const reason = why ?? 'Withheld: too little is known to grade this token';
    return (
      <span className={classNames(styles.grade, isLarge && styles.large)} title={reason}>
        <span className={styles.letter} aria-hidden="true">
          –
        </span>
        <span className="hidden-text">{reason}</span>
      </span>
    );
  }
  const parts = [
    `${letter}: scores above ${formatScore(score)} % of all tokens`,
    evidence === undefined ? '' : EVIDENCE_WORDS[evidence],
    coverage === undefined || coverage === null ? '' : `${formatShare(coverage, 0)} of its factors are known`,
  ];
  return (
    <span
      className={classNames(styles.grade, isLarge && styles.large)}
      title={parts.filter((part) => part !== '').join('; ')}
    >
      <span
        className={classNames(
          styles.letter,
          score >= 80 ? styles.high : score >= 50 ? styles.good : score < 20 ? styles.low : undefined,
          evidence === 'low' && styles.weak,
        )}
      >
        {letter}
      </span>
      <span className={styles.score}>{formatScore(score)}</span>
    </span>
  );
}
