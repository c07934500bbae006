import {
  type CandlestickData,
  ColorType,
  CrosshairMode,
  createChart,
  type IChartApi,
  type LineData,
  type UTCTimestamp,
  type WhitespaceData,
} from 'lightweight-charts';
import { useEffect, useRef } from 'react';
import { DAY } from '../../shared/time.ts';
import { type FigureKind, formatDayOf, formatFigure, formatMoment } from '../format.ts';
import { type Colours, useColours } from './colours.ts';

/** Returns seconds, which the chart library wants, from an instant. */
export const chartTime = (instant: number): UTCTimestamp => Math.floor(instant / 1_000) as UTCTimestamp;

/** Returns a bare chart in the colours of the theme: UTC, quiet grid, magnetic crosshair. It is the caller's to remove. */
export function createTimeChart(container: HTMLElement, colours: Colours, isDaily: boolean): IChartApi {
  return createChart(container, {
    autoSize: true,
    layout: {
      background: { type: ColorType.Solid, color: 'transparent' },
      textColor: colours['text-muted'],
      fontSize: 11,
      fontFamily: getComputedStyle(document.body).fontFamily,
      // the logo brings a style element, which the content policy forbids; the credit stands below the chart instead
      attributionLogo: false,
      panes: { separatorColor: colours.border, separatorHoverColor: colours.grid, enableResize: true },
    },
    grid: { vertLines: { color: colours.grid }, horzLines: { color: colours.grid } },
    crosshair: {
      mode: CrosshairMode.Normal,
      vertLine: { color: colours['text-muted'], labelBackgroundColor: colours.border },
      horzLine: { color: colours['text-muted'], labelBackgroundColor: colours.border },
    },
    rightPriceScale: { borderColor: colours.border, minimumWidth: 64 },
    timeScale: {
      borderColor: colours.border,
      timeVisible: !isDaily,
      secondsVisible: false,
      minBarSpacing: 0.05,
      // without it a narrower window cuts the past off
      lockVisibleTimeRangeOnResize: true,
    },
    localization: {
      locale: 'en-GB',
      timeFormatter: (time: unknown) => {
        const instant = Number(time) * 1_000;
        return isDaily ? formatDayOf(instant) : formatMoment(instant);
      },
    },
    handleScale: { axisPressedMouseMove: { time: true, price: true } },
  });
}

/** Returns whether the instants are days, by the smallest step between the first few. */
export function areDays(times: readonly number[]): boolean {
  for (let index = 1; index < Math.min(times.length, 20); index++) {
    if ((times[index] ?? 0) - (times[index - 1] ?? 0) < DAY) return false;
  }
  return true;
}

/** Returns how figures of a kind are written at the axis and how finely it is divided. */
export function axisFormat(kind: FigureKind, smallest: number) {
  const finest =
    kind === 'percent' || kind === 'share' ? 1e-4 : 10 ** (Math.floor(Math.log10(Math.max(smallest, 1e-10))) - 4);
  return {
    type: 'custom',
    minMove: Math.min(finest, 0.01),
    formatter: (value: number) => formatFigure(kind, value),
  } as const;
}

/** Returns columns as points; a missing value is a place without a point. */
export function toPoints(times: readonly number[], values: readonly (number | null)[]): (LineData | WhitespaceData)[] {
  return times.map((time, index) => {
    const value = values[index] ?? null;
    return value === null ? { time: chartTime(time) } : { time: chartTime(time), value };
  });
}

/** Returns candles as the chart wants them. Where a source gave no opening, high or low, the close stands for it: a dash. */
export function toCandles(columns: {
  readonly openTime: readonly number[];
  readonly open: readonly (number | null)[];
  readonly high: readonly (number | null)[];
  readonly low: readonly (number | null)[];
  readonly close: readonly number[];
}): CandlestickData[] {
  return columns.openTime.map((time, index) => {
    const close = columns.close[index] ?? 0;
    const open = columns.open[index] ?? close;
    return {
      time: chartTime(time),
      open,
      high: columns.high[index] ?? Math.max(open, close),
      low: columns.low[index] ?? Math.min(open, close),
      close,
    };
  });
}

/**
 * Returns the ref of an element in which a chart is built; it is built anew when the theme or one of `parts` changes, and what was
 * in view stays in view. `build` may return what undoes more than the chart.
 */
export function useTimeChart(
  isDaily: boolean,
  build: (chart: IChartApi, colours: Colours) => (() => void) | undefined,
  parts: readonly unknown[],
) {
  const container = useRef<HTMLDivElement>(null);
  const colours = useColours();
  const view = useRef<{ from: number; to: number } | null>(null);
  const latest = useRef(build);
  latest.current = build;
  // one value that is new whenever a part is
  const seen = useRef<readonly unknown[]>([]);
  if (seen.current.length !== parts.length || parts.some((part, index) => part !== seen.current[index]))
    seen.current = parts;
  const current = seen.current;
  const first = useRef<readonly unknown[]>(current);
  useEffect(() => {
    if (container.current === null) return;
    const chart = createTimeChart(container.current, colours, isDaily);
    const undo = latest.current(chart, colours);
    if (view.current !== null && first.current === current) chart.timeScale().setVisibleLogicalRange(view.current);
    else chart.timeScale().fitContent();
    first.current = current;
    return () => {
      view.current = chart.timeScale().getVisibleLogicalRange();
      undo?.();
      chart.remove();
    };
  }, [colours, isDaily, current]);
  return container;
}
