import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/main/numeric/random.ts';
import { runKernel } from './memory.ts';

type Shape = {
  readonly rows: number;
  readonly queries: number;
  readonly steps: number;
  readonly size: number;
  readonly heads: number;
};

const some = (count: number, seed: number): Float32Array => {
  const random = createRandom(seed);
  return Float32Array.from({ length: count }, () => random.normal());
};

/** Attention as plain loops in f64, one query of one head at a time. */
function attendPlainly(query: ArrayLike<number>, keyValue: ArrayLike<number>, shape: Shape): number[] {
  const { rows, queries, steps, size, heads } = shape;
  const width = size * heads;
  const out = new Array<number>(rows * queries * width).fill(0);
  for (let row = 0; row < rows; row++) {
    for (let head = 0; head < heads; head++) {
      for (let q = 0; q < queries; q++) {
        const asked = (row * queries + q) * width + head * size;
        const keyOf = (step: number): number => (row * steps + step) * 2 * width + head * size;
        const scores = Array.from({ length: steps }, (_, step) => {
          let sum = 0;
          for (let i = 0; i < size; i++) sum += query[asked + i] * keyValue[keyOf(step) + i];
          return Math.exp(sum / Math.sqrt(size));
        });
        const total = scores.reduce((sum, score) => sum + score, 0);
        scores.forEach((score, step) => {
          for (let i = 0; i < size; i++) out[asked + i] += (score / total) * keyValue[keyOf(step) + width + i];
        });
      }
    }
  }
  return out;
}

const attend = (query: Float32Array, keyValue: Float32Array, shape: Shape) => {
  const { rows, queries, steps, size, heads } = shape;
  const stride = Math.ceil(steps / 4) * 4;
  const out = new Float32Array(query.length);
  const shares = new Float32Array(rows * heads * queries * stride);
  return runKernel({ query, keyValue, out, shares }, (kernels, at) =>
    kernels.attend(at.query, at.keyValue, at.out, at.shares, rows, queries, steps, stride, size * heads, heads),
  );
};

const shapes = fc.record({
  rows: fc.integer({ min: 1, max: 3 }),
  queries: fc.integer({ min: 1, max: 5 }),
  steps: fc.integer({ min: 1, max: 13 }),
  size: fc.constantFrom(4, 8, 12),
  heads: fc.integer({ min: 1, max: 3 }),
});

describe('attend', () => {
  it('is what plain loops give, whatever the shape', () => {
    fc.assert(
      fc.property(shapes, fc.nat(), (shape, seed) => {
        const { rows, queries, steps, size, heads } = shape;
        const query = some(rows * queries * size * heads, seed);
        const keyValue = some(2 * rows * steps * size * heads, seed + 1);
        const { out, shares } = attend(query, keyValue, shape);
        attendPlainly(query, keyValue, shape).forEach((value, i) => {
          expect(Math.abs(out[i] - value)).toBeLessThan(1e-5);
        });
        const sum = shares.reduce((total, share) => total + share, 0);
        expect(sum).toBeCloseTo(rows * heads * queries, 4);
      }),
      { numRuns: 60 },
    );
  });

  it('reads a step alone where its key outweighs every other by far', () => {
    const keyValue = Float32Array.from([0, 0, 0, 0, 1, 2, 3, 4, 500, 0, 0, 0, 5, 6, 7, 8]);
    const shape = { rows: 1, queries: 1, steps: 2, size: 4, heads: 1 };
    expect([...attend(Float32Array.of(1, 0, 0, 0), keyValue, shape).out]).toEqual([5, 6, 7, 8]);
    expect([...attend(Float32Array.of(0, 1, 0, 0), keyValue, shape).out]).toEqual([3, 4, 5, 6]);
  });
});

describe('attendBack', () => {
  it('gives the slopes that finite differences of the plain loops give', () => {
    fc.assert(
      fc.property(shapes, fc.nat(), (shape, seed) => {
        const { rows, queries, steps, size, heads } = shape;
        const stride = Math.ceil(steps / 4) * 4;
        const query = some(rows * queries * size * heads, seed);
        const keyValue = some(2 * rows * steps * size * heads, seed + 1);
        const outGradient = some(query.length, seed + 2);
        const { shares } = attend(query, keyValue, shape);
        const back = runKernel(
          {
            ...{ query, keyValue, shares, outGradient },
            queryGradient: new Float32Array(query.length).fill(9),
            keyValueGradient: new Float32Array(keyValue.length).fill(9),
            scratch: new Float32Array(stride).fill(Number.NaN),
          },
          (kernels, at) =>
            kernels.attendBack(
              at.query,
              at.keyValue,
              at.shares,
              at.outGradient,
              at.queryGradient,
              at.keyValueGradient,
              at.scratch,
              rows,
              queries,
              steps,
              stride,
              size * heads,
              heads,
            ),
        );
        const worthOf = (q: ArrayLike<number>, kv: ArrayLike<number>): number =>
          attendPlainly(q, kv, shape).reduce((sum, value, i) => sum + value * outGradient[i], 0);
        const slope = (values: Float32Array, i: number, worth: (moved: number[]) => number): number => {
          const step = 1e-4;
          const moved = (by: number): number[] => Array.from(values, (value, j) => (j === i ? value + by : value));
          return (worth(moved(step)) - worth(moved(-step))) / (2 * step);
        };
        for (let i = 0; i < query.length; i += 7) {
          expect(back.queryGradient[i]).toBeCloseTo(
            slope(query, i, (moved) => worthOf(moved, keyValue)),
            4,
          );
        }
        for (let i = 0; i < keyValue.length; i += 11) {
          expect(back.keyValueGradient[i]).toBeCloseTo(
            slope(keyValue, i, (moved) => worthOf(query, moved)),
            4,
          );
        }
      }),
      { numRuns: 25 },
    );
  });
});
