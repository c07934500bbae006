import { describe, expect, it } from 'vitest';
import { explainTrees } from '../../../src/main/models/attribution.ts';
import { quadratureOf } from '../../../src/main/models/quadrature.ts';
import { scoreRow } from '../../../src/main/models/tree-ensemble.ts';
import { createMatrix } from '../../../src/main/numeric/matrix.ts';
import { handTrees } from './trees.ts';

/** One row of the given values, a feature each. */
function row(...values: number[]) {
  const x = createMatrix(
    1,
    values.map((_, i) => `feature-${i}`),
  );
  x.data.set(values);
  return x;
}

describe('explainTrees', () => {
  it('gives all of a single split to its feature', () => {
    const trees = handTrees(
      [{ feature: 1, threshold: 0, left: { value: 2, cover: 30 }, right: { value: 6, cover: 10 } }],
      100,
    );
    const { base, contributions } = explainTrees(trees, row(5, 1, 5));
    expect(base).toBe(100 + (2 * 30 + 6 * 10) / 40);
    expect([...contributions]).toEqual([0, 3, 0]);
  });

  it('shares an AND of two features as Shapley does', () => {
    // 8 if both are above 0, else 0; each is above 0 for half of the rows. Worked by hand: v() = 2, v(a) = v(b) = 4, v(ab) = 8.
    const trees = handTrees([
      {
        feature: 0,
        threshold: 0,
        left: { value: 0, cover: 2 },
        right: { feature: 1, threshold: 0, left: { value: 0, cover: 1 }, right: { value: 8, cover: 1 } },
      },
    ]);
    const { base, contributions } = explainTrees(trees, row(1, 1));
    expect(base).toBe(2);
    expect(contributions[0]).toBeCloseTo(3, 14);
    expect(contributions[1]).toBeCloseTo(3, 14);
    // v(a) = 0 with a below, v(b) = 4: a takes 8 / 2 * -1.5, b the rest of -2.
    const below = explainTrees(trees, row(-1, 1)).contributions;
    expect(below[0]).toBeCloseTo(-3, 14);
    expect(below[1]).toBeCloseTo(1, 14);
  });

  it('counts a feature once that is split on twice along a path', () => {
    const trees = handTrees([
      {
        feature: 0,
        threshold: 1,
        left: { feature: 0, threshold: -1, left: { value: 1, cover: 1 }, right: { value: 5, cover: 2 } },
        right: { value: 3, cover: 1 },
      },
    ]);
    const { base, contributions } = explainTrees(trees, row(0, 9));
    expect(base).toBe((1 + 5 * 2 + 3) / 4);
    expect([...contributions]).toEqual([1.5, 0]);
  });

  it('follows missing values where the split sends them', () => {
    const split = { feature: 0, threshold: 0, left: { value: -1, cover: 1 }, right: { value: 1, cover: 1 } };
    expect([...explainTrees(handTrees([split]), row(Number.NaN)).contributions]).toEqual([1]);
    expect([...explainTrees(handTrees([{ ...split, missingLeft: true }]), row(Number.NaN)).contributions]).toEqual([
      -1,
    ]);
  });

  it('explains a tree without a split, and no rows', () => {
    const trees = handTrees([{ value: 3, cover: 1 }], 1);
    expect(explainTrees(trees, row(1, 2))).toEqual({ base: 4, contributions: new Float64Array(2) });
    expect(explainTrees(trees, createMatrix(0, ['a'])).contributions).toHaveLength(0);
  });

  it('explains a path of forty features, longer than any table of patterns', () => {
    let tree: Parameters<typeof handTrees>[0][number] = { value: 1, cover: 1 };
    for (let feature = 0; feature < 40; feature++) {
      tree = { feature, threshold: 0, left: { value: 0, cover: 2 ** feature }, right: tree };
    }
    const trees = handTrees([tree]);
    const x = row(...Array.from({ length: 40 }, () => 1));
    const { base, contributions } = explainTrees(trees, x);
    expect(base + contributions.reduce((sum, part) => sum + part)).toBeCloseTo(scoreRow(trees, x, 0), 12);
    // All players are alike, so each gets the same.
    for (const part of contributions) expect(part).toBeCloseTo((1 - base) / 40, 12);
  });

  it('refuses a matrix without the column that a tree reads', () => {
    const trees = handTrees([
      { feature: 3, threshold: 0, left: { value: 0, cover: 1 }, right: { value: 1, cover: 1 } },
    ]);
    expect(() => explainTrees(trees, row(1, 2))).toThrow('column 3 of 2');
  });
});

describe('quadratureOf', () => {
  it('integrates every polynomial of its degree', () => {
    for (let count = 1; count <= 20; count++) {
      const { nodes, weights } = quadratureOf(count);
      for (let degree = 0; degree < 2 * count; degree++) {
        const sum = weights.reduce((total, weight, i) => total + weight * nodes[i] ** degree, 0);
        expect(sum).toBeCloseTo(1 / (degree + 1), 14);
      }
    }
  });

  it('gives the nodes of the tables', () => {
    const { nodes, weights } = quadratureOf(3);
    expect([...nodes].map((node) => 2 * node - 1)).toEqual([
      expect.closeTo(-0.774596669241483, 14),
      expect.closeTo(0, 14),
      expect.closeTo(0.774596669241483, 14),
    ]);
    expect([...weights].map((weight) => 18 * weight)).toEqual([
      expect.closeTo(5, 12),
      expect.closeTo(8, 12),
      expect.closeTo(5, 12),
    ]);
  });
});
