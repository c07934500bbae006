import type { BacktestReport, Drawdown, Performance } from '../../shared/backtests.ts';
import { isYearLong } from '../../shared/record-length.ts';
import { Figure } from '../ui/figure.tsx';
import { FittedTable } from '../ui/fitted-table.tsx';
import { FigureRow } from '../ui/page.tsx';
import { Panel } from '../ui/panel.tsx';
import type { TableColumn } from '../ui/table-column.ts';
import { Term } from '../ui/term.tsx';
import { Time } from '../ui/time.tsx';
import styles from './backtest.module.css';

const DRAWDOWNS: readonly TableColumn<Drawdown>[] = [
  {
    id: 'start',
    header: 'Peak',
    width: 100,
    value: ({ startTime }) => startTime,
    cell: ({ startTime }) => <Time at={startTime} show="day" />,
  },
  { id: 'depth', header: 'Depth', term: 'drawdown', kind: 'share', width: 80, value: ({ depth }) => depth },
  {
    id: 'trough',
    header: 'Lowest day',
    kind: 'count',
    width: 100,
    value: ({ troughTime }) => troughTime,
    cell: ({ troughTime }) => <Time at={troughTime} show="day" />,
  },
  {
    id: 'end',
    header: 'Made good',
    help: 'Day on which the peak was reached again.',
    kind: 'count',
    width: 100,
    value: ({ endTime }) => endTime,
    cell: ({ endTime }) => (endTime === null ? 'not yet' : <Time at={endTime} show="day" />),
  },
  {
    id: 'days',
    header: 'Days',
    help: 'From the peak until it was reached again, or until the end of the record.',
    kind: 'count',
    width: 70,
    value: ({ dayCount }) => dayCount,
  },
];
const DEEPEST_FIRST = { column: 'depth', direction: 'ascending' } as const;

/** Shows the deepest drawdowns with their days. */
export function DrawdownTable({ report, className }: Props) {
  return (
    <Panel title="Deepest falls" className={className} isFlush>
      {report.drawdowns.length === 0 ? (
        <p className={styles.lead}>The value never fell below its highest point.</p>
      ) : (
        <FittedTable
          id="backtest-drawdowns"
          label="Deepest drawdowns"
          rows={report.drawdowns}
          columns={DRAWDOWNS}
          rowKey={({ startTime }) => String(startTime)}
          initialSort={DEEPEST_FIRST}
          most={410}
        />
      )}
    </Panel>
  );
}

type Props = { readonly report: BacktestReport; readonly className?: string | undefined };
type Year = NonNullable<BacktestReport['survivorship']>['years'][number];

const YEARS: readonly TableColumn<Year>[] = [
  { id: 'year', header: 'Year', width: 52, value: ({ year }) => year, cell: ({ year }) => String(year) },
  {
    id: 'eligible',
    header: 'To choose from, mean day',
    help: 'Eligible tokens on the mean day of the year.',
    kind: 'count',
    width: 184,
    value: ({ meanEligibleCount }) => meanEligibleCount,
  },
  {
    id: 'truncated',
    header: 'Lost, whole year',
    help: "Tokens of the whole year that left the source's record within 60 days of being eligible. What became of them is not known. They may be more than there are on a mean day.",
    kind: 'count',
    width: 112,
    value: ({ truncated }) => truncated,
  },
  {
    id: 'delisted',
    header: 'Delisted, whole year',
    help: 'Tokens of the whole year that were delisted within 60 days of being eligible.',
    kind: 'count',
    width: 134,
    value: ({ delisted }) => delisted,
  },
];

/** Shows how many tokens ended on the way, and what the result would be had all of those that were lost been worth little. */
export function SurvivorshipPanel({ report, className }: Props) {
  const survivorship = report.survivorship ?? null;
  if (survivorship === null)
    return (
      <Panel title={<Term word="survivorship">Survivorship</Term>} className={className}>
        <p className={styles.muted}>
          This report does not say how many tokens ended on the way: it is of an earlier program. Run it again to know.
        </p>
      </Panel>
    );
  const { years, pessimistic } = survivorship;
  return (
    <Panel title={<Term word="survivorship">Survivorship</Term>} className={className} isFlush>
      <div className={styles.lead}>
        {pessimistic === null ? (
          <p>No token that could be held left the record, so nothing is hidden by those that died.</p>
        ) : (
          <>
            <p>
              Some tokens left the source's record, and nobody knows what became of them. Had every one been delisted,
              the same decisions would have given:
            </p>
            <FigureRow figures={[returnFigure(pessimistic, report.performance), ...riskFigures(pessimistic)]} />
          </>
        )}
      </div>
      <FittedTable
        id="backtest-survivorship"
        label="Tokens that ended, by year"
        rows={years}
        columns={YEARS}
        rowKey={({ year }) => String(year)}
        most={410}
      />
    </Panel>
  );
}

function returnFigure(pessimistic: Performance, own: Performance) {
  const isLong = isYearLong(pessimistic.dayCount);
  const [value, before] = isLong ? [pessimistic.cagr, own.cagr] : [pessimistic.totalReturn, own.totalReturn];
  return {
    key: 'return',
    label: isLong ? 'Return a year' : 'Return in all',
    value: <Figure kind="percent" value={value} isChange />,
    note: (
      <>
        instead of <Figure kind="percent" value={before} />
      </>
    ),
  };
}

const riskFigures = ({ sharpe, maximumDrawdown }: Performance) => [
  { key: 'sharpe', label: <Term word="Sharpe" />, value: <Figure kind="ratio" value={sharpe} /> },
  { key: 'fall', label: 'Deepest fall', value: <Figure kind="share" value={maximumDrawdown} /> },
];
