import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/main/numeric/random.ts';
import { runKernel } from './memory.ts';

const random = createRandom(3);
const some = (count: number) => Float32Array.from({ length: count }, () => random.normal());
const size = fc.integer({ min: 0, max: 19 });
const gap = fc.integer({ min: 0, max: 5 });

describe('gemmStrided and gemmTransposed', () => {
  it('are the plain triple loop, in the order of the steps, for any shape and stride', () => {
    fc.assert(
      fc.property(size, size, size, gap, gap, (m, n, k, gapA, gapC) => {
        const [strideA, strideC] = [k + gapA, n + gapC];
        const [a, b, c] = [some(m * strideA), some(k * n), some(m * strideC)];
        const truth = c.slice();
        for (let i = 0; i < m; i++) {
          for (let j = 0; j < n; j++) {
            const at = i * strideC + j;
            for (let p = 0; p < k; p++) {
              truth[at] = Math.fround(truth[at] + Math.fround(a[i * strideA + p] * b[p * n + j]));
            }
          }
        }
        const after = runKernel({ a, b, c }, (kernels, at) =>
          kernels.gemmStrided(at.a, strideA, at.b, at.c, strideC, m, n, k),
        );
        expect(after.c).toEqual(truth);
      }),
    );
    fc.assert(
      fc.property(size, size, size, gap, gap, (m, n, k, gapA, gapB) => {
        const [strideA, strideB] = [m + gapA, n + gapB];
        const [a, b, c] = [some(k * strideA), some(k * strideB), some(m * n)];
        const truth = c.slice();
        for (let i = 0; i < m; i++) {
          for (let j = 0; j < n; j++) {
            for (let p = 0; p < k; p++) {
              truth[i * n + j] = Math.fround(truth[i * n + j] + Math.fround(a[p * strideA + i] * b[p * strideB + j]));
            }
          }
        }
        const after = runKernel({ a, b, c }, (kernels, at) =>
          kernels.gemmTransposed(at.a, strideA, at.b, strideB, at.c, m, n, k),
        );
        expect(after.c).toEqual(truth);
      }),
    );
  });
});

describe('rows', () => {
  it('are turned, filled, gathered and summed', () => {
    const from = some(6 * 5);
    const after = runKernel(
      {
        from,
        index: Int32Array.of(4, 0, 4),
        ...{ turned: some(30), filled: some(14), gathered: some(15), sums: Float32Array.of(1, 2, 3, 4, 5) },
      },
      (kernels, at) => {
        kernels.transpose(at.from, 6, 5, at.turned);
        kernels.fillRows(at.from, at.filled, 7, 2, 5);
        kernels.gatherRows(at.from, 5, at.index, 3, at.gathered);
        kernels.addColumnSums(at.from, 5, 6, 5, at.sums);
      },
    );
    const row = (i: number) => [...from.slice(5 * i, 5 * i + 5)];
    expect([...after.turned]).toEqual(Array.from({ length: 30 }, (_, i) => from[(i % 6) * 5 + Math.floor(i / 6)]));
    expect([...after.filled.slice(0, 5), ...after.filled.slice(7, 12)]).toEqual([...row(0), ...row(0)]);
    expect([...after.gathered]).toEqual([...row(4), ...row(0), ...row(4)]);
    after.sums.forEach((sum, j) => {
      let truth = j + 1;
      for (let i = 0; i < 6; i++) truth = Math.fround(truth + from[5 * i + j]);
      expect(sum).toBe(truth);
    });
  });

  it('are cut into steps and joined again', () => {
    // two rows of one number that is no step, three steps of two factors, and one more number
    const from = Float32Array.from({ length: 16 }, (_, i) => i);
    const { steps, joined } = runKernel({ from, steps: some(12), joined: new Float32Array(16) }, (kernels, at) => {
      kernels.splitSteps(at.from + 4, 8, 2, 3, 2, at.steps);
      kernels.joinSteps(at.steps, 8, 2, 3, 2, at.joined + 4);
      kernels.joinSteps(at.steps, 8, 2, 3, 2, at.joined + 4);
    });
    expect([...steps]).toEqual([1, 2, 9, 10, 3, 4, 11, 12, 5, 6, 13, 14]);
    expect([...joined]).toEqual([0, 2, 4, 6, 8, 10, 12, 0, 0, 18, 20, 22, 24, 26, 28, 0]);
  });

  it('are rectified, and their gradient where they are', () => {
    const values = Float32Array.of(1, -1, 0, 3, 9, -2, 5, -0.5, 0.5, 9);
    const { values: after, gradient } = runKernel({ values, gradient: new Float32Array(10).fill(7) }, (kernels, at) => {
      kernels.rectify(at.values, 5, 2, 4);
      kernels.rectifyGradient(at.values, at.gradient, 5, 2, 4);
    });
    expect([...after]).toEqual([1, 0, 0, 3, 9, 0, 5, 0, 0.5, 9]);
    expect([...gradient]).toEqual([7, 0, 0, 7, 7, 0, 7, 0, 7, 7]);
  });
});

describe('adam', () => {
  it('moves weights as its authors write, after the gradient was scaled', () => {
    const count = 12;
    const [weights, gradient] = [some(count), some(count)];
    const [first, second] = [some(count), some(count).map(Math.abs)];
    const [scale, step, rate] = [0.3, 4, 0.01];
    const after = runKernel({ weights, gradient, first, second }, (kernels, at) =>
      kernels.adam(
        ...([at.weights, at.gradient, at.first, at.second, count, scale, 0.9, 0.999] as const),
        rate / (1 - 0.9 ** step),
        1 / Math.sqrt(1 - 0.999 ** step),
        1e-8,
      ),
    );
    for (let i = 0; i < count; i++) {
      const g = scale * gradient[i];
      const m = 0.9 * first[i] + 0.1 * g;
      const v = 0.999 * second[i] + 0.001 * g * g;
      const move = (rate * (m / (1 - 0.9 ** step))) / (Math.sqrt(v / (1 - 0.999 ** step)) + 1e-8);
      expect(after.first[i]).toBeCloseTo(m, 6);
      expect(after.second[i]).toBeCloseTo(v, 6);
      expect(after.weights[i]).toBeCloseTo(weights[i] - move, 6);
    }
  });

  it('sums the gradients of shards in their order, and their squares in double precision', () => {
    const from = some(24);
    let squares = 0;
    const { out } = runKernel({ from, out: some(8) }, (kernels, at) => {
      kernels.sumBlocks(at.from, 3, 8, at.out);
      squares = kernels.sumSquares(at.from, 24);
    });
    out.forEach((sum, i) => {
      expect(sum).toBe(Math.fround(Math.fround(from[i] + from[8 + i]) + from[16 + i]));
    });
    expect(squares).toBeCloseTo(
      from.reduce((sum, value) => sum + value * value, 0),
      12,
    );
  });
});
