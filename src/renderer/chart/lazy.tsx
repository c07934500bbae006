import { lazy, type ReactNode, Suspense } from 'react';
import type { CandleChartProps } from './candle-chart.tsx';
import styles from './chart.module.css';
import type { LineChartProps } from './line-chart.tsx';

// charts are fetched when the first is shown; until then their place is kept
const LoadedLineChart = lazy(async () => ({ default: (await import('./line-chart.tsx')).LineChart }));
const LoadedCandleChart = lazy(async () => ({ default: (await import('./candle-chart.tsx')).CandleChart }));

/** Head and credit of a chart, pixels. */
const AROUND = 48;

function Waiting({ height, children }: { readonly height: number; readonly children: ReactNode }) {
  const fallback = (
    <div className={styles.waiting} style={{ height: height + AROUND }} role="status">
      Drawing the chart…
    </div>
  );
  return <Suspense fallback={fallback}>{children}</Suspense>;
}

/** Shows series over time; see `line-chart.tsx`. Areas (drawdowns) and histograms are shapes of a series. */
export function LineChart(props: LineChartProps) {
  return (
    <Waiting height={props.height ?? 260}>
      <LoadedLineChart {...props} />
    </Waiting>
  );
}

/** Shows candles with volume, levels, markers and scores; see `candle-chart.tsx`. */
export function CandleChart(props: CandleChartProps) {
  return (
    <Waiting height={props.height ?? 460}>
      <LoadedCandleChart {...props} />
    </Waiting>
  );
}
