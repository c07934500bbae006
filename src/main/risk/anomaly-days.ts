/** The days of tokens that can be judged, and each with what its kind and its sentence are made of. */
import { type CrossSection, sharedInt32, type Window } from '../numeric/panel.ts';
import { median } from '../numeric/stats.ts';
import { ANOMALY_FIGURES, type AnomalyFigures, type AnomalyView } from './anomaly-figures.ts';
import type { UnusualDay } from './anomaly-kinds.ts';

/** Cells that have figures, by day: those of day `firstDay + i` are `cells[offset[i] .. offset[i + 1]]`. Over shared memory. */
export type JudgedDays = {
  readonly firstDay: number;
  readonly offset: Int32Array;
  readonly cells: Int32Array;
};

/** Days of which the usual trade is the median, and those of which a missing candle is a silence. */
const USUAL_DAYS = 30;
const SILENCE_DAYS = 7;

/** Returns the cells of days `from..until` (day numbers, both with) that have figures: a close, one the day before, and a month of past. */
export function judgedDaysOf(
  window: Window,
  { offset, cells }: CrossSection,
  { data }: AnomalyFigures,
  from: number,
  until: number,
): JudgedDays {
  const [first, end] = [Math.max(from, window.firstDay) - window.firstDay, until + 1 - window.firstDay];
  const ofDay = sharedInt32(Math.max(0, end - first) + 1);
  const found = sharedInt32(end > first ? offset[end] - offset[first] : 0);
  let count = 0;
  for (let day = first; day < end; day++) {
    for (let at = offset[day]; at < offset[day + 1]; at++)
      if (!Number.isNaN(data[cells[at]])) found[count++] = cells[at];
    ofDay[day - first + 1] = count;
  }
  return { firstDay: window.firstDay + first, offset: ofDay, cells: found.subarray(0, count) };
}

/** Returns what is needed of a cell's day. It reads the cell and those before it alone. */
export function unusualDayOf(
  window: Window,
  figures: AnomalyFigures,
  cell: number,
  asset: number,
  view: AnomalyView,
): UnusualDay {
  const { fields, offset, start, firstDay } = window;
  const first = offset[asset];
  const candleAt = (at: number) => ({
    ...{ open: fields.open[at], high: fields.high[at], low: fields.low[at] },
    ...{ close: fields.close[at], volume: fields.volume[at] },
  });
  let silentDays = 0;
  for (let at = Math.max(first, cell - SILENCE_DAYS); at < cell; at++) if (Number.isNaN(fields.close[at])) silentDays++;
  return {
    view,
    figure: (name) => figures.data[ANOMALY_FIGURES.indexOf(name) * figures.rows + cell],
    ...candleAt(cell),
    before: candleAt(cell - 1),
    usualVolume: median(fields.volume.subarray(Math.max(first, cell - USUAL_DAYS), cell)),
    age: cell - first,
    silentDays,
    market: figures.market[start[asset] + cell - first - firstDay],
  };
}
