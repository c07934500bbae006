import { createRandom } from '../../../src/main/numeric/random.ts';

/** The golden matrix of the program's conventions: two blocks of alike assets. */
export const GOLDEN = Float64Array.of(
  ...[0.04, 0.03, 0.002, 0.001],
  ...[0.03, 0.09, 0.003, 0.002],
  ...[0.002, 0.003, 0.16, 0.12],
  ...[0.001, 0.002, 0.12, 0.25],
);

/** Returns a positive definite covariance of one common factor and noise, with volatilities from 1 % to 30 % a day. */
export function randomCovariance(seed: number, n: number): Float64Array {
  const random = createRandom(seed, 'covariance');
  const deviation = Float64Array.from({ length: n }, () => 0.01 * 30 ** random.uniform());
  const days = n + 20;
  const factor = Float64Array.from({ length: days }, () => random.normal());
  const rows = Array.from({ length: n }, () => {
    const load = random.uniform() * 1.5 - 0.3;
    return factor.map((value) => load * value + random.normal());
  });
  const matrix = new Float64Array(n * n);
  rows.forEach((a, i) => {
    rows.forEach((b, j) => {
      matrix[i * n + j] = (deviation[i] * deviation[j] * a.reduce((sum, value, t) => sum + value * b[t], 0)) / days;
    });
  });
  return matrix;
}

/** Returns a table of returns with one common factor; each is missing with the given probability. */
export function randomReturns(seed: number, n: number, days: number, missing = 0): Float64Array {
  const random = createRandom(seed, 'returns');
  const factor = Float64Array.from({ length: days }, () => random.normal());
  const data = new Float64Array(n * days);
  for (let i = 0; i < n; i++) {
    const [load, scale] = [random.uniform(), 0.01 + 0.05 * random.uniform()];
    for (let t = 0; t < days; t++) {
      const value = scale * (load * factor[t] + random.normal());
      data[i * days + t] = random.uniform() < missing ? Number.NaN : value;
    }
  }
  return data;
}

/** Returns the sum of numbers. */
export function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
