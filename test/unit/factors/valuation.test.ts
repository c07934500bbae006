import { deviation } from './naive.ts';
import { before, describeGroup, type Market, meanOver, over } from './oracle.ts';

/** Rank of an asset's market cap on a day of the panel: average rank / count. */
function rankOn({ assets }: Market, asset: number, day: number): number {
  const caps = assets
    .map(({ marketCap, born }) => marketCap[day - born] ?? Number.NaN)
    .filter((cap) => !Number.isNaN(cap));
  const own = assets[asset]!.marketCap[day - assets[asset]!.born] ?? Number.NaN;
  const below = caps.filter((cap) => cap < own).length;
  const equal = caps.filter((cap) => cap === own).length;
  return Number.isNaN(own) ? Number.NaN : (below + (equal + 1) / 2) / caps.length;
}

describeGroup('valuation', {
  'market-cap': ({ marketCap }, t) => Math.log(marketCap[t]!),
  'market-cap-rank-change-30d': ({ asset, born }, t, market) =>
    rankOn(market, asset, born + t) - rankOn(market, asset, born + t - 30),
  'supply-inflation-30d': ({ marketCap, close }, t) => {
    const supply = marketCap.map((cap, day) => cap / close[day]!);
    return ((supply[t]! / before(supply, t, 30) - 1) * 365) / 30;
  },
  'supply-inflation-365d': ({ marketCap, close }, t) => {
    const supply = marketCap.map((cap, day) => cap / close[day]!);
    return supply[t]! / before(supply, t, 365) - 1;
  },
  'volume-to-market-cap-30d': ({ volume, marketCap }, t) => meanOver(volume, t, 30, 20) / marketCap[t]!,
  'network-value-to-transfers': ({ marketCap, measures }, t) =>
    marketCap[t]! / meanOver(measures['transfer-value'], t, 7, 4),
  'network-value-signal-90d': ({ marketCap, measures }, t) =>
    marketCap[t]! / meanOver(measures['transfer-value'], t, 90, 60),
  'realised-value-score-365d': ({ marketCap, measures }, t) =>
    (marketCap[t]! - meanOver(measures['realised-cap'], t, 7, 4)) / over(marketCap, t, 365, 244, deviation),
  'fees-to-market-cap-30d': ({ marketCap, measures }, t) => (365 * meanOver(measures.fees, t, 30, 20)) / marketCap[t]!,
  'metcalfe-residual': ({ marketCap, measures }, t) =>
    Math.log(marketCap[t]! / meanOver(measures['active-addresses'], t, 7, 4) ** 2),
});
