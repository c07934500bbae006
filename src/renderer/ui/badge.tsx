import type { ReactNode } from 'react';
import { formatScore, formatShare, MISSING } from '../format.ts';
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

type GradeShown = {
  readonly letter: string | null;
  readonly score: number | null;
  readonly evidence?: keyof typeof EVIDENCE_WORDS | undefined;
  /** Share of factors present. */
  readonly coverage?: number | null | undefined;
  /** Why it was withheld. */
  readonly why?: string | null | undefined;
};

/** Returns what is told of a grade when it is hovered: what it says and rests on, or why it was withheld. */
export function gradeTitle({ letter, score, evidence, coverage, why }: GradeShown): string {
  if (letter === null || score === null) return why ?? 'Withheld: too little is known to grade this token';
  const parts = [
    `${letter}: scores above ${formatScore(score)} % of all tokens`,
    evidence === undefined ? '' : EVIDENCE_WORDS[evidence],
    coverage === undefined || coverage === null ? '' : `${formatShare(coverage, 0)} of its factors are known`,
  ];
  return parts.filter((part) => part !== '').join('; ');
}

/** Shows the letter of a grade alone. A dashed edge means little evidence. */
export function GradeLetter({ letter, score, evidence }: Pick<GradeShown, 'letter' | 'score' | 'evidence'>) {
  const band =
    score === null ? undefined : score >= 80 ? styles.high : score >= 50 ? styles.good : score < 20 && styles.low;
  return (
    <span className={classNames(styles.letter, band, evidence === 'low' && styles.weak)}>{letter ?? MISSING}</span>
  );
}

/** Shows a grade: letter, score of 0..100, and on hover what it rests on. */
export function GradeBadge({ isLarge, ...grade }: GradeShown & { readonly isLarge?: boolean | undefined }) {
  const isWithheld = grade.letter === null || grade.score === null;
  const title = gradeTitle(grade);
  return (
    <span className={classNames(styles.grade, isLarge && styles.large)} title={title}>
      <GradeLetter {...grade} />
      {isWithheld ? (
        <span className="hidden-text">{title}</span>
      ) : (
        <span className={styles.score}>{formatScore(grade.score)}</span>
      )}
    </span>
  );
}
