/** What is missing, why, and what of it is worth asking for again. */
import { DAY } from '../../../shared/time.ts';
import type { Hole } from '../../exchange/candles.ts';

/** Why there is no candle. Never an invented one instead. */
export type AbsenceKind = 'not_listed' | 'no_trades' | 'rate_limited' | 'provider_error' | 'stale';

/** Opening times from `fromTime` to before `untilTime`. */
export type Stretch = { readonly fromTime: number; readonly untilTime: number };

export type Absence = Stretch & { readonly kind: AbsenceKind };

/** A stretch without stored candles, with the newest reason recorded for it; null where none is. */
export type Gap = Stretch & {
  /** `not_applicable`: no candle is expected there at all. */
  readonly absentKind: AbsenceKind | 'not_applicable' | null;
  readonly absentKnownAt: number | null;
};

/** A reason seen this many candles after the stretch's end will not change: the exchange had time to complete it. */
const SETTLED_AFTER = 3;
/** Provider errors on old stretches are asked about again only this often; Kraken answers nothing older for ever. */
const OLD_ERROR_RETRY = 7 * DAY;
const OLD_AFTER = 30;

/** Returns whether the recorded reason still stands, so that asking again would only cost budget. */
export function isSettled(gap: Gap, step: number, now: number): boolean {
  const { absentKind, absentKnownAt, untilTime } = gap;
  if (absentKind === null || absentKnownAt === null) return false;
  if (absentKind === 'not_applicable') return true;
  if (absentKind === 'no_trades' || absentKind === 'not_listed')
    return absentKnownAt >= untilTime + SETTLED_AFTER * step;
  return absentKind === 'provider_error' && untilTime < now - OLD_AFTER * step && now - absentKnownAt < OLD_ERROR_RETRY;
}

/** Returns the stretches in order, joined where less than `distance` milliseconds lies between two. */
export function joinStretches(stretches: readonly Stretch[], distance: number): readonly Stretch[] {
  const joined: { fromTime: number; untilTime: number }[] = [];
  for (const { fromTime, untilTime } of [...stretches].sort((a, b) => a.fromTime - b.fromTime)) {
    const last = joined[joined.length - 1];
    if (last !== undefined && fromTime - last.untilTime <= distance)
      last.untilTime = Math.max(last.untilTime, untilTime);
    else joined.push({ fromTime, untilTime });
  }
  return joined;
}

/** Returns the parts of `stretches` that lie within `within`. */
export function intersect(stretches: readonly Stretch[], within: Stretch): readonly Stretch[] {
  return stretches
    .map(({ fromTime, untilTime }) => ({
      fromTime: Math.max(fromTime, within.fromTime),
      untilTime: Math.min(untilTime, within.untilTime),
    }))
    .filter(({ fromTime, untilTime }) => fromTime < untilTime);
}

/** What is known of the market around a hole. */
export type HoleContext = {
  /** Earliest and latest stored opening time; null without any. */
  readonly span: { readonly earliestTime: number; readonly latestTime: number } | null;
  /** Whether the exchange lists the market as trading. */
  readonly isActive: boolean;
};

/** Returns the reason to record for a hole. A candle known on its other side turns "not yet" and "no more" into no trades. */
export function absenceOf(hole: Hole, { span, isActive }: HoleContext): AbsenceKind {
  switch (hole.kind) {
    case 'before-first':
      return span === null || hole.fromTime < span.earliestTime ? 'not_listed' : 'no_trades';
    case 'empty':
      return 'no_trades';
    case 'after-last':
      if (span !== null && hole.fromTime < span.latestTime) return 'no_trades';
      return isActive ? 'stale' : 'not_listed';
    case 'truncated':
    case 'refused':
    case 'unanswered':
      return 'provider_error';
  }
}
