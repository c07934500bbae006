import { Square, SquareCheck } from 'lucide-react';
import { type ReactNode, useMemo } from 'react';
import { Link, useLocation } from 'wouter';
import type { TrialEntry } from '../../shared/backtests.ts';
import { isYearLong } from '../../shared/record-length.ts';
import { backtestPath } from '../routes.ts';
import { Badge } from '../ui/badge.tsx';
import { IconButton } from '../ui/button.tsx';
import { FittedTable } from '../ui/fitted-table.tsx';
import type { TableColumn } from '../ui/table-column.ts';
import { Time } from '../ui/time.tsx';
import { repeatedOf } from './backtest-words.ts';
import { distinctNames } from './backtests-compare.ts';

/** As many are told apart in one chart. */
export const COMPARED_AT_MOST = 5;

const PLAIN: readonly TableColumn<TrialEntry>[] = [
  {
    id: 'name',
    header: 'Trial',
    term: 'trial',
    width: 190,
    value: ({ name }) => name,
  },
  {
    id: 'recorded',
    header: 'Recorded',
    kind: 'count',
    width: 162,
    value: ({ recordedTime }) => recordedTime,
    cell: ({ recordedTime }) => <Time at={recordedTime} />,
  },
  {
    id: 'market',
    header: 'Market',
    help: 'Whether prices were real or made up. Trials on a made-up market are counted apart.',
    width: 92,
    value: ({ isSimulated }) => (isSimulated ? 'simulated' : 'real'),
    cell: ({ isSimulated }) => (isSimulated ? <Badge kind="warning">simulated</Badge> : 'real'),
  },
  {
    id: 'from',
    header: 'First day',
    kind: 'count',
    width: 92,
    value: ({ fromTime }) => fromTime,
    cell: ({ fromTime }) => <Time at={fromTime} show="day" />,
  },
  {
    id: 'until',
    header: 'Last day',
    kind: 'count',
    width: 92,
    value: ({ untilTime }) => untilTime,
    cell: ({ untilTime }) => <Time at={untilTime} show="as-of" />,
  },
  { id: 'days', header: 'Days', kind: 'count', width: 58, value: ({ dayCount }) => dayCount },
  {
    id: 'sharpe',
    header: 'Sharpe',
    term: 'Sharpe',
    kind: 'ratio',
    width: 66,
    value: ({ annualSharpe }) => annualSharpe,
  },
  {
    id: 'cagr',
    header: 'Return a year',
    help: 'After costs; not told of a record below one year.',
    kind: 'percent',
    isChange: true,
    width: 104,
    value: ({ dayCount, cagr }) => (isYearLong(dayCount) ? cagr : null),
  },
  {
    id: 'drawdown',
    header: 'Deepest fall',
    term: 'drawdown',
    kind: 'share',
    width: 92,
    value: ({ maximumDrawdown }) => maximumDrawdown,
  },
  {
    id: 'config',
    header: 'Settings',
    help: 'Fingerprint of the settings: equal ones were the same trial.',
    isHidden: true,
    width: 95,
    value: ({ configHash }) => configHash.slice(0, 8),
    cell: ({ configHash }) => <code title={configHash}>{configHash.slice(0, 8)}</code>,
  },
  {
    id: 'data',
    header: 'Data',
    help: 'Fingerprint of the data: other data is another trial.',
    isHidden: true,
    width: 95,
    value: ({ dataHash }) => dataHash.slice(0, 8),
    cell: ({ dataHash }) => <code title={dataHash}>{dataHash.slice(0, 8)}</code>,
  },
];

const REPEATED =
  'The same settings on the same data as an earlier row: it gave the same result again, and both count as one trial';

const NEWEST_FIRST = { column: 'recorded', direction: 'descending' } as const;

/** Shows trials, sortable; with `onChoose` each can be taken for a comparison. */
export function TrialTable({
  id,
  trials,
  all = trials,
  most,
  rowCount = trials.length,
  tools,
  chosen,
  onChoose,
  current,
}: {
  readonly id: string;
  readonly trials: readonly TrialEntry[];
  /** All that are on record, where a filter leaves fewer: equal ones are told apart among them. */
  readonly all?: readonly TrialEntry[] | undefined;
  readonly most: number;
  /** Rows to keep room for, where a filter leaves fewer. */
  readonly rowCount?: number | undefined;
  readonly tools?: ReactNode;
  readonly chosen?: readonly string[] | undefined;
  readonly onChoose?: ((chosen: readonly string[]) => void) | undefined;
  /** Marked as the one that is shown. */
  readonly current?: string | undefined;
}) {
  const [, setLocation] = useLocation();
  const columns = useMemo((): readonly TableColumn<TrialEntry>[] => {
    const [name, ...rest] = PLAIN;
    if (name === undefined) return PLAIN;
    const shown = distinctNames(all);
    const nameOf = new Map(all.map(({ id }, i) => [id, shown[i] ?? id]));
    const again = repeatedOf(all);
    const own: TableColumn<TrialEntry> = {
      ...name,
      value: ({ id, name: plain }) => nameOf.get(id) ?? plain,
      title: ({ id }) => (again.has(id) ? REPEATED : undefined),
      cell: (trial) => (
        <>
          {trial.id === current ? (
            <>
              <Badge kind="note">this</Badge> {nameOf.get(trial.id)}
            </>
          ) : (
            <Link href={backtestPath(trial.id)}>{nameOf.get(trial.id)}</Link>
          )}{' '}
          {again.has(trial.id) ? <Badge title={REPEATED}>run again</Badge> : null}
        </>
      ),
    };
    if (chosen === undefined || onChoose === undefined) return [own, ...rest];
    const compare: TableColumn<TrialEntry> = {
      id: 'compare',
      header: 'Compare',
      help: `Take 2 to ${COMPARED_AT_MOST} trials to see them side by side.`,
      isSortable: false,
      width: 78,
      value: (trial) => (chosen.includes(trial.id) ? 'compared' : ''),
      cell: (trial) => {
        const isChosen = chosen.includes(trial.id);
        return (
          <IconButton
            label={`Compare ${nameOf.get(trial.id) ?? trial.name}`}
            aria-pressed={isChosen}
            disabledWhy={!isChosen && chosen.length >= COMPARED_AT_MOST && `${COMPARED_AT_MOST} are compared already`}
            onClick={() => onChoose(isChosen ? chosen.filter((id) => id !== trial.id) : [...chosen, trial.id])}
          >
            {isChosen ? <SquareCheck /> : <Square />}
          </IconButton>
        );
      },
    };
    return [own, compare, ...rest];
  }, [all, chosen, onChoose, current]);
  return (
    <FittedTable
      id={id}
      label="Trial ledger"
      rows={trials}
      columns={columns}
      rowKey={(trial) => trial.id}
      initialSort={NEWEST_FIRST}
      onOpen={(trial) => setLocation(backtestPath(trial.id))}
      tools={tools}
      most={most}
      isWide
      rowCount={rowCount}
    />
  );
}
