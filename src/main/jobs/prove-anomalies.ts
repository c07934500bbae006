/**
 * The detector over the whole history: each day is judged by itself and the days before it, then held against what came and against
 * labelled pumps. The alert threshold is chosen on the earlier half of the labelled events alone.
 */
import type { AnomalyRecord, EventProof } from '../../shared/anomalies.ts';
import { throwIfCancelled } from '../../shared/errors.ts';
import { grouped } from '../../shared/grouped.ts';
import { dayOf, formatDay, type Instant, startOfDay } from '../../shared/time.ts';
import { decimal, percent } from '../backtest/wording.ts';
import { cellOf, type Window } from '../numeric/panel.ts';
import { median } from '../numeric/stats.ts';
import { type JudgedDays, judgedDaysOf, unusualDayOf } from '../risk/anomaly-days.ts';
import { ANOMALY_VIEWS, type AnomalyFigures, anomalyFiguresOf } from '../risk/anomaly-figures.ts';
import { kindOf } from '../risk/anomaly-kinds.ts';
import { createReasons, isLarge } from '../risk/anomaly-reasons.ts';
import {
  alertRecordOf,
  bestThreshold,
  type Candidate,
  claimsOf,
  eventProofOf,
  FALL,
  FEWEST_ALERTS,
  type LabelledEvent,
  outcomeOf,
  overallPrecision,
  THRESHOLDS,
} from '../risk/anomaly-record.ts';
import { listIncidents } from '../store/incidents.ts';
import type { ReadableStore } from '../store/open.ts';
import { contributionsOf, type DayScores, type Flagged, scoreDays } from './anomaly-scores.ts';
import { namingsOf } from './asset-names.ts';
import type { Job, JobRun } from './job.ts';
import { readingStep, readMarket, type SeenMarket } from './market.ts';
import { shareOfRun } from './share-of-run.ts';

/** Where no labelled event tells better: about one in a hundred days of a token. Chosen on the real history's early half. */
export const DEFAULT_THRESHOLD = 0.78;
/** Days of which the trade tells which of several tokens of a symbol was meant. */
const TRADE_DAYS = 30;
/** Cells between two looks at the signal. */
const EVERY = 16_384;
/** The same where each takes medians of a day. */
const FEW = 256;

/** Returns the track record of the detector over all that was known at an instant. Throws `insufficient-data` without candles. */
export const proveAnomalies: Job<{ readonly asOf: Instant }, AnomalyRecord> = (store, { asOf }, run) => {
  const market = readMarket(store, asOf, { onAsset: readingStep(run, 0.05) });
  const { window, crossSection, lastDay } = market;
  const figures = anomalyFiguresOf(window, crossSection, run.team, (done) => {
    throwIfCancelled(run.signal);
    run.report(0.05 + 0.15 * done, 'measuring each day against the days before it');
  });
  const days = judgedDaysOf(window, crossSection, figures, window.firstDay, lastDay);
  const scores = scoreDays(figures, days, shareOfRun(run, 0.2, 0.8));
  const candidates = candidatesOf(market, figures, days, scores, shareOfRun(run, 0.8, 0.95));
  run.report(0.95, 'holding alerts against what came');
  throwIfCancelled(run.signal);
  const events = labelledEvents(store, window, asOf);
  throwIfCancelled(run.signal);
  return recordOf(market, { asOf, days, scores, candidates, events }, run);
};

/** Returns the judged days that may be alerted at any threshold, with their kinds. */
function candidatesOf(
  { window, crossSection }: SeenMarket,
  figures: AnomalyFigures,
  days: JudgedDays,
  { score, view }: DayScores,
  run: JobRun,
): Candidate[] {
  const flagged: (Flagged & { readonly score: number })[] = [];
  let day = days.firstDay;
  for (let i = 0; i < days.cells.length; i++) {
    if (i % EVERY === 0) throwIfCancelled(run.signal);
    while (i >= days.offset[day - days.firstDay + 1]!) day++;
    if (!(score[i]! >= THRESHOLDS[0]!)) continue;
    const cell = days.cells[i]!;
    const asset = crossSection.assetOfCell[cell]!;
    flagged.push({ cell, asset, day, score: score[i]!, view: ANOMALY_VIEWS[view[i]!]! });
  }
  const contributions = contributionsOf(figures, days, flagged, run);
  const reasonsOf = createReasons(figures, days);
  return flagged.flatMap(({ cell, asset, day, score: own, view: seen }, i): Candidate[] => {
    if (i % FEW === 0) throwIfCancelled(run.signal);
    if (!isLarge(reasonsOf(cell, day, seen, contributions[i]!))) return [];
    const kind = kindOf(unusualDayOf(window, figures, cell, asset, seen));
    return [{ cell, asset, day, score: own, kind }];
  });
}

/**
 * Returns the announced pumps whose token has a price on the day. A symbol that several tokens have means the one of which most was
 * traded in the month before.
 */
function labelledEvents(store: ReadableStore, window: Window, asOf: Instant): LabelledEvent[] {
  const namingOf = namingsOf(store, asOf);
  const bySymbol = grouped(window.assets.keys(), (asset) => namingOf(window.assets[asset]!).symbol?.toUpperCase());
  return listIncidents(store, 'pump', asOf).flatMap(({ source, symbol, happenedAt }) => {
    const day = dayOf(happenedAt);
    const meant = (bySymbol.get(symbol ?? '') ?? [])
      .map((asset) => ({ asset, cell: cellOf(window, asset, day) }))
      .filter(({ cell }) => cell >= 0 && window.fields.close[cell]! > 0)
      .map((one) => ({ ...one, traded: tradedBefore(window, one.asset, one.cell) }))
      .sort((a, b) => b.traded - a.traded || a.asset - b.asset);
    return meant.slice(0, 1).map(({ asset, cell }) => ({ source, asset, day, cell }));
  });
}

function tradedBefore({ fields, offset }: Window, asset: number, cell: number): number {
  return median(fields.volume.subarray(Math.max(offset[asset]!, cell - TRADE_DAYS), cell)) || 0;
}

type Judged = {
  readonly asOf: Instant;
  readonly days: JudgedDays;
  readonly scores: DayScores;
  readonly candidates: readonly Candidate[];
  readonly events: readonly LabelledEvent[];
};

function recordOf(
  { window, endings, crossSection, lastDay }: SeenMarket,
  { asOf, days, scores, candidates, events }: Judged,
  run: JobRun,
): AnomalyRecord {
  const claims = claimsOf(candidates);
  const splitDay = splitDayOf(events, days.firstDay, lastDay);
  const parts = {
    early: { from: days.firstDay, until: splitDay },
    later: { from: splitDay, until: lastDay + 1 },
    all: { from: days.firstDay, until: lastDay + 1 },
  } as const;
  const proofOf = (source: string, part: EventProof['part'], some: readonly LabelledEvent[], limit: number) => {
    throwIfCancelled(run.signal);
    const span = parts[part];
    const own = some.filter(({ day }) => day >= span.from && day < span.until);
    const judged = days.offset[span.until - days.firstDay]! - days.offset[span.from - days.firstDay]!;
    const share = (threshold: number): number => countClaims(claims, span, threshold) / Math.max(1, judged);
    return eventProofOf({ source, part }, window, own, claims, span, share, limit);
  };
  const once = [...new Map(events.map((event) => [`${event.asset} ${event.day}`, event])).values()];
  const chosen = bestThreshold(proofOf('all', 'early', once, THRESHOLDS[0]!));
  const threshold = chosen ?? DEFAULT_THRESHOLD;
  const sources = [...new Set(events.map(({ source }) => source))].sort();
  const proofs = [
    ...(['later', 'early', 'all'] as const).map((part) => proofOf('all', part, once, threshold)),
    ...sources.flatMap((source) => {
      const own = events.filter((event) => event.source === source);
      return (['later', 'early'] as const).map((part) => proofOf(source, part, own, threshold));
    }),
  ].filter(({ eventCount }) => eventCount > 0);
  const endingOf = (asset: number) => endings.get(window.assets[asset]!);
  const alerts = candidates.filter(({ score }) => score >= threshold);
  const outcome = ({ cell, asset }: { cell: number; asset: number }) => outcomeOf(window, cell, asset, endingOf(asset));
  let [fell, known] = [0, 0];
  days.cells.forEach((cell, i) => {
    if (i % EVERY === 0) throwIfCancelled(run.signal);
    const asset = crossSection.assetOfCell[cell]!;
    const { fell: isFall } = outcomeOf(window, cell, asset, endingOf(asset));
    if (isFall === null || Number.isNaN(scores.score[i]!)) return;
    known++;
    if (isFall) fell++;
  });
  const firstScored = days.offset.findIndex((end) => end > 0) - 1;
  return {
    asOf,
    fromTime: startOfDay(days.firstDay + Math.max(0, firstScored)),
    untilTime: startOfDay(lastDay),
    fall: FALL.share,
    days: FALL.days,
    alertThreshold: threshold,
    splitTime: startOfDay(splitDay),
    alerts: alertRecordOf(alerts, outcome, known > 0 ? fell / known : null),
    proofs,
    notes: [
      thresholdWords(chosen, splitDay),
      ...precisionWords(overallPrecision(once, claims, threshold)),
      ...notesOf(alerts.length, known),
    ],
  };
}

/** Returns the day before which half of the labelled events lie; the middle of the history without any. */
function splitDayOf(events: readonly LabelledEvent[], firstDay: number, lastDay: number): number {
  return events.length === 0 ? Math.floor((firstDay + lastDay) / 2) : Math.floor(median(events.map(({ day }) => day)));
}

function countClaims(
  claims: ReturnType<typeof claimsOf>,
  span: { from: number; until: number },
  limit: number,
): number {
  let count = 0;
  for (const own of claims.values()) {
    for (const { day, score } of own) if (score >= limit && day >= span.from && day < span.until) count++;
  }
  return count;
}

function thresholdWords(chosen: number | null, splitDay: number): string {
  return chosen === null
    ? 'There are no labelled pumps to choose a threshold on, so it is the default: import lists of pumps.'
    : `The threshold of ${chosen} is where the harmonic mean of recall and precision was largest on the earlier half of the labelled pumps, those before ${formatDay(splitDay)}; the later half judges it.`;
}

function precisionWords(overall: number | null): string[] {
  if (overall === null) return [];
  return [
    `Precision counts alerts on tokens that were pumped at some time, which nobody knows beforehand. Of the pump alerts on all tokens while pumps were labelled, ${percent(overall)} fall on a labelled one.`,
    'Labels name what was announced in public; other pumps are not labelled, so an alert without a label need not be wrong.',
  ];
}

function notesOf(alertCount: number, judged: number): string[] {
  return [
    `${decimal(alertCount, 0)} alerts on ${decimal(judged, 0)} token days: what is alerted daily is a day's close, so a pump of minutes shows only as far as it moved the day's high and trade.`,
    `Shares of kinds with fewer than ${FEWEST_ALERTS} alerts are not told. Days whose ${FALL.days} days after them are cut off count for nothing, unless the token was taken off.`,
    'News is not consulted, and whether a rise reverses is not known on its day: a pump is a candidate by size, trade and thinness.',
  ];
}
