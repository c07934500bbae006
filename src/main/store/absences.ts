/** Why there are no candles where some were asked for: an absence has a type, so that it is never mistaken for a zero. */
import { TIMEFRAMES, type Timeframe } from '../../shared/candles.ts';
import { getOpenBatch } from './batches.ts';
import { rawRows, rowOf, rowsOf, statementOf, writing } from './connection.ts';
import type { ReadableStore, WritableStore } from './open.ts';
import { findSeries } from './series.ts';

/** Why there is no candle. */
export type AbsenceKind = 'not_listed' | 'no_trades' | 'rate_limited' | 'provider_error' | 'stale' | 'not_applicable';

/** No candle of this series opens from `fromTime` to before `untilTime`. */
export type AbsenceRow = {
  readonly source: string;
  readonly key: string;
  readonly timeframe: Timeframe;
  readonly fromTime: number;
  readonly untilTime: number;
  readonly kind: AbsenceKind;
  readonly knownAt: number;
};

/** A stretch without stored candles, with the newest reason recorded for it; null where none is. */
export type Gap = {
  readonly fromTime: number;
  readonly untilTime: number;
  readonly absentKind: AbsenceKind | null;
  readonly absentKnownAt: number | null;
};

const ABSENCE = `absences.source, key, timeframe, absences.from_time AS fromTime, until_time AS untilTime, absences.kind,
  known_at AS knownAt`;
const SEALED = "JOIN batches ON batches.id = batch_id AND state = 'sealed'";

/** Appends absences to an open batch. Throws `conflict` for an empty stretch. */
export function appendAbsences(store: WritableStore, batchId: number, rows: readonly AbsenceRow[]): void {
  writing(store, () => {
    getOpenBatch(store, batchId);
    const insert = statementOf(
      store,
      `INSERT INTO absences (source, key, timeframe, from_time, until_time, kind, known_at, batch_id)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    for (const { source, key, timeframe, fromTime, untilTime, kind, knownAt } of rows) {
      insert.run([source, key, timeframe, fromTime, untilTime, kind, knownAt, batchId]);
    }
  });
}

/** Returns how many absences of each kind are recorded. */
export function countAbsences(store: ReadableStore): Record<string, number> {
  const counts = rawRows<[string, number]>(
    store,
    `SELECT absences.kind, count(*) FROM absences JOIN batches ON batches.id = batch_id AND state = 'sealed'
     GROUP BY absences.kind ORDER BY absences.kind`,
  );
  return Object.fromEntries(counts);
}

/** Returns how many absences of each source and kind are recorded. @param source - null for all. */
export function countAbsencesBySource(
  store: ReadableStore,
  source: string | null,
): { source: string; kind: AbsenceKind; count: number }[] {
  return rowsOf(
    store,
    `SELECT absences.source, absences.kind, count(*) AS count FROM absences ${SEALED}
     WHERE absences.source = coalesce(?, absences.source)
     GROUP BY absences.source, absences.kind ORDER BY absences.source, absences.kind`,
    source,
  );
}

/** Returns the absences that became known last, newest first. @param source - null for all. */
export function listAbsences(store: ReadableStore, source: string | null, limit: number): AbsenceRow[] {
  return rowsOf<AbsenceRow>(
    store,
    `SELECT ${ABSENCE} FROM absences ${SEALED}
     WHERE absences.source = coalesce(?, absences.source) ORDER BY known_at DESC, absences.id DESC LIMIT ?`,
    source,
    limit,
  );
}

/** Returns the opening times of the earliest and the latest candle of a series, or null without any. */
export function findSpan(
  store: ReadableStore,
  source: string,
  timeframe: Timeframe,
  key: string,
): { earliestTime: number; latestTime: number } | null {
  const series = findSeries(store, source, timeframe, key);
  if (series === undefined) return null;
  const span = rowOf<{ earliestTime: number | null; latestTime: number | null }>(
    store,
    `SELECT min(first_time) AS earliestTime, max(last_time) AS latestTime
     FROM batch_series JOIN batches ON batches.id = batch_id AND state = 'sealed' WHERE series_id = ?`,
    series.id,
  );
  const { earliestTime = null, latestTime = null } = span ?? {};
  return earliestTime === null || latestTime === null ? null : { earliestTime, latestTime };
}

/**
 * Returns the stretches of opening times in [fromTime, untilTime) without candles, in order and without overlap, split by
 * the newest absence recorded for them. All of it for a series of which nothing is stored.
 */
export function findGaps(
  store: ReadableStore,
  source: string,
  timeframe: Timeframe,
  key: string,
  fromTime: number,
  untilTime: number,
): Gap[] {
  const step = TIMEFRAMES[timeframe];
  const series = findSeries(store, source, timeframe, key);
  const times =
    series === undefined
      ? []
      : rawRows<[number]>(
          store,
          `SELECT DISTINCT open_time FROM candles WHERE series_id = ? AND open_time >= ? AND open_time < ?
           AND batch_id NOT IN (SELECT id FROM batches WHERE state = 'open') ORDER BY open_time`,
          series.id,
          fromTime,
          untilTime,
        );
  const holes: { fromTime: number; untilTime: number }[] = [];
  let next = Math.ceil(fromTime / step) * step;
  for (const [time] of times) {
    if (time > next) holes.push({ fromTime: next, untilTime: time });
    next = time + step;
  }
  if (next < untilTime) holes.push({ fromTime: next, untilTime });
  const absences = absencesWithin(store, { source, key, timeframe }, fromTime, untilTime);
  return holes.flatMap((hole) => splitByAbsence(hole, absences));
}

/** Returns the absences of a series that touch [fromTime, untilTime), the newest first. */
export function absencesWithin(
  store: ReadableStore,
  { source, key, timeframe }: Pick<AbsenceRow, 'source' | 'key' | 'timeframe'>,
  fromTime: number,
  untilTime: number,
): AbsenceRow[] {
  return rowsOf<AbsenceRow>(
    store,
    `SELECT ${ABSENCE} FROM absences ${SEALED}
     WHERE absences.source = ? AND key = ? AND timeframe = ? AND from_time < ? AND until_time > ?
     ORDER BY known_at DESC, absences.id DESC`,
    source,
    key,
    timeframe,
    untilTime,
    fromTime,
  );
}

/** Cuts a hole wherever an absence begins or ends, and joins neighbours that have the same newest reason. */
export function splitByAbsence(hole: { fromTime: number; untilTime: number }, absences: readonly AbsenceRow[]): Gap[] {
  const touching = absences.filter(({ fromTime, untilTime }) => fromTime < hole.untilTime && untilTime > hole.fromTime);
  const inside = (time: number): boolean => time > hole.fromTime && time < hole.untilTime;
  const cuts = touching.flatMap(({ fromTime, untilTime }) => [fromTime, untilTime]).filter(inside);
  const edges = [...new Set([hole.fromTime, ...cuts, hole.untilTime])].sort((a, b) => a - b);
  const gaps: Gap[] = [];
  for (let i = 0; i + 1 < edges.length; i++) {
    const [fromTime, untilTime] = [edges[i]!, edges[i + 1]!];
    const newest = touching.find((absence) => absence.fromTime <= fromTime && absence.untilTime >= untilTime);
    const [absentKind, absentKnownAt] = [newest?.kind ?? null, newest?.knownAt ?? null];
    const last = gaps.at(-1);
    if (last !== undefined && last.absentKind === absentKind && last.absentKnownAt === absentKnownAt) {
      gaps[gaps.length - 1] = { ...last, untilTime };
    } else gaps.push({ fromTime, untilTime, absentKind, absentKnownAt });
  }
  return gaps;
}
