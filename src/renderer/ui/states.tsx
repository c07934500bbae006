import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ErrorShape } from '../../shared/errors.ts';
import { Button } from './button.tsx';
import { classNames } from './class-names.ts';
import styles from './panel.module.css';

/** Shows that there is nothing yet, and what to do about it. */
export function EmptyState({
  title,
  children,
  action,
  icon,
}: {
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
  readonly icon?: ReactNode;
}) {
  return (
    <div className={styles.state}>
      {icon}
      <strong>{title}</strong>
      {children === undefined ? null : <p>{children}</p>}
      {action}
    </div>
  );
}

const WHAT_TO_DO: Readonly<Partial<Record<ErrorShape['code'], string>>> = {
  unavailable: 'It is asked again by itself once the engine answers.',
  'rate-limited': 'The source asked to wait. Try again in a minute.',
  'insufficient-data': 'Import a longer history or choose a later day on the Data page.',
  'not-found': 'It may belong to the other workspace, or it was removed.',
  cancelled: 'It was cancelled before it was finished.',
  internal: 'The log in Settings has the details. Trying again often helps.',
};

/** Shows what went wrong, in the engine's own sentence, and what to do. */
export function ErrorState({
  error,
  onRetry,
  title = 'This could not be shown',
}: {
  readonly error: Pick<ErrorShape, 'code' | 'message'> | null;
  readonly onRetry?: (() => void) | undefined;
  readonly title?: string;
}) {
  // a question is asked again by itself; what changes something is not
  const isOver = error?.code === 'unavailable' && onRetry === undefined;
  const advice = error === null || isOver ? undefined : WHAT_TO_DO[error.code];
  return (
    <div className={classNames(styles.state, styles.failed)} role="alert">
      <CircleAlert aria-hidden="true" />
      <strong>{title}</strong>
      {error === null ? null : <p>{error.message}</p>}
      {advice === undefined ? null : <p>{advice}</p>}
      {onRetry === undefined ? null : <Button onClick={onRetry}>Try again</Button>}
    </div>
  );
}

/** Shows grey lines where something will stand. */
export function Skeleton({ lines = 4, label = 'Loading' }: { readonly lines?: number; readonly label?: string }) {
  return (
    <div className={styles.skeleton} role="status" aria-label={label}>
      {Array.from({ length: lines }, (_, line) => (
        <div key={`line ${String(line)}`} className={styles.line} />
      ))}
    </div>
  );
}
