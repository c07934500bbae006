/** Is it luck? What a Sharpe ratio is worth, given how long it lasted, how the returns look and how many were tried. */

import type { Luck } from '../../shared/backtests.ts';
import { finiteOrNull } from '../numeric/finite-or-null.ts';
import { normalCdf, normalQuantile } from '../numeric/normal-distribution.ts';
import { createRandom } from '../numeric/random.ts';
import { kurtosis, quantile, skewness, standardDeviation } from '../numeric/stats.ts';
import { DAYS_PER_YEAR, dailySharpe } from './performance.ts';

const EULER_MASCHERONI = 0.5772156649015329;
/** Below so many trials the expected maximum is no approximation; the probabilistic Sharpe ratio is shown instead. */
export const MINIMUM_TRIALS = 5;
const CONFIDENCE = 0.95;

/** A Sharpe ratio that is not annualised, with the moments of its returns. `kurtosis` is raw: 3 for a Gaussian. */
export type SharpeMoments = {
  readonly sharpe: number;
  readonly observationCount: number;
  readonly skewness: number;
  readonly kurtosis: number;
};

/** All Sharpe ratios that were ever tried, not annualised; NaN for a trial that had none. */
export type Trials = { readonly dailySharpes: readonly number[] };

/** Returns the moments of a return series. NaN where it is too short or does not vary. */
export function momentsOf(returns: Float64Array): SharpeMoments {
  return {
    sharpe: dailySharpe(returns),
    observationCount: returns.length,
    skewness: skewness(returns),
    kurtosis: kurtosis(returns),
  };
}

/** Returns `1 - γ3·SR + (γ4-1)/4·SR²`, the variance of an estimated Sharpe ratio times its observations. */
function estimationVariance({ sharpe, skewness: third, kurtosis: fourth }: SharpeMoments): number {
  return 1 - third * sharpe + ((fourth - 1) / 4) * sharpe * sharpe;
}

/**
 * Returns the probability that the true Sharpe ratio is above a given one, both not annualised; NaN if undefined.
 *
 * @see Bailey & López de Prado (2012), "The Sharpe ratio efficient frontier".
 */
export function probabilisticSharpe(moments: SharpeMoments, above = 0): number {
  const error = Math.sqrt(estimationVariance(moments));
  return normalCdf(((moments.sharpe - above) * Math.sqrt(moments.observationCount - 1)) / error);
}

/**
 * Returns the expected maximum of `count` independent standard normal numbers, approximated by extreme value theory; 0 for
 * one. @see Bailey & López de Prado (2014), "The deflated Sharpe ratio".
 */
export function expectedMaximum(count: number): number {
  if (count <= 1) return 0;
  return (
    (1 - EULER_MASCHERONI) * normalQuantile(1 - 1 / count) + EULER_MASCHERONI * normalQuantile(1 - 1 / (count * Math.E))
  );
}

/**
 * Returns the probability that the true Sharpe ratio is above what the best of so many skill-less trials would show; NaN
 * below {@link MINIMUM_TRIALS} trials.
 *
 * @param variance - of the trials' Sharpe ratios, not annualised.
 * @see Bailey & López de Prado (2014), "The deflated Sharpe ratio".
 */
export function deflatedSharpe(moments: SharpeMoments, trialCount: number, variance: number): number {
  if (trialCount < MINIMUM_TRIALS) return Number.NaN;
  return probabilisticSharpe(moments, Math.sqrt(variance) * expectedMaximum(trialCount));
}

/** Returns how many observations are needed to be sure that the true Sharpe ratio is above a given one; NaN if it is not. */
export function minimumTrackRecord(moments: SharpeMoments, confidence = CONFIDENCE, above = 0): number {
  if (!(moments.sharpe > above)) return Number.NaN;
  return 1 + estimationVariance(moments) * (normalQuantile(confidence) / (moments.sharpe - above)) ** 2;
}

/**
 * Returns the years below which the best of so many skill-less trials is expected to reach an annual Sharpe ratio.
 *
 * @see Bailey, Borwein, López de Prado & Zhu (2014), "Pseudo-mathematics and financial charlatanism".
 */
export function minimumBacktestYears(trialCount: number, annualSharpe: number): number {
  return annualSharpe > 0 ? (expectedMaximum(trialCount) / annualSharpe) ** 2 : Number.NaN;
}

/**
 * Returns an interval of the annual Sharpe ratio by the circular block bootstrap, which keeps volatility clusters whole.
 *
 * @param blockDays - length of a block; n^(1/3) rounded up unless given, and at least 5.
 * @returns null below 60 returns. The same seed gives the same interval.
 * @see Politis & Romano (1992), "A circular block-resampling procedure for stationary data".
 */
export function sharpeInterval(
  returns: Float64Array,
  {
    drawCount,
    seed,
    level = CONFIDENCE,
    blockDays,
  }: { drawCount: number; seed: number; level?: number; blockDays?: number },
): Luck['sharpeInterval'] {
  const n = returns.length;
  if (n < 60 || !(standardDeviation(returns) > 0)) return null;
  const length = blockDays ?? Math.max(5, Math.ceil(n ** (1 / 3)));
  const random = createRandom(seed, 'sharpe-interval');
  const drawn = new Float64Array(drawCount);
  for (let draw = 0; draw < drawCount; draw++) {
    let count = 0;
    let average = 0;
    let squares = 0;
    while (count < n) {
      let at = random.below(n);
      for (let i = 0; i < length && count < n; i++) {
        const difference = returns[at] - average;
        average += difference / ++count;
        squares += difference * (returns[at] - average);
        at = at + 1 === n ? 0 : at + 1;
      }
    }
    drawn[draw] = (average / Math.sqrt(squares / (n - 1))) * Math.sqrt(DAYS_PER_YEAR);
  }
  const tail = (1 - level) / 2;
  const [low, high] = [quantile(drawn, tail), quantile(drawn, 1 - tail)];
  return Number.isFinite(low) && Number.isFinite(high) ? { low, high, level, blockDays: length, drawCount } : null;
}

/**
 * Returns everything that stands beside the Sharpe ratio of a return series.
 *
 * @param trials - the ledger of trials, this one included; null for a benchmark, which nobody chose among trials.
 */
export function measureLuck(
  returns: Float64Array,
  trials: Trials | null,
  bootstrap: { drawCount: number; seed: number },
): Luck {
  const moments = momentsOf(returns);
  const annual = moments.sharpe * Math.sqrt(DAYS_PER_YEAR);
  const finite = Float64Array.from(trials?.dailySharpes.filter(Number.isFinite) ?? []);
  const count = trials?.dailySharpes.length ?? 0;
  const spread = standardDeviation(finite);
  return {
    sharpe: finiteOrNull(annual),
    probabilisticSharpe: finiteOrNull(probabilisticSharpe(moments)),
    deflatedSharpe: trials === null ? null : finiteOrNull(deflatedSharpe(moments, count, spread * spread)),
    expectedMaximumSharpe:
      count < MINIMUM_TRIALS ? null : finiteOrNull(spread * expectedMaximum(count) * Math.sqrt(DAYS_PER_YEAR)),
    minimumTrackRecordDays: finiteOrNull(Math.ceil(minimumTrackRecord(moments))),
    minimumBacktestYears: count < 2 ? null : finiteOrNull(minimumBacktestYears(count, annual)),
    sharpeInterval: sharpeInterval(returns, bootstrap),
  };
}
