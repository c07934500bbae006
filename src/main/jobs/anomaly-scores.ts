/** How unusual each token's day is: a forest a day and view, grown on that day's tokens. */
import { grouped } from '../../shared/grouped.ts';
import { type GroupScores, type RowGroups, scoreGroups } from '../models/isolation-groups.ts';
import { sharedInt32, type Window } from '../numeric/panel.ts';
import type { JudgedDays } from '../risk/anomaly-days.ts';
import {
  ANOMALY_FIGURES,
  ANOMALY_VIEWS,
  type AnomalyFigures,
  type AnomalyView,
  VIEW_FIGURES,
} from '../risk/anomaly-figures.ts';
import type { JobRun } from './job.ts';
import { shareOfRun } from './share-of-run.ts';

const RECIPE = { trees: 100, sample: 256, seed: 1 } as const;
/** A year of one token is a smaller sample than a day of all. */
const OWN_SAMPLE = 128;
/** Days of its own past that a token is judged against. */
export const OWN_DAYS = 365;

/** Scores of judged cells, in their order: the largest of the views, and which view that is (index into ANOMALY_VIEWS). */
export type DayScores = { readonly score: Float32Array; readonly view: Uint8Array };

/** Returns the scores of every judged cell; NaN on a day with fewer than 128 tokens, on which nothing is usual. */
export function scoreDays(figures: AnomalyFigures, days: JudgedDays, run: JobRun): DayScores {
  const score = new Float32Array(days.cells.length).fill(Number.NaN);
  const view = new Uint8Array(days.cells.length);
  const label = sharedInt32(days.offset.length - 1).map((_, i) => days.firstDay + i);
  const { offset, cells } = days;
  const groups = { label, grownOffset: offset, grownOn: cells, scoredOffset: offset, scored: cells };
  ANOMALY_VIEWS.forEach((name, v) => {
    const part = shareOfRun(run, v / ANOMALY_VIEWS.length, (v + 1) / ANOMALY_VIEWS.length);
    const { scores } = scoreView(figures, name, groups, { ...RECIPE, isExplained: false }, part);
    for (let i = 0; i < score.length; i++) {
      if (score[i]! >= scores[i]!) continue;
      score[i] = scores[i]!;
      view[i] = v;
    }
  });
  return { score, view };
}

/** A cell whose score is to be explained, with the view that gave it. */
export type Flagged = {
  readonly cell: number;
  readonly day: number;
  readonly asset: number;
  readonly view: AnomalyView;
};

/**
 * Returns by flagged cell what each figure of its view adds to its score. The forests are those of {@link scoreDays}, grown again.
 */
export function contributionsOf(
  figures: AnomalyFigures,
  days: JudgedDays,
  flagged: readonly Flagged[],
  run: JobRun,
): Float32Array[] {
  const found: Float32Array[] = new Array(flagged.length);
  eachView(flagged, run, (view, places, part) => {
    const byDay = grouped(places, (i) => flagged[i]!.day);
    const today = groupsOf(
      [...byDay].map(([day, ofDay]) => ({
        label: day,
        grownOn: days.cells.subarray(days.offset[day - days.firstDay], days.offset[day - days.firstDay + 1]),
        scored: ofDay.map((i) => flagged[i]!.cell),
      })),
    );
    const { contributions } = scoreView(figures, view, today, { ...RECIPE, isExplained: true }, part);
    const width = VIEW_FIGURES[view].length;
    [...byDay.values()].flat().forEach((i, at) => {
      found[i] = (contributions ?? new Float32Array(0)).slice(at * width, (at + 1) * width);
    });
  });
  return found;
}

/** Returns by flagged cell the score against the token's own last year; null where that is too short. */
export function ownScoresOf(
  window: Window,
  figures: AnomalyFigures,
  flagged: readonly Flagged[],
  run: JobRun,
): (number | null)[] {
  const found: (number | null)[] = new Array(flagged.length);
  eachView(flagged, run, (view, places, part) => {
    const own = groupsOf(
      places.map((i) => {
        const { cell, day, asset } = flagged[i]!;
        const from = Math.max(window.offset[asset]!, cell - OWN_DAYS);
        const past = Array.from({ length: cell - from }, (_, back) => from + back);
        return { label: day, grownOn: past.filter((at) => !Number.isNaN(figures.data[at]!)), scored: [cell] };
      }),
    );
    const { scores } = scoreView(figures, view, own, { ...RECIPE, sample: OWN_SAMPLE, isExplained: false }, part);
    places.forEach((i, at) => {
      found[i] = Number.isNaN(scores[at]!) ? null : scores[at]!;
    });
  });
  return found;
}

/** Calls with each view that some flagged cells have, their places, and its part of the run. */
function eachView(
  flagged: readonly Flagged[],
  run: JobRun,
  visit: (view: AnomalyView, places: readonly number[], part: JobRun) => void,
): void {
  ANOMALY_VIEWS.forEach((view, v) => {
    const places = flagged.map((_, i) => i).filter((i) => flagged[i]!.view === view);
    const part = shareOfRun(run, v / ANOMALY_VIEWS.length, (v + 1) / ANOMALY_VIEWS.length);
    if (places.length > 0) visit(view, places, part);
  });
}

function scoreView(
  { data, rows }: AnomalyFigures,
  view: AnomalyView,
  groups: RowGroups,
  recipe: Parameters<typeof scoreGroups>[2],
  run: JobRun,
): GroupScores {
  const names: readonly string[] = VIEW_FIGURES[view];
  const first = ANOMALY_FIGURES.indexOf(VIEW_FIGURES[view][0]);
  const table = { data: data.subarray(first * rows, (first + names.length) * rows), rows, columnCount: names.length };
  return scoreGroups(table, groups, recipe, {
    team: run.team,
    signal: run.signal,
    report: (done) => run.report(done, `comparing the tokens of each day: ${view}`),
  });
}

type Group = { readonly label: number; readonly grownOn: ArrayLike<number>; readonly scored: ArrayLike<number> };

/** Returns groups side by side, over shared memory. */
function groupsOf(groups: readonly Group[]): RowGroups {
  const join = (rowsOf: (group: Group) => ArrayLike<number>) => {
    const offset = sharedInt32(groups.length + 1);
    groups.forEach((group, i) => {
      offset[i + 1] = offset[i]! + rowsOf(group).length;
    });
    const joined = sharedInt32(offset[groups.length]!);
    for (const [i, group] of groups.entries()) joined.set(rowsOf(group), offset[i]);
    return { offset, joined };
  };
  const [grown, scored] = [join(({ grownOn }) => grownOn), join((group) => group.scored)];
  const label = sharedInt32(groups.length);
  groups.forEach((group, i) => {
    label[i] = group.label;
  });
  return {
    label,
    grownOffset: grown.offset,
    grownOn: grown.joined,
    scoredOffset: scored.offset,
    scored: scored.joined,
  };
}
