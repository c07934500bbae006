/** One token's candles, to be drawn. */

import type { assets } from '../../shared/assets.ts';
import type { Timeframe } from '../../shared/candles.ts';
import type { Output } from '../../shared/endpoint.ts';
import { AppError } from '../../shared/errors.ts';
import { EligibilityRules } from '../../shared/models.ts';
import { DAY, type Instant } from '../../shared/time.ts';
import { finiteOrNull } from '../numeric/finite-or-null.ts';
import type { Window } from '../numeric/panel.ts';
import { type AssetLink, findAssetLinks, listNewestCandles, type StoredCandle } from '../store/asset-links.ts';
import type { ReadableStore } from '../store/open.ts';
import { priceOrderOf } from '../store/sources.ts';
import { firstLifeOf } from './asset-names.ts';
import { placeOfAsset } from './asset-place.ts';
import type { Job } from './job.ts';
import { cachedMarket } from './market-cache.ts';

export type CandlesInput = {
  readonly asset: string;
  readonly timeframe: Timeframe;
  /** Candles of one day are those of the market at this instant. */
  readonly asOf: Instant;
  readonly fromTime: number | null;
  readonly untilTime: number | null;
  readonly limit: number;
};
/** Candles of a token as columns, as the contract has them. */
export type AssetCandles = Output<(typeof assets)['assets.candles']>;

/** Times from the first to before the second. */
type Range = { readonly fromTime: number; readonly untilTime: number; readonly limit: number };

/**
 * Returns the newest `limit` candles of a token between two times, oldest first. A day's candles are the asset's one history,
 * chained from all its sources; those of an hour or a minute are of the one source that is believed first about prices, in the
 * versions known now. Throws `not-found` for an unknown token.
 */
export const readAssetCandles: Job<CandlesInput, AssetCandles> = (store, input, run) => {
  const { asset, timeframe, asOf, limit } = input;
  const range = {
    fromTime: input.fromTime ?? Number.NEGATIVE_INFINITY,
    untilTime: input.untilTime ?? Number.POSITIVE_INFINITY,
    limit,
  };
  if (timeframe !== '1d') return { asset, timeframe, ...storedCandles(store, asset, timeframe, range) };
  const market = cachedMarket(store, asOf, EligibilityRules.parse({}), run);
  return { asset, timeframe, ...dailyCandles(market.window, placeOfAsset(market, asset), range) };
};

type Columns = Omit<AssetCandles, 'asset' | 'timeframe'>;

function emptyColumns(): Columns {
  return { openTime: [], open: [], high: [], low: [], close: [], volume: [], marketCap: [] };
}

function dailyCandles(window: Window, asset: number, { fromTime, untilTime, limit }: Range): Columns {
  const { open, high, low, close, volume, marketCap } = window.fields;
  const columns = emptyColumns();
  const cells: number[] = [];
  const timeOf = (cell: number): number => (window.start[asset]! + cell - window.offset[asset]!) * DAY;
  for (let cell = window.offset[asset + 1]! - 1; cell >= window.offset[asset]! && cells.length < limit; cell--) {
    const time = timeOf(cell);
    if (time < fromTime) break;
    if (time < untilTime && !Number.isNaN(close[cell])) cells.push(cell);
  }
  for (const cell of cells.reverse()) {
    columns.openTime.push(timeOf(cell));
    columns.open.push(finiteOrNull(open[cell]!));
    columns.high.push(finiteOrNull(high[cell]!));
    columns.low.push(finiteOrNull(low[cell]!));
    columns.close.push(close[cell]!);
    columns.volume.push(finiteOrNull(volume[cell]!));
    columns.marketCap.push(finiteOrNull(marketCap[cell]!));
  }
  return columns;
}

function storedCandles(store: ReadableStore, asset: string, timeframe: Timeframe, range: Range): Columns {
  const links = findAssetLinks(store, firstLifeOf(asset));
  if (links.length === 0) {
    throw new AppError('not-found', `No token ${asset} is in the store, needs the id of one that is`);
  }
  const own = links.filter(({ series }) => series.timeframe === timeframe);
  const best = own.toSorted((a, b) => priceOrderOf(a.series.source) - priceOrderOf(b.series.source))[0];
  if (best === undefined) return emptyColumns();
  return columnsOf(
    own.filter(({ series }) => series.source === best.series.source).flatMap(readLink(store, range)),
    range,
  );
}

const readLink =
  (store: ReadableStore, { fromTime, untilTime, limit }: Range) =>
  ({ series, fromDay, untilDay }: AssetLink): StoredCandle[] =>
    listNewestCandles(store, series.id, {
      fromTime: Math.max(fromTime, fromDay * DAY),
      untilTime: Math.min(untilTime, untilDay * DAY),
      limit,
    });

/** A source may have had several series of the asset; of two candles of one time the first series counts. */
function columnsOf(rows: readonly StoredCandle[], { limit }: Range): Columns {
  const byTime = new Map<number, StoredCandle>();
  for (const row of rows) if (!byTime.has(row[0])) byTime.set(row[0], row);
  const columns = emptyColumns();
  for (const [time, open, high, low, close, amount, value, cap] of [...byTime.values()]
    .sort((a, b) => a[0] - b[0])
    .slice(-limit)) {
    columns.openTime.push(time);
    columns.open.push(open ?? null);
    columns.high.push(high ?? null);
    columns.low.push(low ?? null);
    columns.close.push(close as number);
    columns.volume.push(value ?? (amount === null || amount === undefined ? null : amount * (close as number)));
    columns.marketCap.push(cap !== null && cap !== undefined && cap > 0 ? cap : null);
  }
  return columns;
}
