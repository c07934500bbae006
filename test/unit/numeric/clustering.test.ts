import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clusterTreeOf, cutTree, leavesOf } from '../../../src/main/numeric/clustering.ts';
import { createRandom } from '../../../src/main/numeric/random.ts';

/** Distances of points on a line. */
const onLine = (points: readonly number[]): Float64Array =>
  Float64Array.from(points.flatMap((a) => points.map((b) => Math.abs(a - b))));

describe('clusterTreeOf', () => {
  // points 0, 1, 10, 12, 50
  it('joins by the nearest members', () => {
    const tree = clusterTreeOf(onLine([0, 1, 10, 12, 50]), 5, 'single');
    expect([...tree.height]).toEqual([1, 2, 9, 38]);
    expect([...tree.left]).toEqual([0, 2, 5, 4]);
    expect([...tree.right]).toEqual([1, 3, 6, 7]);
    expect([...leavesOf(tree)]).toEqual([4, 0, 1, 2, 3]);
  });

  it("joins by Ward's criterion", () => {
    // two clusters of two, 10.5 apart: sqrt(2 · 2 · 2 / 4) · 10.5
    const { height } = clusterTreeOf(onLine([0, 1, 10, 12]), 4, 'ward');
    expect([...height]).toEqual([1, 2, expect.closeTo(Math.SQRT2 * 10.5, 10)]);
  });
});

describe('cutTree', () => {
  const tree = clusterTreeOf(onLine([0, 50, 1, 10, 12]), 5, 'ward');

  it('numbers clusters along the leaves', () => {
    expect([...leavesOf(tree)]).toEqual([1, 0, 2, 3, 4]);
    expect([...cutTree(tree, 1)]).toEqual([0, 0, 0, 0, 0]);
    expect([...cutTree(tree, 2)]).toEqual([1, 0, 1, 1, 1]);
    expect([...cutTree(tree, 3)]).toEqual([1, 0, 1, 2, 2]);
    expect([...cutTree(tree, 5)]).toEqual([1, 0, 2, 3, 4]);
  });

  it('refuses more clusters than points', () => {
    expect(() => cutTree(tree, 6)).toThrow('5 points cut into 6');
  });

  it('gives so many runs of leaves, whatever the points', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 30 }), fc.constantFrom('single', 'ward'), (seed, n, linkage) => {
        const random = createRandom(seed, 'points');
        const made = clusterTreeOf(onLine(Array.from({ length: n }, () => random.normal())), n, linkage);
        for (let count = 1; count <= n; count++) {
          const cluster = cutTree(made, count);
          const along = Array.from(leavesOf(made), (leaf) => cluster[leaf]!);
          expect(along).toEqual([...along].sort((a, b) => a - b));
          expect(new Set(along).size).toBe(count);
          expect(Math.max(...along)).toBe(count - 1);
        }
      }),
      { numRuns: 40 },
    );
  });
});
