import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainTrees } from '../../src/main/models/attribution.ts';
import { scoreRow, type TreeEnsemble } from '../../src/main/models/tree-ensemble.ts';
import type { Matrix } from '../../src/main/numeric/matrix.ts';
import { createRandom } from '../../src/main/numeric/random.ts';
import { handTrees, randomRows, randomTree } from '../unit/models/trees.ts';

/** Returns the expected score of a row of which only some features are known: the definition, by walking the tree. */
function expectedScore(trees: TreeEnsemble, x: Matrix, row: number, known: (feature: number) => boolean): number {
  const walk = (node: number): number => {
    const feature = trees.feature[node];
    if (feature < 0) return trees.value[node];
    const [left, right] = [trees.left[node], trees.right[node]];
    if (known(feature)) {
      const cell = x.data[feature * x.rows + row];
      const goesLeft = Number.isNaN(cell) ? trees.missingLeft[node] === 1 : cell <= trees.threshold[node];
      return walk(goesLeft ? left : right);
    }
    const share = trees.cover[node] > 0 ? trees.cover[left] / trees.cover[node] : 0.5;
    return share * walk(left) + (1 - share) * walk(right);
  };
  let score = trees.base;
  for (let tree = 0; tree + 1 < trees.treeOffset.length; tree++) score += walk(trees.treeOffset[tree]);
  return score;
}

/** Returns Shapley's values by their definition: over all subsets of the other features. */
function shapleyValues(trees: TreeEnsemble, x: Matrix, row: number): number[] {
  const count = x.columns.length;
  const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));
  const worth = Array.from({ length: 1 << count }, (_, set) =>
    expectedScore(trees, x, row, (feature) => (set & (1 << feature)) !== 0),
  );
  return x.columns.map((_, feature) => {
    let sum = 0;
    for (let set = 0; set < worth.length; set++) {
      if ((set & (1 << feature)) !== 0) continue;
      const size = set.toString(2).replaceAll('0', '').length;
      const weight = (factorial(size) * factorial(count - size - 1)) / factorial(count);
      sum += weight * (worth[set | (1 << feature)] - worth[set]);
    }
    return sum;
  });
}

function randomTrees(seed: number, treeCount: number, features: number, depth: number): TreeEnsemble {
  const random = createRandom(seed, 'trees');
  return handTrees(
    Array.from({ length: treeCount }, () => randomTree(random, features, depth)),
    random.normal(),
  );
}

describe('explainTrees, over random trees', () => {
  it('gives the values of the definition', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 6 }), (seed, features, depth) => {
        const trees = randomTrees(seed, 3, features, depth);
        const x = randomRows(seed, 4, features);
        const { base, contributions } = explainTrees(trees, x);
        expect(base).toBeCloseTo(
          expectedScore(trees, x, 0, () => false),
          10,
        );
        for (let row = 0; row < x.rows; row++) {
          shapleyValues(trees, x, row).forEach((value, feature) => {
            expect(contributions[row * features + feature]).toBeCloseTo(value, 10);
          });
        }
      }),
      { numRuns: 60 },
    );
  });

  it('adds up to the score', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 0, max: 9 }),
        (seed, features, depth) => {
          const trees = randomTrees(seed, 5, features, depth);
          const x = randomRows(seed, 30, features);
          const { base, contributions } = explainTrees(trees, x);
          for (let row = 0; row < x.rows; row++) {
            const sum = contributions
              .subarray(row * features, (row + 1) * features)
              .reduce((total, part) => total + part, base);
            expect(Math.abs(sum - scoreRow(trees, x, row))).toBeLessThan(1e-9);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('explains a row alike whatever rows stand beside it, across the edges of blocks', () => {
    const trees = randomTrees(7, 2, 15, 14);
    const x = randomRows(7, 2100, 15);
    const { contributions } = explainTrees(trees, x);
    for (const row of [0, 1023, 1024, 2099]) {
      const one = {
        rows: 1,
        columns: x.columns,
        data: Float32Array.from(x.columns, (_, f) => x.data[f * x.rows + row]),
      };
      expect([...explainTrees(trees, one).contributions]).toEqual([
        ...contributions.subarray(row * 15, (row + 1) * 15),
      ]);
    }
  });
});
