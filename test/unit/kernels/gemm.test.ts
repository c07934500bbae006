import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/main/numeric/random.ts';
import { runKernel } from './memory.ts';

/** c + a · b, in f32 and in the same order of additions as the kernel. */
function multiply(a: Float32Array, b: Float32Array, c: Float32Array, m: number, n: number, k: number): Float32Array {
  const result = c.slice();
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      for (let p = 0; p < k; p++) {
        result[i * n + j] = Math.fround(result[i * n + j] + Math.fround(a[i * k + p] * b[p * n + j]));
      }
    }
  }
  return result;
}

describe('gemm', () => {
  it('is the plain triple loop, for shapes that blocks of 4 × 8 cover and those they do not', () => {
    const size = fc.integer({ min: 0, max: 21 });
    fc.assert(
      fc.property(size, size, size, fc.integer(), (m, n, k, seed) => {
        const random = createRandom(seed);
        const some = (count: number) => Float32Array.from({ length: count }, () => random.normal());
        const [a, b, c] = [some(m * k), some(k * n), some(m * n)];
        const after = runKernel({ a, b, c }, (kernels, at) => kernels.gemm(at.a, at.b, at.c, m, n, k));
        expect(after).toEqual({ a, b, c: multiply(a, b, c, m, n, k) });
      }),
    );
  });
});
