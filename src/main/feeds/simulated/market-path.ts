import { createRandom, type Random } from '../../numeric/random.ts';

/** What all tokens of a simulated market share on each day. Every array has one entry a day. */
export type MarketPath = {
  /** Simple return of the market factor: symmetric about zero, so a token's beta carries no expected return. */
  readonly market: Float64Array;
  /** Multiplier of every token's own volatility: 1 in the long run, clustered (it follows the market's GARCH variance). */
  readonly stress: Float64Array;
  /** Gross return (1 + return) of bull and bear phases and of the one crash, the same for every token. */
  readonly tide: Float64Array;
  /** For each sector its simple return beside the market's, symmetric about zero. */
  readonly sectors: readonly Float64Array[];
  /** Index of the first day of the crash; it lasts {@link CRASH_DAYS} days. */
  readonly crashIndex: number;
};

export const CRASH_DAYS = 3;
const MARKET_VOLATILITY = 0.025;
const SECTOR_VOLATILITY = 0.008;
const GARCH_ALPHA = 0.1;
const GARCH_BETA = 0.87;
const WARM_UP_DAYS = 250;
const LARGEST_MARKET_MOVE = 0.3;
const PHASE_DAYS = 200;
const BULL_RETURN = 0.0015;
const BEAR_RETURN = -0.001;

/**
 * Returns a draw of Student's t with 4 degrees of freedom, scaled to variance 1 and cut symmetrically at ±`bound`.
 * A chi-square with 4 degrees of freedom is the sum of two exponentials, so one logarithm makes it.
 */
export function studentT(random: Random, bound: number): number {
  const chiSquare = -2 * Math.log((1 - random.uniform()) * (1 - random.uniform()));
  // Variance of t with 4 degrees is 2: z / sqrt(chi2 / 4) / sqrt(2) = z * sqrt(2 / chi2).
  const drawn = random.normal() * Math.sqrt(2 / chiSquare);
  return drawn > bound ? bound : Math.max(drawn, -bound);
}

/**
 * Returns the common paths of a simulated market.
 *
 * The market factor is GARCH(1,1) with Student-t shocks; its shocks are symmetric and its variance depends on squares only,
 * so its expected simple return is zero on every day, whatever came before. The crash and the phases of the tide fall on all
 * tokens alike: they move the level of the market and never one token against another.
 *
 * @see Bollerslev (1987), "A conditionally heteroskedastic time series model for speculative prices".
 */
export function simulateMarketPath(seed: number, dayCount: number, sectorCount: number): MarketPath {
  const random = createRandom(seed, 'simulated', 'market');
  const market = new Float64Array(dayCount);
  const stress = new Float64Array(dayCount);
  const tide = new Float64Array(dayCount);
  const crashIndex = Math.floor(dayCount * (0.35 + 0.4 * random.uniform()));
  const longRun = MARKET_VOLATILITY * MARKET_VOLATILITY;
  let variance = longRun;
  let isBull = random.uniform() < 0.5;
  for (let t = -WARM_UP_DAYS; t < dayCount; t++) {
    const isCrash = t >= crashIndex && t < crashIndex + CRASH_DAYS;
    if (t === crashIndex) variance = Math.max(variance, 6 * longRun);
    const bound = LARGEST_MARKET_MOVE / Math.sqrt(variance);
    const moved = Math.sqrt(variance) * studentT(random, bound);
    const depth = 0.1 + 0.15 * random.uniform();
    if (random.uniform() < 1 / PHASE_DAYS) isBull = !isBull;
    if (t >= 0) {
      market[t] = moved;
      stress[t] = Math.min(3, Math.max(0.5, Math.sqrt(variance / longRun)));
      tide[t] = (1 + (isBull ? BULL_RETURN : BEAR_RETURN)) * (isCrash ? 1 - depth : 1);
    }
    variance = longRun * (1 - GARCH_ALPHA - GARCH_BETA) + GARCH_ALPHA * moved * moved + GARCH_BETA * variance;
  }
  const sectors = Array.from({ length: sectorCount }, (_, sector) => {
    const own = createRandom(seed, 'simulated', 'sector', sector);
    return Float64Array.from(stress, (level) => SECTOR_VOLATILITY * level * studentT(own, 8));
  });
  return { market, stress, tide, sectors, crashIndex };
}
