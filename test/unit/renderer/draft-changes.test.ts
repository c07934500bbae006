import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limitWeights } from '../../../src/main/portfolio/constraints.ts';
import { changesBetween, countChanges, weightBySector } from '../../../src/renderer/views/draft-changes.ts';
import { bindingWords, whyIn } from '../../../src/renderer/views/draft-words.ts';
import type { Draft, WeightReason } from '../../../src/shared/drafts.ts';

describe('changesBetween', () => {
  it('tells in, out, up, down and what stays, the largest move first', () => {
    const changes = changesBetween(
      { a: 0.5, b: 0.2, c: 0.1, d: 0.25, gone: 0 },
      { b: 0.3, c: 0.10001, d: 0.2, e: 0.4 },
    );
    expect(changes.map(({ asset, kind }) => `${asset} ${kind}`)).toEqual(['a out', 'e in', 'b up', 'd down', 'c same']);
    expect(changes[0]).toEqual({ asset: 'a', before: 0.5, after: 0, change: -0.5, kind: 'out' });
    expect(countChanges(changes)).toEqual({ in: 1, out: 1, up: 1, down: 1, same: 1 });
  });

  it('leads from the weights before to those after', () => {
    const weights = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.double({ min: 0, max: 1, noNaN: true }));
    fc.assert(
      fc.property(weights, weights, (before, after) => {
        for (const { asset, change } of changesBetween(before, after)) {
          expect((before[asset] ?? 0) + change).toBeCloseTo(after[asset] ?? 0, 12);
        }
        const swapped = countChanges(changesBetween(after, before));
        const counts = countChanges(changesBetween(before, after));
        expect([swapped.in, swapped.up, swapped.same]).toEqual([counts.out, counts.down, counts.same]);
      }),
    );
  });
});

it('adds weights up by sector, the unknown last', () => {
  const of = (sector: string | null, weight: number) => ({ weight, reason: { sector } });
  expect(weightBySector([of(null, 0.5), of('games', 0.1), of('lending', 0.25), of('games', 0.1)])).toEqual([
    { sector: 'lending', weight: 0.25, count: 1 },
    { sector: 'games', weight: 0.2, count: 2 },
    { sector: null, weight: 0.5, count: 1 },
  ]);
});

describe('words of a draft', () => {
  it('says why a token has its weight', () => {
    const reason = (volatility: number | null, wantedWeight: number, part: Partial<WeightReason> = {}) => ({
      ...{ selectedBy: 'rank' as const, limitedBy: [], volatility, wantedWeight, ...part },
    });
    // by volatility alone they would weigh 0.4, 0.2, 0.2, 0.2
    const reasons = [reason(0.25, 0.55), reason(0.5, 0.2), reason(0.5, 0.1), reason(0.5, 0.15)];
    const weights = reasons.map((one) => ({ reason: one }));
    const of = (method: Draft['method']) => whyIn({ method, weights });
    const why = of('hierarchical-risk-parity');
    expect(reasons.map(why)).toEqual([
      'Calm, balances others',
      'Average',
      'Average, moves with others',
      'Average, moves with others',
    ]);
    expect(why(reason(2, 0.05, { limitedBy: ['minimum-weight'] }))).toBe('Wild; smallest weight');
    expect(of('inverse-volatility')(reason(0.25, 0.9))).toBe('Calm');
    expect(of('equal')(reason(0.25, 0.25, { selectedBy: 'buffer', limitedBy: ['token-cap'] }))).toBe(
      'Same weight as every other; buffer; largest weight',
    );
    expect(of('equal')(reason(null, 0, { selectedBy: 'turnover-cap', limitedBy: ['turnover-cap'] }))).toBe(
      'On its way out; turnover limit',
    );
    expect(whyIn({ method: null, weights: [] })(reason(null, 0))).toBe('Good rank');
  });

  it('reads the figures out of the sentences of the engine', () => {
    const tokens = ['a', 'b'].map((asset) => ({ asset, sector: 'games', wanted: 0.5 }));
    const limits = { tokenCap: 0.2, sectorCap: 1, minimumWeight: 0, minimumInvested: 0.9 };
    const limited = limitWeights(tokens, limits);
    expect(limited.feasible).toBe(false);
    const words = limited.feasible ? [] : limited.binding.map((constraint) => bindingWords(constraint).what);
    expect(words).toEqual([
      'The limits together leave 40.0 % to invest, below the minimum of 90.0 %.',
      '2 tokens may not grow beyond the largest weight of 20.0 % each.',
    ]);
    expect(
      bindingWords({ constraint: 'volatility-target', subject: null, limit: 0.3, message: 'as before' }).what,
    ).toBe('These tokens would move more a year; the volatility target allows 30.0 %.');
  });
});
