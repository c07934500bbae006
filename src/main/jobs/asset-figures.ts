/** Market figures of an asset on a day, for people: from its candles alone. */
import { finiteOrNull } from '../numeric/finite-or-null.ts';
import { cellOf, type Window } from '../numeric/panel.ts';
import { standardDeviation } from '../numeric/stats.ts';
import { medianVolumeAt } from '../portfolio/market-figures.ts';

/** Money in USD, returns as fractions; null where unknown. */
export type AssetFigures = {
  readonly close: number | null;
  readonly marketCap: number | null;
  /** Median traded value of 30 days. */
  readonly dollarVolume: number | null;
  readonly return1Day: number | null;
  readonly return7Days: number | null;
  readonly return30Days: number | null;
  readonly return90Days: number | null;
  readonly return365Days: number | null;
  /** A year's, from the daily returns of 90 days; null below 60 of them. */
  readonly volatility: number | null;
};

const VOLATILITY_DAYS = 90;
const VOLATILITY_MINIMUM = 60;
const YEAR = 365;

/** Returns the figures of a day: nothing later is read, and a return needs a close on both of its days. */
export function figuresAt(window: Window, asset: number, day: number): AssetFigures {
  const { close, marketCap } = window.fields;
  const at = (d: number): number => {
    const cell = cellOf(window, asset, d);
    return cell < 0 ? Number.NaN : close[cell]!;
  };
  const returnOf = (days: number): number | null => finiteOrNull(at(day) / at(day - days) - 1);
  const cell = cellOf(window, asset, day);
  return {
    close: finiteOrNull(at(day)),
    marketCap: cell < 0 ? null : finiteOrNull(marketCap[cell]!),
    dollarVolume: finiteOrNull(medianVolumeAt(window, asset, day)),
    return1Day: returnOf(1),
    return7Days: returnOf(7),
    return30Days: returnOf(30),
    return90Days: returnOf(90),
    return365Days: returnOf(YEAR),
    volatility: volatilityAt(window, asset, day),
  };
}

function volatilityAt(window: Window, asset: number, day: number): number | null {
  const { close } = window.fields;
  const cell = cellOf(window, asset, day);
  if (cell < 0) return null;
  const returns = new Float64Array(VOLATILITY_DAYS);
  let count = 0;
  const from = Math.max(window.offset[asset]! + 1, cell - VOLATILITY_DAYS + 1);
  for (let i = from; i <= cell; i++) {
    const value = close[i]! / close[i - 1]! - 1;
    if (Number.isFinite(value)) returns[count++] = value;
  }
  return count < VOLATILITY_MINIMUM ? null : standardDeviation(returns.subarray(0, count)) * Math.sqrt(YEAR);
}

/** Returns the sector of an asset if it was known at the end of a day, else null. */
export function sectorAt({ traits }: Window, asset: number, day: number): string | null {
  const { sector, sectorNames, sectorFromDay } = traits;
  return (sectorFromDay?.[asset] ?? day) <= day ? (sectorNames[sector[asset]!] ?? null) : null;
}
