import type { BacktestReport } from '../../shared/backtests.ts';

/** One band of the holdings: a token, or all others. */
export type Band = { readonly key: string; readonly label: string; readonly weights: readonly number[] };

/** Returns the largest holdings and one band of all others, each with its weight at each decision. */
export function bandsOf(
  holdings: BacktestReport['holdings'],
  count: number,
  nameOf: (asset: string) => string,
): Band[] {
  const bands: Band[] = holdings.assets
    .slice(0, count)
    .map((asset, i) => ({ key: asset, label: nameOf(asset), weights: holdings.weights[i] ?? [] }));
  const others = holdings.rest.map((rest, at) =>
    holdings.weights.slice(count).reduce((sum, weights) => sum + (weights[at] ?? 0), rest),
  );
  return others.some((weight) => weight > 0)
    ? [...bands, { key: ' others', label: 'All others', weights: others }]
    : bands;
}

/** Returns the outline of each band as a path in a square of side 1000: steps from each decision to the next, stacked from below. */
export function bandPaths(bands: readonly Band[], dayTime: readonly number[], untilTime: number): string[] {
  const first = dayTime[0] ?? 0;
  const x = (time: number): number => Math.round((10_000 * (time - first)) / Math.max(1, untilTime - first)) / 10;
  const y = (weight: number): number => Math.round(10_000 * (1 - weight)) / 10;
  const floor = dayTime.map(() => 0);
  return bands.map(({ weights }) => {
    let top = '';
    let bottom = '';
    for (const [at, time] of dayTime.entries()) {
      const low = floor[at] ?? 0;
      const high = low + (weights[at] ?? 0);
      floor[at] = high;
      const [from, to] = [x(time), x(dayTime[at + 1] ?? untilTime)];
      top += `${at === 0 ? 'M' : 'L'}${from} ${y(high)}H${to}`;
      // the lower edge is walked back from right to left
      bottom = `L${to} ${y(low)}H${from}${bottom}`;
    }
    return `${top}${bottom}Z`;
  });
}

/** One token of a decision. */
export type Holding = { readonly asset: string | null; readonly label: string; readonly weight: number };

/** Returns what was held after a decision, largest first, then all others that were not told apart, then cash. */
export function holdingsAt(
  holdings: BacktestReport['holdings'],
  at: number,
  nameOf: (asset: string) => string,
): Holding[] {
  const held = holdings.assets
    .map((asset, i) => ({ asset, label: nameOf(asset), weight: holdings.weights[i]?.[at] ?? 0 }))
    .filter(({ weight }) => weight > 0)
    .sort((left, right) => right.weight - left.weight);
  const rest = holdings.rest[at] ?? 0;
  const cash = Math.max(0, 1 - rest - held.reduce((sum, { weight }) => sum + weight, 0));
  return [
    ...held,
    ...(rest > 1e-9 ? [{ asset: null, label: 'All others', weight: rest }] : []),
    { asset: null, label: 'Cash', weight: cash },
  ];
}
