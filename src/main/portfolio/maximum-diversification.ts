import { invariant } from '../../shared/errors.ts';
import { choleskyOf, solveCholesky } from '../numeric/linear-algebra.ts';
import { correlationOf } from './covariance.ts';

const LARGEST_STEP_COUNT_PER_ASSET = 20;
/** Tolerance of the optimality conditions, in units of correlation. */
const TOLERANCE = 1e-9;

/**
 * Returns the long-only weights with the largest diversification ratio, or null if the search did not end. They sum to 1;
 * assets that add nothing have weight 0.
 *
 * The ratio does not change with the scale of the weights, so it is largest where y'Cy / 2 - Σ y is smallest over y ≥ 0, with
 * C the correlations and y the weights times the volatilities. The active set grows by the asset with the largest
 * gain, and shrinks where a solution would go below zero; the objective falls with each change of the set, so no set comes
 * back and the search ends at the exact optimum, which {@link violationOfOptimality} checks.
 *
 * @param covariance - n × n, positive definite. O(k³) a step for k assets in the set.
 * @see Choueifaty & Coignard (2008), "Toward maximum diversification"; Lawson & Hanson (1974), chapter 23, for the search.
 */
export function maximumDiversification(covariance: Float64Array, n: number): Float64Array | null {
  invariant(n > 0 && covariance.length === n * n, `maximum diversification needs ${n} × ${n} covariances`);
  const correlation = correlationOf(covariance, n);
  const y = new Float64Array(n);
  const isActive = new Uint8Array(n);
  for (let step = 0; step < LARGEST_STEP_COUNT_PER_ASSET * n + 20; step++) {
    const entering = bestOutside(correlation, y, isActive);
    if (entering < 0) {
      if (violationOfOptimality(correlation, y) > 10 * TOLERANCE) return null;
      return normalise(y.map((value, i) => value / Math.sqrt(covariance[i * n + i])));
    }
    isActive[entering] = 1;
    if (!settle(correlation, y, isActive)) return null;
  }
  return null;
}

/**
 * Returns by how much y ≥ 0 misses being optimal: the gradient Cy - 1 must be 0 where y > 0, and at least 0 elsewhere.
 *
 * @param correlation - n × n.
 * @param y - the weights times the volatilities, scaled so that y'Cy = Σ y.
 */
export function violationOfOptimality(correlation: Float64Array, y: Float64Array): number {
  const n = y.length;
  let worst = 0;
  for (let i = 0; i < n; i++) {
    const slope = slopeAt(correlation, y, i);
    worst = Math.max(worst, y[i] > 0 ? Math.abs(slope) : -slope, -y[i]);
  }
  return worst;
}

function slopeAt(correlation: Float64Array, y: Float64Array, i: number): number {
  let sum = -1;
  for (let j = 0; j < y.length; j++) sum += correlation[i * y.length + j] * y[j];
  return sum;
}

/** The asset outside the set whose slope is the most negative (the first of equals), or -1 if none gains. */
function bestOutside(correlation: Float64Array, y: Float64Array, isActive: Uint8Array): number {
  let [best, steepest] = [-1, -TOLERANCE];
  for (let i = 0; i < y.length; i++) {
    if (isActive[i] === 1) continue;
    const slope = slopeAt(correlation, y, i);
    if (slope < steepest) [best, steepest] = [i, slope];
  }
  return best;
}

/** Moves y to the optimum over the active set, dropping assets that reach zero on the way. False if C is singular there. */
function settle(correlation: Float64Array, y: Float64Array, isActive: Uint8Array): boolean {
  const n = y.length;
  for (;;) {
    const set: number[] = [];
    for (let i = 0; i < n; i++) if (isActive[i] === 1) set.push(i);
    const k = set.length;
    const block = new Float64Array(k * k);
    for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) block[a * k + b] = correlation[set[a] * n + set[b]];
    const lower = choleskyOf(block, k, 1e-14);
    if (lower === null) return false;
    const solution = solveCholesky(lower, new Float64Array(k).fill(1));
    let [share, leaving] = [1, -1];
    for (let a = 0; a < k; a++) {
      if (solution[a] > 0) continue;
      const reach = y[set[a]] / (y[set[a]] - solution[a]);
      if (leaving < 0 || reach < share) [share, leaving] = [reach, set[a]];
    }
    for (let a = 0; a < k; a++) y[set[a]] += share * (solution[a] - y[set[a]]);
    if (leaving < 0) return true;
    y[leaving] = 0;
    isActive[leaving] = 0;
  }
}

function normalise(weights: Float64Array): Float64Array {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}
