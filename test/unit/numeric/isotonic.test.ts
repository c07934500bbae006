import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areaUnderCurve } from '../../../src/main/numeric/area-under-curve.ts';
import { fitRisingCurve, heightOf } from '../../../src/main/numeric/isotonic.ts';

const SCORES = [0.1, 0.2, 0.2, 0.35, 0.4, 0.5, 0.55, 0.7, 0.8, 0.9];
const OUTCOMES = [0, 1, 0, 0, 1, 0, 0, 1, 1, 0];

/** Scores of a few values, so that many are equal, in no order. */
const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 12 }), fc.constantFrom(0, 1)), {
  minLength: 1,
  maxLength: 60,
});

describe('fitRisingCurve', () => {
  it('is what scikit-learn 1.x gives', () => {
    const curve = fitRisingCurve(SCORES, OUTCOMES);
    const expected = [0, 1 / 6, 1 / 3, 1 / 3, 4 / 9, 2 / 3, 2 / 3, 2 / 3];
    [0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.85, 1].forEach((x, i) => {
      expect(heightOf(curve, x)).toBeCloseTo(expected[i], 12);
    });
    expect([...curve.at]).toEqual([0.1, 0.2, 0.55, 0.7, 0.9]);
  });

  it('never falls, keeps the mean, and no other rising curve is nearer', () => {
    fc.assert(
      fc.property(
        pairs,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 13, maxLength: 13 }),
        (own, other) => {
          const [scores, outcomes] = [own.map(([score]) => score), own.map(([, outcome]) => outcome)];
          const curve = fitRisingCurve(scores, outcomes);
          const heights = Array.from({ length: 13 }, (_, x) => heightOf(curve, x));
          heights.slice(1).forEach((height, x) => {
            expect(height).toBeGreaterThanOrEqual(heights[x]);
          });
          const distance = (of: readonly number[]): number =>
            own.reduce((sum, [score, outcome]) => sum + (of[score] - outcome) ** 2, 0);
          expect(distance(heights)).toBeLessThanOrEqual(distance(other.toSorted((a, b) => a - b)) + 1e-9);
          const mean = scores.reduce<number>((sum, score) => sum + heights[score], 0);
          expect(mean).toBeCloseTo(
            outcomes.reduce<number>((sum, outcome) => sum + outcome, 0),
            9,
          );
        },
      ),
    );
  });

  it('is nothing of nothing', () => {
    expect(heightOf(fitRisingCurve([], []), 0.5)).toBeNaN();
  });
});

describe('areaUnderCurve', () => {
  it('is what scikit-learn 1.x gives, ties counted half', () => {
    expect(areaUnderCurve([0.1, 0.2, 0.2, 0.35, 0.4, 0.5, 0.4, 0.7, 0.8, 0.9], OUTCOMES)).toBeCloseTo(0.625, 12);
  });

  it('needs some of both', () => {
    expect(areaUnderCurve([1, 2], [1, 1])).toBeNaN();
    expect(areaUnderCurve([], [])).toBeNaN();
  });
});
