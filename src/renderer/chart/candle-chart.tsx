import {
  CandlestickSeries,
  createSeriesMarkers,
  HistogramSeries,
  type IChartApi,
  LineSeries,
  LineStyle,
  type LogicalRange,
  PriceScaleMode,
} from 'lightweight-charts';
import { useEffect, useMemo, useRef, useState } from 'react';
import { DAY } from '../../shared/time.ts';
import { formatDayOf, formatMoment, formatMoney, formatPrice, formatScore } from '../format.ts';
import styles from './chart.module.css';
import { ChartFrame, type ChartRow, LogSwitch } from './chart-frame.tsx';
import { withOpacity } from './colours.ts';
import { areDays, axisFormat, chartTime, toCandles, toPoints, useTimeChart } from './time-chart.ts';

/** Candles as columns of one length, oldest first. USD. */
export type CandleColumns = {
  readonly openTime: readonly number[];
  readonly open: readonly (number | null)[];
  readonly high: readonly (number | null)[];
  readonly low: readonly (number | null)[];
  readonly close: readonly number[];
  /** Traded value, USD. */
  readonly volume: readonly (number | null)[];
};

/** A mark at a candle. */
export type CandleMarker = { readonly atTime: number; readonly text: string; readonly kind: 'up' | 'down' | 'note' };
/** A price at which a line is drawn. */
export type CandleLevel = { readonly price: number; readonly label: string; readonly kind: 'support' | 'resistance' };
/** Scores of 0..100 over time, in a pane of their own. */
export type CandleScores = {
  readonly times: readonly number[];
  readonly series: readonly { readonly label: string; readonly values: readonly (number | null)[] }[];
};

/** Days that are in view at first where nothing else is asked; the rest is reached by panning. */
const SHOWN_AT_FIRST = 240;

/** Brings the last so many days into view. By places, not times, so that a few free places stay at the right. */
function showDays(chart: IChartApi, openTime: readonly number[], days: number | null): void {
  const from = days === null ? 0 : (openTime.at(-1) ?? 0) - days * DAY;
  const count = openTime.reduce((sum, time) => sum + (time > from || days === null ? 1 : 0), 0);
  const range = { from: Math.max(0, openTime.length - count), to: openTime.length + Math.max(1, count / 60) };
  chart.timeScale().setVisibleLogicalRange(range as LogicalRange);
}

export type CandleChartProps = {
  readonly id: string;
  readonly label: string;
  readonly candles: CandleColumns;
  readonly levels?: readonly CandleLevel[] | undefined;
  /** In the order of time. */
  readonly markers?: readonly CandleMarker[] | undefined;
  readonly scores?: CandleScores | undefined;
  /** How many of the last days are in view; null for all. Another number moves the view, panning is free. */
  readonly shownDays?: number | null | undefined;
  readonly height?: number | undefined;
};

/** Shows candles with volume, levels and markers, and scores below them. Keep candles, levels, markers and scores stable. */
export function CandleChart({
  id,
  label,
  candles,
  levels,
  markers,
  scores,
  shownDays = SHOWN_AT_FIRST,
  height = 460,
}: CandleChartProps) {
  const [isLog, setIsLog] = useState(false);
  const legend = useRef<HTMLDivElement>(null);
  const { openTime, open, high, low, close, volume } = candles;
  const isDaily = areDays(openTime);
  const when = isDaily ? formatDayOf : formatMoment;
  const last = openTime.length - 1;

  const built = useRef<IChartApi | null>(null);
  const shown = useRef(shownDays);
  useEffect(() => {
    if (shown.current === shownDays) return;
    shown.current = shownDays;
    if (built.current !== null) showDays(built.current, openTime, shownDays);
  }, [shownDays, openTime]);
  const container = useTimeChart(
    isDaily,
    (chart, colours) => {
      const smallest = close.reduce((least, value) => (value > 0 ? Math.min(least, value) : least), 1);
      const series = chart.addSeries(CandlestickSeries, {
        upColor: colours['gain-fill'],
        borderUpColor: colours['gain-fill'],
        wickUpColor: colours['gain-fill'],
        downColor: colours['loss-fill'],
        borderDownColor: colours['loss-fill'],
        wickDownColor: colours['loss-fill'],
        // the free space below a fallen price reaches below zero, where there is no price
        priceFormat: {
          ...axisFormat('price', smallest),
          formatter: (price: number) => (price < 0 ? '' : formatPrice(price)),
        },
        priceLineVisible: false,
      });
      series.setData(toCandles(candles));
      series.priceScale().applyOptions({
        scaleMargins: { top: 0.06, bottom: 0.24 },
        mode: isLog ? PriceScaleMode.Logarithmic : PriceScaleMode.Normal,
      });
      const bars = chart.addSeries(HistogramSeries, {
        priceScaleId: 'volume',
        priceFormat: { type: 'custom', formatter: formatMoney, minMove: 0.01 },
        lastValueVisible: false,
        priceLineVisible: false,
      });
      bars.priceScale().applyOptions({ scaleMargins: { top: 0.82, bottom: 0 } });
      const up = withOpacity(colours['gain-fill'], 0.45);
      const down = withOpacity(colours['loss-fill'], 0.45);
      bars.setData(
        openTime.map((time, index) => ({
          time: chartTime(time),
          value: volume[index] ?? 0,
          color: (close[index] ?? 0) >= (open[index] ?? close[index - 1] ?? 0) ? up : down,
        })),
      );
      for (const level of levels ?? []) {
        series.createPriceLine({
          price: level.price,
          title: level.label,
          color: level.kind === 'support' ? colours.gain : colours.loss,
          lineStyle: LineStyle.Dashed,
          lineWidth: 1,
          axisLabelVisible: true,
        });
      }
      if (markers !== undefined && markers.length > 0) {
        createSeriesMarkers(
          series,
          markers.map((marker) => ({
            time: chartTime(marker.atTime),
            text: marker.text,
            position: marker.kind === 'down' ? ('aboveBar' as const) : ('belowBar' as const),
            shape:
              marker.kind === 'up'
                ? ('arrowUp' as const)
                : marker.kind === 'down'
                  ? ('arrowDown' as const)
                  : ('circle' as const),
            color: marker.kind === 'up' ? colours.gain : marker.kind === 'down' ? colours.loss : colours.accent,
          })),
        );
      }
      for (const [index, score] of (scores?.series ?? []).entries()) {
        const line = chart.addSeries(
          LineSeries,
          {
            color: colours.series[index] ?? colours.accent,
            lineWidth: 2,
            priceLineVisible: false,
            priceFormat: { type: 'custom', formatter: formatScore, minMove: 1 },
            autoscaleInfoProvider: () => ({ priceRange: { minValue: 0, maxValue: 100 } }),
          },
          1,
        );
        line.priceScale().applyOptions({ scaleMargins: { top: 0.14, bottom: 0.1 } });
        line.setData(toPoints(scores?.times ?? [], score.values));
      }
      chart.panes()[0]?.setStretchFactor(3);
      chart.panes()[1]?.setStretchFactor(1);
      // scores of days without a candle add places to the axis, so what is at a place is found by its time
      const places = new Map(openTime.map((time, index) => [chartTime(time) as number, index]));
      chart.subscribeCrosshairMove(({ time }) =>
        write((time === undefined ? undefined : places.get(time as number)) ?? last),
      );
      built.current = chart;
      const frame = requestAnimationFrame(() => showDays(chart, openTime, shown.current));
      return () => {
        built.current = null;
        cancelAnimationFrame(frame);
      };
    },
    [candles, levels, markers, scores, isLog],
  );

  const texts = (at: number): readonly string[] => [
    when(openTime[at]),
    formatPrice(open[at]),
    formatPrice(high[at]),
    formatPrice(low[at]),
    formatPrice(close[at]),
    formatMoney(volume[at]),
  ];
  const write = (at: number): void => {
    const entries = [...(legend.current?.querySelectorAll<HTMLElement>('[data-value]') ?? [])];
    for (const [index, text] of texts(at).entries()) {
      const entry = entries[index];
      if (entry !== undefined) entry.textContent = text;
    }
  };
  const columns = useMemo(
    () => [
      { id: 'time', header: 'Day', width: 150, value: (row: ChartRow) => row.cells[0] ?? null },
      ...['Open', 'High', 'Low', 'Close', 'Volume'].map((header, index) => ({
        id: header.toLowerCase(),
        header,
        kind: header === 'Volume' ? ('money' as const) : ('price' as const),
        width: 130,
        value: (row: ChartRow) => row.cells[index + 1] ?? null,
      })),
    ],
    [],
  );
  const rows = (): ChartRow[] =>
    openTime.map((time, at) => ({
      key: String(time),
      cells: [when(time), open[at] ?? null, high[at] ?? null, low[at] ?? null, close[at] ?? null, volume[at] ?? null],
    }));
  const present = texts(last);
  return (
    <ChartFrame
      id={id}
      label={label}
      height={height}
      columns={columns}
      rows={rows}
      tools={<LogSwitch isLog={isLog} onChange={setIsLog} />}
      legend={
        <div ref={legend} className={styles.legend}>
          {['', 'Open', 'High', 'Low', 'Close', 'Volume'].map((name, index) => (
            <span key={name} className={styles.entry}>
              <span hidden={name === ''} />
              <span>{name}</span>
              <span data-value>{present[index]}</span>
            </span>
          ))}
          {scores?.series.map((score, index) => (
            <span key={score.label} className={styles.entry}>
              <span className={styles.swatch} style={{ background: `var(--series-${index + 1})` }} />
              <span>{score.label}</span>
            </span>
          ))}
        </div>
      }
    >
      <div
        ref={container}
        className={styles.canvas}
        style={{ height }}
        role="img"
        aria-label={
          last < 0
            ? `${label}: no candles`
            : `${label}: ${openTime.length} candles from ${when(openTime[0])} to ${when(openTime[last])}, first close ${formatPrice(close[0])}, last close ${formatPrice(close[last])}.`
        }
      />
    </ChartFrame>
  );
}
