/** What anybody could have held instead: weights by rule, over the same universe, calendar, costs and fills. */
import { type CrossSection, cellOf, SILENCE_DAYS, type Window } from '../numeric/panel.ts';
import { liquidityAt } from './costs.ts';
import { isLastDayOf } from './schedule.ts';
import type { Decide, TargetWeights } from './simulate.ts';

/** What benchmarks choose from: the market, and the cells of its eligible tokens (1) by rules that look only backwards. */
export type BenchmarkMarket = {
  readonly window: Window;
  readonly crossSection: CrossSection;
  readonly eligible: Uint8Array;
};

export type BenchmarkRule = {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly decide: Decide;
};

/** Asset id of the token that the first benchmark holds. */
export const BITCOIN = 'bitcoin';
/** Days after which a market cap counts half in the smoothed one. The index's authors name none; a month is ours. */
const CCI30_HALF_LIFE = 30;
const CCI30_SIZE = 30;
/** Eight half-lives: what is older weighs less than 0.4 %. */
const CCI30_LOOKBACK = 8 * CCI30_HALF_LIFE;

/**
 * Returns the benchmarks of a market, to be run through {@link simulate} like the index.
 *
 * A rule remembers what it chose, so each is for one simulation.
 *
 * @param isDecisionDay - the calendar of the index; every rule decides on these days alone.
 * @param size - tokens of the cap-weighted and the equal-weighted benchmark.
 */
export function benchmarkRules(
  market: BenchmarkMarket,
  isDecisionDay: (day: number) => boolean,
  size: number,
): BenchmarkRule[] {
  const on =
    (weigh: Weigh): Decide =>
    (day) =>
      isDecisionDay(day) ? weigh(day) : null;
  const hasBitcoin = market.window.assets.includes(BITCOIN);
  return [
    {
      id: 'bitcoin',
      label: hasBitcoin ? 'Bitcoin' : 'Largest token',
      description: hasBitcoin
        ? 'Bitcoin bought on the first day and held'
        : 'the token with the largest market cap on the first day, held until it ends; the market has no bitcoin',
      decide: on(singleToken(market)),
    },
    {
      id: 'cap-weighted',
      label: `Cap-weighted ${size}`,
      description: `the ${size} largest eligible tokens by market cap, weighted by it`,
      decide: on((day) => proportional(largestByCap(market, day, size))),
    },
    {
      id: 'cci30',
      label: 'CCI30-style',
      description: `top ${CCI30_SIZE} by smoothed market cap (half-life ${CCI30_HALF_LIFE} days), weighted by its square root; constituents each quarter, weights each month (Rivin & Scevola, 2018)`,
      decide: on(cci30(market)),
    },
    {
      id: 'equal-weighted',
      label: `Equal weight ${size}`,
      description: `the ${size} largest eligible tokens, the same amount of each; where the market cap is unknown, by traded value after the rest`,
      decide: on((day) => equal(largest(market, day, size))),
    },
  ];
}

type Weigh = (day: number) => TargetWeights | null;
type Sized = { readonly asset: number; readonly size: number };

function eligibleAt(
  { window, crossSection, eligible }: BenchmarkMarket,
  day: number,
): { asset: number; cell: number }[] {
  const { offset, cells, assetOfCell } = crossSection;
  const found: { asset: number; cell: number }[] = [];
  const i = day - window.firstDay;
  for (let at = offset[i]; at < offset[i + 1]; at++) {
    const cell = cells[at];
    if (eligible[cell] === 1 && window.fields.close[cell] > 0) found.push({ asset: assetOfCell[cell], cell });
  }
  return found;
}

function bySize(tokens: Sized[], count: number): Sized[] {
  return tokens.sort((a, b) => b.size - a.size || a.asset - b.asset).slice(0, count);
}

/** Tokens of unknown market cap are left out. */
function largestByCap(market: BenchmarkMarket, day: number, count: number): Sized[] {
  const { marketCap } = market.window.fields;
  const known = eligibleAt(market, day).filter(({ cell }) => marketCap[cell] > 0);
  return bySize(
    known.map(({ asset, cell }) => ({ asset, size: marketCap[cell] })),
    count,
  );
}

/** Tokens of unknown market cap come after the rest, by traded value. */
function largest(market: BenchmarkMarket, day: number, count: number): Sized[] {
  const known = largestByCap(market, day, count);
  if (known.length === count) return known;
  const { marketCap } = market.window.fields;
  const unknown = eligibleAt(market, day).filter(({ cell }) => !(marketCap[cell] > 0));
  const traded = unknown.map(({ asset }) => ({
    asset,
    size: liquidityAt(market.window, asset, day).dollarVolume || 0,
  }));
  return [...known, ...bySize(traded, count - known.length)];
}

function proportional(tokens: readonly Sized[]): TargetWeights {
  const total = tokens.reduce((sum, { size }) => sum + size, 0);
  return new Map(tokens.map(({ asset, size }) => [asset, size / total]));
}

function equal(tokens: readonly Sized[]): TargetWeights {
  return new Map(tokens.map(({ asset }) => [asset, 1 / tokens.length]));
}

/** Whether the day has a close. That a cell exists says nothing: one without a close shows that the series went on later. */
function isQuoted(window: Window, asset: number, day: number): boolean {
  const cell = asset < 0 ? -1 : cellOf(window, asset, day);
  return cell >= 0 && window.fields.close[cell] > 0;
}

function isSilent(window: Window, asset: number, day: number): boolean {
  for (let d = day; d > day - SILENCE_DAYS; d--) if (isQuoted(window, asset, d)) return false;
  return true;
}

function singleToken(market: BenchmarkMarket): Weigh {
  const { window } = market;
  let chosen = window.assets.indexOf(BITCOIN);
  return (day) => {
    const isBitcoin = window.assets[chosen] === BITCOIN;
    if (!isBitcoin && isSilent(window, chosen, day)) chosen = largest(market, day, 1)[0]?.asset ?? -1;
    return isQuoted(window, chosen, day) ? new Map([[chosen, 1]]) : null;
  };
}

/** Constituents are chosen anew on the first decision after a quarter's end, weights on the first after a month's end. */
function cci30(market: BenchmarkMarket): Weigh {
  let members: number[] = [];
  let before = Number.NaN;
  return (day) => {
    const crossed = (cadence: 'month' | 'quarter'): boolean => {
      if (Number.isNaN(before)) return true;
      for (let d = before + 1; d <= day; d++) if (isLastDayOf(cadence, d)) return true;
      return false;
    };
    if (crossed('quarter')) {
      const tokens = eligibleAt(market, day).map(({ asset }) => ({
        asset,
        size: smoothedCap(market.window, asset, day),
      }));
      members = bySize(
        tokens.filter(({ size }) => size > 0),
        CCI30_SIZE,
      ).map(({ asset }) => asset);
    }
    const isDue = crossed('month');
    before = day;
    if (!isDue) return null;
    const sized = members.map((asset) => ({ asset, size: Math.sqrt(smoothedCap(market.window, asset, day)) }));
    return proportional(sized.filter(({ asset, size }) => size > 0 && isQuoted(market.window, asset, day)));
  };
}

/** Returns the exponentially weighted mean of an asset's known market caps up to a day; NaN if none is known. */
export function smoothedCap(window: Window, asset: number, day: number): number {
  const { marketCap } = window.fields;
  const decay = 0.5 ** (1 / CCI30_HALF_LIFE);
  let sum = 0;
  let weightSum = 0;
  let weight = 1;
  for (let d = day; d > day - CCI30_LOOKBACK; d--, weight *= decay) {
    const cell = cellOf(window, asset, d);
    if (cell < 0 || !(marketCap[cell] > 0)) continue;
    sum += weight * marketCap[cell];
    weightSum += weight;
  }
  return weightSum > 0 ? sum / weightSum : Number.NaN;
}
