import { invariant } from '../../shared/errors.ts';
import { correlationOf } from './covariance.ts';

const LARGEST_SWEEP_COUNT = 2_000;
/** Largest difference between two risk shares, as a fraction of the mean share. */
const TOLERANCE = 1e-10;

/**
 * Returns the long-only weights of which every asset contributes the same share of the variance, or null if the sweeps did
 * not converge. The weights are positive and sum to 1.
 *
 * Minimises x'Cx / 2 - Σ ln x over the correlations C by cyclical coordinate descent: each step is the positive root of a
 * quadratic equation. Weights are x over the volatilities, so the scale of an asset's returns does not matter.
 *
 * @param covariance - n × n, positive definite. O(n²) a sweep.
 * @see Griveau-Billion, Richard & Roncalli (2013), "A fast algorithm for computing high-dimensional risk parity portfolios".
 */
export function equalRiskContribution(covariance: Float64Array, n: number): Float64Array | null {
  invariant(n > 0 && covariance.length === n * n, `equal risk contribution needs ${n} × ${n} covariances`);
  const correlation = correlationOf(covariance, n);
  const x = new Float64Array(n).fill(1 / Math.sqrt(n));
  for (let sweep = 0; sweep < LARGEST_SWEEP_COUNT; sweep++) {
    for (let i = 0; i < n; i++) {
      let others = 0;
      for (let j = 0; j < n; j++) others += correlation[i * n + j] * x[j];
      others -= x[i];
      // Of the two forms of the root, the one without a difference of like numbers.
      const root = Math.sqrt(others * others + 4);
      x[i] = others > 0 ? 2 / (others + root) : (root - others) / 2;
    }
    if (spreadOfContributions(correlation, x) > TOLERANCE) continue;
    const weights = Float64Array.from(x, (value, i) => value / Math.sqrt(covariance[i * n + i]));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return weights.map((weight) => weight / sum);
  }
  return null;
}

/** At the optimum every x (Cx) is 1. */
function spreadOfContributions(correlation: Float64Array, x: Float64Array): number {
  const n = x.length;
  let [low, high] = [Number.POSITIVE_INFINITY, 0];
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += correlation[i * n + j] * x[j];
    low = Math.min(low, sum * x[i]);
    high = Math.max(high, sum * x[i]);
  }
  return high - low;
}
