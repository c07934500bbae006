/** Why a day is unusual, and whether that is enough to warn. */
import { median } from '../numeric/stats.ts';
import type { JudgedDays } from './anomaly-days.ts';
import {
  ANOMALY_FIGURES,
  type AnomalyFigure,
  type AnomalyFigures,
  type AnomalyView,
  VIEW_FIGURES,
} from './anomaly-figures.ts';

/** A figure that raised a score: its share of what all raised, and by how many robust deviations it lies above the middle of the day. */
export type Reason = { readonly name: AnomalyFigure; readonly share: number; readonly deviations: number };

/** Figures that are told of each. */
const TOLD_FIGURES = 4;
/**
 * Robust deviations by which the figure that contributed most must lie above the middle of its day for an alert. A forest isolates
 * also what is merely alone, near all others. With 3.5 half of the labelled pumps of 2018 that were found are lost.
 *
 * @see Leys et al. (2013), "Detecting outliers", Journal of Experimental Social Psychology 49.
 */
export const LEAST_DEVIATIONS = 2.5;
const NORMAL = 1.4826;

/** Returns what tells the reasons of a cell of a day, largest first, from what each figure of its view adds to its score. */
export function createReasons(figures: AnomalyFigures, days: JudgedDays) {
  let [known, middles] = [Number.NaN, new Map<AnomalyFigure, readonly [middle: number, spread: number]>()];
  const columnOf = (name: AnomalyFigure): Float32Array => {
    const first = ANOMALY_FIGURES.indexOf(name) * figures.rows;
    return figures.data.subarray(first, first + figures.rows);
  };
  const middleOf = (name: AnomalyFigure, day: number): readonly [middle: number, spread: number] => {
    if (day !== known) [known, middles] = [day, new Map()];
    const kept = middles.get(name);
    if (kept !== undefined) return kept;
    const column = columnOf(name);
    const cells = days.cells.subarray(days.offset[day - days.firstDay], days.offset[day + 1 - days.firstDay]);
    const values = Float64Array.from(cells, (at) => column[at]);
    const middle = median(values);
    const found = [middle, NORMAL * median(values.map((value) => Math.abs(value - middle)))] as const;
    middles.set(name, found);
    return found;
  };
  return (cell: number, day: number, view: AnomalyView, contributions: ArrayLike<number>): Reason[] => {
    const raised = Array.from(contributions).reduce((sum, part) => sum + Math.max(0, part), 0);
    return VIEW_FIGURES[view]
      .map((name: AnomalyFigure, i) => ({ name, share: raised > 0 ? Math.max(0, contributions[i]) / raised : 0 }))
      .filter(({ share }) => share > 0)
      .sort((a, b) => b.share - a.share)
      .slice(0, TOLD_FIGURES)
      .map(({ name, share }) => {
        const [middle, spread] = middleOf(name, day);
        return { name, share, deviations: (columnOf(name)[cell] - middle) / spread };
      });
  };
}

/** Returns whether the figure that contributed most is far enough from the middle of its day to warn. */
export function isLarge([largest]: readonly Reason[]): boolean {
  return largest !== undefined && largest.deviations >= LEAST_DEVIATIONS;
}
