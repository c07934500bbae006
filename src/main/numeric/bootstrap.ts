/** How far chance may have moved the mean of a series whose neighbours are alike. */
import { studentQuantile } from '../../shared/student-quantile.ts';
import { createRandom } from './random.ts';
import { mean, standardDeviation } from './stats.ts';

/** An interval of a mean; both NaN where there is too little to say one. */
export type Interval = { readonly low: number; readonly high: number };

/** Of fewer blocks nobody can tell how much they differ. */
const MINIMUM_BLOCKS = 4;
const DRAWS = 1_000;

/**
 * Returns the 95 % interval of the mean of a series by the circular block bootstrap: blocks of neighbours are drawn, so that
 * what overlaps stays together. Both ends are NaN if the series has fewer than four blocks. The same seed gives the same.
 *
 * Plain percentiles of the resampled means are far too narrow for few blocks (70 to 83 % instead of 95 % of 4 to 15), so the deviation
 * of the resampled means is taken: corrected for the m blocks' own mean, for what blocks as long as the overlap cannot see, and
 * with the limits of Student's distribution for m - 1 degrees of freedom.
 *
 * @param values - in the order of time, no NaN.
 * @param block - how many entries overlap, from 1; neighbours within it are taken to be alike in falling measure.
 * @see Politis & Romano (1992), "A circular block-resampling procedure for stationary data".
 */
export function blockBootstrapInterval(values: Float64Array, block: number, seed: number): Interval {
  const n = values.length;
  const length = Math.max(1, Math.ceil(block));
  const blocks = n / length;
  if (blocks < MINIMUM_BLOCKS) return { low: Number.NaN, high: Number.NaN };
  const spread = standardDeviation(resampledMeans(values, length, seed));
  // Sums that overlap fully at distance 0 and not at all at `length`: a block sees this share of their variance.
  const seen = (2 * length ** 2 + 1) / (3 * length ** 2);
  const reach = studentQuantile(blocks - 1) * spread * Math.sqrt(blocks / (blocks - 1) / seen);
  const centre = mean(values);
  return { low: centre - reach, high: centre + reach };
}

function resampledMeans(values: Float64Array, length: number, seed: number): Float64Array {
  const n = values.length;
  const random = createRandom(seed, 'block-bootstrap');
  // sums of every block that could be drawn, and of every shorter one that ends a resample
  const rest = n % length;
  const [whole, partial] = [length, rest].map((size) => {
    const sums = new Float64Array(n);
    for (let from = 0; from < n; from++) {
      for (let i = 0; i < size; i++) sums[from] += values[(from + i) % n];
    }
    return sums;
  });
  const means = new Float64Array(DRAWS);
  for (let draw = 0; draw < DRAWS; draw++) {
    let sum = rest === 0 ? 0 : partial[random.below(n)];
    for (let i = 0; i < Math.floor(n / length); i++) sum += whole[random.below(n)];
    means[draw] = sum / n;
  }
  return means;
}
