import { describe, expect, it } from 'vitest';
import { limitWeights, type WantedWeight, type WeightLimits } from '../../../src/main/portfolio/constraints.ts';

const FREE: WeightLimits = { tokenCap: 1, sectorCap: 1, minimumWeight: 0, minimumInvested: 0 };
const wanted = (...weights: readonly number[]): WantedWeight[] =>
  weights.map((weight, i) => ({ asset: `t${i}`, wanted: weight, sector: null }));

const weightsOf = (tokens: readonly WantedWeight[], limits: Partial<WeightLimits>): number[] => {
  const limited = limitWeights(tokens, { ...FREE, ...limits });
  if (!limited.feasible) throw new Error('infeasible');
  return [...limited.weights].map((weight) => Number(weight.toFixed(10)));
};

describe('limitWeights', () => {
  it('leaves what is within the limits', () => {
    expect(weightsOf(wanted(3, 2, 1), {})).toEqual([0.5, 0.3333333333, 0.1666666667]);
  });

  it('gives what a cap takes to the others, in proportion to what was wanted', () => {
    expect(weightsOf(wanted(0.6, 0.3, 0.1), { tokenCap: 0.4 })).toEqual([0.4, 0.4, 0.2]);
    expect(weightsOf(wanted(0.7, 0.2, 0.1), { tokenCap: 0.5 })).toEqual([0.5, 0.3333333333, 0.1666666667]);
  });

  it('keeps in cash what nobody may take', () => {
    expect(weightsOf(wanted(1, 1, 1), { tokenCap: 0.2 })).toEqual([0.2, 0.2, 0.2]);
  });

  it('caps a sector as a whole and keeps the proportions within it', () => {
    const tokens = [
      { asset: 'a', wanted: 0.4, sector: 'x' },
      { asset: 'b', wanted: 0.2, sector: 'x' },
      { asset: 'c', wanted: 0.3, sector: 'y' },
      { asset: 'd', wanted: 0.1, sector: null },
    ];
    expect(weightsOf(tokens, { sectorCap: 0.45 })).toEqual([0.3, 0.15, 0.4125, 0.1375]);
  });

  it('does not cap tokens of unknown sector together', () => {
    expect(weightsOf(wanted(1, 1, 1, 1), { sectorCap: 0.1 })).toEqual([0.25, 0.25, 0.25, 0.25]);
  });

  it('drops weights below the minimum, the smallest first, and fills again', () => {
    // 0.04 goes first; what it leaves lifts 0.095 above 0.098.
    expect(weightsOf(wanted(0.865, 0.095, 0.04), { minimumWeight: 0.098 })).toEqual([0.9010416667, 0.0989583333, 0]);
  });

  it('says which limit held each weight back', () => {
    const tokens = [
      { asset: 'a', wanted: 0.5, sector: 'x' },
      { asset: 'b', wanted: 0.1, sector: 'x' },
      { asset: 'c', wanted: 0.39, sector: null },
      { asset: 'd', wanted: 0.01, sector: null },
    ];
    const limited = limitWeights(tokens, { ...FREE, tokenCap: 0.45, sectorCap: 0.4, minimumWeight: 0.02 });
    expect(limited.feasible && limited.limitedBy).toEqual([['sector-cap'], ['sector-cap'], ['token-cap'], []]);
  });

  it('is infeasible with the constraints that bind', () => {
    const limited = limitWeights(
      [...wanted(1, 1), { asset: 'x', wanted: 1, sector: 's' }, { asset: 'y', wanted: 1, sector: 's' }],
      { ...FREE, tokenCap: 0.1, sectorCap: 0.1, minimumInvested: 0.5 },
    );
    expect(limited.feasible).toBe(false);
    if (limited.feasible) return;
    expect(limited.binding.map(({ constraint, subject }) => [constraint, subject])).toEqual([
      ['minimum-invested', null],
      ['token-cap', null],
      ['sector-cap', 's'],
    ]);
    expect(limited.binding[0].message).toBe('The caps allow 0.3000 of equity in 4 tokens, needs 0.5');
  });

  it.each([
    ['no token', [], {}, 'candidates'],
    ['a minimum above the cap', wanted(1), { tokenCap: 0.1, minimumWeight: 0.2 }, 'minimum-weight'],
  ] as const)('is infeasible with %s', (_, tokens, limits, constraint) => {
    const limited = limitWeights(tokens, { ...FREE, ...limits });
    expect(!limited.feasible && limited.binding.map((binding) => binding.constraint)).toEqual([constraint]);
  });

  it('shares equally where nothing was wanted', () => {
    expect(weightsOf(wanted(0, 0, 0, 0), {})).toEqual([0.25, 0.25, 0.25, 0.25]);
  });
});
