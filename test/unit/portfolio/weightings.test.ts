import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leafOrder } from '../../../src/main/numeric/clustering.ts';
import { correlationOf } from '../../../src/main/portfolio/covariance.ts';
import {
  annualVolatility,
  diversificationRatio,
  effectiveAssets,
  riskContributions,
} from '../../../src/main/portfolio/diversification.ts';
import { hierarchicalRiskParity } from '../../../src/main/portfolio/hierarchical-risk-parity.ts';
import { maximumDiversification, violationOfOptimality } from '../../../src/main/portfolio/maximum-diversification.ts';
import { equalRiskContribution } from '../../../src/main/portfolio/risk-parity.ts';
import { FALLBACKS, inverseVolatility, RISK_BASED, weigh } from '../../../src/main/portfolio/weightings.ts';
import { WEIGHTINGS } from '../../../src/shared/drafts.ts';
import { GOLDEN, randomCovariance, sum } from './matrices.ts';

const close = (values: readonly number[], digits: number) => values.map((value) => expect.closeTo(value, digits));
const markets = fc.record({ seed: fc.nat(), n: fc.integer({ min: 1, max: 25 }) });

describe('hierarchical risk parity', () => {
  it.each(['single', 'ward'] as const)('gives the golden weights with %s linkage', (linkage) => {
    const weights = hierarchicalRiskParity(GOLDEN, 4, linkage);
    expect([...weights]).toEqual(close([0.548721, 0.243876, 0.126466, 0.080938], 6));
    expect(diversificationRatio(GOLDEN, weights)).toBeCloseTo(1.514794, 6);
    expect(effectiveAssets(weights)).toBeCloseTo(2.610187, 6);
  });

  it('orders leaves as scipy does: linkage and leaves_list over the same twelve points', () => {
    const n = 12;
    const points = Array.from({ length: n }, (_, i) => [Math.sin(7 * i + 1), Math.cos(11 * i * i + 2)] as const);
    const distance = Float64Array.from({ length: n * n }, (_, k) => {
      const [a, b] = [points[Math.floor(k / n)], points[k % n]];
      return Math.hypot(a[0] - b[0], a[1] - b[1]);
    });
    expect([...leafOrder(distance, n, 'single')]).toEqual([4, 6, 10, 8, 0, 2, 5, 3, 7, 11, 1, 9]);
    expect([...leafOrder(distance, n, 'ward')]).toEqual([11, 1, 9, 5, 3, 7, 4, 6, 10, 8, 0, 2]);
  });

  it('gives positive weights that sum to 1, whatever the covariance', () => {
    fc.assert(
      fc.property(markets, fc.constantFrom('single', 'ward'), ({ seed, n }, linkage) => {
        const weights = hierarchicalRiskParity(randomCovariance(seed, n), n, linkage);
        expect(sum(weights)).toBeCloseTo(1, 12);
        expect(weights.every((weight) => weight > 0)).toBe(true);
      }),
    );
  });

  it('refuses an asset without variance', () => {
    expect(() => hierarchicalRiskParity(Float64Array.of(0.04, 0, 0, 0), 2, 'single')).toThrow('variance 1');
  });
});

describe('equal risk contribution', () => {
  it('gives the weights that a general optimiser finds', () => {
    expect([...(equalRiskContribution(GOLDEN, 4) ?? [])]).toEqual(
      close([0.39437296, 0.26249593, 0.1894824, 0.15364872], 7),
    );
  });

  it('makes every asset contribute the same', () => {
    fc.assert(
      fc.property(markets, ({ seed, n }) => {
        const covariance = randomCovariance(seed, n);
        const weights = equalRiskContribution(covariance, n) as Float64Array;
        expect(sum(weights)).toBeCloseTo(1, 12);
        riskContributions(covariance, weights).forEach((share) => {
          expect(Math.abs(share * n - 1)).toBeLessThan(1e-8);
        });
      }),
    );
  });
});

describe('maximum diversification', () => {
  it('gives the weights that a general optimiser finds', () => {
    expect([...(maximumDiversification(GOLDEN, 4) ?? [])]).toEqual(
      close([0.40023765, 0.26510678, 0.18000702, 0.15464855], 7),
    );
  });

  it('leaves out what adds nothing', () => {
    const correlation = [1, 0.9, 0.2, 0.9, 1, 0.6, 0.2, 0.6, 1];
    const deviation = [0.1, 0.2, 0.3];
    const covariance = Float64Array.from(
      correlation,
      (value, k) => value * deviation[Math.floor(k / 3)] * deviation[k % 3],
    );
    expect([...(maximumDiversification(covariance, 3) ?? [])]).toEqual(close([0.75, 0, 0.25], 12));
  });

  it('is optimal and better than every other weighting, whatever the covariance', () => {
    fc.assert(
      fc.property(markets, ({ seed, n }) => {
        const covariance = randomCovariance(seed, n);
        const weights = maximumDiversification(covariance, n) as Float64Array;
        expect(sum(weights)).toBeCloseTo(1, 12);
        const best = diversificationRatio(covariance, weights);
        const y = weights.map((weight, i) => weight * Math.sqrt(covariance[i * n + i]));
        const correlation = correlationOf(covariance, n);
        let quadratic = 0;
        for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) quadratic += y[i] * correlation[i * n + j] * y[j];
        expect(
          violationOfOptimality(
            correlation,
            y.map((value) => (value * sum(y)) / quadratic),
          ),
        ).toBeLessThan(1e-7);
        for (const other of [
          new Float64Array(n).fill(1 / n),
          inverseVolatility(covariance, n),
          hierarchicalRiskParity(covariance, n, 'ward'),
          equalRiskContribution(covariance, n) as Float64Array,
        ]) {
          expect(diversificationRatio(covariance, other)).toBeLessThanOrEqual(best * (1 + 1e-12));
        }
      }),
    );
  });
});

describe('figures of diversification', () => {
  it('meet their golden values', () => {
    expect(diversificationRatio(GOLDEN, new Float64Array(4).fill(0.25))).toBeCloseTo(1.513182, 6);
    expect(effectiveAssets([0.25, 0.25, 0.25, 0.25])).toBe(4);
    expect(effectiveAssets([0.2, 0.2])).toBeCloseTo(2, 12);
    expect(effectiveAssets([0, 0])).toBeNaN();
    expect(annualVolatility(GOLDEN, Float64Array.of(1, 0, 0, 0))).toBeCloseTo(0.2 * Math.sqrt(365), 12);
    expect([...inverseVolatility(GOLDEN, 4)]).toEqual(close([0.38961039, 0.25974026, 0.19480519, 0.15584416], 8));
  });

  it('share out all of the variance', () => {
    const shares = riskContributions(GOLDEN, Float64Array.of(0.1, 0.2, 0.3, 0.4));
    expect(sum(shares)).toBeCloseTo(1, 12);
    expect(diversificationRatio(Float64Array.of(0), Float64Array.of(1))).toBeNaN();
  });
});

describe('weigh', () => {
  const covariance = {
    ...{ assets: ['a', 'b', 'c', 'd'], matrix: GOLDEN, excluded: [], observations: new Int32Array(4).fill(99) },
    ...{ dayCount: 99, pairCount: 6, estimatedPairCount: 6, smallestOverlap: 99, meanOverlap: 99 },
    ...{ shrinkage: 0, meanCorrelation: 0, isRepaired: false, smallestEigenvalue: Number.NaN },
  };
  const marketCap = Float64Array.of(1, 4, 9, 16);

  it.each(WEIGHTINGS)('uses %s at once where nothing is missing', (method) => {
    const { weights, attempts } = weigh(method, { marketCap, covariance, linkage: 'single' });
    expect(attempts).toEqual([{ method, isUsed: true, why: null }]);
    expect(sum(weights)).toBeCloseTo(1, 12);
  });

  it('weights by market cap and by its square root', () => {
    const inputs = { marketCap, covariance: null, linkage: 'single' } as const;
    expect([...weigh('cap', inputs).weights]).toEqual(close([1 / 30, 4 / 30, 9 / 30, 16 / 30], 12));
    expect([...weigh('square-root-cap', inputs).weights]).toEqual(close([0.1, 0.2, 0.3, 0.4], 12));
  });

  it('falls back step by step to equal weight, each step on record with its reason', () => {
    const { weights, method, attempts } = weigh('hierarchical-risk-parity', {
      marketCap,
      covariance: null,
      linkage: 'ward',
    });
    expect(method).toBe('equal');
    expect([...weights]).toEqual([0.25, 0.25, 0.25, 0.25]);
    expect(attempts.map((attempt) => [attempt.method, attempt.isUsed])).toEqual([
      ['hierarchical-risk-parity', false],
      ['equal-risk-contribution', false],
      ['inverse-volatility', false],
      ['equal', true],
    ]);
    expect(attempts.slice(0, 3).every(({ why }) => why?.includes('covariance'))).toBe(true);
  });

  it('says how many market caps are unknown', () => {
    const inputs = { marketCap: Float64Array.of(1, Number.NaN, 0, 4), covariance: null, linkage: 'single' } as const;
    expect(weigh('cap', inputs).attempts[0]).toEqual({
      ...{ method: 'cap', isUsed: false, why: 'Market cap is unknown for 2 of 4 tokens, needs all' },
    });
  });

  it('passes over a singular covariance to the next of the chain', () => {
    const matrix = Float64Array.of(1, 1, 1, 1);
    const twins = { ...covariance, assets: ['a', 'b'], matrix };
    const { method, attempts } = weigh('maximum-diversification', {
      ...{ marketCap: Float64Array.of(1, 1), covariance: twins, linkage: 'single' as const },
    });
    expect(method).toBe(attempts.at(-1)?.method);
    expect(attempts.at(-1)?.isUsed).toBe(true);
  });

  it('has an end to every chain', () => {
    for (const start of WEIGHTINGS) {
      const seen: string[] = [start];
      for (let next = FALLBACKS[start]; next !== null; next = FALLBACKS[next]) {
        expect(seen).not.toContain(next);
        seen.push(next);
      }
      expect(seen.at(-1)).toBe('equal');
    }
    expect(RISK_BASED.has('equal')).toBe(false);
  });
});
