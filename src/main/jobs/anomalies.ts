/**
 * The unusual days of the last weeks, each as it could be judged at its end. What is made of all tokens is kept beside the market it
 * was made of, so that asking again takes what explaining takes.
 */

import type { Anomaly, AnomalyRecord } from '../../shared/anomalies.ts';
import { throwIfCancelled } from '../../shared/errors.ts';
import { EligibilityRules } from '../../shared/models.ts';
import { dayOf, formatDay, type Instant, startOfDay } from '../../shared/time.ts';
import { decimal } from '../backtest/wording.ts';
import { finiteOrNull } from '../numeric/finite-or-null.ts';
import { type CrossSection, crossSectionOf, type Window } from '../numeric/panel.ts';
import { sliceWindow } from '../numeric/slice.ts';
import { type JudgedDays, judgedDaysOf, unusualDayOf } from '../risk/anomaly-days.ts';
import { ANOMALY_VIEWS, type AnomalyFigures, anomalyFiguresOf, LOOKBACK_DAYS } from '../risk/anomaly-figures.ts';
import { kindOf, sentenceOf } from '../risk/anomaly-kinds.ts';
import { createReasons, isLarge, LEAST_DEVIATIONS, type Reason } from '../risk/anomaly-reasons.ts';
import { bestThreshold, firstHalfOf } from '../risk/anomaly-record.ts';
import { contributionsOf, type DayScores, type Flagged, OWN_DAYS, ownScoresOf, scoreDays } from './anomaly-scores.ts';
import { namingsOf } from './asset-names.ts';
import type { Job, JobRun } from './job.ts';
import type { Market } from './market.ts';
import { cachedMarket } from './market-cache.ts';
import { shareOfRun } from './share-of-run.ts';

export type AnomaliesInput = {
  readonly asOf: Instant;
  /** How many of the last days are shown. */
  readonly days: number;
  /** Id of the one token that is wanted; null for all. */
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
  const { window, figures, days } = feed;
  const { flagged, scoredCount, leftOut } = flaggedOf(feed, market.lastDay, input);
  const contributions = contributionsOf(figures, days, flagged, shareOfRun(run, 0.9, 0.95));
  const ownScores = ownScoresOf(window, figures, flagged, shareOfRun(run, 0.95, 1));
  const reasonsOf = createReasons(figures, days);
  const anomalies = flagged.map((one, i) => {
    const id = window.assets[one.asset]!;
    const reasons = reasonsOf(one.cell, one.day, one.view, contributions[i]!);
    const told = { asset: id, symbol: namingOf(id).symbol ?? id, ownScore: ownScores[i]! };
    return { ...told, ...tell(feed, one, reasons, input.threshold) };
  });
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
): { flagged: FlaggedDay[]; scoredCount: number; leftOut: number } {
  const least = wanted === null ? threshold - NEARLY : Math.min(OF_ONE, threshold);
  const found: FlaggedDay[] = [];
  let scoredCount = 0;
  for (let day = Math.max(days.firstDay, lastDay + 1 - dayCount); day <= lastDay; day++) {
    for (let i = days.offset[day - days.firstDay]!; i < days.offset[day - days.firstDay + 1]!; i++) {
      if (Number.isNaN(score[i]!)) continue;
      const cell = days.cells[i]!;
      const asset = crossSection.assetOfCell[cell]!;
      // a symbol may be the id of another token, so it names none
      if (wanted !== null && window.assets[asset] !== wanted) continue;
      scoredCount++;
      if (score[i]! >= least) found.push({ cell, day, asset, view: ANOMALY_VIEWS[view[i]!]!, score: score[i]! });
    }
  }
  const flagged = found.sort((a, b) => b.score - a.score || a.cell - b.cell).slice(0, MOST);
  flagged.sort((a, b) => b.day - a.day || b.score - a.score || a.cell - b.cell);
  return { flagged, scoredCount, leftOut: found.length - flagged.length };
}

function tell(
  { window, figures }: Feed,
  { cell, day, asset, view, score }: FlaggedDay,
  reasons: readonly Reason[],
  threshold: number,
): Omit<Anomaly, 'asset' | 'symbol' | 'ownScore'> {
  const unusual = unusualDayOf(window, figures, cell, asset, view);
  const kind = kindOf(unusual);
  const names = reasons.map(({ name }) => name);
  return {
    time: startOfDay(day),
    kind,
    score,
    isAlert: score >= threshold && isLarge(reasons),
    factor: names,
    contribution: reasons.map(({ share }) => share),
    value: reasons.map(({ deviations }) => finiteOrNull(deviations)),
    sentence: `${sentenceOf(unusual, kind, names)}${sinceThen(window, asset, cell)}`,
  };
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
    `The program warns of a day if the score reaches the threshold and the figure that contributed most lies at least ${LEAST_DEVIATIONS} robust deviations above the middle of the day.`,
    'Each day is judged by itself and the days before it. Only the words "since then" tell what came later.',
    'Every token with a month of history counts, also those that are too small for an index: pumps happen there.',
  ];
  if (scoredCount === 0) notes.push('A day needs 128 tokens before it can be said what is usual of it.');
  if (leftOut > 0) notes.push(`${decimal(leftOut, 0)} less unusual days of tokens are not shown.`);
  return notes;
}

/** Returns a sentence about where the threshold is from. @param record - the newest one; null before one was made. */
export function thresholdNote(record: Pick<AnomalyRecord, 'asOf' | 'proofs'> | null): string {
  if (record === null)
    return 'The threshold is the default: no track record was made by this day. Make one to have it chosen on labelled pumps.';
  const day = formatDay(dayOf(record.asOf) - 1);
  const chosenOn = firstHalfOf(record.proofs);
  return chosenOn === undefined || bestThreshold(chosenOn) === null
    ? `The threshold is the default, which the track record of ${day} kept: it had no labelled pumps to choose one on.`
    : `The threshold was chosen on labelled pumps, in the track record of ${day}.`;
}
