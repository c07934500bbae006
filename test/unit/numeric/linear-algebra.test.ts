import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  choleskyOf,
  crossProduct,
  multiplySymmetric,
  solveCholesky,
  symmetricEigen,
} from '../../../src/main/numeric/linear-algebra.ts';
import { createRandom } from '../../../src/main/numeric/random.ts';

function randomTable(seed: number, n: number, length: number): Float64Array {
  const random = createRandom(seed, 'table');
  return Float64Array.from({ length: n * length }, () => random.normal());
}

/** The definition, entry by entry. */
function products(
  rows: Float64Array,
  n: number,
  length: number,
  centre: Float64Array = new Float64Array(n),
): Float64Array {
  const product = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      for (let t = 0; t < length; t++) {
        product[i * n + j] += (rows[i * length + t] - centre[i]) * (rows[j * length + t] - centre[j]);
      }
    }
  }
  return product;
}

/** A symmetric matrix with the given eigenvalues: Q diag(values) Qᵀ, Q a product of random reflections. */
function withEigenvalues(seed: number, values: readonly number[]): Float64Array {
  const n = values.length;
  const random = createRandom(seed, 'reflections');
  let matrix = new Float64Array(n * n);
  values.forEach((value, i) => {
    matrix[i * n + i] = value;
  });
  for (let k = 0; k < 3; k++) {
    const v = Float64Array.from({ length: n }, () => random.normal());
    const square = v.reduce((sum, x) => sum + x * x, 0);
    const h = (i: number, j: number): number => (i === j ? 1 : 0) - (2 * v[i] * v[j]) / square;
    const next = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        for (let a = 0; a < n; a++)
          for (let b = 0; b < n; b++) next[i * n + j] += h(i, a) * matrix[a * n + b] * h(b, j);
      }
    }
    matrix = next;
  }
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) matrix[i * n + j] = matrix[j * n + i];
  return matrix;
}

describe('crossProduct', () => {
  it.each([
    [1, 1],
    [3, 5],
    [10, 400],
    // From here on the kernel is used; neither size fills its blocks.
    [26, 301],
    [101, 513],
    [7, 5000],
  ])('of %i rows of %i gives the bits of the plain loop', (n, length) => {
    const rows = randomTable(n, n, length);
    expect([...crossProduct(rows, n, length)]).toEqual([...products(rows, n, length)]);
    const centre = randomTable(1, n, 1);
    expect([...crossProduct(rows, n, length, centre)]).toEqual([...products(rows, n, length, centre)]);
  });

  it('spreads a NaN over its row and column alone', () => {
    const [n, length] = [30, 300];
    const rows = randomTable(2, n, length);
    rows[7 * length + 11] = Number.NaN;
    const product = crossProduct(rows, n, length);
    product.forEach((value, k) => {
      expect(Number.isNaN(value)).toBe(Math.floor(k / n) === 7 || k % n === 7);
    });
  });

  it('leaves nothing behind for the next table', () => {
    crossProduct(new Float64Array(40 * 300).fill(9), 40, 300);
    const rows = randomTable(3, 26, 301);
    expect([...crossProduct(rows, 26, 301)]).toEqual([...products(rows, 26, 301)]);
  });
});

describe('choleskyOf and solveCholesky', () => {
  it('factor a matrix known by hand', () => {
    const lower = choleskyOf(Float64Array.of(4, 12, -16, 12, 37, -43, -16, -43, 98), 3);
    expect([...(lower ?? [])]).toEqual([2, 0, 0, 6, 1, 0, -8, 5, 3]);
    expect([...solveCholesky(lower as Float64Array, Float64Array.of(0, 6, 39))]).toEqual([1, 1, 1]);
  });

  it('solve what they were given', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.nat(), (n, seed) => {
        const rows = randomTable(seed, n, n + 5);
        const matrix = products(rows, n, n + 5);
        const x = randomTable(seed + 1, n, 1);
        const solved = solveCholesky(choleskyOf(matrix, n) as Float64Array, multiplySymmetric(matrix, x));
        solved.forEach((value, i) => {
          expect(Math.abs(value - x[i])).toBeLessThan(1e-6 * (1 + Math.abs(x[i])));
        });
      }),
    );
  });

  it.each([
    ['negative', [1, 2, 2, 1]],
    ['singular', [1, 1, 1, 1]],
    ['zero', [0, 0, 0, 0]],
    ['missing', [1, Number.NaN, Number.NaN, 1]],
  ])('refuse a %s one', (_, entries) => {
    expect(choleskyOf(Float64Array.from(entries), 2)).toBeNull();
  });
});

describe('symmetricEigen', () => {
  it('gives the values and vectors of a matrix known by hand', () => {
    const { values, vectors } = symmetricEigen(Float64Array.of(2, 1, 1, 2), 2);
    expect([...values]).toEqual([expect.closeTo(1, 14), expect.closeTo(3, 14)]);
    expect(Math.abs(vectors[0] + vectors[1])).toBeLessThan(1e-14);
    expect(Math.abs(vectors[2] - vectors[3])).toBeLessThan(1e-14);
  });

  it.each([
    ['one', [5]],
    ['all equal', [2, 2, 2, 2]],
    ['negative and repeated', [-3, -3, 0, 1, 1, 8]],
    ['of very unlike size', [1e-9, 1e-3, 1, 1e6]],
  ])('finds eigenvalues that are %s', (_, wanted) => {
    const { values } = symmetricEigen(withEigenvalues(4, wanted), wanted.length);
    const scale = Math.max(...wanted.map(Math.abs));
    values.forEach((value, i) => {
      expect(Math.abs(value - (wanted[i] as number))).toBeLessThan(1e-13 * scale);
    });
  });

  it('gives orthonormal vectors that the matrix only stretches', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 14 }), fc.nat(), (n, seed) => {
        const matrix = products(randomTable(seed, n, 6), n, 6);
        const { values, vectors } = symmetricEigen(matrix, n);
        const scale = Math.max(1, Math.abs(values[n - 1]));
        for (let k = 0; k < n; k++) {
          const vector = vectors.slice(k * n, (k + 1) * n);
          multiplySymmetric(matrix, vector).forEach((image, i) => {
            expect(Math.abs(image - values[k] * vector[i])).toBeLessThan(1e-11 * scale);
          });
          for (let m = 0; m <= k; m++) {
            const other = vectors.subarray(m * n, (m + 1) * n);
            const dot = vector.reduce((sum, x, i) => sum + x * other[i], 0);
            expect(Math.abs(dot - (m === k ? 1 : 0))).toBeLessThan(1e-12);
          }
        }
      }),
    );
  });
});
