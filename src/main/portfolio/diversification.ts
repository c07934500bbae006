import { multiplySymmetric } from '../numeric/linear-algebra.ts';

/** Days in a year of a market that never closes. */
const YEAR = 365;

/** Returns the variance w'Σw, never below 0. */
export function varianceOf(covariance: Float64Array, weights: Float64Array): number {
  const image = multiplySymmetric(covariance, weights);
  return Math.max(
    0,
    weights.reduce((sum, weight, i) => sum + weight * image[i], 0),
  );
}

/** Returns the volatility a year of weights over daily covariances, as a fraction. */
export function annualVolatility(covariance: Float64Array, weights: Float64Array): number {
  return Math.sqrt(varianceOf(covariance, weights) * YEAR);
}

/**
 * Returns the weighted mean of the volatilities over the volatility of the whole: 1 for a single asset, more with
 * diversification. NaN without variance.
 *
 * @see Choueifaty & Coignard (2008), "Toward maximum diversification".
 */
export function diversificationRatio(covariance: Float64Array, weights: Float64Array): number {
  const n = weights.length;
  const mean = weights.reduce((sum, weight, i) => sum + weight * Math.sqrt(covariance[i * n + i]), 0);
  const variance = varianceOf(covariance, weights);
  return variance > 0 ? mean / Math.sqrt(variance) : Number.NaN;
}

/** Returns 1 / Σ w² of weights scaled to sum 1: n for n equal weights. NaN if all are zero. */
export function effectiveAssets(weights: ArrayLike<number>): number {
  let [sum, squares] = [0, 0];
  for (let i = 0; i < weights.length; i++) {
    sum += weights[i];
    squares += weights[i] * weights[i];
  }
  return squares > 0 ? (sum * sum) / squares : Number.NaN;
}

/** Returns each asset's share of the variance, w (Σw) / w'Σw; they sum to 1. NaN without variance. */
export function riskContributions(covariance: Float64Array, weights: Float64Array): Float64Array {
  const image = multiplySymmetric(covariance, weights);
  const variance = varianceOf(covariance, weights);
  return weights.map((weight, i) => (variance > 0 ? (weight * image[i]) / variance : Number.NaN));
}
