import { describe, expect, it } from 'vitest';
import { limitTurnover, turnoverBetween } from '../../../src/main/portfolio/turnover.ts';

const FREE = { turnoverCap: null, tokenCap: 1, sectorCap: 1, minimumWeight: 0 };
const weights = (of: Readonly<Record<string, number>>): Map<string, number> => new Map(Object.entries(of));
const unknown = new Map(['a', 'b', 'c'].map((asset) => [asset, null]));

describe('turnoverBetween', () => {
  it('counts half of all changes, cash among them', () => {
    expect(turnoverBetween(weights({ a: 1 }), weights({ b: 1 }))).toBe(1);
    expect(turnoverBetween(weights({}), weights({ a: 0.5 }))).toBe(0.5);
    expect(turnoverBetween(weights({ a: 0.6, b: 0.4 }), weights({ a: 0.4, b: 0.4, c: 0.2 }))).toBeCloseTo(0.2, 12);
    expect(turnoverBetween(weights({ a: 0.3 }), weights({ a: 0.3 }))).toBe(0);
  });
});

describe('limitTurnover', () => {
  it('goes the whole way without a cap, within it, and from nothing', () => {
    const target = weights({ b: 1 });
    const all = limitTurnover(weights({ a: 1 }), target, unknown, FREE);
    expect([all.weights, all.voluntaryTurnover, all.isLimited]).toEqual([target, 1, false]);
    expect(limitTurnover(weights({ a: 1 }), target, unknown, { ...FREE, turnoverCap: 1 }).isLimited).toBe(false);
    expect(limitTurnover(weights({}), target, unknown, { ...FREE, turnoverCap: 0.1 }).isLimited).toBe(false);
  });

  it('goes the part of the way that the cap allows', () => {
    const moved = limitTurnover(weights({ a: 1 }), weights({ b: 1 }), unknown, { ...FREE, turnoverCap: 0.25 });
    expect([...moved.weights]).toEqual([
      ['a', 0.75],
      ['b', 0.25],
    ]);
    expect([moved.voluntaryTurnover, moved.isLimited]).toEqual([0.25, true]);
  });

  it('sells first what may no longer be held, whatever the cap says', () => {
    const moved = limitTurnover(weights({ gone: 0.5, a: 0.5 }), weights({ b: 1 }), unknown, {
      ...FREE,
      turnoverCap: 0.1,
    });
    expect(moved.weights.has('gone')).toBe(false);
    expect(moved.weights.get('b')).toBeCloseTo(0.1, 12);
    expect(moved.weights.get('a')).toBeCloseTo(0.45, 12);
  });

  it('brings a weight that drifted over its cap back to it', () => {
    const limits = { ...FREE, tokenCap: 0.3, turnoverCap: 0.1 };
    const moved = limitTurnover(weights({ a: 0.6, b: 0.3 }), weights({ c: 0.3, b: 0.3 }), unknown, limits);
    expect(moved.weights.get('a')).toBeLessThanOrEqual(0.3);
  });

  it('brings a sector that drifted over its cap back to it', () => {
    const sectors = new Map([
      ['a', 's'],
      ['b', 's'],
      ['c', null],
    ]);
    const limits = { ...FREE, sectorCap: 0.4, turnoverCap: 0.05 };
    const moved = limitTurnover(weights({ a: 0.4, b: 0.4 }), weights({ c: 1 }), sectors, limits);
    expect((moved.weights.get('a') ?? 0) + (moved.weights.get('b') ?? 0)).toBeLessThanOrEqual(0.4 + 1e-12);
  });

  it('drops a remainder on its way out', () => {
    const limits = { ...FREE, minimumWeight: 0.02, turnoverCap: 0.1 };
    expect(limitTurnover(weights({ a: 0.01, b: 0.9 }), weights({ c: 0.9 }), unknown, limits).weights.has('a')).toBe(
      false,
    );
  });
});
