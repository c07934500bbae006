/**
 * Why a series stopped: its source's crawl ended, or the asset was taken off.
 *
 * Everything here looks at most {@link SILENCE_DAYS} beyond the last candle, so nothing that comes later changes it.
 */
import { SILENCE_DAYS } from '../numeric/panel.ts';

/** A source that fell silent so soon after a series says nothing about why the series did. */
const GRACE_DAYS = 7;
/**
 * So many series of a source that end on one day, and such a share of those alive, are the end of a crawl. The crawls in
 * the real data end 57 of 268 series or more (21 %); the largest day without one ends 27 of 1,966, or 11 of 228.
 */
const CROWD_COUNT = 10;
const CROWD_SHARE = 0.1;

/** What is needed of the daily series of one source. */
export type SourceDays = {
  /** Series with a candle, by day. */
  readonly alive: Map<number, number>;
  /** For each day on which a series fell silent for a while: on which days those series spoke again, infinite for never. */
  readonly silences: Map<number, number[]>;
};

/** Returns an empty record of a source. */
export function createSourceDays(): SourceDays {
  return { alive: new Map(), silences: new Map() };
}

/** Adds the days of one series of the source. */
export function addSeriesDays({ alive, silences }: SourceDays, days: Int32Array): void {
  for (let i = 0; i < days.length; i++) {
    const day = days[i]!;
    alive.set(day, (alive.get(day) ?? 0) + 1);
    const next = i + 1 < days.length ? days[i + 1]! : Number.POSITIVE_INFINITY;
    if (next - day <= SILENCE_DAYS - GRACE_DAYS) continue;
    const found = silences.get(day);
    if (found === undefined) silences.set(day, [next]);
    else found.push(next);
  }
}

/**
 * Returns whether a series of the source whose last candle is of `lastDay` stopped because the crawl did: the source itself
 * fell silent within a week, or a crowd of its series did.
 */
export function isCrawlEnd({ alive, silences }: SourceDays, lastDay: number): boolean {
  const horizon = lastDay + SILENCE_DAYS;
  let goesOn = false;
  for (let day = lastDay + GRACE_DAYS + 1; day <= horizon && !goesOn; day++) goesOn = alive.has(day);
  if (!goesOn) return true;
  for (let day = lastDay; day <= lastDay + GRACE_DAYS; day++) {
    const ended = (silences.get(day) ?? []).filter((next) => next > horizon).length;
    if (ended >= CROWD_COUNT && ended >= CROWD_SHARE * (alive.get(day) ?? 0)) return true;
  }
  return false;
}
