import { describe, expect, it } from 'vitest';
import { fillCost, halfSpread, liquidityAt } from '../../../src/main/backtest/costs.ts';
import { CostConfig } from '../../../src/shared/backtests.ts';
import { handMarket } from './market.ts';

const costs = CostConfig.parse({});

describe('fillCost', () => {
  it('charges fee, half spread and square-root impact', () => {
    const cost = fillCost(costs, { dollarVolume: 20_000_000, volatility: 0.05 }, 50_000);
    expect(cost.fee).toBeCloseTo(50, 10);
    expect(cost.spread).toBeCloseTo(50, 10);
    expect(cost.impact).toBeCloseTo(50_000 * 0.05 * Math.sqrt(0.0025), 10);
  });

  it('charges the widest spread, and the impact of the largest order, where the volume is unknown', () => {
    for (const dollarVolume of [Number.NaN, 0]) {
      const cost = fillCost(costs, { dollarVolume, volatility: 0.1 }, 1000);
      expect(cost.spread).toBeCloseTo(5, 10);
      expect(cost.impact).toBeCloseTo(1000 * 0.1 * Math.sqrt(0.05), 10);
    }
  });
});

describe('the bound of a cost', () => {
  it('is the value: a token that hardly trades may bring nothing, but never costs money to sell', () => {
    const cost = fillCost(costs, { dollarVolume: 10, volatility: 0.5 }, 100_000);
    expect(cost.fee).toBeCloseTo(100, 10);
    expect(cost.spread).toBeCloseTo(500, 10);
    expect(cost.fee + cost.spread + cost.impact).toBeCloseTo(100_000, 8);
    const dear = fillCost({ ...costs, feeBasisPoints: 20_000 }, { dollarVolume: 1e9, volatility: 0.5 }, 100);
    expect(dear).toEqual({ fee: 100, spread: 0, impact: 0 });
  });
});

describe('halfSpread', () => {
  it.each([
    [0, 0.005],
    [999_999, 0.005],
    [1_000_000, 0.0025],
    [10_000_000, 0.001],
    [1e12, 0.0005],
    [Number.NaN, 0.005],
  ])('at a traded value of %f is %f, whatever the order of tiers', (volume, wanted) => {
    expect(halfSpread(costs, volume)).toBeCloseTo(wanted, 12);
    const turned = { ...costs, halfSpreadTiers: [...costs.halfSpreadTiers].reverse() };
    expect(halfSpread(turned, volume)).toBeCloseTo(wanted, 12);
  });
});

describe('liquidityAt', () => {
  const close = Array.from({ length: 40 }, (_, i) => 100 * 1.1 ** (i % 2));
  const market = handMarket([
    { close, volume: close.map((_, i) => (i === 38 ? Number.NaN : i < 20 ? 1 : 3)) },
    { close: [1, 2, 3] },
  ]);

  it('takes the thirty days up to its own, leaving out the unknown', () => {
    // Days 10 to 39: ten of volume 1, nineteen of volume 3, one unknown.
    expect(liquidityAt(market, 0, 39).dollarVolume).toBeCloseTo((10 + 19 * 3) / 29, 12);
    expect(liquidityAt(market, 0, 5).dollarVolume).toBe(1);
    expect(liquidityAt(market, 0, 39).volatility).toBeGreaterThan(0.09);
  });

  it('takes a short history for a volatile token, and no volume for none', () => {
    expect(liquidityAt(market, 1, 2)).toEqual({ dollarVolume: Number.NaN, volatility: 0.1 });
    expect(liquidityAt(market, 1, 90)).toEqual({ dollarVolume: Number.NaN, volatility: 0.1 });
  });
});
