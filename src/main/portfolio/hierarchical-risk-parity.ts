import { invariant } from '../../shared/errors.ts';
import { type Linkage, leafOrder } from '../numeric/clustering.ts';
import { correlationOf } from './covariance.ts';

/**
 * Returns the weights of hierarchical risk parity; they are positive and sum to 1.
 *
 * 1. Distance sqrt((1 - correlation) / 2), clustered on itself (not on distances between its columns, as the first paper did).
 * 2. `leafOrder` puts alike assets beside each other.
 * 3. `bisect`: the order is cut in halves, and each half gets the other's share of their inverse-variance portfolios' variances.
 *
 * Variances must be positive. O(n²).
 *
 * @see López de Prado (2016), "Building diversified portfolios that outperform out of sample".
 */
export function hierarchicalRiskParity(covariance: Float64Array, n: number, linkage: Linkage): Float64Array {
  invariant(n > 0 && covariance.length === n * n, `hierarchical risk parity needs ${n} × ${n} covariances`);
  for (let i = 0; i < n; i++) invariant(covariance[i * n + i] > 0, `variance ${i} must be positive`);
  const distance = correlationOf(covariance, n);
  for (let k = 0; k < distance.length; k++) distance[k] = Math.sqrt((1 - distance[k]) / 2);
  return bisect(covariance, n, leafOrder(distance, n, linkage));
}

function bisect(covariance: Float64Array, n: number, order: Int32Array): Float64Array {
  const weights = new Float64Array(n).fill(1);
  const inverse = Float64Array.from({ length: n }, (_, i) => 1 / covariance[i * n + i]);
  const spans: [number, number][] = [[0, n]];
  for (let span = spans.pop(); span !== undefined; span = spans.pop()) {
    const [from, to] = span;
    if (to - from < 2) continue;
    const middle = from + ((to - from) >> 1);
    const left = clusterVariance(covariance, n, inverse, order, from, middle);
    const right = clusterVariance(covariance, n, inverse, order, middle, to);
    const share = 1 - left / (left + right);
    for (let k = from; k < middle; k++) weights[order[k]] *= share;
    for (let k = middle; k < to; k++) weights[order[k]] *= 1 - share;
    spans.push([from, middle], [middle, to]);
  }
  return weights;
}

/** Variance of the inverse-variance portfolio of a run of leaves. */
function clusterVariance(
  covariance: Float64Array,
  n: number,
  inverse: Float64Array,
  order: Int32Array,
  from: number,
  to: number,
): number {
  let [total, variance] = [0, 0];
  for (let a = from; a < to; a++) {
    const i = order[a];
    let sum = 0;
    for (let b = from; b < a; b++) sum += covariance[i * n + order[b]] * inverse[order[b]];
    variance += inverse[i] * (2 * sum + covariance[i * n + i] * inverse[i]);
    total += inverse[i];
  }
  return variance / (total * total);
}
