import { useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import type { BacktestReport } from '../../shared/backtests.ts';
import { formatDayOf, formatShare } from '../format.ts';
import { tokenPath } from '../routes.ts';
import { Slider } from '../ui/choice.tsx';
import { DataTable } from '../ui/data-table.tsx';
import { Grid, span } from '../ui/page.tsx';
import { Panel } from '../ui/panel.tsx';
import { EmptyState } from '../ui/states.tsx';
import type { TableColumn } from '../ui/table-column.ts';
import { TokenLink } from '../ui/token-link.tsx';
import styles from './backtest.module.css';
import { bandPaths, bandsOf, type Holding, holdingsAt } from './backtest-bands.ts';

/** As many as there are colours, but for the one of all others. */
const BANDS = 7;
const LEVELS = [1, 0.75, 0.5, 0.25, 0] as const;

const COLUMNS: readonly TableColumn<Holding>[] = [
  {
    id: 'name',
    header: 'Holding',
    width: 170,
    value: ({ label }) => label,
    cell: ({ asset, label }) => (asset === null ? label : <TokenLink asset={asset} name={label} />),
  },
  { id: 'asset', header: 'Id', isHidden: true, width: 150, value: ({ asset }) => asset },
  { id: 'weight', header: 'Weight', kind: 'share', width: 80, value: ({ weight }) => weight },
];
const LARGEST_FIRST = { column: 'weight', direction: 'descending' } as const;

/** Shows what was held over time as stacked bands, and every holding after one decision. */
export function HoldingPanels({
  report,
  names,
}: {
  readonly report: BacktestReport;
  readonly names: ReadonlyMap<string, string>;
}) {
  const [, setLocation] = useLocation();
  const { holdings, series } = report;
  const { dayTime } = holdings;
  const last = dayTime.length - 1;
  const [chosen, setChosen] = useState(last);
  const at = Math.min(Math.max(chosen, 0), last);
  const until = series.dayTime.at(-1) ?? dayTime[last] ?? 0;
  const { bands, paths, rows } = useMemo(() => {
    const nameOf = (asset: string): string => names.get(asset) ?? asset;
    const found = bandsOf(holdings, BANDS, nameOf);
    return { bands: found, paths: bandPaths(found, dayTime, until), rows: holdingsAt(holdings, at, nameOf) };
  }, [holdings, dayTime, until, names, at]);
  if (last < 0)
    return (
      <Panel title="Holdings over time">
        <EmptyState title="Nothing was held">No decision of this backtest bought anything.</EmptyState>
      </Panel>
    );
  const first = dayTime[0] ?? 0;
  const place = ((dayTime[at] ?? 0) - first) / Math.max(1, until - first);
  const colourOf = (i: number): number => (bands[i]?.key === ' others' ? 8 : i + 1);
  return (
    <Grid>
      <Panel title="Holdings over time" note="what is left of 100 % is cash" className={span.twoThirds}>
        <ul className={styles.legend}>
          {bands.map(({ key, label, weights }, i) => (
            <li key={key} title={`${label}: weight after the decision of ${formatDayOf(dayTime[at])}`}>
              <span className={styles.swatch} style={{ background: `var(--series-${colourOf(i)})` }} />
              {label} <span className={styles.muted}>{formatShare(weights[at])}</span>
            </li>
          ))}
        </ul>
        <div className={styles.bands}>
          <svg
            viewBox="0 0 1000 1000"
            preserveAspectRatio="none"
            role="img"
            aria-label={`Holdings from ${formatDayOf(first)} to ${formatDayOf(until)}, largest: ${bands.map(({ label }) => label).join(', ')}`}
          >
            {bands.map(({ key }, i) => (
              <path key={key} d={paths[i]} fill={`var(--series-${colourOf(i)})`} />
            ))}
          </svg>
          {LEVELS.map((level) => (
            <span key={level} className={styles.level} style={{ top: `${(1 - level) * 100}%` }}>
              {formatShare(level, 0)}
            </span>
          ))}
          <span className={styles.pointer} style={{ left: `calc(44px + (100% - 44px) * ${place})` }} />
        </div>
        <div className={styles.span}>
          <span>{formatDayOf(first)}</span>
          <span>{formatDayOf(until)}</span>
        </div>
        <div className={styles.decision}>
          <span>
            Decision {at + 1} of {last + 1}, filled on <strong>{formatDayOf(dayTime[at])}</strong>
          </span>
          {last === 0 ? null : (
            <Slider
              label="Decision"
              value={at}
              minimum={0}
              maximum={last}
              onChange={setChosen}
              format={(value) => formatDayOf(dayTime[value])}
            />
          )}
        </div>
      </Panel>
      <Panel title="Held then" note={formatDayOf(dayTime[at])} className={span.third} isFlush>
        <DataTable
          id="backtest-holdings"
          label={`Holdings after the decision filled on ${formatDayOf(dayTime[at])}`}
          rows={rows}
          columns={COLUMNS}
          rowKey={({ asset, label }) => asset ?? ` ${label}`}
          initialSort={LARGEST_FIRST}
          onOpen={({ asset }) => asset !== null && setLocation(tokenPath(asset))}
          height={440}
        />
      </Panel>
    </Grid>
  );
}
