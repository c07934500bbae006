import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { symmetricEigen } from '../../../src/main/numeric/linear-algebra.ts';
import {
  correlationOf,
  estimateCovariance,
  repairCovariance,
  sampleCovariance,
} from '../../../src/main/portfolio/covariance.ts';
import { randomReturns } from './matrices.ts';

const names = (n: number): string[] => Array.from({ length: n }, (_, i) => `asset-${i}`);

/**
 * Ledoit & Wolf's shrinkage towards constant correlation as their paper writes it (appendix B), with sums over days t of
 * demeaned returns y: pi = Σ (y_it y_jt - s_ij)², theta as they define it, and kappa / T cut to [0, 1]. Divisor T throughout.
 */
function shrinkageByThePaper(data: Float64Array, n: number, days: number): { share: number; meanCorrelation: number } {
  const y = Array.from({ length: n }, (_, i) => {
    const row = data.subarray(i * days, (i + 1) * days);
    const mean = row.reduce((sum, value) => sum + value, 0) / days;
    return row.map((value) => value - mean);
  });
  const average = (of: (t: number) => number): number => {
    let sum = 0;
    for (let t = 0; t < days; t++) sum += of(t);
    return sum / days;
  };
  const sample = y.map((a) => y.map((b) => average((t) => a[t] * b[t])));
  const s = (i: number, j: number): number => sample[i][j];
  let total = 0;
  for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) total += s(i, j) / Math.sqrt(s(i, i) * s(j, j));
  const meanCorrelation = (2 * total) / (n * (n - 1));
  let [pi, rho, gamma] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const piHere = average((t) => (y[i][t] * y[j][t] - s(i, j)) ** 2);
      pi += piHere;
      if (i === j) rho += piHere;
      else {
        const theta = (k: number): number => average((t) => (y[k][t] ** 2 - s(k, k)) * (y[i][t] * y[j][t] - s(i, j)));
        rho +=
          (meanCorrelation / 2) * (Math.sqrt(s(j, j) / s(i, i)) * theta(i) + Math.sqrt(s(i, i) / s(j, j)) * theta(j));
        gamma += (meanCorrelation * Math.sqrt(s(i, i) * s(j, j)) - s(i, j)) ** 2;
      }
    }
  }
  return { share: Math.max(0, Math.min(1, (pi - rho) / gamma / days)), meanCorrelation };
}

describe('sampleCovariance', () => {
  it('divides by n - 1', () => {
    expect([...sampleCovariance(Float64Array.of(1, 2, 3, 2, 4, 9), 2, 3)]).toEqual([1, 3.5, 3.5, 13]);
  });
});

describe('estimateCovariance', () => {
  it.each([
    [5, 250, 1],
    [12, 1500, 2],
    [8, 61, 3],
  ])('of %i complete series of %i days shrinks as Ledoit and Wolf do', (n, days, seed) => {
    const data = randomReturns(seed, n, days);
    const wanted = shrinkageByThePaper(data, n, days);
    const found = estimateCovariance({ assets: names(n), dayCount: days, data });
    expect(wanted.share).toBeGreaterThan(0);
    expect(wanted.share).toBeLessThan(1);
    expect(found.shrinkage).toBeCloseTo(wanted.share, 10);
    expect(found.meanCorrelation).toBeCloseTo(wanted.meanCorrelation, 10);
    const sample = sampleCovariance(data, n, days);
    found.matrix.forEach((value, k) => {
      const [i, j] = [Math.floor(k / n), k % n];
      const target = wanted.meanCorrelation * Math.sqrt(sample[i * n + i] * sample[j * n + j]);
      const mixed = i === j ? sample[k] : wanted.share * target + (1 - wanted.share) * sample[k];
      expect(Math.abs(value - mixed)).toBeLessThan(1e-12);
    });
  });

  it('estimates each pair over the days that both have, and never reads a gap as zero', () => {
    const [n, days] = [4, 300];
    const data = randomReturns(4, n, days, 0.2);
    const { matrix, shrinkage, meanCorrelation, smallestOverlap } = estimateCovariance(
      { assets: names(n), dayCount: days, data },
      30,
    );
    const own = (i: number, j: number): Float64Array => {
      const pairs: [number, number][] = [];
      for (let t = 0; t < days; t++) {
        const [a, b] = [data[i * days + t], data[j * days + t]];
        if (!Number.isNaN(a) && !Number.isNaN(b)) pairs.push([a, b]);
      }
      const flat = Float64Array.from([...pairs.map(([a]) => a), ...pairs.map(([, b]) => b)]);
      return sampleCovariance(flat, 2, pairs.length);
    };
    for (let i = 0; i < n; i++) {
      expect(matrix[i * n + i]).toBeCloseTo(own(i, i)[0], 14);
      for (let j = 0; j < i; j++) {
        const target = meanCorrelation * Math.sqrt(own(i, i)[0] * own(j, j)[0]);
        expect(matrix[i * n + j]).toBeCloseTo(shrinkage * target + (1 - shrinkage) * own(i, j)[1], 14);
      }
    }
    expect(smallestOverlap).toBeLessThan(0.8 * days);
  });

  it('leaves out by name what has too few returns or none that vary', () => {
    const days = 100;
    const data = randomReturns(5, 3, days);
    data.fill(Number.NaN, days, 2 * days - 20);
    data.fill(0.01, 2 * days, 3 * days);
    const { assets, excluded, matrix } = estimateCovariance({ assets: names(3), dayCount: days, data });
    expect(assets).toEqual(['asset-0']);
    expect(matrix).toHaveLength(1);
    expect(excluded).toEqual([
      { asset: 'asset-1', why: 'has 20 daily returns, needs 60' },
      { asset: 'asset-2', why: 'its return was 0.01 on each of 100 days, needs some variance' },
    ]);
  });

  it('gives a pair that never met the mean correlation of the others', () => {
    const days = 200;
    const data = randomReturns(6, 4, days);
    data.fill(Number.NaN, 0, 100);
    data.fill(Number.NaN, days + 100, 2 * days);
    const found = estimateCovariance({ assets: names(4), dayCount: days, data });
    expect([found.pairCount, found.estimatedPairCount, found.smallestOverlap]).toEqual([6, 5, 0]);
    expect(correlationOf(found.matrix, 4)[1]).toBeCloseTo(found.meanCorrelation, 10);
  });

  it('reads an infinite return as missing, and leaves its input alone', () => {
    const days = 100;
    const data = randomReturns(7, 2, days);
    data[5] = Number.POSITIVE_INFINITY;
    const before = [...data];
    const { matrix, observations } = estimateCovariance({ assets: names(2), dayCount: days, data });
    expect(matrix.every(Number.isFinite)).toBe(true);
    expect([...observations]).toEqual([99, 100]);
    expect([...data]).toEqual(before);
  });

  it('is positive definite with the variances kept, however many gaps there are', () => {
    fc.assert(
      fc.property(
        fc.record({
          seed: fc.nat(),
          n: fc.integer({ min: 2, max: 14 }),
          missing: fc.double({ min: 0, max: 0.7, noNaN: true }),
        }),
        ({ seed, n, missing }) => {
          const days = 40;
          const data = randomReturns(seed, n, days, missing);
          const { matrix, assets } = estimateCovariance({ assets: names(n), dayCount: days, data }, 3);
          const { values } = symmetricEigen(correlationOf(matrix, assets.length), assets.length);
          expect(values.every((value) => value > 0)).toBe(true);
        },
      ),
    );
  });

  it('is empty for no assets', () => {
    const { matrix, pairCount, smallestOverlap } = estimateCovariance({
      assets: [],
      dayCount: 10,
      data: new Float64Array(0),
    });
    expect([matrix.length, pairCount, smallestOverlap]).toEqual([0, 0, 0]);
  });
});

describe('repairCovariance', () => {
  it('leaves a good one as it is', () => {
    const matrix = Float64Array.of(4, 1, 1, 9);
    expect(repairCovariance(matrix, 2)).toBeNaN();
    expect([...matrix]).toEqual([4, 1, 1, 9]);
  });

  it('brings correlations together that cannot all be true', () => {
    // Two assets alike to a third cannot be each other's opposite: eigenvalue 1 - √1.62 - … below zero.
    const deviation = [2, 3, 5];
    const matrix = Float64Array.of(1, 0.9, 0.9, 0.9, 1, -0.9, 0.9, -0.9, 1).map(
      (value, k) => value * deviation[Math.floor(k / 3)] * deviation[k % 3],
    );
    expect(repairCovariance(matrix, 3)).toBeCloseTo(-0.8, 12);
    expect([matrix[0], matrix[4], matrix[8]]).toEqual([4, 9, 25]);
    const { values } = symmetricEigen(correlationOf(matrix, 3), 3);
    expect(values[0]).toBeGreaterThan(0);
    expect(matrix[1]).toBe(matrix[3]);
  });
});
