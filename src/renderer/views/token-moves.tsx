import { useMemo } from 'react';
import type { FactorInfo } from '../../shared/factors.ts';
import type { Grade } from '../../shared/grades.ts';
import type { RatingMove } from '../../shared/ratings.ts';
import { factorHelp, factorWords, percentileOf } from '../factor-words.ts';
import { formatScore } from '../format.ts';
import { usePageMemory } from '../state/preferences.ts';
import { useQuery } from '../state/query.ts';
import { Segmented } from '../ui/choice.tsx';
import { FittedTable } from '../ui/fitted-table.tsx';
import { QueryPanel } from '../ui/panel.tsx';
import type { TableColumn } from '../ui/table-column.ts';
import styles from './token.module.css';
import { PercentileBar } from './token-factors.tsx';
import { letterText } from './token-words.ts';

type Row = RatingMove & { readonly name: string; readonly help: string };

const COLUMNS: readonly TableColumn<Row>[] = [
  {
    id: 'factor',
    header: 'If this factor alone',
    width: 186,
    value: ({ name }) => name,
    cell: ({ name, help }) => <span title={help}>{name}</span>,
  },
  {
    id: 'now',
    header: 'Now',
    help: 'Its percentile: the share of tokens with a lower value, 0 to 100.',
    kind: 'score',
    width: 118,
    value: ({ rank }) => percentileOf(rank),
    cell: ({ rank }) => <PercentileBar percentile={percentileOf(rank)} />,
  },
  {
    id: 'needed',
    header: 'Would need',
    help: 'The nearest percentile at which the letter changes, everything else staying as it is.',
    kind: 'score',
    width: 118,
    value: ({ neededRank }) => percentileOf(neededRank),
    cell: ({ neededRank }) => <PercentileBar percentile={percentileOf(neededRank)} />,
  },
  {
    id: 'score',
    header: 'Score then',
    kind: 'score',
    width: 84,
    value: ({ score }) => score,
  },
];

const CHOICES = [
  { value: 'investor', label: 'Investor' },
  { value: 'trader', label: 'Trader' },
] as const;

/** Shows what would bring a grade to the next letter, one factor at a time. */
export function TokenMoves({
  asset,
  infos,
  className,
}: {
  readonly asset: string;
  readonly infos: readonly FactorInfo[];
  readonly className?: string | undefined;
}) {
  const [grade, setGrade] = usePageMemory<Grade>(
    'token.moves',
    'investor',
    (kept) => CHOICES.find(({ value }) => value === kept)?.value,
  );
  const moves = useQuery('ratings.moves', { asset, grade }, { refreshOn: ['ratings.changed'] });
  return (
    <QueryPanel
      title="What would change the letter"
      className={className}
      query={moves}
      isFlush
      actions={<Segmented label="Grade" value={grade} choices={CHOICES} onChange={setGrade} />}
    >
      {(value) => (
        <div className={styles.moves}>
          <p className={styles.hint}>
            In the eyes of the models as they are, one factor at a time, all others as they are now. In life factors
            move together, so this explains the grade; it does not say what will happen or what to wait for.
          </p>
          {value.note === null ? null : <p className={styles.notice}>{value.note}</p>}
          {value.better === null && value.score !== null ? (
            <p className={styles.hint}>{letterText(value.letter ?? '')} is the best letter; there is none above.</p>
          ) : null}
          {value.better === null ? null : (
            <MoveTable
              id="moves-better"
              title={`Up to ${letterText(value.better.letter)}`}
              note={`a score of ${formatScore(value.better.fromScore)} or more; now ${formatScore(value.score)}`}
              moves={value.better.moves}
              infos={infos}
            />
          )}
          {value.worse === null ? null : (
            <MoveTable
              id="moves-worse"
              title={`Down to ${letterText(value.worse.letter)}`}
              note={`a score below ${formatScore(value.worse.belowScore)}; now ${formatScore(value.score)}`}
              moves={value.worse.moves}
              infos={infos}
            />
          )}
        </div>
      )}
    </QueryPanel>
  );
}

function MoveTable({
  id,
  title,
  note,
  moves,
  infos,
}: {
  readonly id: string;
  readonly title: string;
  readonly note: string;
  readonly moves: readonly RatingMove[];
  readonly infos: readonly FactorInfo[];
}) {
  const rows = useMemo(
    () =>
      moves.map((move): Row => {
        const info = infos.find((candidate) => candidate.id === move.factor);
        return { ...move, name: factorWords(move.factor).name, help: factorHelp(info, move.factor) };
      }),
    [moves, infos],
  );
  return (
    <div>
      <h3 className={styles.moveTitle}>
        {title} <span className={styles.muted}>{note}</span>
      </h3>
      {rows.length === 0 ? (
        <p className={styles.hint}>No factor alone would do it.</p>
      ) : (
        <FittedTable id={id} label={title} rows={rows} columns={COLUMNS} rowKey={moveKey} isPlain most={260} />
      )}
    </div>
  );
}

const moveKey = (row: Row): string => row.factor;
