/** What is known of one token. */
import type { AssetFacts, AssetSource } from '../../shared/assets.ts';
import { EligibilityRules } from '../../shared/models.ts';
import { DAY, type Instant, startOfDay } from '../../shared/time.ts';
import { cellOf, EXCLUSION, endOf } from '../numeric/panel.ts';
import { findAssetLinks, spanOfSeries } from '../store/asset-links.ts';
import type { ReadableStore } from '../store/open.ts';
import { figuresAt, sectorAt } from './asset-figures.ts';
import { firstLifeOf, namingsOf } from './asset-names.ts';
import { placeOfAsset } from './asset-place.ts';
import type { Job } from './job.ts';
import { cachedMarket } from './market-cache.ts';

export type AssetInput = { readonly asset: string; readonly asOf: Instant };

/**
 * Returns what is known of a token by an instant. Figures of one that has ended are those of its last day. Throws `not-found` for
 * one that was not known by then.
 */
export const describeAsset: Job<AssetInput, AssetFacts> = (store, { asset: id, asOf }, run) => {
  const market = cachedMarket(store, asOf, EligibilityRules.parse({}), run);
  const { window, eligible, endings, lastDay } = market;
  const asset = placeOfAsset(market, id);
  const firstDay = window.start[asset]!;
  const ownLastDay = endOf(window, asset) - 1;
  const exclusion = window.traits.exclusion[asset]!;
  const today = cellOf(window, asset, lastDay);
  const ending = endings.get(id) ?? 'alive';
  return {
    asset: id,
    ...namingsOf(store, asOf)(id),
    sector: sectorAt(window, asset, lastDay),
    asOf,
    firstDayTime: startOfDay(firstDay),
    lastDayTime: startOfDay(ownLastDay),
    ending,
    isEligible: today >= 0 && eligible[today] === 1,
    exclusions: Object.entries(EXCLUSION).flatMap(([name, bit]) => ((exclusion & bit) === 0 ? [] : [name])),
    ...figuresAt(window, asset, ownLastDay),
    drawdown: drawdownOf(window.fields.close.subarray(window.offset[asset], window.offset[asset + 1])),
    sources: sourcesOf(store, id, asOf, firstDay, ending === 'alive' ? Number.POSITIVE_INFINITY : ownLastDay + 1),
  };
};

/** Returns how far the last close lies below the highest, at most 0. */
function drawdownOf(close: Float64Array): number | null {
  let highest = Number.NaN;
  let last = Number.NaN;
  for (const value of close) {
    if (Number.isNaN(value)) continue;
    highest = value > highest || Number.isNaN(highest) ? value : highest;
    last = value;
  }
  return Number.isNaN(last) ? null : last / highest - 1;
}

/** Returns the stretches of series that are this life of the asset; those without a candle in it are left out. */
function sourcesOf(store: ReadableStore, id: string, asOf: Instant, firstDay: number, untilDay: number): AssetSource[] {
  return findAssetLinks(store, firstLifeOf(id)).flatMap((link) => {
    const { series, method, isAmbiguous } = link;
    const span = spanOfSeries(store, series.id, {
      fromTime: Math.max(link.fromDay, firstDay) * DAY,
      untilTime: Math.min(link.untilDay, untilDay) * DAY,
      asOf,
    });
    const { source, key, timeframe } = series;
    return span.candleCount === 0 ? [] : [{ source, key, timeframe, method, isAmbiguous, ...span }];
  });
}
