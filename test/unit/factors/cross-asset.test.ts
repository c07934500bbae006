import { covariance, deviation, mean, variance } from './naive.ts';
import { type Candles, describeGroup, type Market, type Oracle, over } from './oracle.ts';

const NA = Number.NaN;
const limit = (value: number, low: number, high: number): number =>
  Number.isNaN(value) ? NA : Math.min(high, Math.max(low, value));

/** Keeps what was computed for a market, because every day of every asset asks for it. */
function kept<T>(compute: (market: Market) => T): (market: Market) => T {
  const known = new WeakMap<Market, T>();
  return (market) => {
    const value = known.get(market) ?? compute(market);
    known.set(market, value);
    return value;
  };
}

/** The assets that were eligible on a day of the panel, with the day of their lives. */
function eligibleOn({ assets, eligible, window }: Market, day: number): [Candles, number][] {
  return assets
    .map((candles): [Candles, number] => [candles, day - candles.born])
    .filter(([{ asset, close }, t]) => t >= 0 && t < close.length && eligible[window.offset[asset]! + t] === 1);
}

const overDays = (market: Market, figure: (day: number) => number): number[] =>
  Array.from({ length: market.window.dayCount }, (_, day) => figure(day));

const marketReturn = kept((market) =>
  overDays(market, (day) => {
    const members = eligibleOn(market, day - 1)
      .filter(([{ marketCap }, t]) => marketCap[t]! > 0)
      .map(([{ marketCap, returns }, t]) => [marketCap[t]!, limit(returns[t + 1] ?? NA, -1, 1)] as const)
      .filter(([, value]) => !Number.isNaN(value));
    const total = members.reduce((sum, [cap]) => sum + cap, 0);
    return members.length === 0 ? NA : members.reduce((sum, [cap, value]) => sum + cap * value, 0) / total;
  }),
);

const standardised = kept((market) => {
  const scores = market.assets.map(({ returns }) =>
    returns.map((value, t) => limit(value / over(returns, t, 90, 60, deviation), -10, 10)),
  );
  return overDays(market, (day) => {
    const values = eligibleOn(market, day - 1).map(([{ asset }, t]) => scores[asset]![t + 1] ?? NA);
    return mean(values.filter((value) => !Number.isNaN(value)));
  });
});

const monthly = ({ close }: Candles, t: number): number => close[t]! / (close[t - 30] ?? NA) - 1;

function sectorReturn(market: Market, sector: number, day: number): number {
  const values = eligibleOn(market, day - 1)
    .filter(([{ asset }]) => market.window.traits.sector[asset] === sector)
    .map(([candles, t]) => limit(monthly(candles, t + 1), -1, 5))
    .filter((value) => !Number.isNaN(value));
  return values.length < 3 ? NA : mean(values);
}
const ownSector = ({ asset, born }: Candles, t: number, market: Market): number =>
  sectorReturn(market, market.window.traits.sector[asset]!, born + t);

/** The simulated market's reserve token. */
const reference = (market: Market): Candles => market.assets[0]!;
const referenceOn = (market: Market, of: (candles: Candles, t: number) => number, day: number): number =>
  of(reference(market), day - reference(market).born);

/** Returns a figure of the joint window that ends on day t of the asset's returns and a series by day of the panel. */
function joint(
  { returns, born }: Candles,
  other: readonly number[],
  t: number,
  window: number,
  minimum: number,
  figure: (x: number[], y: number[]) => number,
): number {
  const days = Array.from({ length: Math.min(window, t + 1) }, (_, i) => t - i);
  const both = days.filter((day) => !Number.isNaN(returns[day]! + (other[born + day] ?? NA)));
  if (both.length < minimum) return NA;
  return figure(
    both.map((day) => returns[day]!),
    both.map((day) => other[born + day]!),
  );
}

const slope = (x: number[], y: number[]): number => covariance(x, y) / variance(y);
const correlation = (x: number[], y: number[]): number => covariance(x, y) / (deviation(x) * deviation(y));
const referenceReturns = (market: Market, lag: number): number[] =>
  overDays(market, (day) => referenceOn(market, ({ returns }, t) => returns[t - lag] ?? NA, day));

const withReference =
  (window: number, lag: number, figure: (x: number[], y: number[]) => number): Oracle =>
  (candles, t, market) =>
    joint(candles, referenceReturns(market, lag), t, window, Math.ceil((2 * window) / 3), figure);
const withMarket =
  (figure: (x: number[], y: number[]) => number): Oracle =>
  (candles, t, market) =>
    joint(candles, marketReturn(market), t, 90, 60, figure);

/** Clusters by naive average linkage: the two whose members are nearest on average are joined until few enough are left. */
const clustersOf = kept((market) => {
  const weeks = new Map<number, Map<number, number>>();
  const week = (day: number): Map<number, number> => {
    const known = weeks.get(day);
    if (known !== undefined) return known;
    const members = eligibleOn(market, day)
      .map(([candles, t]) => ({ candles, t, volume: over(candles.volume, t, 30, 20, (values) => mean(values)) }))
      .filter(({ volume }) => !Number.isNaN(volume));
    const rows = members
      .map(({ candles, t }) => {
        const part = Array.from({ length: 90 }, (_, i) => candles.returns[t - 89 + i] ?? NA);
        const seen = part.filter((value) => !Number.isNaN(value));
        return {
          asset: candles.asset,
          count: seen.length,
          row: part.map((value) => (Number.isNaN(value) ? 0 : value - mean(seen))),
        };
      })
      .filter(({ count }) => count >= 60);
    const far = rows.map(({ row }) =>
      rows.map(({ row: other }) => {
        const product = (x: number[], y: number[]): number => x.reduce((sum, value, i) => sum + value * y[i]!, 0);
        return 1 - product(row, other) / Math.sqrt(product(row, row) * product(other, other));
      }),
    );
    let groups = rows.map((_, i) => [i]);
    const wanted = Math.max(2, Math.round(Math.sqrt(rows.length / 2)));
    while (groups.length > wanted) {
      let best: [number, number, number] = [Number.POSITIVE_INFINITY, 0, 0];
      for (let i = 0; i < groups.length; i++) {
        for (let j = 0; j < i; j++) {
          const distance = mean(groups[i]!.flatMap((a) => groups[j]!.map((b) => far[a]![b]!)));
          if (distance < best[0]) best = [distance, i, j];
        }
      }
      const [, i, j] = best;
      groups = [...groups.filter((_, g) => g !== i && g !== j), [...groups[i]!, ...groups[j]!]];
    }
    const labels = new Map(groups.flatMap((group, label) => group.map((i) => [rows[i]!.asset, label] as const)));
    weeks.set(day, labels);
    return labels;
  };
  return week;
});

const clusterStability: Oracle = ({ asset, born }, t, market) => {
  const { firstDay } = market.window;
  const refresh = firstDay + born + t - ((firstDay + born + t) % 7) - firstDay;
  // The asset has to live on the day of the refresh too, and the refresh has to have one four weeks before it.
  if (refresh < born || refresh < 28 + ((7 - (firstDay % 7)) % 7)) return NA;
  const week = clustersOf(market);
  const [now, then] = [week(refresh), week(refresh - 28)];
  if (!now.has(asset) || !then.has(asset)) return NA;
  const common = [...now.keys()].filter((other) => then.has(other));
  const near = (labels: Map<number, number>): number[] =>
    common.filter((other) => labels.get(other) === labels.get(asset));
  const both = near(now).filter((other) => near(then).includes(other));
  return both.length / new Set([...near(now), ...near(then)]).size;
};

describeGroup('cross-asset', {
  'beta-reference-90d': withReference(90, 0, slope),
  'beta-market-90d': withMarket(slope),
  'beta-downside-180d': (candles, t, market) => {
    const falls = marketReturn(market).map((value) => (value < 0 ? value : NA));
    return joint(candles, falls, t, 180, 40, slope);
  },
  'correlation-reference-90d': withReference(90, 0, correlation),
  'correlation-universe-90d': (candles, t, market) =>
    joint(candles, standardised(market), t, 90, 60, (x, y) => covariance(x, y) / deviation(x)),
  'idiosyncratic-share-90d': withMarket((x, y) => 1 - correlation(x, y) ** 2),
  'residual-momentum-90d': withMarket((x, y) => 365 * (mean(x) - slope(x, y) * mean(y))),
  'strength-reference-30d': (candles, t, market) =>
    monthly(candles, t) - referenceOn(market, monthly, candles.born + t),
  'strength-sector-30d': (candles, t, market) => monthly(candles, t) - ownSector(candles, t, market),
  'sector-momentum-30d': ownSector,
  'lag-to-reference-60d': withReference(60, 1, correlation),
  'cluster-stability-28d': clusterStability,
});
