import { useMemo } from 'react';
import { useLocation } from 'wouter';
import type { assets } from '../../shared/assets.ts';
import type { Output } from '../../shared/endpoint.ts';
import { tokenPath } from '../routes.ts';
import { usePageMemory } from '../state/preferences.ts';
import { useQuery } from '../state/query.ts';
import { Badge, GradeBadge } from '../ui/badge.tsx';
import { Segmented } from '../ui/choice.tsx';
import { FittedTable } from '../ui/fitted-table.tsx';
import { QueryPanel } from '../ui/panel.tsx';
import type { TableColumn } from '../ui/table-column.ts';
import { Term } from '../ui/term.tsx';
import { TokenLink } from '../ui/token-link.tsx';
import { type RatingRow, WITHHELD_WORDS } from './ratings-rows.ts';
import styles from './token.module.css';
import { correlationText, isAsOne } from './token-words.ts';

type Neighbour = Output<(typeof assets)['assets.neighbours']>['similar'][number];
type Row = Neighbour & { readonly rated: RatingRow | undefined };

const COLUMNS: readonly TableColumn<Row>[] = [
  {
    id: 'name',
    header: 'Token',
    width: 130,
    value: ({ name }) => name,
    cell: ({ asset, name }) => <TokenLink asset={asset} name={name} />,
  },
  {
    id: 'correlation',
    header: 'Correlation',
    term: 'correlation',
    kind: 'ratio',
    width: 86,
    value: ({ correlation }) => correlation,
  },
  {
    id: 'words',
    header: 'They move',
    width: 152,
    value: ({ correlation }) => correlationText(correlation),
    cell: ({ correlation }) => {
      const text = correlationText(correlation);
      const [short, doubt] = text.split(': ');
      return doubt === undefined ? (
        text
      ) : (
        <span title={text}>
          {short} <Badge kind="warning">doubtful</Badge>
        </span>
      );
    },
  },
  {
    id: 'grade',
    header: 'Investor',
    term: 'investor grade',
    kind: 'score',
    width: 88,
    value: ({ rated }) => rated?.investor.score ?? null,
    cell: ({ rated }) => {
      const withheld = rated?.investor.withheld ?? null;
      return (
        <GradeBadge
          letter={rated?.investor.letter ?? null}
          score={rated?.investor.score ?? null}
          evidence={rated?.investor.evidence}
          why={
            rated === undefined ? 'Not rated: it is not eligible' : withheld === null ? null : WITHHELD_WORDS[withheld]
          }
        />
      );
    },
  },
  {
    id: 'days',
    header: 'Days',
    help: 'Days that both have a return for.',
    kind: 'count',
    width: 52,
    value: ({ overlapDays }) => overlapDays,
  },
];

const SPANS = [
  { value: '90', label: '90 d' },
  { value: '180', label: '180 d' },
  { value: '365', label: '1 y' },
] as const;
type Span = (typeof SPANS)[number]['value'];

/** Shows the tokens that move most alike, and those that move most against it. */
export function TokenNeighbours({
  asset,
  rows,
  className,
}: {
  readonly asset: string;
  /** The rated tokens by id. */
  readonly rows: ReadonlyMap<string, RatingRow>;
  readonly className?: string | undefined;
}) {
  const [days, setDays] = usePageMemory<Span>(
    'token.neighbours',
    '180',
    (kept) => SPANS.find(({ value }) => value === kept)?.value,
  );
  const neighbours = useQuery(
    'assets.neighbours',
    { asset, days: Number(days), count: 6 },
    { refreshOn: ['data.changed'] },
  );
  return (
    <QueryPanel
      title="What moves alike, what opposed"
      className={className}
      query={neighbours}
      isFlush
      actions={<Segmented label="Span of the correlation" value={days} choices={SPANS} onChange={setDays} />}
      empty={({ similar, opposed }) =>
        similar.length === 0 && opposed.length === 0 ? 'Too few days in common with other tokens' : null
      }
    >
      {({ similar, opposed }) => (
        <div className={styles.moves}>
          <p className={styles.hint}>
            <Term word="correlation">Correlation</Term> of daily returns over {days} days. Two tokens that move together
            are hardly two bets. In this market even the most opposed usually move a little together.
            {similar.some(({ correlation }) => isAsOne(correlation))
              ? ' Above 0.97 it is perhaps a wrapped token or a wrong series rather than another token.'
              : ''}
          </p>
          <Neighbours id="similar" title="Most alike" neighbours={similar} rows={rows} />
          <Neighbours id="opposed" title="Most opposed" neighbours={opposed} rows={rows} />
        </div>
      )}
    </QueryPanel>
  );
}

function Neighbours({
  id,
  title,
  neighbours,
  rows,
}: {
  readonly id: string;
  readonly title: string;
  readonly neighbours: readonly Neighbour[];
  readonly rows: ReadonlyMap<string, RatingRow>;
}) {
  const [, setLocation] = useLocation();
  const shown = useMemo(
    () => neighbours.map((neighbour): Row => ({ ...neighbour, rated: rows.get(neighbour.asset) })),
    [neighbours, rows],
  );
  return (
    <div>
      <h3 className={styles.moveTitle}>{title}</h3>
      <FittedTable
        id={`token-${id}`}
        label={title}
        rows={shown}
        columns={COLUMNS}
        rowKey={({ asset }) => asset}
        onOpen={({ asset }) => setLocation(tokenPath(asset))}
        isPlain
        most={260}
      />
    </div>
  );
}
