import { describe, expect, it } from 'vitest';
import { runOperator } from './run-operator.ts';

const NA = Number.NaN;

describe('operators of a single day', () => {
  const cases: readonly [string, readonly number[][], readonly number[], readonly number[]][] = [
    ['age', [[5, NA, 5]], [], [0, 1, 2]],
    [
      'add',
      [
        [1, NA],
        [2, 2],
      ],
      [],
      [3, NA],
    ],
    [
      'subtract',
      [
        [1, NA],
        [2, 2],
      ],
      [],
      [-1, NA],
    ],
    [
      'multiply',
      [
        [3, NA],
        [2, 2],
      ],
      [],
      [6, NA],
    ],
    [
      'divide',
      [
        [3, 3, 0, NA],
        [2, 0, 0, 2],
      ],
      [],
      [1.5, NA, NA, NA],
    ],
    ['linear', [[3, NA]], [2, 1], [7, NA]],
    ['log', [[Math.E, 0, -1, NA]], [], [1, NA, NA, NA]],
    ['exponential', [[0, 1, NA]], [], [1, Math.E, NA]],
    ['square-root', [[9, -1, NA]], [], [3, NA, NA]],
    ['absolute', [[-2, 2, NA]], [], [2, 2, NA]],
    ['clip', [[-2, 0.5, 2, NA]], [-1, 1], [-1, 0.5, 1, NA]],
    [
      'larger',
      [
        [1, 3, NA, 4, NA],
        [2, 2, 5, NA, NA],
      ],
      [],
      [2, 3, 5, 4, NA],
    ],
    [
      'or-else',
      [
        [1, NA, NA],
        [2, 2, NA],
      ],
      [],
      [1, 2, NA],
    ],
    [
      'where-negative',
      [
        [1, 2, 3, NA, 5],
        [-1, 0, 1, -1, NA],
      ],
      [],
      [1, NA, NA, NA, NA],
    ],
    [
      'if-positive',
      [
        [1, 2, 3, NA, 5],
        [-1, 0, 1, 1, NA],
      ],
      [],
      [0, 0, 3, NA, NA],
    ],
    [
      'where-known',
      [
        [1, 2, NA],
        [0, NA, 1],
      ],
      [],
      [1, NA, NA],
    ],
    ['sign', [[-3, 0, 2, NA]], [], [-1, 0, 1, NA]],
    ['is-idle', [[0, 5, NA, -1]], [], [1, 0, 1, 0]],
    ['lag', [[1, NA, 3, 4]], [1], [NA, 1, NA, 3]],
    ['lag', [[1, 2]], [5], [NA, NA]],
    ['difference', [[1, 4, NA, 9]], [1], [NA, 3, NA, NA]],
    ['change', [[2, 3, 0, 9]], [1], [NA, 0.5, -1, NA]],
  ];
  for (const [op, args, params, wanted] of cases) {
    it(`${op} ${JSON.stringify(args)} ${params.join(' ')}`, () => {
      expect([...runOperator(op, args, params)].map((value) => value + 0)).toEqual(wanted);
    });
  }
});

describe('garch-variance', () => {
  it('starts at the long run, follows squared returns, and expects its own variance of a missing day', () => {
    const variance = runOperator(
      'garch-variance',
      [
        [0.5, 0.1, NA, 0.2],
        [NA, 0.04, 0.04, 0.05],
      ],
      [0.1, 0.8],
    );
    // Day 1: 0.1 · 0.04 + 0.1 · 0.01 + 0.8 · 0.04; day 2: 0.1 · 0.04 + 0.9 · 0.037; day 3: 0.1 · 0.05 + 0.1 · 0.04 + 0.8 · 0.0373.
    expect(variance[0]).toBeNaN();
    [0.037, 0.0373, 0.03884].forEach((want, i) => {
      expect(variance[i + 1]).toBeCloseTo(want, 14);
    });
  });
});

describe('tails of numerics 5', () => {
  it('gives value at risk 0.05 and shortfall 0.083333 at level 0.85', () => {
    const returns = [-0.1, -0.05, -0.02, 0, 0.01, 0.02, 0.03, 0.04, 0.05, 0.06];
    expect(runOperator('window-tails', [returns], [10, 10, 0.15], 2)[9]).toBe(0.05);
    expect(runOperator('window-tails', [returns], [10, 10, 0.15], 3)[9]).toBeCloseTo(0.0833333333, 9);
  });

  it('takes 7 % of 100 values as seven of them, though 0.07 · 100 is more than 7 in doubles', () => {
    const returns = Array.from({ length: 100 }, (_, i) => i);
    expect(0.07 * 100).toBeGreaterThan(7);
    expect(runOperator('window-tails', [returns], [100, 100, 0.07], 2)[99]).toBe(-6);
    expect(runOperator('window-tails', [returns], [100, 100, 0.07], 3)[99]).toBeCloseTo(-3, 9);
  });
});
