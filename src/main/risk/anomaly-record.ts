/** How alerts went: what followed them, and which labelled events they found. */
import { ANOMALY_KINDS, type AnomalyKind, type AnomalyRecord, type EventProof } from '../../shared/anomalies.ts';
import { grouped } from '../../shared/grouped.ts';
import { finiteOrNull } from '../numeric/finite-or-null.ts';
import type { Window } from '../numeric/panel.ts';
import { median } from '../numeric/stats.ts';

/** A day that may be alerted: its score and kind as they stood at its end. */
export type Candidate = {
  readonly cell: number;
  readonly asset: number;
  readonly day: number;
  readonly score: number;
  readonly kind: AnomalyKind;
};

/** A labelled event on a day on which its token has a price. */
export type LabelledEvent = {
  readonly source: string;
  readonly asset: number;
  readonly day: number;
  readonly cell: number;
};

/** Kinds of alerts that claim what the labels tell. */
const CLAIMS: ReadonlySet<AnomalyKind> = new Set(['pump']);
/** An alert finds an event from so many days before it to so many after it. */
const DAYS_BEFORE = 3;
const DAYS_AFTER = 1;
/** Days after an event within which its peak is looked for. */
const PEAK_DAYS = 7;

/** What is a fall, and within how many days. */
export const FALL = { share: 0.2, days: 14 } as const;
/** Alerts of a kind with a known outcome below which its shares tell nothing. */
export const FEWEST_ALERTS = 20;
/** Thresholds of the curves. */
export const THRESHOLDS: readonly number[] = Array.from(
  { length: 14 },
  (_, i) => Math.round(100 * (0.6 + 0.02 * i)) / 100,
);

/**
 * Returns whether the price fell by more than {@link FALL} within its days, and the return over them; NaN and null where the window
 * ends before its days are over, whatever it did until then. A token that was taken off within the days fell.
 */
export function outcomeOf(
  window: Window,
  cell: number,
  asset: number,
  ending: 'truncated' | 'delisted' | undefined,
): { readonly fell: boolean | null; readonly change: number } {
  const { close } = window.fields;
  const end = window.offset[asset + 1];
  const until = Math.min(end, cell + FALL.days + 1);
  const floor = close[cell] * (1 - FALL.share);
  let last = Number.NaN;
  let fell = false;
  for (let at = cell + 1; at < until; at++) {
    if (!(close[at] > 0)) continue;
    last = close[at];
    if (last < floor) fell = true;
  }
  const change = last / close[cell] - 1;
  if (cell + FALL.days < end) return { fell: Number.isNaN(last) ? null : fell, change };
  // to count what fell before a cut, but not what was still up, would make falls look more frequent than they are
  return ending === 'delisted' ? { fell: true, change } : { fell: null, change: Number.NaN };
}

/** Returns what followed the alerts of each kind; null of a kind with fewer than {@link FEWEST_ALERTS} known outcomes. @param outcome - of an alert. @param baseRate - share of all that was looked at that fell. */
export function alertRecordOf(
  alerts: readonly Candidate[],
  outcome: (alert: Candidate) => ReturnType<typeof outcomeOf>,
  baseRate: number | null,
): AnomalyRecord['alerts'] {
  const rows = ANOMALY_KINDS.map((kind) => {
    const own = alerts.filter((alert) => alert.kind === kind);
    const outcomes = own.map(outcome);
    const known = outcomes.filter(({ fell }) => fell !== null);
    const isTold = known.length >= FEWEST_ALERTS;
    return {
      kind,
      fired: own.length,
      tokens: new Set(own.map(({ asset }) => asset)).size,
      fell: isTold ? shareOf(known, ({ fell }) => fell === true) : null,
      change: isTold ? finiteOrNull(median(known.map(({ change }) => change))) : null,
    };
  });
  return {
    kind: rows.map(({ kind }) => kind),
    firedCount: rows.map(({ fired }) => fired),
    tokenCount: rows.map(({ tokens }) => tokens),
    fallShare: rows.map(({ fell }) => fell),
    baseRate: rows.map(() => baseRate),
    medianReturn: rows.map(({ change }) => change),
  };
}

type Claims = ReadonlyMap<number, readonly Candidate[]>;

/** Returns the candidates that claim what the labels tell, by asset, in their order. */
export function claimsOf(candidates: readonly Candidate[]): Claims {
  return grouped(
    candidates.filter(({ kind }) => CLAIMS.has(kind)),
    ({ asset }) => asset,
  );
}

/** Share of all judged days of a span that were alerted, at a threshold; for what as many alerts at random would find. */
type AlertShare = (threshold: number) => number;

/** Returns what the claims found of some events, at the threshold and along the curve. */
export function eventProofOf(
  name: Pick<EventProof, 'source' | 'part'>,
  window: Window,
  events: readonly LabelledEvent[],
  claims: Claims,
  span: { readonly from: number; readonly until: number },
  alertShare: AlertShare,
  threshold: number,
): EventProof {
  const best = events.map((event) => Math.max(0, ...near(event, claims).map(({ score }) => score)));
  const recallAt = (limit: number): number | null => shareOf(best, (score) => score >= limit);
  const onTokens = [...new Set(events.map(({ asset }) => asset))].flatMap((asset) =>
    (claims.get(asset) ?? []).filter(({ day }) => day >= span.from && day < span.until),
  );
  const days = new Set(events.map(({ asset, day }) => `${asset} ${day}`));
  const hits = onTokens.map(({ asset, day, score }) => ({ score, isHit: isNearEvent(days, asset, day) }));
  const precisionAt = (limit: number): number | null =>
    shareOf(
      hits.filter(({ score }) => score >= limit),
      ({ isHit }) => isHit,
    );
  const leads = events.flatMap((event) => {
    const [first] = near(event, claims).filter(({ score }) => score >= threshold);
    return first === undefined ? [] : [peakDay(window, event) - first.day];
  });
  const leadDays = [...new Set(leads)].sort((a, b) => a - b);
  const missed = 1 - alertShare(threshold);
  return {
    ...name,
    eventCount: events.length,
    foundCount: best.filter((score) => score >= threshold).length,
    recall: recallAt(threshold),
    precision: precisionAt(threshold),
    chanceRecall: events.length === 0 ? null : 1 - missed ** (DAYS_BEFORE + DAYS_AFTER + 1),
    medianLeadDays: finiteOrNull(median(leads)),
    leadDays,
    leadCount: leadDays.map((lead) => leads.filter((other) => other === lead).length),
    threshold: [...THRESHOLDS],
    recallAt: THRESHOLDS.map(recallAt),
    precisionAt: THRESHOLDS.map(precisionAt),
  };
}

/**
 * Returns the share of the claims on any token, from the first labelled event to the last, that fall on one; null without either.
 * Pumps that nobody labelled count as wrong, so it is a lower bound.
 */
export function overallPrecision(events: readonly LabelledEvent[], claims: Claims, threshold: number): number | null {
  const days = new Set(events.map(({ asset, day }) => `${asset} ${day}`));
  const [first, last] = events.reduce(([low, high], { day }) => [Math.min(low, day), Math.max(high, day)], NO_DAYS);
  const own = [...claims.values()]
    .flat()
    .filter((one) => one.score >= threshold && one.day >= first && one.day <= last);
  return shareOf(own, ({ asset, day }) => isNearEvent(days, asset, day));
}

const NO_DAYS: readonly [low: number, high: number] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

/** Returns the proof on which a threshold is chosen: that of the earlier half of all labelled events. */
export function firstHalfOf(proofs: readonly EventProof[]): EventProof | undefined {
  return proofs.find(({ source, part }) => source === 'all' && part === 'early');
}

/** Returns the threshold of the curve at which the harmonic mean of recall and precision is largest; null without events. */
export function bestThreshold({ threshold, recallAt, precisionAt }: EventProof): number | null {
  let [best, found] = [0, null as number | null];
  threshold.forEach((limit, i) => {
    const [recall, precision] = [recallAt[i] ?? 0, precisionAt[i] ?? 0];
    const mean = recall + precision > 0 ? (2 * recall * precision) / (recall + precision) : 0;
    if (mean > best) [best, found] = [mean, limit];
  });
  return found;
}

/** The claims that may have found an event, earliest first. */
function near({ asset, day }: LabelledEvent, claims: Claims): Candidate[] {
  return (claims.get(asset) ?? []).filter((claim) => claim.day >= day - DAYS_BEFORE && claim.day <= day + DAYS_AFTER);
}

function isNearEvent(days: ReadonlySet<string>, asset: number, day: number): boolean {
  for (let at = day - DAYS_AFTER; at <= day + DAYS_BEFORE; at++) if (days.has(`${asset} ${at}`)) return true;
  return false;
}

/** Returns the day of the highest price from three days before an event to a week after it. */
function peakDay({ fields, offset }: Window, { asset, day, cell }: LabelledEvent): number {
  let [peak, peakCell] = [0, cell];
  const until = Math.min(offset[asset + 1] - 1, cell + PEAK_DAYS);
  for (let at = Math.max(offset[asset], cell - DAYS_BEFORE); at <= until; at++) {
    const top = fields.high[at] > 0 ? fields.high[at] : fields.close[at];
    if (top > peak) [peak, peakCell] = [top, at];
  }
  return day + peakCell - cell;
}

function shareOf<T>(values: readonly T[], test: (value: T) => boolean): number | null {
  return values.length === 0 ? null : values.filter(test).length / values.length;
}
