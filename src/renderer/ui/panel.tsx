import { type ReactNode, useId } from 'react';
import type { QueryState } from '../state/query.ts';
import { Button } from './button.tsx';
import { classNames } from './class-names.ts';
import styles from './panel.module.css';
import { EmptyState, ErrorState, Skeleton } from './states.tsx';

/** What every card is given. */
export type PanelProps = {
  readonly title: ReactNode;
  /** A few words after the title. */
  readonly note?: ReactNode;
  /** Buttons at the right of the title. */
  readonly actions?: ReactNode;
  /** Without a margin, for tables and charts. */
  readonly isFlush?: boolean | undefined;
  readonly isRefreshing?: boolean | undefined;
  readonly className?: string | undefined;
  readonly children?: ReactNode;
};

/** Shows a titled card. */
export function Panel({ title, note, actions, isFlush, isRefreshing, className, children }: PanelProps) {
  const id = useId();
  return (
    <section className={classNames(styles.panel, className)} aria-labelledby={id}>
      <header className={styles.head}>
        <h2 id={id} className={styles.title}>
          {title}
          {note === undefined ? null : <span className={styles.note}>{note}</span>}
        </h2>
        {actions === undefined ? null : <div className={styles.actions}>{actions}</div>}
      </header>
      {isRefreshing ? <div className={styles.refreshing} aria-hidden="true" /> : null}
      <div className={classNames(styles.body, isFlush && styles.flush)}>{children}</div>
    </section>
  );
}

/** What a card over a question is given besides. */
export type QueryPanelProps<Value> = Omit<PanelProps, 'children' | 'isRefreshing'> & {
  readonly query: QueryState<Value>;
  /** Returns what is shown instead of the children where there is nothing, else null: an EmptyState, or its title alone. */
  readonly empty?: ((value: Value) => ReactNode) | undefined;
  readonly skeletonLines?: number | undefined;
  readonly children: (value: Value) => ReactNode;
};

/** Shows a card over a question: its loading, failed, empty, stale and full states. */
export function QueryPanel<Value>({ query, empty, skeletonLines, children, ...panel }: QueryPanelProps<Value>) {
  return (
    <Panel {...panel} isRefreshing={query.isRefreshing && query.state === 'ready'}>
      <QueryContent query={query} empty={empty} skeletonLines={skeletonLines}>
        {children}
      </QueryContent>
    </Panel>
  );
}

/** Shows the states of a question without a card around them. */
export function QueryContent<Value>({
  query,
  empty,
  skeletonLines,
  children,
}: Pick<QueryPanelProps<Value>, 'query' | 'empty' | 'skeletonLines' | 'children'>) {
  if (query.state === 'failed') return <ErrorState error={query.error} onRetry={query.refresh} />;
  if (query.value === undefined) return <Skeleton {...(skeletonLines === undefined ? {} : { lines: skeletonLines })} />;
  const nothing = empty?.(query.value) ?? null;
  return (
    <>
      {query.error === null ? null : (
        <div className={styles.stale} role="status">
          <span>This may be out of date: {query.error.message}</span>
          <Button kind="quiet" onClick={query.refresh}>
            Try again
          </Button>
        </div>
      )}
      {nothing === null ? (
        children(query.value)
      ) : typeof nothing === 'string' ? (
        <EmptyState title={nothing} />
      ) : (
        nothing
      )}
    </>
  );
}
