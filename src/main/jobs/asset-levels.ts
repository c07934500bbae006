/** Prices at which one token turned more than once. */
import type { assets } from '../../shared/assets.ts';
import type { Output } from '../../shared/endpoint.ts';
import { EligibilityRules } from '../../shared/models.ts';
import { startOfDay } from '../../shared/time.ts';
import { finiteOrNull } from '../numeric/finite-or-null.ts';
import { averageTrueRange, levelsOf, rangeOfCloses } from '../numeric/levels.ts';
import { endOf } from '../numeric/panel.ts';
import type { AssetInput } from './asset-facts.ts';
import { placeOfAsset } from './asset-place.ts';
import type { Job } from './job.ts';
import { cachedMarket } from './market-cache.ts';

/** Days in which levels are looked for, how many are told, and how near touches of one lie, in average true ranges of now. */
const DAYS = 365;
const LEVELS = 8;
const NEAR = 0.5;

/**
 * Returns the levels of a token's last 365 days that are nearest to its last close, the highest first. Throws `not-found` for a
 * token not known by then.
 */
export const findAssetLevels: Job<AssetInput, Output<(typeof assets)['assets.levels']>> = (store, input, run) => {
  const { asset: id, asOf } = input;
  const market = cachedMarket(store, asOf, EligibilityRules.parse({}), run);
  const { window } = market;
  const asset = placeOfAsset(market, id);
  const until = window.offset[asset + 1]!;
  const from = Math.max(window.offset[asset]!, until - DAYS);
  const firstDay = endOf(window, asset) - (until - from);
  const [high, low, close] = (['high', 'low', 'close'] as const).map((field) =>
    window.fields[field].subarray(from, until),
  ) as [Float64Array, Float64Array, Float64Array];
  const range = finiteOrNull(averageTrueRange(high, low, close));
  // an asset ends at its last candle, so the last close is there
  const last = close.at(-1)!;
  const width = (NEAR * (range ?? rangeOfCloses(close))) / last;
  const farness = (price: number): number => Math.abs(Math.log(price / last));
  const levels = (width > 0 ? levelsOf(close, width) : [])
    .sort((a, b) => farness(a.price) - farness(b.price))
    .slice(0, LEVELS);
  return {
    asset: id,
    asOf,
    averageTrueRange: range,
    levels: levels
      .toSorted((a, b) => b.price - a.price)
      .map(({ price, touchCount, lastTouch }) => ({
        price,
        kind: price <= last ? ('support' as const) : ('resistance' as const),
        touchCount,
        lastTouchTime: startOfDay(firstDay + lastTouch),
        distance: price / last - 1,
      })),
  };
};
