import { Square, SquareCheck } from 'lucide-react';
import { type ReactNode, useMemo } from 'react';
import { Link, useLocation } from 'wouter';
import type { TrialEntry } from '../../shared/backtests.ts';
import { isYearLong } from '../../shared/record-length.ts';
import { backtestPath } from '../routes.ts';
import { Badge } from '../ui/badge.tsx';
import { IconButton } from '../ui/button.tsx';
import { DataTable } from '../ui/data-table.tsx';
import type { TableColumn } from '../ui/table-column.ts';
import { Time } from '../ui/time.tsx';

/** As many are told apart in one chart. */
export const COMPARED_AT_MOST = 5;

const PLAIN: readonly TableColumn<TrialEntry>[] = [
  {
    id: 'name',
    header: 'Trial',
    term: 'trial',
    width: 220,
    value: ({ name }) => name,
    cell: ({ id, name }) => (
      <Link href={backtestPath(id)} title={name}>
        {name}
      </Link>
    ),
  },
  {
    id: 'recorded',
    header: 'Recorded',
    kind: 'count',
    width: 150,
    value: ({ recordedTime }) => recordedTime,
    cell: ({ recordedTime }) => <Time at={recordedTime} />,
  },
  {
    id: 'market',
    header: 'Market',
    help: 'Whether prices were real or made up. Trials on a made-up market are counted apart.',
    width: 95,
    value: ({ isSimulated }) => (isSimulated ? 'simulated' : 'real'),
    cell: ({ isSimulated }) => (isSimulated ? <Badge kind="warning">simulated</Badge> : 'real'),
  },
  {
    id: 'from',
    header: 'First day',
    kind: 'count',
    width: 95,
    value: ({ fromTime }) => fromTime,
    cell: ({ fromTime }) => <Time at={fromTime} show="day" />,
  },
  {
    id: 'until',
    header: 'Last day',
    kind: 'count',
    width: 95,
    value: ({ untilTime }) => untilTime,
    cell: ({ untilTime }) => <Time at={untilTime} show="as-of" />,
  },
  { id: 'days', header: 'Days', kind: 'count', width: 65, value: ({ dayCount }) => dayCount },
  {
    id: 'sharpe',
    header: 'Sharpe',
    term: 'Sharpe',
    kind: 'ratio',
    width: 75,
    value: ({ annualSharpe }) => annualSharpe,
  },
  {
    id: 'cagr',
    header: 'Return a year',
    help: 'After costs; not told of a record below one year.',
    kind: 'percent',
    isChange: true,
    width: 110,
    value: ({ dayCount, cagr }) => (isYearLong(dayCount) ? cagr : null),
  },
  {
    id: 'drawdown',
    header: 'Deepest fall',
    term: 'drawdown',
    kind: 'share',
    width: 95,
    value: ({ maximumDrawdown }) => maximumDrawdown,
  },
  {
    id: 'config',
    header: 'Settings',
    help: 'Fingerprint of the settings: equal ones were the same trial.',
    width: 95,
    value: ({ configHash }) => configHash.slice(0, 8),
    cell: ({ configHash }) => <code title={configHash}>{configHash.slice(0, 8)}</code>,
  },
  {
    id: 'data',
    header: 'Data',
    help: 'Fingerprint of the data: other data is another trial.',
    width: 95,
    value: ({ dataHash }) => dataHash.slice(0, 8),
    cell: ({ dataHash }) => <code title={dataHash}>{dataHash.slice(0, 8)}</code>,
  },
];

const NEWEST_FIRST = { column: 'recorded', direction: 'descending' } as const;

/** Shows trials, sortable; with `onChoose` each can be taken for a comparison. */
export function TrialTable({
  id,
  trials,
  height,
  tools,
  chosen,
  onChoose,
  current,
}: {
  readonly id: string;
  readonly trials: readonly TrialEntry[];
  readonly height: number;
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
    const own: TableColumn<TrialEntry> = {
      ...name,
      cell: (trial) => (trial.id === current ? <strong>{trial.name} (this one)</strong> : name.cell?.(trial)),
    };
    if (chosen === undefined || onChoose === undefined) return [own, ...rest];
    const compare: TableColumn<TrialEntry> = {
      id: 'compare',
      header: 'Compare',
      help: `Take 2 to ${COMPARED_AT_MOST} trials to see them side by side.`,
      isSortable: false,
      width: 80,
      value: (trial) => (chosen.includes(trial.id) ? 'compared' : ''),
      cell: (trial) => {
        const isChosen = chosen.includes(trial.id);
        return (
          <IconButton
            label={`Compare ${trial.name}`}
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
  }, [chosen, onChoose, current]);
  return (
    <DataTable
      id={id}
      label="Trial ledger"
      rows={trials}
      columns={columns}
      rowKey={(trial) => trial.id}
      initialSort={NEWEST_FIRST}
      onOpen={(trial) => setLocation(backtestPath(trial.id))}
      tools={tools}
      height={height}
    />
  );
}
