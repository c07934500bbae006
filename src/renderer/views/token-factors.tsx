import { useMemo } from 'react';
import type { FactorInfo } from '../../shared/factors.ts';
import {
  factorHelp,
  factorKind,
  factorUnit,
  factorWords,
  GROUP_WORDS,
  groupName,
  percentileOf,
  shownValue,
} from '../factor-words.ts';
import { formatNumber, formatScore } from '../format.ts';
import { usePageMemory } from '../state/preferences.ts';
import { useQuery } from '../state/query.ts';
import { Figure, type FigureProps } from '../ui/figure.tsx';
import { FilteredTable } from '../ui/fitted-table.tsx';
import { QueryPanel } from '../ui/panel.tsx';
import { Select } from '../ui/select.tsx';
import { EmptyState } from '../ui/states.tsx';
import type { TableColumn } from '../ui/table-column.ts';
import { Term } from '../ui/term.tsx';
import styles from './token.module.css';

type Row = {
  readonly id: string;
  readonly name: string;
  readonly info: FactorInfo | undefined;
  readonly group: string;
  readonly value: number | null;
  readonly percentile: number | null;
  readonly help: string;
};

const COLUMNS: readonly TableColumn<Row>[] = [
  {
    id: 'name',
    header: 'Factor',
    width: 210,
    value: ({ name }) => name,
    cell: ({ name, help }) => <span title={help}>{name}</span>,
  },
  { id: 'group', header: 'Group', width: 100, value: ({ group }) => group },
  {
    id: 'value',
    header: 'Value',
    kind: 'number',
    width: 180,
    value: ({ value }) => value,
    cell: ({ id, value, info, help }) => {
      const kind = factorKind(id, info?.unit ?? '');
      const unit = factorUnit(kind, info?.unit ?? '');
      return (
        <span title={help}>
          <FactorFigure
            kind={kind}
            value={value}
            why={
              info === undefined
                ? null
                : `Not known: it needs ${info.minimumObservations} observations within ${info.lookbackDays} days`
            }
          />
          {value === null || unit === '' ? null : <span className={styles.unit}> {unit}</span>}
        </span>
      );
    },
  },
  {
    id: 'percentile',
    header: 'Percentile',
    term: 'percentile',
    kind: 'score',
    width: 150,
    value: ({ percentile }) => percentile,
    cell: ({ percentile }) => <PercentileBar percentile={percentile} />,
  },
  {
    id: 'formula',
    header: 'Formula',
    width: 300,
    value: ({ info }) => info?.formula ?? null,
    cell: ({ info, help }) => <span title={help}>{info?.formula ?? '–'}</span>,
  },
  { id: 'reference', header: 'Source', width: 200, isHidden: true, value: ({ info }) => info?.reference ?? null },
  { id: 'unit', header: 'Unit', width: 150, isHidden: true, value: ({ info }) => info?.unit ?? null },
  { id: 'id', header: 'Id', width: 170, isHidden: true, value: ({ id }) => id },
];

/** A number below this is told as about nothing: its digits are on hover. */
const TINY = 1e-4;

function FactorFigure({ kind, value, why }: Pick<FigureProps, 'kind' | 'value' | 'why'>) {
  const isTiny = kind === 'number' && typeof value === 'number' && value !== 0 && Math.abs(value) < TINY;
  return isTiny ? <span title={formatNumber(value)}>≈ 0</span> : <Figure kind={kind} value={value} why={why} />;
}

/** Shows a percentile as a small bar with its number. */
export function PercentileBar({ percentile }: { readonly percentile: number | null }) {
  if (percentile === null) return <Figure kind="score" value={null} why="Not known for this token" />;
  return (
    <span className={styles.percentile}>
      <span className={styles.percentileTrack} aria-hidden="true">
        <span className={styles.percentileBar} style={{ width: `${percentile}%` }} />
      </span>
      <span className={styles.percentileText} title={`${formatScore(percentile)} % of tokens have a lower value`}>
        {formatScore(percentile)}
      </span>
    </span>
  );
}

const GROUPS = [
  { value: 'all', label: 'All groups' },
  ...Object.entries(GROUP_WORDS).map(([value, label]) => ({ value, label })),
];
const HIGHEST_FIRST = { column: 'percentile', direction: 'descending' } as const;

/** Shows every factor of a token with its value, and where it stands among all tokens. */
export function TokenFactors({
  asset,
  asOf,
  infos,
  className,
}: {
  readonly asset: string;
  /** The instant of the ratings; null for the newest day. */
  readonly asOf: number | null;
  readonly infos: readonly FactorInfo[];
  readonly className?: string | undefined;
}) {
  const factors = useQuery(
    'factors.at',
    { asOf, ids: null, assets: [asset], eligibleOnly: false },
    { refreshOn: ['data.changed'] },
  );
  const [group, setGroup] = usePageMemory<string>(
    'token.group',
    'all',
    (kept) => GROUPS.find(({ value }) => value === kept)?.value,
  );
  const rows = useMemo(
    () =>
      (factors.value?.factors ?? []).map(({ id, value, rank }): Row => {
        const info = infos.find((candidate) => candidate.id === id);
        return {
          id,
          info,
          name: factorWords(id).name,
          group: groupName(info?.group ?? ''),
          value: shownValue(info?.unit ?? '', value[0] ?? null),
          percentile: percentileOf(rank[0] ?? null),
          help: factorHelp(info, id),
        };
      }),
    [factors.value, infos],
  );
  const shown = useMemo(() => rows.filter((row) => group === 'all' || row.info?.group === group), [rows, group]);
  return (
    <QueryPanel
      title={<Term word="factor">Factors</Term>}
      note="with its percentile among all eligible tokens"
      className={className}
      query={factors}
      isFlush
      empty={({ assets }) =>
        assets.length === 0 ? (
          <EmptyState title="No factors of that day">
            The token had no candle on the day of the ratings, so nothing can be computed.
          </EmptyState>
        ) : null
      }
    >
      {() => (
        <FilteredTable
          id="token-factors"
          label="Factors of the token"
          rows={shown}
          columns={COLUMNS}
          rowKey={factorKey}
          initialSort={HIGHEST_FIRST}
          total={rows.length}
          textOf={factorText}
          placeholder="Name or word"
          tools={
            <div className={styles.group}>
              <Select label="Group of factors" value={group} choices={GROUPS} onChange={setGroup} />
            </div>
          }
          rowCount={rows.length}
          most={480}
        />
      )}
    </QueryPanel>
  );
}

const factorKey = (row: Row): string => row.id;
const factorText = ({ name, id, help }: Row): string => `${name} ${id} ${help}`;
