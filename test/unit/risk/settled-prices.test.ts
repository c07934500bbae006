import { describe, expect, it } from 'vitest';
import { settledPricesOf } from '../../../src/main/risk/settled-prices.ts';
import { handMarket } from './market.ts';

const settled = (close: number[], marketCap: number[] = close.map((price) => 10 * price)) => {
  const prices = settledPricesOf(handMarket([{ id: 'a', close, marketCap }]));
  return { close: [...prices.close], marketCap: [...prices.marketCap] };
};

describe('settledPricesOf', () => {
  it('never shows a wrong tick, up or down', () => {
    expect(settled([10, 11, 11_000, 12, 0.012, 12.5]).close).toEqual([10, 11, 11, 12, 12, 12.5]);
  });

  it('believes a collapse once the next close stands by it', () => {
    expect(settled([10, 4, 3, 2]).close).toEqual([10, 10, 3, 2]);
  });

  it('keeps waiting while every close contradicts the one before', () => {
    expect(settled([10, 100, 1_000, 100, 90]).close).toEqual([10, 10, 10, 10, 90]);
  });

  it('takes a doubling as it is', () => {
    expect(settled([10, 20, 10]).close).toEqual([10, 20, 10]);
  });

  it('takes supply from the median of five market caps, so that a wrong one does not weigh', () => {
    expect(settled([1, 1, 1, 1, 1], [10, 10, 10, 5_000, 11]).marketCap).toEqual([10, 10, 10, 10, 10]);
  });

  it('holds the supply for 30 days without a market cap, and no longer', () => {
    const close = Array.from({ length: 33 }, (_, day) => 1 + day / 100);
    const caps = close.map((_, day) => (day === 0 ? 7 : Number.NaN));
    const { marketCap } = settled(close, caps);
    expect(marketCap[30]).toBeCloseTo(7 * 1.3, 12);
    expect(marketCap.slice(31)).toEqual([Number.NaN, Number.NaN]);
  });

  it('begins the supply anew where a change of denomination was believed', () => {
    expect(settled([1, 1, 1, 1_000, 1_000], [50, 50, 50, 50, 50]).marketCap).toEqual([50, 50, 50, 50, 50]);
  });

  it('leaves days without a close out, and holds the belief over them', () => {
    expect(settled([10, Number.NaN, 11]).close).toEqual([10, Number.NaN, 11]);
  });
});
