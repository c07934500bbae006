import { RandomForestRegression } from 'ml-random-forest';
import { describe, expect, it } from 'vitest';
import type { Model, TrainingSet } from '../../../src/main/models/estimator.ts';
import { randomForest } from '../../../src/main/models/random-forest.ts';
import { scoreRow, type TreeEnsemble } from '../../../src/main/models/tree-ensemble.ts';
import { createRandom } from '../../../src/main/numeric/random.ts';
import { growExactTree, walkExactTree } from './exact-tree.ts';
import { cellOf, correlationOf, labelRows, randomMatrix, setOf, soloRun } from './made-set.ts';

const fitForest = (set: TrainingSet, params: object = {}, seed = 1): Promise<Model> =>
  randomForest.fit(set, randomForest.params.parse(params), soloRun(seed));

const treesOf = (model: Model): TreeEnsemble => {
  const { arrays } = model.save();
  return { ...arrays, base: arrays.base[0] } as unknown as TreeEnsemble;
};

const meanError = (scores: ArrayLike<number>, truth: ArrayLike<number>): number =>
  Array.from(scores).reduce((sum, score, row) => sum + (score - truth[row]) ** 2, 0) / scores.length;

describe('random forest', () => {
  it('is as good as the reference implementation, and says the same', async () => {
    const x = randomMatrix(300, 4, 1);
    const fresh = randomMatrix(400, 4, 2);
    const random = createRandom(1);
    const y = labelRows(x, (cell) => Math.sin(3 * cell(0)) + cell(1) * cell(2) + 0.2 * random.normal());
    const truth = labelRows(fresh, (cell) => Math.sin(3 * cell(0)) + cell(1) * cell(2));
    const table = (matrix: typeof x) =>
      Array.from({ length: matrix.rows }, (_, row) => [0, 1, 2, 3].map((column) => cellOf(matrix, row, column)));
    const reference = new RandomForestRegression({
      ...{ nEstimators: 40, maxFeatures: 1.0, replacement: false, seed: 1, useSampleBagging: true },
      // out-of-bag figures are off: the library throws where a row is in every bag
      ...{ noOOB: true, treeOptions: { minNumSamples: 5 }, isClassifier: false },
    });
    reference.train(table(x), [...y]);
    const expected = reference.predict(table(fresh));
    const params = { trees: 200, maxDepth: 20, minRowsPerLeaf: 3, columnsPerSplit: 4, maxBins: 255 };
    const scores = (await fitForest(setOf(x, y), params)).predict(fresh);
    expect(correlationOf(scores, expected)).toBeGreaterThan(0.97);
    expect(meanError(scores, truth)).toBeLessThan(1.1 * meanError(expected, truth));
  });

  it.each([1, 2, 3, 4])('grows the tree that trying every split of its bag gives (seed %i)', async (seed) => {
    const x = randomMatrix(150, 3, seed, 0.15);
    const random = createRandom(seed, 'noise');
    const y = labelRows(x, (cell) => (cell(0) || 0.3) + (cell(1) || 0) * (cell(2) || 1) + 0.1 * random.normal());
    const params = { trees: 1, maxDepth: 30, minRowsPerLeaf: 4, columnsPerSplit: 3, maxBins: 255 };
    const scores = (await fitForest(setOf(x, y), params, seed)).predict(x);
    // the rows that the tree drew, as often as it drew them
    const bag = createRandom(seed, 'tree', 0);
    const drawn = new Float64Array(150);
    for (let i = 0; i < 150; i++) drawn[bag.below(150)]++;
    const rule = { leaves: 1000, minRows: 4, l2: 0, rowsPerWeight: 1 };
    const tree = growExactTree(
      x,
      Float64Array.from(y, (label, row) => -label * drawn[row]),
      drawn,
      rule,
    );
    scores.forEach((score, row) => {
      if (drawn[row] > 0) expect(score).toBeCloseTo(walkExactTree(tree, x, row), 5);
    });
  });

  it('with one tree, all columns and leaves of one row knows every row that it drew', async () => {
    const x = randomMatrix(200, 3, 3);
    const y = labelRows(x, (_cell, row) => row);
    const params = { trees: 1, maxDepth: 30, minRowsPerLeaf: 1, columnsPerSplit: 3, maxBins: 255 };
    const scores = (await fitForest(setOf(x, y), params)).predict(x);
    const known = scores.filter((score, row) => Math.abs(score - row) < 1e-4).length / 200;
    // drawing 200 of 200 with replacement finds 1 - 1/e of them
    expect(known).toBeGreaterThan(0.55);
    expect(known).toBeLessThan(0.72);
  });

  it('gives chances for a class, between 0 and 1', async () => {
    const x = randomMatrix(8000, 4, 4, 0.1);
    const random = createRandom(4);
    const chance = labelRows(x, (cell) => (cell(0) > 0 ? 0.8 : 0.3));
    const y = chance.map((own) => (random.uniform() < own ? 2 : -1));
    const params = { objective: 'classification', maxDepth: 6, minRowsPerLeaf: 50, columnsPerSplit: 4 };
    const scores = (await fitForest(setOf(x, y), params)).predict(x);
    expect(scores.every((score) => score >= 0 && score <= 1)).toBe(true);
    expect(Math.sqrt(meanError(scores, chance))).toBeLessThan(0.06);
  });

  it('keeps to its depth and to the rows of a leaf', async () => {
    const x = randomMatrix(3000, 6, 5);
    const set = setOf(
      x,
      labelRows(x, (cell) => cell(0) * cell(1)),
    );
    const { treeOffset, feature, left, right, cover } = treesOf(
      await fitForest(set, { trees: 10, maxDepth: 4, minRowsPerLeaf: 40 }),
    );
    for (let tree = 0; tree < 10; tree++) {
      const depthOf = (node: number): number =>
        feature[node] < 0 ? 0 : 1 + Math.max(depthOf(left[node]), depthOf(right[node]));
      expect(depthOf(treeOffset[tree])).toBe(4);
      expect(cover[treeOffset[tree]]).toBe(3000);
    }
    cover.forEach((rows, node) => {
      expect(rows).toBeGreaterThanOrEqual(40);
      if (feature[node] >= 0) expect(rows).toBe(cover[left[node]] + cover[right[node]]);
    });
  });

  it('draws the share of the rows', async () => {
    const x = randomMatrix(1000, 3, 6);
    const { treeOffset, cover } = treesOf(
      await fitForest(
        setOf(
          x,
          labelRows(x, (cell) => cell(0)),
        ),
        { trees: 5, rowShare: 0.3 },
      ),
    );
    for (let tree = 0; tree < 5; tree++) expect(cover[treeOffset[tree]]).toBe(300);
  });

  it('looks at a few columns for each split, and at more where those cannot split', async () => {
    const x = randomMatrix(1000, 16, 7);
    // all columns but one are constant
    x.data.fill(1, 1000);
    const set = setOf(
      x,
      labelRows(x, (cell) => cell(0)),
    );
    const scores = (await fitForest(set, { trees: 5, columnsPerSplit: 1 })).predict(x);
    expect(correlationOf(scores, set.y)).toBeGreaterThan(0.99);
    const first = await fitForest(setOf(randomMatrix(1000, 16, 8), set.y), { trees: 60, columnsPerSplit: 1 });
    const { treeOffset, feature } = treesOf(first);
    const roots = new Set(Array.from({ length: 60 }, (_, tree) => feature[treeOffset[tree]]));
    expect(roots.size).toBeGreaterThan(12);
  });

  it('follows weights', async () => {
    const x = randomMatrix(2000, 2, 9);
    // two labels for the same cells: the heavier one wins
    const y = labelRows(x, (_cell, row) => (row % 2 === 0 ? 1 : -1));
    const weights = labelRows(x, (_cell, row) => (row % 2 === 0 ? 9 : 1));
    const scores = (await fitForest(setOf(x, y, weights), { minRowsPerLeaf: 200 })).predict(x);
    const mean = scores.reduce((sum, score) => sum + score, 0) / 2000;
    expect(mean).toBeCloseTo(0.8, 1);
  });

  it('predicts as the walk through every tree does, to the last bit', async () => {
    const x = randomMatrix(2000, 5, 10, 0.2);
    const model = await fitForest(
      setOf(
        x,
        labelRows(x, (cell) => cell(0) || 0.4),
      ),
      { trees: 20 },
    );
    const trees = treesOf(model);
    const fresh = randomMatrix(333, 5, 11, 0.2);
    expect(model.predict(fresh)).toEqual(Float32Array.from({ length: 333 }, (_, row) => scoreRow(trees, fresh, row)));
  });
});
