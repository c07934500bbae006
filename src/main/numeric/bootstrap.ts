/** How far chance may have moved the mean of a series whose neighbours are alike. */
import { createRandom } from './random.ts';
import { quantile } from './stats.ts';

/** An interval of a mean; both NaN where there is too little to say one. */
export type Interval = { readonly low: number; readonly high: number };

/** With fewer blocks than these a resample hardly differs from the series. */
const MINIMUM_BLOCKS = 4;
const LEVEL = 0.95;
const DRAWS = 1_000;

/**
 * Returns the 95 % interval of the mean of a series by the circular block bootstrap: blocks of neighbours are drawn, so that
 * what overlaps stays together. Both ends are NaN if the series has fewer than four blocks. The same seed gives the same.
 *
 * @param values - in the order of time, no NaN.
 * @param block - entries of a block, from 1: at least as many as overlap.
 * @see Politis & Romano (1992), "A circular block-resampling procedure for stationary data".
 */
export function blockBootstrapInterval(values: Float64Array, block: number, seed: number): Interval {
  const n = values.length;
  const length = Math.max(1, Math.ceil(block));
  if (n < MINIMUM_BLOCKS * length) return { low: Number.NaN, high: Number.NaN };
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
  const tail = (1 - LEVEL) / 2;
  return { low: quantile(means, tail), high: quantile(means, 1 - tail) };
}
