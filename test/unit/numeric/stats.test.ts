import { describe, expect, it } from 'vitest';
import {
  correlation,
  countOf,
  kurtosis,
  mean,
  median,
  quantile,
  quantileOfSorted,
  skewness,
  sortedOf,
  standardDeviation,
  variance,
} from '../../../src/main/numeric/stats.ts';

const NONE = Number.NaN;

describe('statistics of a series', () => {
  it('gives the moments of a small series', () => {
    const values = [2, 4, 4, 4, 5, 5, 7, 9];
    expect(mean(values)).toBe(5);
    expect(variance(values)).toBeCloseTo(32 / 7, 14);
    expect(standardDeviation(values)).toBeCloseTo(Math.sqrt(32 / 7), 14);
    expect(skewness(values)).toBeCloseTo(42 / 8 / 8, 14);
    expect(kurtosis(values)).toBeCloseTo(356 / 8 / 16, 14);
  });

  it('gives a raw kurtosis, 1 for a coin and 3 for a Gaussian', () => {
    expect(kurtosis([1, -1, 1, -1])).toBe(1);
    expect(kurtosis(Float64Array.of(-2, -1, -1, 0, 0, 0, 0, 0, 0, 1, 1, 2))).toBeCloseTo(3, 12);
  });

  it('leaves missing values out', () => {
    expect(countOf([NONE, 1, 3, NONE])).toBe(2);
    expect(mean([NONE, 1, 3, NONE])).toBe(2);
    expect(standardDeviation([NONE, 1, 3, NONE])).toBe(Math.SQRT2);
    expect([...sortedOf([3, NONE, -1, 2])]).toEqual([-1, 2, 3]);
    expect(median([NONE, 4, 1, NONE, 2])).toBe(2);
  });

  it('gives exactly no deviation for a constant series, so that no ratio explodes', () => {
    const constant = new Float64Array(365).fill(0.1);
    expect(mean(constant)).toBe(0.1);
    expect(standardDeviation(constant)).toBe(0);
    expect(skewness(constant)).toBeNaN();
    expect(kurtosis(constant)).toBeNaN();
  });

  it('keeps its digits far from zero', () => {
    expect(variance([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16])).toBe(30);
  });

  it('is NaN with too few observations', () => {
    for (const figure of [mean, variance, standardDeviation, skewness, kurtosis, median]) expect(figure([])).toBeNaN();
    expect(variance([1])).toBeNaN();
    expect(skewness([1])).toBeNaN();
  });
});

describe('quantile', () => {
  it('is linear between neighbours', () => {
    expect(quantile([4, 1, 3, 2], 0.25)).toBe(1.75);
    expect(quantile([4, 1, 3, 2], 0)).toBe(1);
    expect(quantile([4, 1, 3, 2], 1)).toBe(4);
    expect(quantile([7], 0.3)).toBe(7);
    expect(quantileOfSorted([1, 2, 3, 4], 0.5)).toBe(2.5);
  });

  it('does not invent a NaN beside an infinity', () => {
    expect(quantile([1, 2, Number.POSITIVE_INFINITY], 0.5)).toBe(2);
  });
});

describe('correlation', () => {
  it('uses the places where both are known', () => {
    expect(correlation([1, 2, 3, NONE, 9], [2, 4, 6, 8, NONE])).toBe(1);
    expect(correlation([1, 2, 3, 4], [1, -1, -1, 1])).toBe(0);
    expect(correlation([1, 2, 3], [3, 2, 1])).toBe(-1);
    expect(correlation([1, 2, 3, 5], [1, 3, 2, 6])).toBeCloseTo(10.0 / Math.sqrt(8.75 * 14), 14);
  });

  it('is NaN where nothing varies', () => {
    expect(correlation([1, 1, 1], [1, 2, 3])).toBeNaN();
    expect(correlation([1], [1])).toBeNaN();
  });
});
