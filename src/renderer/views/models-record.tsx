import type { StoredModel } from '../../shared/models.ts';
import { formatAsOf, formatDayOf } from '../format.ts';
import { Badge } from '../ui/badge.tsx';
import { FittedTable } from '../ui/fitted-table.tsx';
import type { TableColumn } from '../ui/table-column.ts';
import { Time } from '../ui/time.tsx';
import { factorCount, kindLabel, skillOf, verdictWords } from './models-words.ts';

const COLUMNS: readonly TableColumn<StoredModel>[] = [
  { id: 'kind', header: 'Kind', width: 150, value: ({ meta }) => kindLabel(meta.kind) },
  {
    id: 'horizon',
    header: 'Days ahead',
    term: 'horizon',
    kind: 'count',
    width: 100,
    value: ({ meta }) => meta.horizonDays,
  },
  {
    id: 'until',
    header: 'Trained until',
    width: 110,
    value: ({ meta }) => formatAsOf(meta.trainedUntilTime),
    cell: ({ meta }) => <Time at={meta.trainedUntilTime} show="as-of" />,
  },
  {
    id: 'from',
    header: 'From',
    width: 100,
    value: ({ meta }) => formatDayOf(meta.trainedFromTime),
    cell: ({ meta }) => <Time at={meta.trainedFromTime} show="day" />,
  },
  {
    id: 'ic',
    header: 'Rank IC',
    term: 'rank IC',
    kind: 'number',
    isChange: true,
    width: 86,
    value: ({ meta }) => meta.outOfSample.meanRankIc ?? null,
  },
  { id: 't', header: 't', term: 't value', kind: 'ratio', width: 60, value: ({ meta }) => meta.outOfSample.t ?? null },
  {
    id: 'verdict',
    header: 'On held-back days',
    term: 'out of sample',
    width: 178,
    value: ({ meta }) => verdictWords(meta).label,
    cell: ({ meta }) => {
      const { label, kind } = verdictWords(meta);
      return (
        <Badge kind={kind} title={skillOf(meta).sentence}>
          {label}
        </Badge>
      );
    },
  },
  {
    id: 'rows',
    header: 'Examples',
    help: 'A token on a day that the model learnt from',
    kind: 'count',
    width: 90,
    value: ({ meta }) => meta.rowCount,
  },
  {
    id: 'features',
    header: 'Factors',
    term: 'factor',
    kind: 'count',
    width: 80,
    value: ({ meta }) => factorCount(meta.features),
  },
  { id: 'seed', header: 'Seed', term: 'seed', width: 110, value: ({ meta }) => String(meta.seed) },
  { id: 'program', header: 'Program', width: 170, value: ({ meta }) => meta.programVersion },
  {
    id: 'hash',
    header: 'Hash',
    term: 'hash',
    width: 120,
    value: ({ id }) => id,
    cell: ({ id }) => <code title={id}>{id.slice(0, 12)}</code>,
  },
];

/** Shows every model that was trained; a row chooses it. */
export function RecordTable({
  models,
  onChoose,
}: {
  readonly models: readonly StoredModel[];
  readonly onChoose: (id: string) => void;
}) {
  return (
    <FittedTable
      id="models"
      label="Models"
      rows={models}
      columns={COLUMNS}
      rowKey={({ id }) => id}
      onOpen={({ id }) => onChoose(id)}
      most={460}
      isWide
    />
  );
}
