import { describe, expect, it } from 'vitest';
import { SILENCE_DAYS } from '../../../src/main/numeric/panel.ts';
import { type DriftInputs, driftWeights } from '../../../src/main/portfolio/drift.ts';
import { handMarket } from '../backtest/market.ts';

const NONE = Number.NaN;
const weights = (of: Readonly<Record<string, number>>): Map<string, number> => new Map(Object.entries(of));

const drift = (change: Partial<DriftInputs>) =>
  driftWeights({
    ...{ market: handMarket([{ id: 'a', close: [10, 11, 12] }]), endings: new Map(), weights: weights({ a: 1 }) },
    ...{ fromDay: 0, untilDay: 2, delistingReturn: -0.5 },
    ...change,
  });

describe('driftWeights', () => {
  it('moves each weight with its closes, and cash with none', () => {
    const market = handMarket([
      { id: 'a', close: [10, 11, 20] },
      { id: 'b', close: [4, 4, 3] },
    ]);
    const moved = drift({ market, weights: weights({ a: 0.5, b: 0.4 }) });
    // 0.5 × 2 + 0.4 × 0.75 + 0.1 = 1.4
    expect(moved.totalReturn).toBeCloseTo(0.4, 12);
    expect(moved.weights.get('a')).toBeCloseTo(1 / 1.4, 12);
    expect(moved.weights.get('b')).toBeCloseTo(0.3 / 1.4, 12);
    expect(moved.cash).toBeCloseTo(0.1 / 1.4, 12);
    expect(drift({ market, untilDay: 0, weights: weights({ a: 0.5, b: 0.4 }) })).toMatchObject({ totalReturn: 0 });
  });

  it('carries the last close over a day that has none, at both ends', () => {
    expect(
      drift({ market: handMarket([{ id: 'a', close: [10, NONE, 12, NONE] }]), untilDay: 3 }).totalReturn,
    ).toBeCloseTo(0.2, 12);
    expect(
      drift({ market: handMarket([{ id: 'a', close: [10, NONE, 12] }]), fromDay: 1, untilDay: 2 }).totalReturn,
    ).toBeCloseTo(0.2, 12);
  });

  it('makes cash of what ended, a month after its last day: at its last close, or less by the delisting', () => {
    const length = SILENCE_DAYS + 5;
    const market = handMarket([
      { id: 'cut', close: [10, 20] },
      { id: 'gone', close: [10, 20] },
      { id: 'b', close: Array<number>(length).fill(1) },
    ]);
    const own = {
      ...{ market, weights: weights({ cut: 0.2, gone: 0.3, b: 0.5 }) },
      endings: new Map<string, 'truncated' | 'delisted'>([
        ['cut', 'truncated'],
        ['gone', 'delisted'],
      ]),
    };
    const before = drift({ ...own, untilDay: SILENCE_DAYS + 1 });
    // carried: 0.4 + 0.6 + 0.5
    expect([...before.weights.keys()]).toEqual(['cut', 'gone', 'b']);
    expect([before.totalReturn, before.cash]).toEqual([expect.closeTo(0.5, 12), expect.closeTo(0, 12)]);
    const after = drift({ ...own, untilDay: SILENCE_DAYS + 2 });
    // 0.4 in cash, 0.6 halved, 0.5 held
    expect([...after.weights]).toEqual([['b', expect.closeTo(0.5 / 1.2, 12)]]);
    expect([after.totalReturn, after.cash]).toEqual([expect.closeTo(0.2, 12), expect.closeTo(0.7 / 1.2, 12)]);
  });

  it('leaves a token at its value of which the market knows no close', () => {
    const moved = drift({ weights: weights({ a: 0.5, unknown: 0.5 }) });
    expect(moved.totalReturn).toBeCloseTo(0.1, 12);
    expect(moved.weights.get('unknown')).toBeCloseTo(0.5 / 1.1, 12);
    const late = handMarket([
      { id: 'a', from: 2, close: [7] },
      { id: 'b', close: [1, 1, 1] },
    ]);
    expect(drift({ market: late }).totalReturn).toBe(0);
  });
});
