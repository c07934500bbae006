/** Which tokens move like one, and which against it. */
import type { assets } from '../../shared/assets.ts';
import type { Output } from '../../shared/endpoint.ts';
import { EligibilityRules } from '../../shared/models.ts';
import type { Window } from '../numeric/panel.ts';
import { correlation, countOf } from '../numeric/stats.ts';
import type { AssetInput } from './asset-facts.ts';
import { namesOf } from './asset-names.ts';
import { placeOfAsset } from './asset-place.ts';
import { eligibleCellsOf } from './eligible-cells.ts';
import type { Job } from './job.ts';
import { cachedMarket } from './market-cache.ts';

export type NeighboursInput = AssetInput & { readonly days: number; readonly count: number };

/** Days on which both tokens need a return, or all where fewer are looked at: a correlation of fewer is mostly luck. */
const MINIMUM_OVERLAP = 60;

/**
 * Returns the tokens, of those eligible on the last day, whose daily log returns over the last `days` have the highest and the
 * lowest correlation with a token's, Pearson's, strongest first. None is in both lists. Throws `not-found` for a token not
 * known by then.
 */
export const findNeighbours: Job<NeighboursInput, Output<(typeof assets)['assets.neighbours']>> = (
  store,
  input,
  run,
) => {
  const { asset: id, asOf, days, count } = input;
  const market = cachedMarket(store, asOf, EligibilityRules.parse({}), run);
  const { window, crossSection, eligible, lastDay } = market;
  const own = placeOfAsset(market, id);
  const returns = new Float64Array(days);
  const other = new Float64Array(days);
  writeLogReturns(returns, window, own, lastDay);
  const needed = Math.min(MINIMUM_OVERLAP, days);
  const found: { asset: string; correlation: number; overlapDays: number }[] = [];
  for (const cell of countOf(returns) < needed ? [] : eligibleCellsOf(window, crossSection, eligible, lastDay)) {
    const asset = crossSection.assetOfCell[cell]!;
    if (asset === own) continue;
    writeLogReturns(other, window, asset, lastDay);
    const overlapDays = countOf(other.map((value, i) => value + returns[i]!));
    const value = overlapDays < needed ? Number.NaN : correlation(returns, other);
    if (!Number.isNaN(value)) found.push({ asset: window.assets[asset]!, correlation: value, overlapDays });
  }
  found.sort((a, b) => b.correlation - a.correlation || (a.asset < b.asset ? -1 : 1));
  const nameOf = namesOf(store, asOf);
  const named = found.map((one) => ({ ...one, name: nameOf(one.asset) }));
  return { asset: id, asOf, similar: named.slice(0, count), opposed: named.slice(count).slice(-count).reverse() };
};

/** Writes the log returns of the days up to and with `lastDay`, oldest first; NaN where one of the two closes is missing. */
function writeLogReturns(out: Float64Array, window: Window, asset: number, lastDay: number): void {
  const { close } = window.fields;
  const [from, until] = [window.offset[asset]!, window.offset[asset + 1]!];
  // the cell of the first day to write, if the asset lived then
  const first = from + lastDay - out.length + 1 - window.start[asset]!;
  for (let i = 0; i < out.length; i++) {
    const cell = first + i;
    const value = cell > from && cell < until ? Math.log(close[cell]! / close[cell - 1]!) : Number.NaN;
    out[i] = Number.isFinite(value) ? value : Number.NaN;
  }
}
