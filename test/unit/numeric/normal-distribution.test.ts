import { describe, expect, it } from 'vitest';
import { normalCdf, normalDensity, normalQuantile } from '../../../src/main/numeric/normal-distribution.ts';

/** x and Φ(x) to 16 digits. */
const TABLE = [
  [-10, 7.61985302416047e-24],
  [-6, 9.865876450376946e-10],
  [-3.0001, 0.0013494549132607172],
  [-3, 0.0013498980316300933],
  [-2.999, 0.0013543365337271057],
  [-2, 0.022750131948179195],
  [-1, 0.15865525393145707],
  [0.3, 0.6179114221889526],
  [1, 0.8413447460685429],
  [2.999, 0.9986456634662729],
  [5, 0.9999997133484281],
] as const;

/** p and Φ⁻¹(p) to 16 digits. */
const QUANTILES = [
  [1e-300, -37.0470962993612],
  [1e-20, -9.262340089798409],
  [0.001, -3.090232306167813],
  [0.025, -1.9599639845400545],
  [0.3, -0.5244005127080409],
  [0.9, 1.2815515655446004],
  [0.999, 3.090232306167813],
] as const;

describe('normalCdf', () => {
  it.each(TABLE)('at %f is %f to twelve digits and more', (x, expected) => {
    expect(Math.abs(normalCdf(x) / expected - 1)).toBeLessThan(5e-14);
  });

  it('meets its ends and rises without a step where the method changes', () => {
    expect(normalCdf(0)).toBe(0.5);
    expect(normalCdf(Number.POSITIVE_INFINITY)).toBe(1);
    expect(normalCdf(Number.NEGATIVE_INFINITY)).toBe(0);
    expect(normalCdf(Number.NaN)).toBeNaN();
    expect(normalCdf(-3) / normalCdf(-3 + 1e-12) - 1).toBeCloseTo((-normalDensity(3) / normalCdf(-3)) * 1e-12, 12);
  });

  it('is symmetric', () => {
    for (let x = 0; x < 9; x += 0.37) expect(normalCdf(x) + normalCdf(-x)).toBeCloseTo(1, 15);
  });
});

describe('normalQuantile', () => {
  it.each(QUANTILES)('at %f is %f', (probability, expected) => {
    expect(Math.abs(normalQuantile(probability) / expected - 1)).toBeLessThan(1e-14);
  });

  it('undoes the distribution over the whole range', () => {
    for (let p = 1e-300; p < 1; p = p < 1e-3 ? p * 1.9 : p + 0.0013) {
      expect(Math.abs(normalCdf(normalQuantile(p)) / p - 1)).toBeLessThan(5e-13);
    }
  });

  it('meets its ends', () => {
    expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY);
    expect(normalQuantile(1)).toBe(Number.POSITIVE_INFINITY);
    expect(normalQuantile(0.5)).toBe(0);
    expect(normalQuantile(1.1)).toBeNaN();
    expect(normalQuantile(Number.NaN)).toBeNaN();
  });
});
