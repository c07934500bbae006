import { useMemo } from 'react';
import { Link } from 'wouter';
import type { ErrorShape } from '../../shared/errors.ts';
import { draftPath } from '../routes.ts';
import { Figure } from '../ui/figure.tsx';
import { FittedTable } from '../ui/fitted-table.tsx';
import { Panel } from '../ui/panel.tsx';
import { EmptyState, ErrorState, Skeleton } from '../ui/states.tsx';
import type { TableColumn } from '../ui/table-column.ts';
import { Time } from '../ui/time.tsx';
import { TokenLink } from '../ui/token-link.tsx';
import styles from './draft.module.css';
import { CHANGE_WORDS, countChanges, type WeightChange } from './draft-changes.ts';

/** What a draft is compared with: the changes, and of which draft or in which words. */
export type Comparison = {
  readonly changes: readonly WeightChange[];
  readonly of: string | { readonly asOf: number | null; readonly id: string };
};

/** Shows what a draft changes against other weights: in, out, more, less. */
export function ComparisonPanel({
  title,
  id,
  comparison,
  error,
  onRetry,
  names,
  className,
}: {
  readonly title: string;
  readonly id: string;
  readonly comparison: Comparison | undefined;
  readonly error: ErrorShape | null;
  readonly onRetry: () => void;
  readonly names: ReadonlyMap<string, string>;
  readonly className?: string | undefined;
}) {
  return (
    <Panel
      title={title}
      className={className}
      isFlush
      note={
        comparison === undefined ? undefined : typeof comparison.of === 'string' ? (
          comparison.of
        ) : (
          <Link href={draftPath(comparison.of.id)}>
            <Time at={comparison.of.asOf} show="as-of" />
          </Link>
        )
      }
    >
      {comparison !== undefined ? (
        <ChangesTable id={id} label={title} changes={comparison.changes} names={names} most={380} />
      ) : error !== null ? (
        <ErrorState error={error} onRetry={onRetry} />
      ) : (
        <div className={styles.padded}>
          <Skeleton />
        </div>
      )}
    </Panel>
  );
}

/** Shows changes of weights with their count by kind. */
export function ChangesTable({
  id,
  label,
  changes,
  names,
  most,
}: {
  readonly id: string;
  readonly label: string;
  readonly changes: readonly WeightChange[];
  readonly names: ReadonlyMap<string, string>;
  readonly most: number;
}) {
  const columns = useMemo(
    (): readonly TableColumn<WeightChange>[] => [
      {
        id: 'name',
        header: 'Token',
        width: 170,
        value: ({ asset }) => names.get(asset) ?? asset,
        cell: ({ asset }) => <TokenLink asset={asset} name={names.get(asset) ?? asset} />,
      },
      { id: 'kind', header: 'What', width: 80, value: ({ kind }) => CHANGE_WORDS[kind] },
      { id: 'before', header: 'Before', kind: 'share', width: 80, value: ({ before }) => before },
      { id: 'after', header: 'After', kind: 'share', width: 80, value: ({ after }) => after },
      {
        id: 'change',
        header: 'Change',
        help: 'In percentage points of the whole.',
        kind: 'percent',
        isChange: true,
        width: 90,
        value: ({ change }) => change,
      },
    ],
    [names],
  );
  const counts = countChanges(changes);
  return (
    <FittedTable
      id={id}
      label={label}
      rows={changes}
      columns={columns}
      rowKey={({ asset }) => asset}
      most={most}
      empty={<EmptyState title="Both hold nothing" />}
      tools={
        <span className={styles.counts}>
          {(['in', 'out', 'up', 'down', 'same'] as const)
            .filter((kind) => counts[kind] > 0)
            .map((kind) => (
              <span key={kind}>
                <Figure kind="count" value={counts[kind]} /> {CHANGE_WORDS[kind].toLowerCase()}
              </span>
            ))}
        </span>
      }
    />
  );
}
