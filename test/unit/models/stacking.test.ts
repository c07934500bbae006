import { describe, expect, it } from 'vitest';
import { stackWeights } from '../../../src/main/models/stacking.ts';
import { createRandom } from '../../../src/main/numeric/random.ts';

const DAYS = 60;
const ROWS = 50;

/** Returns labels and scores made of the truth and noise: member m knows `strength[m]` of it. */
function madeOf(strengths: readonly number[], seed: number) {
  const random = createRandom(seed, 'stacking');
  const count = DAYS * ROWS;
  const y = new Float32Array(count);
  const scores = strengths.map(() => new Float32Array(count));
  for (let row = 0; row < count; row++) {
    const parts = strengths.map(() => random.normal());
    y[row] = parts.reduce((sum, part, m) => sum + strengths[m]! * part, 0) + random.normal();
    // members measure in units of their own
    parts.forEach((part, m) => {
      scores[m]![row] = (m + 1) * 10 * part + 100 * m;
    });
  }
  const groups = Int32Array.from({ length: DAYS + 1 }, (_, day) => day * ROWS);
  return { y, scores, groups };
}

describe('stacking', () => {
  it('finds how much each member knows, whatever its units', () => {
    const { scores, y, groups } = madeOf([0.6, 0.3, 0.1], 1);
    const weights = stackWeights(scores, y, groups, 1e9);
    [0.6, 0.3, 0.1].forEach((share, m) => {
      expect(weights[m]).toBeCloseTo(share, 1);
    });
    expect(weights.reduce((sum, own) => sum + own, 0)).toBeCloseTo(1, 12);
  });

  it('gives nothing to a member that is wrong, and counts copies once', () => {
    const { scores, y, groups } = madeOf([0.5, -0.5], 2);
    const weights = stackWeights([...scores, scores[0]!], y, groups, 1e9);
    // all but what the belief in even weights leaves
    expect(weights[1]).toBeLessThan(1e-7);
    expect(weights[0]! + weights[2]!).toBeCloseTo(1, 7);
  });

  it('stays near even weights of little evidence', () => {
    const { scores, y, groups } = madeOf([0.9, 0], 3);
    const [little, much] = [1, 1000].map((days) => stackWeights(scores, y, groups, days));
    expect(little![0]).toBeLessThan(0.53);
    expect(much![0]).toBeGreaterThan(0.9);
  });

  it('is even where nobody helps, and leaves out rows that a member did not score', () => {
    const { scores, y, groups } = madeOf([-0.5, -0.5], 4);
    expect([...stackWeights(scores, y, groups, 100)]).toEqual([0.5, 0.5]);
    const made = madeOf([0.5, 0.5], 5);
    const half = made.scores.map((own, m) => own.map((value, row) => (m === 1 && row % 2 === 0 ? Number.NaN : value)));
    const odd = (own: Float32Array): Float32Array => own.filter((_, row) => row % 2 === 1);
    const halved = Int32Array.from({ length: DAYS + 1 }, (_, day) => (day * ROWS) / 2);
    expect(stackWeights(half, made.y, made.groups, 50)).toEqual(stackWeights(half.map(odd), odd(made.y), halved, 50));
  });
});
