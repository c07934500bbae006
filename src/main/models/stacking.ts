import { invariant } from '../../shared/errors.ts';
import { mean, standardDeviation } from '../numeric/stats.ts';

/** Independent days of evidence that weigh as much as the belief that all members are alike. */
const PRIOR_DAYS = 24;
const MAXIMUM_ROUNDS = 1_000;
const CONVERGED = 1e-12;

/**
 * Returns the weight of each member in a common forecast, from forecasts of days that no member had learnt from: non-negative
 * least squares of the labels on the members' scores, both standardised within each day, every day counting alike; divided by
 * their sum, then drawn towards even weights by how little was seen. All weights are even if no member helps.
 *
 * @param scores - for each member one score a row, NaN where it has none; a row counts if every member scored it.
 * @param groups - rows of group g, one day, are `groups[g]..groups[g + 1]`.
 * @param independentDays - how many of the days are independent: labels of 30 days, weekly, overlap fourfold.
 * @see Breiman (1996), "Stacked regressions", Machine Learning 24.
 */
export function stackWeights(
  scores: readonly Float32Array[],
  y: Float32Array,
  groups: Int32Array,
  independentDays: number,
): Float64Array {
  const count = scores.length;
  const even = 1 / count;
  const { gram, product } = momentsOf(scores, y, groups);
  const weights = nonNegative(gram, product, count);
  const total = weights.reduce((sum, own) => sum + own, 0);
  if (!(total > 0)) return new Float64Array(count).fill(even);
  const trust = independentDays / (independentDays + PRIOR_DAYS);
  return weights.map((own) => trust * (own / total) + (1 - trust) * even);
}

/** Returns the sums of products of standardised scores with each other and with the labels; each day weighs the same. */
function momentsOf(
  scores: readonly Float32Array[],
  y: Float32Array,
  groups: Int32Array,
): { readonly gram: Float64Array; readonly product: Float64Array } {
  const count = scores.length;
  const gram = new Float64Array(count * count);
  const product = new Float64Array(count);
  for (let group = 0; group + 1 < groups.length; group++) {
    const rows: number[] = [];
    for (let row = groups[group]; row < groups[group + 1]; row++) {
      if (!Number.isNaN(y[row]) && scores.every((own) => !Number.isNaN(own[row]))) rows.push(row);
    }
    const labels = standardised(rows.map((row) => y[row]));
    if (labels === null) continue;
    const members = scores.map((own) => standardised(rows.map((row) => own[row])));
    members.forEach((own, a) => {
      if (own === null) return;
      product[a] += dot(own, labels);
      members.forEach((other, b) => {
        if (other !== null) gram[a * count + b] += dot(own, other);
      });
    });
  }
  return { gram, product };
}

/** Returns values less their mean over their deviation, scaled to a mean square of 1 / n; null if they do not vary. */
function standardised(values: readonly number[]): Float64Array | null {
  const deviation = standardDeviation(values);
  if (!(deviation > 0)) return null;
  const centre = mean(values);
  const scale = 1 / (deviation * Math.sqrt(values.length));
  return Float64Array.from(values, (value) => (value - centre) * scale);
}

function dot(a: Float64Array, b: Float64Array): number {
  invariant(a.length === b.length, `a product of ${a.length} and ${b.length} numbers was asked for`);
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}

/** Returns w >= 0 that makes w'Gw - 2 p'w least, one coordinate after another. */
function nonNegative(gram: Float64Array, product: Float64Array, count: number): Float64Array {
  const weights = new Float64Array(count);
  for (let round = 0; round < MAXIMUM_ROUNDS; round++) {
    let moved = 0;
    for (let m = 0; m < count; m++) {
      const own = gram[m * count + m];
      if (!(own > 0)) continue;
      let left = product[m];
      for (let other = 0; other < count; other++) if (other !== m) left -= gram[m * count + other] * weights[other];
      const next = Math.max(0, left / own);
      moved = Math.max(moved, Math.abs(next - weights[m]));
      weights[m] = next;
    }
    if (moved < CONVERGED) break;
  }
  return weights;
}
