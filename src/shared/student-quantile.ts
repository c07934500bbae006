/** Half of the 5 % outside of a two-sided interval, as a standard normal deviate. */
const NORMAL_975 = 1.959963984540054;

/**
 * Returns a quantile of Student's t, the 97.5 % one if left out; the degrees of freedom need not be whole. Within 1 % from 2 degrees on, within
 * 0.04 % from 4.
 *
 * @param z - the same quantile of the standard normal distribution. Further out it falls short: at 99.7 % by 6 % at 2 degrees, by
 *   1 % at 4.
 * @see Abramowitz & Stegun (1964), 26.7.5.
 */
export function studentQuantile(degrees: number, z = NORMAL_975): number {
  const z2 = z * z;
  const terms = [
    (z * (z2 + 1)) / 4,
    (z * (5 * z2 ** 2 + 16 * z2 + 3)) / 96,
    (z * (3 * z2 ** 3 + 19 * z2 ** 2 + 17 * z2 - 15)) / 384,
    (z * (79 * z2 ** 4 + 776 * z2 ** 3 + 1482 * z2 ** 2 - 1920 * z2 - 945)) / 92_160,
  ];
  return terms.reduce((sum, term, i) => sum + term / degrees ** (i + 1), z);
}
