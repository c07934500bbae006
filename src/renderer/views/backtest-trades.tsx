import { useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import type { Trades } from '../../shared/backtests.ts';
import { tokenPath } from '../routes.ts';
import { Segmented } from '../ui/choice.tsx';
import { FilteredTable } from '../ui/fitted-table.tsx';
import { Panel } from '../ui/panel.tsx';
import { EmptyState } from '../ui/states.tsx';
import type { TableColumn } from '../ui/table-column.ts';
import { Time } from '../ui/time.tsx';
import { TokenLink } from '../ui/token-link.tsx';

type Trade = {
  readonly key: string;
  readonly time: number;
  readonly asset: string;
  readonly name: string;
  readonly side: 'buy' | 'sell';
  readonly value: number;
  readonly price: number;
  readonly cost: number;
};

const COLUMNS: readonly TableColumn<Trade>[] = [
  {
    id: 'name',
    header: 'Token',
    width: 180,
    value: ({ name }) => name,
    cell: ({ asset, name }) => <TokenLink asset={asset} name={name} />,
  },
  { id: 'asset', header: 'Id', isHidden: true, width: 150, value: ({ asset }) => asset },
  {
    id: 'time',
    header: 'Day',
    kind: 'count',
    width: 100,
    value: ({ time }) => time,
    cell: ({ time }) => <Time at={time} show="day" />,
  },
  { id: 'side', header: 'Side', width: 70, value: ({ side }) => side },
  { id: 'value', header: 'Value', help: 'USD', kind: 'money', width: 110, value: ({ value }) => value },
  { id: 'price', header: 'Price', help: 'USD', kind: 'price', width: 120, value: ({ price }) => price },
  {
    id: 'cost',
    header: 'Cost',
    help: 'USD: fee, half of the spread, and market impact.',
    kind: 'money',
    width: 100,
    value: ({ cost }) => cost,
  },
  {
    id: 'share',
    header: 'Cost, basis points',
    help: 'Cost in hundredths of a percent of what was traded.',
    kind: 'number',
    width: 130,
    value: ({ cost, value }) => (value > 0 ? Math.round((cost / value) * 1e5) / 10 : null),
  },
];
const NEWEST_FIRST = { column: 'time', direction: 'descending' } as const;
const SIDES = [
  { value: 'all', label: 'All' },
  { value: 'buy', label: 'Bought' },
  { value: 'sell', label: 'Sold' },
] as const;

const tradeText = ({ name, asset }: Trade): string => `${name} ${asset}`;

/** Shows every purchase and sale; of a report from before they were kept, that it has none. */
export function TradesPanel({
  trades,
  names,
  onRunAgain,
}: {
  readonly trades: Trades | null | undefined;
  readonly names: ReadonlyMap<string, string>;
  readonly onRunAgain: React.ReactNode;
}) {
  const [, setLocation] = useLocation();
  const [side, setSide] = useState<(typeof SIDES)[number]['value']>('all');
  const all = useMemo(
    (): Trade[] =>
      (trades?.time ?? []).map((time, i) => {
        const asset = trades?.asset[i] ?? '';
        return {
          key: String(i),
          time,
          asset,
          name: names.get(asset) ?? asset,
          side: trades?.side[i] ?? 'buy',
          value: trades?.value[i] ?? 0,
          price: trades?.price[i] ?? 0,
          cost: trades?.cost[i] ?? 0,
        };
      }),
    [trades, names],
  );
  const rows = useMemo(() => all.filter((trade) => side === 'all' || trade.side === side), [all, side]);
  if (trades == null)
    return (
      <Panel title="Trades">
        <EmptyState title="This report is from before trades were kept" action={onRunAgain}>
          Run it again to see them: what was learnt in its folds is still there, so it is quick.
        </EmptyState>
      </Panel>
    );
  if (all.length === 0)
    return (
      <Panel title="Trades">
        <EmptyState title="Nothing was traded" />
      </Panel>
    );
  return (
    <Panel title="Trades" note="simulated fills at prices after each decision" isFlush>
      <FilteredTable
        id="backtest-trades"
        label="Trades"
        rows={rows}
        columns={COLUMNS}
        rowKey={({ key }) => key}
        initialSort={NEWEST_FIRST}
        onOpen={({ asset }) => setLocation(tokenPath(asset))}
        textOf={tradeText}
        placeholder="Token"
        tools={<Segmented label="Side" value={side} choices={SIDES} onChange={setSide} />}
        rowCount={all.length}
        most={480}
      />
    </Panel>
  );
}
