import {
  type CandlestickData,
  ColorType,
  CrosshairMode,
  createChart,
  type IChartApi,
  type LineData,
  TickMarkType,
  type Time,
  type UTCTimestamp,
  type WhitespaceData,
} from 'lightweight-charts';
import { useEffect, useRef } from 'react';
import { DAY } from '../../shared/time.ts';
import { type FigureKind, formatDayOf, formatFigure, formatMoment } from '../format.ts';
import { type Colours, useColours } from './colours.ts';

/** Returns seconds, which the chart library wants, from an instant. */
export const chartTime = (instant: number): UTCTimestamp => Math.floor(instant / 1_000) as UTCTimestamp;

const FONT_SIZE = 11;

/** Returns a bare chart in the colours of the theme: UTC, quiet grid, magnetic crosshair. It is the caller's to remove. */
export function createTimeChart(container: HTMLElement, colours: Colours, isDaily: boolean): IChartApi {
  const chart = createChart(container, {
    autoSize: true,
    layout: {
      background: { type: ColorType.Solid, color: 'transparent' },
      textColor: colours['text-muted'],
      fontSize: FONT_SIZE,
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
    rightPriceScale: { borderColor: colours.border, minimumWidth: 64, entireTextOnly: true },
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
    // the wheel scrolls the page: see zoomWithWheel
    handleScroll: { mouseWheel: false },
    handleScale: { axisPressedMouseMove: { time: true, price: true }, mouseWheel: false },
  });
  hideCutLabels(chart);
  return chart;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Returns what stands at the time axis; a day tells its month, for a bare number says nothing. */
export function tickText(seconds: number, type: TickMarkType): string {
  const text = formatMoment(seconds * 1_000);
  const month = MONTHS[Number(text.slice(5, 7)) - 1] ?? '';
  if (type === TickMarkType.Year) return text.slice(0, 4);
  if (type === TickMarkType.Month) return month;
  return type === TickMarkType.DayOfMonth ? `${Number(text.slice(8, 10))} ${month}` : text.slice(11, 16);
}

/** Leaves out labels of the time axis that its edges would cut. The library keeps the texts until its options are set. */
function hideCutLabels(chart: IChartApi): void {
  const scale = chart.timeScale();
  const tickMarkFormatter = (time: Time, type: TickMarkType): string => {
    const text = tickText(Number(time), type);
    const place = scale.timeToCoordinate(time);
    // a digit is about 0.6 as wide as the type is high
    const half = (text.length * FONT_SIZE * 0.6) / 2;
    return place === null || (place >= half && place <= scale.width() - half) ? text : '';
  };
  const update = (): void => chart.applyOptions({ timeScale: { tickMarkFormatter } });
  update();
  scale.subscribeVisibleLogicalRangeChange(update);
  scale.subscribeSizeChange(update);
}

/** What one notch of the wheel adds to the span in view. */
const ZOOM_STEP = 0.15;

/**
 * Zooms with Ctrl and the wheel, pans where it is turned sideways, and leaves it to the page otherwise. Returns what undoes that.
 */
function zoomWithWheel(chart: IChartApi, container: HTMLElement): () => void {
  const scale = chart.timeScale();
  const onWheel = (event: WheelEvent): void => {
    const range = scale.getVisibleLogicalRange();
    const isZoom = event.ctrlKey || event.metaKey;
    if (range === null || (!isZoom && Math.abs(event.deltaX) <= Math.abs(event.deltaY))) return;
    event.preventDefault();
    const count = range.to - range.from;
    if (!isZoom) {
      const shift = (event.deltaX / Math.max(1, scale.width())) * count;
      scale.setVisibleLogicalRange({ from: range.from + shift, to: range.to + shift });
      return;
    }
    const at = (event.clientX - container.getBoundingClientRect().left) / Math.max(1, scale.width());
    const change = count * ZOOM_STEP * Math.sign(event.deltaY);
    scale.setVisibleLogicalRange({ from: range.from - change * at, to: range.to + change * (1 - at) });
  };
  container.addEventListener('wheel', onWheel, { passive: false });
  return () => container.removeEventListener('wheel', onWheel);
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
    // sums of tiny steps come to 1e-17 where zero is meant
    formatter: (value: number) => formatFigure(kind, Math.abs(value) < finest / 2 ? 0 : value),
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
    const undoZoom = zoomWithWheel(chart, container.current);
    if (view.current !== null && first.current === current) chart.timeScale().setVisibleLogicalRange(view.current);
    else chart.timeScale().fitContent();
    first.current = current;
    return () => {
      view.current = chart.timeScale().getVisibleLogicalRange();
      undo?.();
      undoZoom();
      chart.remove();
    };
  }, [colours, isDaily, current]);
  return container;
}
