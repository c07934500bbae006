/** Which stretches of which series are which asset. */
import { rawRows, rowOf } from './connection.ts';
import { type IdentityLink, listIdentities } from './identities.ts';
import type { ReadableStore } from './open.ts';
import { listSeries, type Series } from './series.ts';
import { ownAssetId, sourceKindOf } from './sources.ts';

/** From `fromDay` to before `untilDay`, either of them infinite, a series is an asset. */
export type AssetLink = {
  readonly assetId: string;
  readonly series: Series;
  readonly fromDay: number;
  readonly untilDay: number;
  /** How the identity was found; null where the series stands for itself. */
  readonly method: string | null;
  readonly isAmbiguous: boolean;
};

/**
 * Returns for each series but those of futures what it is, stretch by stretch: the assets of its identities, and between them an
 * asset of its own.
 */
export function linkAssets(series: readonly Series[], identities: readonly IdentityLink[]): AssetLink[] {
  const links = new Map<string, IdentityLink[]>();
  for (const link of identities) {
    const name = `${link.source}\n${link.key}`;
    const found = links.get(name);
    if (found === undefined) links.set(name, [link]);
    else found.push(link);
  }
  const linked: AssetLink[] = [];
  for (const one of series) {
    const { source, key } = one;
    if (sourceKindOf(source, key) === 'derivatives') continue;
    const own = { assetId: ownAssetId(source, key), series: one, method: null, isAmbiguous: false };
    let day = Number.NEGATIVE_INFINITY;
    for (const { assetId, method, isAmbiguous, fromDay, untilDay } of links.get(`${source}\n${key}`) ?? []) {
      if (fromDay > day) linked.push({ ...own, fromDay: day, untilDay: fromDay });
      day = untilDay ?? Number.POSITIVE_INFINITY;
      linked.push({ assetId, series: one, fromDay, untilDay: day, method, isAmbiguous });
    }
    if (day < Number.POSITIVE_INFINITY) linked.push({ ...own, fromDay: day, untilDay: Number.POSITIVE_INFINITY });
  }
  return linked;
}

/** Returns the stretches that are one asset, of every timeframe; none for an asset that the store does not know. */
export function findAssetLinks(store: ReadableStore, assetId: string): AssetLink[] {
  return linkAssets(listSeries(store), listIdentities(store)).filter((link) => link.assetId === assetId);
}

/** What a store has of a series within a span of time. */
export type SeriesSpan = {
  readonly firstTime: number | null;
  readonly lastTime: number | null;
  readonly candleCount: number;
};

/** Returns the candles of a series that open from `fromTime` to before `untilTime` and were known by `asOf`, counted once each. */
export function spanOfSeries(
  store: ReadableStore,
  seriesId: number,
  { fromTime, untilTime, asOf }: { readonly fromTime: number; readonly untilTime: number; readonly asOf: number },
): SeriesSpan {
  return rowOf<SeriesSpan>(
    store,
    `SELECT min(open_time) AS firstTime, max(open_time) AS lastTime, count(DISTINCT open_time) AS candleCount
     FROM candles JOIN batches ON batches.id = batch_id AND state = 'sealed'
     WHERE series_id = ? AND open_time >= ? AND open_time < ? AND known_at <= ?`,
    seriesId,
    ...[fromTime, untilTime, asOf].map(storable),
  )!;
}

/** Opening time, open, high, low, close, traded amount, traded value, market cap; null is missing. */
export type StoredCandle = readonly [number, ...(number | null)[]];

/**
 * Returns the newest `limit` candles of a series that open from `fromTime` to before `untilTime`, oldest first, each in the
 * version known last.
 */
export function listNewestCandles(
  store: ReadableStore,
  seriesId: number,
  { fromTime, untilTime, limit }: { readonly fromTime: number; readonly untilTime: number; readonly limit: number },
): StoredCandle[] {
  const rows = rawRows<StoredCandle>(
    store,
    `SELECT open_time, open, high, low, close, volume, quote_volume, market_cap FROM candles AS one
     WHERE series_id = ? AND open_time >= ? AND open_time < ?
       AND batch_id IN (SELECT id FROM batches WHERE state = 'sealed')
       AND NOT EXISTS (SELECT 1 FROM candles AS later WHERE later.series_id = one.series_id
         AND later.open_time = one.open_time AND later.known_at > one.known_at
         AND later.batch_id IN (SELECT id FROM batches WHERE state = 'sealed'))
     ORDER BY open_time DESC LIMIT ?`,
    seriesId,
    ...[fromTime, untilTime].map(storable),
    limit,
  );
  return rows.reverse();
}

/** SQLite's integers end where a double still is whole. */
function storable(time: number): number {
  return Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, time));
}
