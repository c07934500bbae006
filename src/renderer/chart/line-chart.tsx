import {
  AreaSeries,
  type AutoscaleInfo,
  HistogramSeries,
  type ISeriesApi,
  LineSeries,
  LineStyle,
  PriceScaleMode,
  type SeriesType,
} from 'lightweight-charts';
import { useMemo, useRef, useState } from 'react';
import { type FigureKind, formatDayOf, formatFigure, formatMoment } from '../format.ts';
import styles from './chart.module.css';
import { ChartFrame, type ChartRow, LogSwitch } from './chart-frame.tsx';
import { withOpacity } from './colours.ts';
import { areDays, axisFormat, toPoints, useTimeChart } from './time-chart.ts';

/** One line of a chart. */
export type ChartSeries = {
  readonly id: string;
  readonly label: string;
  /** As many as there are times. */
  readonly values: readonly (number | null)[];
  /** A histogram and an area stand on zero. */
  readonly shape?: 'line' | 'area' | 'histogram' | undefined;
  readonly isDashed?: boolean | undefined;
  /** 1..8; in order if left out. */
  readonly colour?: number | undefined;
};

export type LineChartProps = {
  /** Names the chart's table. */
  readonly id: string;
  readonly label: string;
  /** Instants, rising. Keep times and series stable: new ones build the chart anew. */
  readonly times: readonly number[];
  readonly series: readonly ChartSeries[];
  readonly kind: FigureKind;
  /** Keeps zero in view, with a line through it. */
  readonly hasZero?: boolean | undefined;
  readonly height?: number | undefined;
  /** Offers a logarithmic scale, on which equal steps are equal factors. */
  readonly hasLogSwitch?: boolean | undefined;
  readonly isLogAtFirst?: boolean | undefined;
};

/** Returns the range of an axis with zero in it. */
function withZero(original: () => AutoscaleInfo | null): AutoscaleInfo | null {
  const info = original();
  if (info?.priceRange == null) return info;
  const { minValue, maxValue } = info.priceRange;
  return { ...info, priceRange: { minValue: Math.min(0, minValue), maxValue: Math.max(0, maxValue) } };
}

/** Height from which the last value has a tag at the axis, pixels. */
const TAGGED_FROM = 180;

/** Shows series over time, with their values at the crosshair, an optional logarithmic scale, and the same as a table. */
export function LineChart(props: LineChartProps) {
  const { id, label, times, series, kind, hasZero = false, height = 260, hasLogSwitch, isLogAtFirst } = props;
  const [isLog, setIsLog] = useState(isLogAtFirst ?? false);
  const legend = useRef<HTMLDivElement>(null);
  const isDaily = areDays(times);
  const when = isDaily ? formatDayOf : formatMoment;

  const container = useTimeChart(
    isDaily,
    (chart, colours) => {
      const values = series.flatMap((one) =>
        one.values.flatMap((value) => (value === null || value === 0 ? [] : Math.abs(value))),
      );
      const priceFormat = axisFormat(
        kind,
        values.reduce((least, value) => Math.min(least, value), 1),
      );
      const drawn = series.map((one, index): ISeriesApi<SeriesType> => {
        const colour = colours.series[((one.colour ?? index + 1) - 1) % colours.series.length] ?? colours.accent;
        // the legend tells the last values; tags of several, or in a low chart, would cover the axis
        const common = {
          priceFormat,
          lastValueVisible: series.length === 1 && height >= TAGGED_FROM && !hasZero,
          priceLineVisible: false,
          ...(hasZero ? { autoscaleInfoProvider: withZero } : {}),
        };
        const lineStyle = one.isDashed ? LineStyle.Dashed : LineStyle.Solid;
        let api: ISeriesApi<SeriesType>;
        if (one.shape === 'histogram') api = chart.addSeries(HistogramSeries, { ...common, color: colour, base: 0 });
        else if (one.shape === 'area') {
          const isBelow = one.values.every((value) => value === null || value <= 0);
          api = chart.addSeries(AreaSeries, {
            ...common,
            lineColor: colour,
            lineWidth: 2,
            lineStyle,
            topColor: withOpacity(colour, isBelow ? 0.02 : 0.28),
            bottomColor: withOpacity(colour, isBelow ? 0.28 : 0.02),
            invertFilledArea: isBelow,
          });
        } else api = chart.addSeries(LineSeries, { ...common, color: colour, lineWidth: 2, lineStyle });
        api.setData(toPoints(times, one.values));
        if (hasZero && index === 0) {
          api.createPriceLine({ price: 0, color: colours['text-muted'], lineWidth: 1, axisLabelVisible: false });
        }
        return api;
      });
      chart.priceScale('right').applyOptions({
        mode: isLog ? PriceScaleMode.Logarithmic : PriceScaleMode.Normal,
        // no wider: a share of 100 % would stand on an axis up to 140 %
        scaleMargins: { top: 0.07, bottom: 0.07 },
      });
      const write = (at: number): void => {
        const entries = legend.current?.querySelectorAll<HTMLElement>('[data-value]') ?? [];
        for (const [index, entry] of [...entries].entries())
          entry.textContent = formatFigure(kind, series[index]?.values[at]);
        const time = legend.current?.querySelector<HTMLElement>('[data-time]');
        if (time) time.textContent = when(times[at]);
      };
      const first = drawn[0];
      chart.subscribeCrosshairMove(({ logical }) => {
        write(
          logical === undefined || first === undefined
            ? times.length - 1
            : Math.min(Math.max(Math.round(logical), 0), times.length - 1),
        );
      });
      return undefined;
    },
    [times, series, kind, isLog, hasZero],
  );

  const columns = useMemo(
    () => [
      {
        id: 'time',
        header: isDaily ? 'Day' : 'Time (UTC)',
        width: 150,
        value: (row: ChartRow) => row.cells[0] ?? null,
      },
      ...series.map((one, index) => ({
        id: one.id,
        header: one.label,
        kind,
        width: 140,
        value: (row: ChartRow) => row.cells[index + 1] ?? null,
      })),
    ],
    [series, kind, isDaily],
  );
  const rows = (): ChartRow[] =>
    times.map((time, at) => ({
      key: String(time),
      cells: [when(time), ...series.map((one) => one.values[at] ?? null)],
    }));
  const last = times.length - 1;
  return (
    <ChartFrame
      id={id}
      label={label}
      height={height}
      columns={columns}
      rows={rows}
      tools={hasLogSwitch ? <LogSwitch isLog={isLog} onChange={setIsLog} /> : undefined}
      legend={
        <div ref={legend} className={styles.legend}>
          <span data-time>{when(times[last])}</span>
          {series.map((one, index) => (
            <span key={one.id} className={styles.entry}>
              <span
                className={styles.swatch}
                style={{ background: `var(--series-${(((one.colour ?? index + 1) - 1) % 8) + 1})` }}
              />
              <span>{one.label}</span>
              <span data-value>{formatFigure(kind, one.values[last])}</span>
            </span>
          ))}
        </div>
      }
    >
      <div ref={container} className={styles.canvas} style={{ height }} role="img" aria-label={summary(props, when)} />
    </ChartFrame>
  );
}

function summary(
  { label, times, series, kind }: LineChartProps,
  when: (instant: number | undefined) => string,
): string {
  if (times.length === 0) return `${label}: nothing to show`;
  const parts = series.map((one) => {
    const known = one.values.filter((value) => value !== null);
    if (known.length === 0) return `${one.label}: nothing known`;
    const lowest = known.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
    const highest = known.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
    const [from, to, low, high] = [known[0], known.at(-1), lowest, highest].map((value) => formatFigure(kind, value));
    return `${one.label} from ${from} to ${to}, lowest ${low}, highest ${high}`;
  });
  return `${label}, ${when(times[0])} to ${when(times.at(-1))}. ${parts.join('; ')}.`;
}
