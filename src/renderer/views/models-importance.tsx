import { useMemo } from 'react';
import type { FactorInfo } from '../../shared/factors.ts';
import type { StoredModel } from '../../shared/models.ts';
import { factorWords, groupName } from '../factor-words.ts';
import { formatAsOf } from '../format.ts';
import { useQuery } from '../state/query.ts';
import { DataTable } from '../ui/data-table.tsx';
import { Figure } from '../ui/figure.tsx';
import { QueryPanel } from '../ui/panel.tsx';
import type { TableColumn } from '../ui/table-column.ts';
import { Term } from '../ui/term.tsx';
import styles from './models.module.css';
import { kindLabel } from './models-words.ts';

type Row = {
  readonly factor: string;
  readonly name: string;
  readonly meaning: string;
  readonly group: string | null;
  readonly size: number;
  readonly largest: number;
  readonly direction: number | null;
};

/** A correlation of rank and contribution that is smaller in size has no one direction. */
const CLEAR = 0.3;

function directionWords(direction: number | null): string {
  if (direction === null) return '–';
  if (direction >= CLEAR) return '▲ more raises the score';
  if (direction <= -CLEAR) return '▼ more lowers the score';
  return '◆ depends on the rest';
}

const COLUMNS: readonly TableColumn<Row>[] = [
  {
    id: 'factor',
    header: 'Factor',
    term: 'factor',
    width: 180,
    value: ({ name }) => name,
    cell: ({ name, meaning }) => <span title={meaning}>{name}</span>,
  },
  {
    id: 'size',
    header: 'Weight in the scores',
    help: 'How far the factor moved the score of a token on average, up or down; a score lies between −1 and 1',
    kind: 'number',
    width: 190,
    value: ({ size }) => size,
    cell: ({ size, largest, direction }) => (
      <span className={styles.bar}>
        <span className={styles.barTrack} aria-hidden="true">
          <span
            className={direction !== null && direction <= -CLEAR ? styles.falling : undefined}
            style={{ width: `${(size / (largest || 1)) * 100}%` }}
          />
        </span>
        <Figure kind="number" value={size} />
      </span>
    ),
  },
  {
    id: 'direction',
    header: 'Direction',
    help: 'Whether tokens with more of the factor are scored higher or lower: correlation of rank and contribution',
    width: 190,
    value: ({ direction }) => direction,
    cell: ({ direction }) => directionWords(direction),
  },
  { id: 'group', header: 'Group', width: 120, isHidden: true, value: ({ group }) => group },
  { id: 'meaning', header: 'What it is', width: 400, isSortable: false, value: ({ meaning }) => meaning },
];

/** Shows how much each factor moved the scores of a model on the newest day, and in which direction. */
export function ImportancePanel({
  model,
  className,
}: {
  readonly model: StoredModel;
  readonly className?: string | undefined;
}) {
  const importance = useQuery('models.importance', { id: model.id }, { refreshOn: ['data.changed'] });
  const factors = useQuery('factors.list', {});
  const rows = useMemo((): readonly Row[] => {
    const { value } = importance;
    if (value === undefined) return [];
    const known = new Map<string, FactorInfo>((factors.value?.factors ?? []).map((info) => [info.id, info]));
    const largest = value.meanAbsolute[0] ?? 0;
    return value.factor.map((factor, at) => {
      const { name, meaning } = factorWords(factor);
      const info = known.get(factor);
      return {
        factor,
        name,
        meaning: meaning ?? info?.formula ?? factor,
        group: info === undefined ? null : groupName(info.group),
        size: value.meanAbsolute[at] ?? 0,
        largest,
        direction: value.direction[at] ?? null,
      };
    });
  }, [importance, factors.value]);
  return (
    <QueryPanel
      title={<Term word="importance">What the scores lean on</Term>}
      note={`${kindLabel(model.meta.kind)}, ${model.meta.horizonDays} days ahead${importance.value === undefined ? '' : `, at the end of ${formatAsOf(importance.value.asOf)} UTC`}`}
      query={importance}
      className={className}
      isFlush
      skeletonLines={8}
      empty={({ factor }) => (factor.length === 0 ? 'No token was eligible on the newest day' : null)}
    >
      {() => (
        <>
          <DataTable
            id="models-importance"
            label="Importance of factors"
            rows={rows}
            columns={COLUMNS}
            rowKey={({ factor }) => factor}
            initialSort={{ column: 'size', direction: 'descending' }}
            height={420}
          />
          <p className={styles.noteLine}>
            It tells what the model leans on, not what causes returns: a factor may stand in for another that moves with
            it.
          </p>
        </>
      )}
    </QueryPanel>
  );
}
