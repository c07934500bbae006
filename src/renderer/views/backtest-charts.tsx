import { useMemo } from 'react';
import type { BacktestReport } from '../../shared/backtests.ts';
import { LineChart } from '../chart/lazy.tsx';
import type { ChartSeries } from '../chart/line-chart.tsx';
import type { FigureKind } from '../format.ts';
import { Grid, span } from '../ui/page.tsx';
import { Panel } from '../ui/panel.tsx';
import { EmptyState } from '../ui/states.tsx';
import { Term } from '../ui/term.tsx';
import styles from './backtest.module.css';

type Props = { readonly report: BacktestReport };

/** Shows what the index and each benchmark would have become, after costs. */
export function EquityPanel({ report }: Props) {
  const { series, name, benchmarks } = report;
  const lines = useMemo(
    (): ChartSeries[] => [
      { id: 'own', label: name, values: series.equity },
      ...benchmarks.map(({ id, label, equity }) => ({ id, label, values: equity })),
    ],
    [name, series, benchmarks],
  );
  return (
    <Panel
      title="What the money became"
      note={
        <>
          USD after costs, against each <Term word="benchmark" />
        </>
      }
    >
      <LineChart
        id="backtest-equity"
        label="Equity after costs"
        times={series.dayTime}
        series={lines}
        kind="money"
        height={340}
        hasLogSwitch
        isLogAtFirst
      />
    </Panel>
  );
}

/** Shows how far the index was below its highest point so far. */
export function DrawdownPanel({ report }: Props) {
  const { series, name } = report;
  const lines = useMemo(
    (): ChartSeries[] => [{ id: 'own', label: name, values: series.drawdown, shape: 'area', colour: 6 }],
    [series, name],
  );
  return (
    <Panel title={<Term word="drawdown">Drawdown</Term>} note="how far below the highest point so far">
      <LineChart
        id="backtest-drawdown"
        label="Drawdown"
        times={series.dayTime}
        series={lines}
        kind="percent"
        height={170}
      />
    </Panel>
  );
}

/** Shows exposure, rolling Sharpe and rolling volatility side by side. */
export function RollingPanels({ report }: Props) {
  const { dayTime, exposure, rollingSharpe, rollingVolatility } = report.series;
  return (
    <Grid>
      <Small
        title="Invested"
        note="share of the money in tokens"
        id="exposure"
        label="Exposure"
        times={dayTime}
        values={exposure}
        kind="share"
        colour={3}
      />
      <Small
        title={<Term word="Sharpe">Rolling Sharpe</Term>}
        note="over the year before"
        id="rolling-sharpe"
        label="Rolling Sharpe"
        times={dayTime}
        values={rollingSharpe}
        kind="ratio"
        colour={7}
      />
      <Small
        title={<Term word="volatility">Rolling volatility</Term>}
        note="over the year before"
        id="rolling-volatility"
        label="Rolling volatility"
        times={dayTime}
        values={rollingVolatility}
        kind="share"
        colour={2}
      />
    </Grid>
  );
}

function Small({
  title,
  note,
  id,
  label,
  times,
  values,
  kind,
  colour,
}: {
  readonly title: React.ReactNode;
  readonly note: string;
  readonly id: string;
  readonly label: string;
  readonly times: readonly number[];
  readonly values: readonly (number | null)[];
  readonly kind: FigureKind;
  readonly colour: number;
}) {
  const lines = useMemo((): ChartSeries[] => [{ id, label, values, colour }], [id, label, values, colour]);
  return (
    <Panel title={title} note={note} className={span.third}>
      {values.some((value) => value !== null) ? (
        <LineChart id={`backtest-${id}`} label={label} times={times} series={lines} kind={kind} height={150} />
      ) : (
        <div className={styles.short}>
          <EmptyState title="The record is too short">It is told from the second year on.</EmptyState>
        </div>
      )}
    </Panel>
  );
}
