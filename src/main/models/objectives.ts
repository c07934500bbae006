/** What boosting minimises: the gradient and the curvature (hessian) of a loss at the current scores, for some of the rows. */
import { createRandom } from '../numeric/random.ts';

export const OBJECTIVES = ['regression', 'classification', 'ranking'] as const;
export type Objective = (typeof OBJECTIVES)[number];

/** Rows as boosting sees them, over memory that threads share. */
export type Rows = {
  readonly y: Float32Array;
  readonly weights: Float32Array;
  readonly score: Float64Array;
  readonly gradient: Float32Array;
  readonly hessian: Float32Array;
  /** Row offsets of groups, and within each group its rows by label, ascending. Used by ranking alone. */
  readonly groups: Int32Array;
  readonly order: Int32Array;
};

/** Partners that a row is compared with in each round. */
const PARTNERS = 4;

/** Writes gradient and hessian of rows `from..until`. Squared error: score - y; the hessian is the weight. */
export function regressionGradient({ y, weights, score, gradient }: Rows, from: number, until: number): void {
  for (let i = from; i < until; i++) gradient[i] = (score[i] - y[i]) * weights[i];
}

/** Writes gradient and hessian of rows `from..until`. Logistic loss of the class y > 0; the score is a log odds. */
export function classificationGradient(rows: Rows, from: number, until: number): void {
  const { y, weights, score, gradient, hessian } = rows;
  for (let i = from; i < until; i++) {
    const p = 1 / (1 + Math.exp(-score[i]));
    gradient[i] = (p - (y[i] > 0 ? 1 : 0)) * weights[i];
    hessian[i] = p * (1 - p) * weights[i];
  }
}

/**
 * Writes gradient and hessian of the rows of one group: logistic loss of pairs, that the one with the higher label has the
 * higher score. A row meets the row that stands a random distance further in the order of labels, four distances a round, so
 * a group of n rows costs 4 n and not n². @see Burges et al. (2005), "Learning to rank using gradient descent".
 */
export function rankingGradient(rows: Rows, group: number, seed: number, round: number): void {
  const { y, weights, score, gradient, hessian, groups, order } = rows;
  const from = groups[group];
  const n = groups[group + 1] - from;
  gradient.fill(0, from, from + n);
  hessian.fill(0, from, from + n);
  if (n < 2) return;
  const random = createRandom(seed, 'pairs', round, group);
  for (let partner = 0; partner < PARTNERS; partner++) {
    const distance = 1 + random.below(n - 1);
    for (let place = 0; place < n; place++) {
      const a = order[from + place];
      const b = order[from + ((place + distance) % n)];
      if (y[a] === y[b]) continue;
      const [high, low] = y[a] > y[b] ? [a, b] : [b, a];
      const p = 1 / (1 + Math.exp(score[high] - score[low]));
      const weight = (weights[a] + weights[b]) / (2 * PARTNERS);
      gradient[high] -= p * weight;
      gradient[low] += p * weight;
      hessian[high] += p * (1 - p) * weight;
      hessian[low] += p * (1 - p) * weight;
    }
  }
}

/** Returns the score that boosting starts from: the mean, the log odds of the class, or 0. */
export function baseOf(objective: Objective, y: Float32Array, weights: Float32Array): number {
  if (objective === 'ranking') return 0;
  let sum = 0;
  let total = 0;
  for (let i = 0; i < y.length; i++) {
    sum += weights[i] * (objective === 'regression' ? y[i] : y[i] > 0 ? 1 : 0);
    total += weights[i];
  }
  const mean = total === 0 ? 0 : sum / total;
  if (objective === 'regression') return mean;
  const bounded = Math.min(Math.max(mean, 1e-6), 1 - 1e-6);
  return Math.log(bounded / (1 - bounded));
}

/** Returns the rows of each group by label, ascending; rows of equal label keep their order. */
export function orderByLabel(y: Float32Array, groups: Int32Array): Int32Array {
  const order = Int32Array.from(y, (_, row) => row);
  for (let group = 0; group + 1 < groups.length; group++) {
    order.subarray(groups[group], groups[group + 1]).sort((a, b) => y[a] - y[b] || a - b);
  }
  return order;
}
