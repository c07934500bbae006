import { describe, expect, it } from 'vitest';
import { createTeam } from '../../../src/main/jobs/team.ts';
import type { Model, TrainingSet } from '../../../src/main/models/estimator.ts';
import { gradientBoosting } from '../../../src/main/models/gradient-boosting.ts';
import { rankingGradient } from '../../../src/main/models/objectives.ts';
import { scoreRow, type TreeEnsemble } from '../../../src/main/models/tree-ensemble.ts';
import { createMatrix } from '../../../src/main/numeric/matrix.ts';
import { createRandom } from '../../../src/main/numeric/random.ts';
import { standardDeviation } from '../../../src/main/numeric/stats.ts';
import { growExactTree, walkExactTree } from './exact-tree.ts';
import { columnNames, correlationOf, hashOf, labelRows, randomMatrix, setOf, soloRun } from './made-set.ts';

const fitTrees = (set: TrainingSet, params: object = {}, seed = 1): Promise<Model> =>
  gradientBoosting.fit(set, gradientBoosting.params.parse(params), soloRun(seed));

const treesOf = (model: Model): TreeEnsemble => {
  const { arrays } = model.save();
  return { ...arrays, base: arrays.base[0] } as unknown as TreeEnsemble;
};

describe('a tree', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('is the one that trying every split gives (seed %i)', async (seed) => {
    // fewer rows than bins, so that every cut that trying finds is there
    const x = randomMatrix(200, 4, seed, 0.15);
    const random = createRandom(seed, 'noise');
    const y = labelRows(x, (cell) => (cell(0) || 0.3) + (cell(1) > 0 ? cell(2) || 0 : 0) + 0.3 * random.normal());
    // weights that differ between the sides of a split, so that the rows of a side are judged by its own weights
    const weights = seed % 2 === 0 ? undefined : labelRows(x, (cell, row) => (cell(0) > 0 ? 20 : 1) + (row % 4));
    const set = setOf(x, y, weights);
    const rule = { leaves: 9, minRows: 6, l2: 1.5 };
    const model = await fitTrees(set, {
      ...{ trees: 1, leaves: rule.leaves, learningRate: 1, l2: rule.l2, rowShare: 1 },
      minRowsPerLeaf: rule.minRows,
    });
    const total = set.weights.reduce((sum, weight) => sum + weight, 0);
    const mean = y.reduce((sum, label, row) => sum + label * set.weights[row], 0) / total;
    const g = Float64Array.from(y, (label, row) => (mean - label) * set.weights[row]);
    const exact = growExactTree(x, g, Float64Array.from(set.weights), rule);
    // on the rows that were learnt from: between two of them a threshold may lie anywhere
    model.predict(x).forEach((score, row) => {
      expect(score).toBeCloseTo(mean + walkExactTree(exact, x, row), 5);
    });
  });

  it('carries the weight of the rows that reached each node', async () => {
    const x = randomMatrix(3000, 5, 1, 0.1);
    const weights = labelRows(x, (_cell, row) => 1 + (row % 3));
    const set = setOf(
      x,
      labelRows(x, (cell) => cell(0) || 0),
      weights,
    );
    const { treeOffset, feature, left, right, cover } = treesOf(await fitTrees(set, { trees: 5, rowShare: 1 }));
    for (let tree = 0; tree < 5; tree++) {
      expect(cover[treeOffset[tree]]).toBeCloseTo(6000, 6);
      for (let node = treeOffset[tree]; node < treeOffset[tree + 1]; node++) {
        if (feature[node] >= 0) expect(cover[node]).toBeCloseTo(cover[left[node]] + cover[right[node]], 6);
      }
    }
  });

  it('has no more leaves than asked, and none of fewer rows', async () => {
    const x = randomMatrix(2500, 5, 2);
    const set = setOf(
      x,
      labelRows(x, (cell) => cell(0) * cell(1)),
    );
    const params = { trees: 10, leaves: 7, minRowsPerLeaf: 150, rowShare: 1 };
    const { treeOffset, feature, cover } = treesOf(await fitTrees(set, params));
    for (let tree = 0; tree < 10; tree++) expect(treeOffset[tree + 1] - treeOffset[tree]).toBeLessThanOrEqual(13);
    cover.forEach((rows, node) => {
      if (feature[node] < 0) expect(rows).toBeGreaterThanOrEqual(150);
    });
  });
});

describe('prediction', () => {
  it('is the walk through every tree, to the last bit', async () => {
    const x = randomMatrix(5000, 6, 3, 0.2);
    const model = await fitTrees(
      setOf(
        x,
        labelRows(x, (cell) => (cell(0) || 0) * (cell(1) || 1)),
      ),
      { trees: 30 },
    );
    const trees = treesOf(model);
    const fresh = randomMatrix(1027, 6, 4, 0.2);
    fresh.data.set([Infinity, -Infinity, 0, -0]);
    const walked = Float32Array.from({ length: 1027 }, (_, row) => scoreRow(trees, fresh, row));
    expect(model.predict(fresh)).toEqual(walked);
  });

  it('is what the fit itself reached for its rows, drawn or not', async () => {
    const x = randomMatrix(4000, 6, 5, 0.1);
    const y = labelRows(x, (cell) => (cell(0) || 0) + (cell(1) || 0));
    // with a learning rate of 1 a wrong score of a row that was not drawn would be corrected wrongly in the next round
    const errors: number[] = [];
    for (const rowShare of [1, 0.5, 0.2]) {
      const scores = (await fitTrees(setOf(x, y), { trees: 40, rowShare, learningRate: 0.5 })).predict(x);
      errors.push(Math.sqrt(scores.reduce((sum, score, row) => sum + (score - y[row]) ** 2, 0) / 4000));
    }
    for (const error of errors) expect(error).toBeLessThan(0.09);
  });
});

describe('XGBoost', () => {
  it('says the same where every value has a bin and nothing is drawn', async () => {
    const x = createMatrix(2000, columnNames(5));
    const values = [101, 211, 307, 401, 503].map((prime) =>
      Array.from({ length: x.rows }, (_, row) => ((row * prime) % 997) % 47),
    );
    const y = Float32Array.from(
      { length: x.rows },
      (_, row) => values[0][row] / 47 + (values[1][row] > 20 ? values[2][row] / 47 : 0) + ((row * 7919) % 1009) / 1009,
    );
    values.forEach((column, c) => {
      column.forEach((value, row) => {
        x.data[c * x.rows + row] = (row * 31 + c * 7) % 11 === 0 ? Number.NaN : value;
      });
    });
    const params = { trees: 20, leaves: 8, learningRate: 0.1, minRowsPerLeaf: 20, l2: 2, rowShare: 1, maxBins: 63 };
    const scores = (await fitTrees(setOf(x, y), params)).predict(x);
    // XGBoost 1.7.4: hist, lossguide, max_depth 0, min_child_weight 20, reg_lambda 2, base_score the mean label
    const theirs = [1.0384638, 1.1355773, 0.9816912, 1.3254445, 1.4559305, 1.2460037];
    [0, 1, 2, 500, 1000, 1999].forEach((row, i) => {
      expect(scores[row]).toBeCloseTo(theirs[i], 6);
    });
    expect(standardDeviation(scores)).toBeCloseTo(0.323711808, 6);
  });
});

describe('objectives', () => {
  const x = randomMatrix(6000, 5, 6);
  const random = createRandom(6);

  it('gives log odds whose chances are right', async () => {
    const chance = (row: number) => 1 / (1 + Math.exp(-2 * x.data[row] - 0.5));
    const y = labelRows(x, (_cell, row) => (random.uniform() < chance(row) ? 1 : -1));
    const model = await fitTrees(setOf(x, y), { objective: 'classification', trees: 60, leaves: 4 });
    const scores = model.predict(x);
    expect(
      correlationOf(
        scores,
        Float64Array.from(scores, (_, row) => 2 * x.data[row]),
      ),
    ).toBeGreaterThan(0.95);
    const error =
      scores.reduce((sum, score, row) => sum + Math.abs(1 / (1 + Math.exp(-score)) - chance(row)), 0) / 6000;
    expect(error).toBeLessThan(0.05);
  });

  it('starts from the log odds of the class', async () => {
    const y = labelRows(x, (_cell, row) => (row % 4 === 0 ? 1 : 0));
    const [score] = (
      await fitTrees(setOf(x, y), { objective: 'classification', trees: 1, minRowsPerLeaf: 6000, rowShare: 1 })
    ).predict(x);
    expect(score).toBeCloseTo(Math.log(1 / 3), 5);
    const sure = await fitTrees(setOf(x, y.fill(1)), { objective: 'classification', trees: 20 });
    expect(sure.predict(x).every((own) => own > 10 && own < 100)).toBe(true);
  });

  it('orders the rows of a day whatever the level of the day', async () => {
    // labels of a group are shifted and scaled by it: only their order within the group can be learnt
    const y = labelRows(x, (cell, row) => {
      const group = Math.floor(row / 600);
      return 100 * group + (1 + group) * (cell(0) + 0.5 * random.normal());
    });
    const model = await fitTrees(setOf(x, y), { objective: 'ranking', trees: 60, leaves: 8 });
    const fresh = randomMatrix(1000, 5, 7);
    expect(correlationOf(model.predict(fresh), fresh.data.subarray(0, 1000))).toBeGreaterThan(0.9);
  });

  it('ranks by gradients that add up to nothing in a group and push the higher label up', () => {
    const groups = Int32Array.of(0, 5, 6, 9);
    const y = Float32Array.of(3, 1, 2, 5, 4, 7, 1, 1, 1);
    const rows = {
      ...{ y, groups },
      weights: new Float32Array(9).fill(1),
      score: new Float64Array(9),
      gradient: new Float32Array(9).fill(9),
      hessian: new Float32Array(9).fill(9),
      order: Int32Array.of(1, 2, 0, 4, 3, 5, 6, 7, 8),
    };
    for (let group = 0; group < 3; group++) rankingGradient(rows, group, 1, 0);
    expect(rows.gradient.subarray(0, 5).reduce((sum, g) => sum + g, 0)).toBeCloseTo(0, 6);
    expect(rows.gradient[3]).toBeLessThan(0);
    expect(rows.gradient[1]).toBeGreaterThan(0);
    // at equal scores each of four rounds meets a row twice, with a curvature of 1/4 each, shared among the rounds
    expect([...rows.hessian.subarray(0, 5)]).toEqual([0.5, 0.5, 0.5, 0.5, 0.5]);
    // a pair weighs what its rows weigh on average
    const three = { ...rows, groups: Int32Array.of(0, 3), order: Int32Array.of(1, 2, 0) };
    three.weights.set([1, 2, 6]);
    // in round 1 three of the four distances are the same, so each row leads and follows different rows
    rankingGradient(three, 0, 1, 1);
    expect([...three.hessian.subarray(0, 3)]).toEqual([1.25, 1.375, 1.875]);
    // a group of one, and labels that are all equal, teach nothing
    expect([...rows.gradient.subarray(5)]).toEqual([0, 0, 0, 0]);
  });
});

describe('parameters', () => {
  it('keeps scores monotone where asked, and only there', async () => {
    const x = randomMatrix(4000, 3, 8);
    const random = createRandom(8);
    const y = labelRows(x, (cell) => Math.sin(4 * cell(0)) + Math.sin(4 * cell(1)) + cell(2) + 0.3 * random.normal());
    const params = { trees: 50, learningRate: 0.3, rowShare: 1 };
    const free = await fitTrees(setOf(x, y), params);
    const bound = await fitTrees(setOf(x, y), { ...params, monotone: [1, -1] });
    const falls = (model: Model, column: number, others: readonly number[]): number => {
      const line = createMatrix(200, columnNames(3));
      for (let i = 0; i < 200; i++) {
        for (let c = 0; c < 3; c++) line.data[c * 200 + i] = c === column ? i / 100 - 1 : others[c];
      }
      const scores = model.predict(line);
      return scores.filter((score, i) => i > 0 && score < scores[i - 1]).length;
    };
    const rises = (model: Model, column: number, others: readonly number[]): number =>
      199 - falls(model, column, others);
    for (let trial = 0; trial < 20; trial++) {
      const others = [random.uniform(), random.uniform(), random.uniform()].map((value) => 2 * value - 1);
      expect(falls(bound, 0, others)).toBe(0);
      expect(falls(free, 0, others)).toBeGreaterThan(0);
      // in column 1 no step goes up: every step either falls or stays
      const line = createMatrix(200, columnNames(3));
      for (let i = 0; i < 200; i++) line.data.set([others[0]], i);
      for (let i = 0; i < 200; i++) {
        line.data[200 + i] = i / 100 - 1;
        line.data[400 + i] = others[2];
      }
      const scores = bound.predict(line);
      expect(scores.every((score, i) => i === 0 || score <= scores[i - 1])).toBe(true);
      expect(rises(free, 1, others)).toBeGreaterThan(0);
    }
    await expect(fitTrees(setOf(x, y), { monotone: [0, 0, 0, 1] })).rejects.toThrow(/monotone had 4 signs/);
  });

  it('uses no more columns in a tree than its share', async () => {
    const x = randomMatrix(3000, 10, 9);
    const set = setOf(
      x,
      labelRows(x, (cell) => cell(0) + cell(1) + cell(2) + cell(3)),
    );
    const { treeOffset, feature } = treesOf(await fitTrees(set, { trees: 40, columnShare: 0.3 }));
    const used = new Set<number>();
    for (let tree = 0; tree < 40; tree++) {
      const own = new Set(feature.subarray(treeOffset[tree], treeOffset[tree + 1]).filter((column) => column >= 0));
      expect(own.size).toBeLessThanOrEqual(3);
      for (const column of own) used.add(column);
    }
    expect(used.size).toBe(10);
  });

  it('gives the same bytes on two threads when it uses some columns and some rows', async () => {
    // so many cells that the threads share out the splits as well
    const x = randomMatrix(16_000, 40, 12, 0.1);
    const set = setOf(
      x,
      labelRows(x, (cell) => (cell(0) || 0) + (cell(1) || 0)),
    );
    for (const objective of ['regression', 'classification', 'ranking']) {
      for (const columnShare of [0.4, 0.9]) {
        const params = gradientBoosting.params.parse({ objective, trees: 2, columnShare, rowShare: 0.4, maxBins: 63 });
        const team = createTeam(2);
        try {
          const pair = await gradientBoosting.fit(set, params, { ...soloRun(), team });
          expect(hashOf(pair)).toBe(hashOf(await gradientBoosting.fit(set, params, soloRun())));
        } finally {
          team.close();
        }
      }
    }
  });

  it('learns from about the share of the rows', async () => {
    const x = randomMatrix(20_000, 2, 10);
    const { treeOffset, cover } = treesOf(
      await fitTrees(
        setOf(
          x,
          labelRows(x, (cell) => cell(0)),
        ),
        { trees: 20, rowShare: 0.3 },
      ),
    );
    const drawn = Array.from({ length: 20 }, (_, tree) => cover[treeOffset[tree]]);
    for (const rows of drawn) expect(Math.abs(rows / 20_000 - 0.3)).toBeLessThan(0.02);
    // other rows for each tree
    expect(new Set(drawn).size).toBeGreaterThan(10);
  });

  it('holds for labels that differ by ten orders of magnitude', async () => {
    const x = randomMatrix(5000, 3, 11);
    for (const scale of [1e-6, 1e6]) {
      const y = labelRows(x, (cell) => scale * (cell(0) > 0 ? 1 : -1));
      y[0] = 1e4 * scale;
      const scores = (await fitTrees(setOf(x, y), { trees: 60, rowShare: 1, minRowsPerLeaf: 50 })).predict(x);
      const wrong = scores.filter((score, row) => row > 0 && Math.sign(score) !== Math.sign(y[row])).length;
      expect(wrong).toBeLessThan(800);
    }
  });
});
