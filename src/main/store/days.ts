/** Which days a store has candles of, and on which of them its market is whole. */
import { grouped } from '../../shared/grouped.ts';
import { DAY, dayOf } from '../../shared/time.ts';
import { dataVersionOf } from './batches.ts';
import { reading, rowOf, rowsOf } from './connection.ts';
import { listIdentities } from './identities.ts';
import type { ReadableStore } from './open.ts';
import { ownAssetId, sourceKindOf } from './sources.ts';

/** A day and how many assets have a candle of it, by any source and by a source that knows the whole market. */
export type DayCount = {
  readonly day: number;
  readonly assetCount: number;
  /** Of those, the ones that an aggregator tells of, with traded value and market cap. */
  readonly marketCount: number;
};

/** The last day of any candle, and the last day on which the market is whole; often they are the same. */
export type LatestDays = { readonly newest: DayCount; readonly newestWhole: DayCount };

/**
 * A whole day has at least so much of the most that a day had within so many days before it.
 *
 * Two weeks tell a source that ends a day or a week before the others: where the real history ends, 410 of 629 assets have
 * the last day and all but a few the day before. Three years, what a model learns from, tell two tokens that were fetched
 * to this day from the market of thousands that was imported until years ago; honest markets shrank to a quarter in them.
 */
const RECENT = { days: 14, share: 0.8 } as const;
const LEARNT = { days: 1_095, share: 0.1 } as const;

type Span = { readonly id: number; readonly source: string; readonly key: string; first: number; last: number };

const SPANS = `SELECT series.id, series.source, key, min(first_time) AS first, max(last_time) AS last
  FROM series JOIN batch_series ON series_id = series.id JOIN batches ON batches.id = batch_id AND state = 'sealed'
  WHERE timeframe = '1d' GROUP BY series.id`;

/** Returns the spans of all daily series of assets, in days. Futures are of no asset. */
function spansOf(store: ReadableStore): Span[] {
  return rowsOf<Span>(store, SPANS)
    .filter(({ source, key }) => sourceKindOf(source, key) !== 'derivatives')
    .map((span) => ({ ...span, first: dayOf(span.first), last: dayOf(span.last) }));
}

/** What was found of a store, and of which facts: 20 ms for 6,600 series are too much for every question of a page. */
const latestDays = new WeakMap<ReadableStore, { readonly version: string; readonly days: LatestDays | null }>();

/**
 * Returns the newest day of the store and its newest whole day, or null without a daily candle. An asset counts from the
 * first to the last day of each of its series, so a hole within a series is not seen.
 */
export function findLatestDays(store: ReadableStore): LatestDays | null {
  return reading(store, () => {
    const version = dataVersionOf(store);
    const kept = latestDays.get(store);
    if (kept?.version === version) return kept.days;
    const days = latestDaysOf(store);
    latestDays.set(store, { version, days });
    return days;
  });
}

function latestDaysOf(store: ReadableStore): LatestDays | null {
  const spans = spansOf(store);
  if (spans.length === 0) return null;
  const firstDay = spans.reduce((day, { first }) => Math.min(day, first), Number.POSITIVE_INFINITY);
  const lastDay = spans.reduce((day, { last }) => Math.max(day, last), Number.NEGATIVE_INFINITY);
  const stretches = stretchesOf(store, spans);
  const ofMarket = stretches.filter(({ isOfMarket }) => isOfMarket);
  const assets = countByDay(stretches, firstDay, lastDay);
  const markets = countByDay(ofMarket, firstDay, lastDay);
  const at = (i: number): DayCount => ({ day: firstDay + i, assetCount: assets[i]!, marketCount: markets[i]! });
  let i = assets.length - 1;
  while (!(isWhole(assets, i, RECENT) && isWhole(markets, i, RECENT) && isWhole(assets, i, LEARNT))) i--;
  return { newest: at(assets.length - 1), newestWhole: at(i) };
}

/** The first day of all is whole by every rule, so a search backwards ends. */
function isWhole(counts: Int32Array, i: number, { days, share }: { days: number; share: number }): boolean {
  return counts[i]! >= share * counts.subarray(Math.max(0, i - days), i + 1).reduce((a, b) => Math.max(a, b), 0);
}

/** Days `first` to `last` of an asset in one series. */
type Stretch = { readonly asset: string; readonly isOfMarket: boolean; readonly first: number; readonly last: number };

function stretchesOf(store: ReadableStore, spans: readonly Span[]): Stretch[] {
  const links = grouped(listIdentities(store), ({ source, key }) => `${source}\n${key}`);
  return spans.flatMap(({ source, key, first, last }) => {
    const isOfMarket = sourceKindOf(source, key) !== 'exchange';
    const own = links.get(`${source}\n${key}`);
    if (own === undefined) return [{ asset: ownAssetId(source, key), isOfMarket, first, last }];
    return own.map(({ assetId, fromDay, untilDay }) => ({
      ...{ asset: assetId, isOfMarket, first: Math.max(first, fromDay) },
      last: untilDay === null ? last : Math.min(last, untilDay - 1),
    }));
  });
}

/** Returns how many assets each day from `firstDay` to `lastDay` has; one counts once, however many series tell of it. */
function countByDay(stretches: readonly Stretch[], firstDay: number, lastDay: number): Int32Array {
  const counts = new Int32Array(lastDay - firstDay + 1);
  for (const own of grouped(stretches, ({ asset }) => asset).values()) {
    let next = firstDay;
    for (const { first, last } of own.sort((a, b) => a.first - b.first)) {
      for (let day = Math.max(first, next); day <= last; day++) counts[day - firstDay]!++;
      next = Math.max(next, last + 1);
    }
  }
  return counts;
}

/** Returns the newest day up to `day` that has a daily candle known by `asOf`, or null. */
export function findCandleDay(store: ReadableStore, day: number, asOf: number): number | null {
  return reading(store, () => {
    let newest: number | null = null;
    for (const { id, first, last } of spansOf(store)) {
      if (first > day || (newest !== null && last <= newest)) continue;
      const row = rowOf<{ time: number }>(store, NEWEST_CANDLE, id, day * DAY, asOf);
      if (row !== undefined && (newest === null || dayOf(row.time) > newest)) newest = dayOf(row.time);
      if (newest === day) return day;
    }
    return newest;
  });
}

const NEWEST_CANDLE = `SELECT open_time AS time FROM candles JOIN batches ON batches.id = batch_id AND state = 'sealed'
  WHERE series_id = ? AND open_time <= ? AND known_at <= ? ORDER BY open_time DESC LIMIT 1`;

/** Returns how many versions of candles the store holds in batches that reach to before an instant. */
export function countVersionsBefore(store: ReadableStore, instant: number): number {
  const row = rowOf<{ count: number | null }>(
    store,
    `SELECT sum(inserted + revised) AS count FROM batch_series
     JOIN batches ON batches.id = batch_id AND state = 'sealed' WHERE first_time < ?`,
    instant,
  );
  return row?.count ?? 0;
}
