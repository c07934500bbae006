import { useMemo } from 'react';
import { useLocation } from 'wouter';
import { type Grade, SPARKLINE_POINTS } from '../../shared/grades.ts';
import type { RatingTable } from '../../shared/ratings.ts';
import { formatAsOf } from '../format.ts';
import { tokenPath } from '../routes.ts';
import { useRunningCall } from '../state/calls.ts';
import { type CommandName, useCommand } from '../state/commands.ts';
import { usePageMemory, usePreference } from '../state/preferences.ts';
import { useQuery } from '../state/query.ts';
import { GradeBadge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Segmented } from '../ui/choice.tsx';
import { CallProgress, CommandStatus } from '../ui/command-status.tsx';
import { DataTable } from '../ui/data-table.tsx';
import { Delta, Figure } from '../ui/figure.tsx';
import { span } from '../ui/page.tsx';
import { QueryPanel } from '../ui/panel.tsx';
import { Sparkline } from '../ui/sparkline.tsx';
import { EmptyState } from '../ui/states.tsx';
import type { TableColumn } from '../ui/table-column.ts';
import { Term } from '../ui/term.tsx';
import { TokenLink } from '../ui/token-link.tsx';
import styles from './market.module.css';
import { extremesOf, hasEarlierGrades, moversOf, type RatedRow } from './market-figures.ts';

const GRADE_CHOICES = [
  { value: 'investor', label: 'Investor', title: 'Looks months ahead' },
  { value: 'trader', label: 'Trader', title: 'Looks days ahead' },
] as const;
const SHOWN = 5;
const HEAD_HEIGHT = 33;
const ROW_HEIGHT = { compact: 28, comfortable: 36 } as const;

const readGrade = (kept: unknown): Grade | undefined => GRADE_CHOICES.find(({ value }) => value === kept)?.value;

/** Returns whether the grades fill one panel instead of two: nothing is rated yet, or nothing earlier to compare with. */
export function useIsOnePanel(): boolean {
  const { state, value } = useQuery('ratings.table', {}, { refreshOn: ['ratings.changed'] });
  return value === undefined ? state === 'failed' : !hasEarlierGrades(value);
}

/**
 * Shows whose grades moved the most over a week, and the strongest and weakest. Where there are no earlier grades the second
 * panel offers to make them; where nothing is rated the first offers to rate.
 */
export function GradePanels() {
  const [grade, setGrade] = usePageMemory<Grade>('market.grade', 'investor', readGrade);
  const answer = useQuery('ratings.table', {}, { refreshOn: ['ratings.changed'] });
  const choice = <Segmented label="Which grade" value={grade} onChange={setGrade} choices={GRADE_CHOICES} />;
  // nothing rated yet is a beginning, not a failure
  const isUnrated = answer.state === 'failed' && answer.error?.code === 'not-found';
  const query = isUnrated ? { ...answer, state: 'ready' as const, value: null, error: null } : answer;
  const isOnePanel = useIsOnePanel();
  return (
    <>
      {isOnePanel && !isUnrated ? null : (
        <QueryPanel<RatingTable | null>
          title={<Term word={grade === 'investor' ? 'investor grade' : 'trader grade'}>Grades that moved</Term>}
          note="over 7 days"
          query={query}
          isFlush
          className={span.part}
          actions={isUnrated ? undefined : choice}
          empty={(table) => (table === null ? <NoRatings /> : null)}
        >
          {(table) => (table === null ? null : <Movers table={table} grade={grade} />)}
        </QueryPanel>
      )}
      {isUnrated ? null : (
        <QueryPanel<RatingTable | null>
          title="Strongest and weakest"
          note={answer.value === undefined ? undefined : formatAsOf(answer.value.asOf)}
          query={query}
          isFlush
          className={span.part}
          actions={choice}
          empty={(table) =>
            table === null || table.asset.length === 0 ? 'No token could be graded: too little is known of each' : null
          }
        >
          {(table) =>
            table === null ? null : (
              <>
                <Extremes table={table} grade={grade} />
                {hasEarlierGrades(table) ? null : <NoEarlier table={table} />}
              </>
            )
          }
        </QueryPanel>
      )}
    </>
  );
}

function Movers({ table, grade }: { readonly table: RatingTable; readonly grade: Grade }) {
  const { up, down } = useMemo(() => moversOf(table, grade, SHOWN), [table, grade]);
  return (
    <>
      <RatedList id="market-up" label="Rose most" rows={up} table={table} grade={grade} direction="descending" />
      <RatedList id="market-down" label="Fell most" rows={down} table={table} grade={grade} direction="ascending" />
    </>
  );
}

function Extremes({ table, grade }: { readonly table: RatingTable; readonly grade: Grade }) {
  const { strongest, weakest } = useMemo(() => extremesOf(table, grade, SHOWN), [table, grade]);
  return (
    <>
      <RatedList id="market-strongest" label="Strongest" rows={strongest} table={table} grade={grade} />
      <RatedList id="market-weakest" label="Weakest" rows={weakest} table={table} grade={grade} />
    </>
  );
}

function RatedList({
  id,
  label,
  rows,
  table,
  grade,
  direction,
}: {
  readonly id: string;
  readonly label: string;
  readonly rows: readonly RatedRow[];
  readonly table: RatingTable;
  readonly grade: Grade;
  readonly direction?: 'ascending' | 'descending';
}) {
  const [, setLocation] = useLocation();
  const density = usePreference('density');
  const columns = useMemo(() => columnsOf(label, table, grade), [label, table, grade]);
  return (
    <DataTable
      id={id}
      label={`${label}, ${grade} grade`}
      rows={rows}
      columns={columns}
      rowKey={({ asset }) => asset}
      onOpen={({ asset }) => setLocation(tokenPath(asset))}
      {...(direction === undefined ? {} : { initialSort: { column: 'change', direction } })}
      isPlain
      height={HEAD_HEIGHT + ROW_HEIGHT[density] * Math.max(2, rows.length)}
      empty={<EmptyState title="No grade moved that way" />}
    />
  );
}

function columnsOf(label: string, table: RatingTable, grade: Grade): TableColumn<RatedRow>[] {
  const badge = (which: Grade, at: number) => (
    <GradeBadge
      letter={table[which].letter[at] ?? null}
      score={table[which].score[at] ?? null}
      evidence={table[which].evidence[at]}
      coverage={table.coverage[at]}
    />
  );
  const columns: TableColumn<RatedRow>[] = [
    {
      id: 'name',
      header: label,
      width: 118,
      value: ({ name }) => name,
      cell: ({ asset, name }) => <TokenLink asset={asset} name={name} />,
    },
    {
      id: 'investor',
      header: 'Investor',
      term: 'investor grade',
      kind: 'score',
      width: 72,
      value: ({ at }) => table.investor.score[at] ?? null,
      cell: ({ at }) => badge('investor', at),
    },
    {
      id: 'trader',
      header: 'Trader',
      term: 'trader grade',
      kind: 'score',
      width: 72,
      value: ({ at }) => table.trader.score[at] ?? null,
      cell: ({ at }) => badge('trader', at),
    },
    {
      id: 'change',
      header: 'Grade, 7 d',
      help: `Points that the ${grade} grade rose or fell in seven days`,
      kind: 'score',
      width: 78,
      value: ({ change }) => change,
      cell: ({ change }) => <Delta kind="score" value={change} why="Not graded seven days before" />,
    },
    {
      id: 'return',
      header: '7 d',
      help: 'Return of the price over seven days',
      kind: 'percent',
      width: 84,
      value: ({ at }) => table.return7Days[at] ?? null,
      cell: ({ at }) => <Figure kind="percent" value={table.return7Days[at]} isChange />,
    },
    {
      id: 'course',
      header: '90 d',
      help: 'Course of the price over 90 days',
      width: 70,
      isSortable: false,
      value: () => null,
      cell: ({ at }) => (
        <Sparkline values={table.sparkline.slice(at * SPARKLINE_POINTS, (at + 1) * SPARKLINE_POINTS)} width={54} />
      ),
    },
  ];
  return hasEarlierGrades(table) ? columns : columns.filter(({ id }) => id !== 'change');
}

/** Shows a command that runs, whoever started it. */
function Running({ name, title }: { readonly name: CommandName; readonly title: string }) {
  const running = useRunningCall(name);
  if (running === undefined) return null;
  return (
    <div className={styles.pad}>
      <CallProgress call={running} title={title} />
    </div>
  );
}

/** Returns the command that rates the newest day, and whether it runs, whoever started it. */
function useRating() {
  const rate = useCommand('ratings.create');
  const isRunning = useRunningCall('ratings.create') !== undefined || rate.state === 'running';
  return { rate, isRunning };
}

function NoRatings() {
  const { rate, isRunning } = useRating();
  if (isRunning) return <Running name="ratings.create" title="Rating every token" />;
  return (
    <>
      <CommandStatus<'ratings.create'> command={rate} title="Rating every token" />
      <EmptyState
        title="Nothing is rated yet"
        action={
          <Button kind="primary" onClick={() => void rate.run({})}>
            Rate now
          </Button>
        }
      >
        Every token that can be held gets two grades with reasons. The models are trained first if there are none; that
        takes from seconds to minutes.
      </EmptyState>
    </>
  );
}

/** Weeks that are rated when earlier grades are asked for. */
const WEEKS = 12;

function NoEarlier({ table }: { readonly table: RatingTable }) {
  const { rate, isRunning } = useRating();
  const backfill = useCommand('ratings.backfill');
  const isFilling = useRunningCall('ratings.backfill') !== undefined || backfill.state === 'running';
  // a change is measured when a day is rated, so the newest day is rated once more after the past weeks
  const fill = async (): Promise<void> => {
    const filled = await backfill.run({ weeks: WEEKS });
    if (filled !== undefined) await rate.run({});
  };
  if (isFilling) return <Running name="ratings.backfill" title="Rating past weeks" />;
  if (isRunning) return <Running name="ratings.create" title="Comparing the newest grades with them" />;
  return (
    <>
      <CommandStatus<'ratings.backfill'> command={backfill} title="Rating past weeks" />
      <CommandStatus<'ratings.create'> command={rate} title="Rating every token" />
      <EmptyState
        title="Whose grades moved is not known yet"
        action={
          <span className={styles.offers}>
            <Button kind="primary" onClick={() => void fill()}>
              Rate the last {WEEKS} weeks
            </Button>
            <Button title="Enough if past weeks are rated already" onClick={() => void rate.run({})}>
              Rate the newest day again
            </Button>
          </span>
        }
      >
        When {formatAsOf(table.asOf)} was rated there were no grades of seven days before. Past weeks can be rated too,
        each with models trained on what was known then; that takes minutes and goes on in the background.
      </EmptyState>
    </>
  );
}
