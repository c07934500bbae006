/**
 * The unusual days of the last weeks, each as it could be judged at its end. What is made of all tokens is kept beside the market it
 * was made of, so that asking again takes what explaining takes.
 */

import type { Anomaly } from '../../shared/anomalies.ts';
import { throwIfCancelled } from '../../shared/errors.ts';
import { EligibilityRules } from '../../shared/models.ts';
import { dayOf, formatDay, type Instant, startOfDay } from '../../shared/time.ts';
import { finiteOrNull } from '../numeric/finite-or-null.ts';
import { type CrossSection, crossSectionOf, type Window } from '../numeric/panel.ts';
import { sliceWindow } from '../numeric/slice.ts';
import { median } from '../numeric/stats.ts';
import { type JudgedDays, judgedDaysOf, unusualDayOf } from '../risk/anomaly-days.ts';
import {
  ANOMALY_FIGURES,
  ANOMALY_VIEWS,
  type AnomalyFigures,
  anomalyFiguresOf,
  LOOKBACK_DAYS,
  VIEW_FIGURES,
} from '../risk/anomaly-figures.ts';
import { kindOf, sentenceOf } from '../risk/anomaly-kinds.ts';
import { type DayScores, type Explanation, explainDays, type Flagged, OWN_DAYS, scoreDays } from './anomaly-scores.ts';
import { namingsOf } from './asset-names.ts';
import type { Job, JobRun } from './job.ts';
import type { Market } from './market.ts';
import { cachedMarket } from './market-cache.ts';
import { shareOfRun } from './share-of-run.ts';

export type AnomaliesInput = {
  readonly asOf: Instant;
  /** How many of the last days are shown. */
  readonly days: number;
  /** Id or symbol of the one token that is wanted; null for all. */
  readonly asset: string | null;
  /** Score from which on the program warns. */
  readonly threshold: number;
};

export type AnomaliesOutput = {
  readonly asOf: Instant;
  readonly threshold: number;
  readonly scoredCount: number;
  readonly anomalies: Anomaly[];
  readonly notes: string[];
};

/** Most days that may be asked for, and most anomalies that are told. */
const FEED_DAYS = 90;
const MOST = 500;
/** What is told without being an alert: nearly one, or of the one token that was asked for. */
const NEARLY = 0.04;
const OF_ONE = 0.6;
/** Figures that are told of each. */
const TOLD_FIGURES = 4;
const NORMAL = 1.4826;

type Feed = {
  readonly window: Window;
  readonly crossSection: CrossSection;
  readonly figures: AnomalyFigures;
  readonly days: JudgedDays;
  readonly scores: DayScores;
};

const kept = new WeakMap<Market, Feed>();

/** Returns the unusual days of the last weeks, newest first, the most unusual of a day first. */
export const listAnomalies: Job<AnomaliesInput, AnomaliesOutput> = (store, input, run) => {
  run.report(0, 'reading candles');
  const market = cachedMarket(store, input.asOf, EligibilityRules.parse({}), run);
  const feed = kept.get(market) ?? feedOf(market, shareOfRun(run, 0.6, 0.9));
  kept.set(market, feed);
  const namingOf = namingsOf(store, input.asOf);
  const symbolOf = (asset: number): string => {
    const id = feed.window.assets[asset]!;
    return namingOf(id).symbol ?? id;
  };
  const { flagged, scoredCount, leftOut } = flaggedOf(feed, market.lastDay, input, symbolOf);
  const explained = explainDays(feed.window, feed.figures, feed.days, flagged, shareOfRun(run, 0.9, 1));
  const anomalies = flagged.map((one, i) => tell(feed, one, explained[i]!, input.threshold, symbolOf(one.asset)));
  run.report(1, 'compared');
  return { asOf: input.asOf, threshold: input.threshold, scoredCount, anomalies, notes: notesOf(leftOut, scoredCount) };
};

function feedOf({ window: whole, lastDay }: Market, run: JobRun): Feed {
  const firstShown = lastDay + 1 - FEED_DAYS;
  const { window } = sliceWindow(whole, firstShown - OWN_DAYS - LOOKBACK_DAYS);
  const crossSection = crossSectionOf(window);
  const figures = anomalyFiguresOf(window, crossSection, run.team, (done) => {
    throwIfCancelled(run.signal);
    run.report(0.7 * done, 'measuring each day against the days before it');
  });
  const days = judgedDaysOf(window, crossSection, figures, firstShown, lastDay);
  return { window, crossSection, figures, days, scores: scoreDays(figures, days, shareOfRun(run, 0.7, 1)) };
}

type FlaggedDay = Flagged & { readonly score: number };

function flaggedOf(
  { window, crossSection, days, scores: { score, view } }: Feed,
  lastDay: number,
  { days: dayCount, asset: wanted, threshold }: AnomaliesInput,
  symbolOf: (asset: number) => string,
): { flagged: FlaggedDay[]; scoredCount: number; leftOut: number } {
  const isMeant = (id: string, asset: number): boolean =>
    wanted === null || id === wanted || symbolOf(asset).toUpperCase() === wanted.toUpperCase();
  const meant = window.assets.map(isMeant);
  const least = wanted === null ? threshold - NEARLY : Math.min(OF_ONE, threshold);
  const found: FlaggedDay[] = [];
  let scoredCount = 0;
  for (let day = Math.max(days.firstDay, lastDay + 1 - dayCount); day <= lastDay; day++) {
    for (let i = days.offset[day - days.firstDay]!; i < days.offset[day - days.firstDay + 1]!; i++) {
      if (Number.isNaN(score[i]!)) continue;
      const cell = days.cells[i]!;
      const asset = crossSection.assetOfCell[cell]!;
      if (!meant[asset]) continue;
      scoredCount++;
      if (score[i]! >= least) found.push({ cell, day, asset, view: ANOMALY_VIEWS[view[i]!]!, score: score[i]! });
    }
  }
  const flagged = found.sort((a, b) => b.score - a.score || a.cell - b.cell).slice(0, MOST);
  flagged.sort((a, b) => b.day - a.day || b.score - a.score || a.cell - b.cell);
  return { flagged, scoredCount, leftOut: found.length - flagged.length };
}

function tell(
  feed: Feed,
  { cell, day, asset, view, score }: FlaggedDay,
  { contributions, ownScore }: Explanation,
  threshold: number,
  symbol: string,
): Anomaly {
  const { window, figures } = feed;
  const unusual = unusualDayOf(window, figures, cell, asset, view);
  const kind = kindOf(unusual);
  const raised = contributions.reduce((sum, part) => sum + Math.max(0, part), 0);
  const told = VIEW_FIGURES[view]
    .map((name, i) => ({ name, share: raised > 0 ? Math.max(0, contributions[i]!) / raised : 0 }))
    .filter(({ share }) => share > 0)
    .sort((a, b) => b.share - a.share)
    .slice(0, TOLD_FIGURES);
  return {
    asset: window.assets[asset]!,
    symbol,
    time: startOfDay(day),
    kind,
    score,
    ownScore,
    isAlert: score >= threshold,
    factor: told.map(({ name }) => name),
    contribution: told.map(({ share }) => share),
    value: told.map(({ name }) => deviationsOf(feed, ANOMALY_FIGURES.indexOf(name), day, cell)),
    sentence: `${sentenceOf(unusual, kind)}${sinceThen(window, asset, cell)}`,
  };
}

/** Returns by how many robust deviations a figure lies above the middle of its day; null where it is not known or all are alike. */
function deviationsOf({ figures, days }: Feed, figure: number, day: number, cell: number): number | null {
  const column = figures.data.subarray(figure * figures.rows, (figure + 1) * figures.rows);
  const cells = days.cells.subarray(days.offset[day - days.firstDay], days.offset[day - days.firstDay + 1]);
  const values = Float64Array.from(cells, (at) => column[at]!);
  const middle = median(values);
  const spread = NORMAL * median(values.map((value) => Math.abs(value - middle)));
  return finiteOrNull((column[cell]! - middle) / spread);
}

/** What came after a day, which its kind did not know. */
function sinceThen({ fields: { close }, offset }: Window, asset: number, cell: number): string {
  const last = close[offset[asset + 1]! - 1]!;
  if (offset[asset + 1]! - 1 === cell) return '';
  const change = Math.round(100 * (last / close[cell]! - 1));
  return ` Since then ${change >= 0 ? '+' : '−'}${Math.abs(change)} %.`;
}

function notesOf(leftOut: number, scoredCount: number): string[] {
  const notes = [
    'Each day is judged by itself and the days before it. Only the words "since then" tell what came later.',
    'Every token with a month of history counts, also those that are too small for an index: pumps happen there.',
  ];
  if (scoredCount === 0) notes.push('A day needs 128 tokens before it can be said what is usual of it.');
  if (leftOut > 0) notes.push(`${leftOut} less unusual days of tokens are not shown.`);
  return notes;
}

/** Returns a sentence about the threshold. @param asOf - of the record it was taken from; null for the default. */
export function thresholdNote(asOf: number | null): string {
  return asOf === null
    ? 'The threshold is the default: no track record was made by this day. Make one to have it chosen on labelled pumps.'
    : `The threshold comes from the track record of ${formatDay(dayOf(asOf) - 1)}.`;
}
