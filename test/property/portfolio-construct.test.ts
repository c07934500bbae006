import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/main/numeric/random.ts';
import { limitWeights } from '../../src/main/portfolio/constraints.ts';
import { constructWeights } from '../../src/main/portfolio/construct.ts';
import { DraftPreferences, WEIGHTINGS } from '../../src/shared/drafts.ts';
import { randomReturns } from '../unit/portfolio/matrices.ts';

const SLACK = 1e-9;
const fraction = fc.double({ min: 0, max: 1, noNaN: true });

const tokens = fc.array(
  fc.record({
    wanted: fc.oneof(fraction, fc.constantFrom(0, 1e-9, 1e6)),
    sector: fc.constantFrom('a', 'b', 'c', null),
  }),
  { minLength: 1, maxLength: 30 },
);
const limits = fc.record({
  tokenCap: fc.double({ min: 0.01, max: 1, noNaN: true }),
  sectorCap: fraction,
  minimumWeight: fc.double({ min: 0, max: 0.05, noNaN: true }),
  minimumInvested: fraction,
});

function sectorSums(held: readonly { sector: string | null; weight: number }[]): number[] {
  const sums = new Map<string, number>();
  for (const { sector, weight } of held) if (sector !== null) sums.set(sector, (sums.get(sector) ?? 0) + weight);
  return [...sums.values()];
}

describe('limitWeights, over random wishes and limits', () => {
  it('never exceeds a cap, sums to at most 1, and is infeasible only with a reason', () => {
    fc.assert(
      fc.property(tokens, limits, (wishes, given) => {
        const wanted = wishes.map((wish, i) => ({ ...wish, asset: `t${String(i).padStart(2, '0')}` }));
        const limited = limitWeights(wanted, given);
        if (!limited.feasible) {
          expect(limited.binding.length).toBeGreaterThan(0);
          return;
        }
        const { weights } = limited;
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        expect(total).toBeLessThanOrEqual(1 + SLACK);
        expect(total).toBeGreaterThanOrEqual(given.minimumInvested - SLACK);
        weights.forEach((weight) => {
          expect(weight).toBeLessThanOrEqual(given.tokenCap + SLACK);
          expect(weight === 0 || weight >= given.minimumWeight - SLACK).toBe(true);
        });
        const held = wanted.map(({ sector }, i) => ({ sector, weight: weights[i] }));
        for (const sum of sectorSums(held)) expect(sum).toBeLessThanOrEqual(given.sectorCap + SLACK);
      }),
      { numRuns: 500 },
    );
  });

  it('does not depend on the order of the tokens', () => {
    fc.assert(
      fc.property(tokens, limits, fc.nat(), (wishes, given, seed) => {
        const wanted = wishes.map((wish, i) => ({ ...wish, asset: `t${String(i).padStart(2, '0')}` }));
        const random = createRandom(seed, 'order');
        const order = wanted.map((_, i) => [random.uniform(), i] as const).sort((a, b) => a[0] - b[0]);
        const [one, other] = [
          limitWeights(wanted, given),
          limitWeights(
            order.map(([, i]) => wanted[i]),
            given,
          ),
        ];
        expect(other.feasible).toBe(one.feasible);
        if (!one.feasible || !other.feasible) return;
        order.forEach(([, i], at) => {
          expect(other.weights[at]).toBeCloseTo(one.weights[i], 9);
        });
      }),
    );
  });
});

describe('constructWeights, over random markets and preferences', () => {
  const COUNT = 15;
  const DAYS = 90;
  const cases = fc.record({
    seed: fc.nat(),
    weighting: fc.constantFrom(...WEIGHTINGS),
    size: fc.integer({ min: 1, max: 15 }),
    tokenCap: fc.double({ min: 0.05, max: 1, noNaN: true }),
    sectorCap: fc.double({ min: 0.1, max: 1, noNaN: true }),
    turnoverCap: fc.option(fraction),
    buffer: fc.integer({ min: 0, max: 8 }),
    missing: fc.double({ min: 0, max: 0.5, noNaN: true }),
    volatilityTarget: fc.option(fc.double({ min: 0.01, max: 1, noNaN: true })),
    minimumWeight: fc.constantFrom(0, 0.01, 0.05),
    sectorsIncluded: fc.subarray(['a', 'b']),
    sectorsExcluded: fc.subarray(['a', 'b'], { maxLength: 1 }),
    assetsExcluded: fc.subarray(['t00', 't03', 't07', 't12']),
  });

  it('keeps caps, equity, the volatility asked for and the cap on turnover, holds nothing left out, and gives the same bits again', () => {
    fc.assert(
      fc.property(cases, ({ seed, missing, ...wanted }) => {
        const random = createRandom(seed, 'market');
        const ids = Array.from({ length: COUNT }, (_, i) => `t${String(i).padStart(2, '0')}`);
        const current = new Map(
          ids.filter(() => random.uniform() < 0.4).map((id) => [id, random.uniform() / COUNT] as const),
        );
        const inputs = {
          candidates: ids.map((asset) => ({
            asset,
            score: random.uniform() < 0.1 ? Number.NaN : random.uniform(),
            marketCap: random.uniform() < 0.05 ? Number.NaN : 1e6 * random.uniform(),
            medianVolume: 1e6,
            volatility: 0.5,
            sector: (['a', 'b', null] as const)[random.below(3)],
          })),
          returns: { assets: ids, dayCount: DAYS, data: randomReturns(seed, COUNT, DAYS, missing) },
          current,
          preferences: DraftPreferences.parse({ ...wanted, minimumInvested: 0, minimumOverlapDays: 20 }),
        };
        const built = constructWeights(inputs);
        expect(constructWeights(inputs)).toEqual(built);
        if (!built.feasible) return;
        const total = built.weights.reduce((sum, { weight }) => sum + weight, 0);
        expect(total).toBeLessThanOrEqual(1);
        expect(total + built.cash).toBeCloseTo(1, 9);
        for (const { weight } of built.weights) {
          expect(weight).toBeGreaterThan(0);
          expect(weight).toBeLessThanOrEqual(wanted.tokenCap + SLACK);
        }
        const held = built.weights.map(({ weight, reason }) => ({ weight, sector: reason.sector }));
        for (const sum of sectorSums(held)) expect(sum).toBeLessThanOrEqual(wanted.sectorCap + SLACK);
        for (const { asset, reason } of built.weights) {
          expect(wanted.assetsExcluded).not.toContain(asset);
          expect(wanted.sectorsExcluded).not.toContain(reason.sector);
          if (wanted.sectorsIncluded.length > 0) expect(wanted.sectorsIncluded).toContain(reason.sector);
        }
        if (wanted.volatilityTarget !== null) {
          expect(built.figures.expectedVolatility).toBeLessThanOrEqual(wanted.volatilityTarget);
        }
        if (wanted.turnoverCap !== null && current.size > 0) {
          expect(built.figures.voluntaryTurnover).toBeLessThanOrEqual(wanted.turnoverCap + SLACK);
        }
        expect(built.fallbackChain.filter(({ isUsed }) => isUsed)).toHaveLength(1);
      }),
      { numRuns: 300 },
    );
  });
});
