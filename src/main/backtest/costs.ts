import type { CostConfig } from '../../shared/backtests.ts';
import { cellOf, type Layout, type PanelFields } from '../numeric/panel.ts';
import { standardDeviation } from '../numeric/stats.ts';

/** Days of history from which the traded value and the volatility of an order's asset are estimated. */
const LOOKBACK = 30;
const MINIMUM_RETURNS = 10;
/** Daily volatility of an asset whose history is too short to have one: that of a small token, so that it errs upwards. */
const UNKNOWN_VOLATILITY = 0.1;
const BASIS_POINT = 1e-4;

/** What a market must show to a simulator. */
export type PricedLayout = Layout & { readonly fields: Pick<PanelFields, 'open' | 'close' | 'volume'> };

/** How liquid an asset was when an order was made. */
export type Liquidity = {
  /** Mean traded value of a day over 30 days, USD; NaN if none of them is known. */
  readonly dollarVolume: number;
  /** Standard deviation of 30 daily returns, a fraction. */
  readonly volatility: number;
};

/** What one fill cost, in USD, by component. */
export type FillCost = { readonly fee: number; readonly spread: number; readonly impact: number };

/** Returns the liquidity of an asset as known at the close of a day. Missing days are left out, never counted as zero. */
export function liquidityAt(market: PricedLayout, asset: number, day: number): Liquidity {
  const { close, volume } = market.fields;
  const returns: number[] = [];
  let volumeSum = 0;
  let volumeCount = 0;
  let newer = Number.NaN;
  for (let d = day; d > day - LOOKBACK; d--) {
    const cell = cellOf(market, asset, d);
    if (cell < 0) continue;
    if (!Number.isNaN(volume[cell])) {
      volumeSum += volume[cell];
      volumeCount++;
    }
    if (newer > 0 && close[cell] > 0) returns.push(newer / close[cell] - 1);
    if (close[cell] > 0) newer = close[cell];
  }
  return {
    dollarVolume: volumeCount === 0 ? Number.NaN : volumeSum / volumeCount,
    volatility: returns.length < MINIMUM_RETURNS ? UNKNOWN_VOLATILITY : standardDeviation(Float64Array.from(returns)),
  };
}

/**
 * Returns what an order of a value costs: fee, half of the spread, and impact `c * volatility * sqrt(value / daily volume)`.
 * Where the daily volume is unknown the widest spread is charged, and the impact of an order at the cap on volume.
 *
 * All of it is at most the value: who sells a token that hardly trades may get nothing for it, but does not owe for the sale.
 * (Without the bound, a sale on a day of a thousand times the usual volume cost several times what it sold.)
 *
 * @param value - USD, positive on both sides.
 * @see Almgren, Thum, Hauptmann & Li (2005), "Direct estimation of equity market impact"; Tóth et al. (2011) for the square root.
 */
export function fillCost(config: CostConfig, liquidity: Liquidity, value: number): FillCost {
  const share = liquidity.dollarVolume > 0 ? value / liquidity.dollarVolume : config.maximumVolumeShare;
  const fee = Math.min(value, value * config.feeBasisPoints * BASIS_POINT);
  const spread = Math.min(value - fee, value * halfSpread(config, liquidity.dollarVolume));
  const impact = value * config.impactCoefficient * liquidity.volatility * Math.sqrt(share);
  return { fee, spread, impact: Math.min(value - fee - spread, impact) };
}

/** Returns half of the quoted spread as a fraction: that of the highest tier that the daily volume reaches. */
export function halfSpread(config: CostConfig, dollarVolume: number): number {
  let reached = -1;
  let basisPoints = 0;
  let widest = 0;
  for (const tier of config.halfSpreadTiers) {
    widest = Math.max(widest, tier.basisPoints);
    if (dollarVolume >= tier.fromDollarVolume && tier.fromDollarVolume > reached) {
      reached = tier.fromDollarVolume;
      basisPoints = tier.basisPoints;
    }
  }
  return (reached < 0 ? widest : basisPoints) * BASIS_POINT;
}
