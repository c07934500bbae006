import { describe, expect, it } from 'vitest';
import { breadthOf } from '../../../src/main/risk/breadth.ts';
import { settledPricesOf } from '../../../src/main/risk/settled-prices.ts';
import { handMarket } from './market.ts';

const days = (count: number, price: (day: number) => number): number[] =>
  Array.from({ length: count }, (_, i) => price(i));

describe('breadthOf', () => {
  const rising = days(140, (day) => 100 + day);
  const falling = days(140, (day) => 300 - day);
  const flat = days(140, () => 7);
  const market = handMarket([rising, falling, flat, rising].map((close, i) => ({ id: `${i}`, close })));
  const breadth = breadthOf(market, settledPricesOf(market));

  it('counts the tokens above their averages, that rose, at their highs and lows', () => {
    expect(breadth.aboveAverage50[139]).toBe(0.5);
    expect(breadth.aboveAverage200[139]).toBe(0.5);
    expect(breadth.advancing[139]).toBe(0.5);
    // two at a high, one at a low, the flat one at both
    expect(breadth.newHighs[139]).toBe(0.25);
  });

  it('needs two thirds of a window', () => {
    expect([breadth.aboveAverage50[32], breadth.aboveAverage50[33]]).toEqual([Number.NaN, 0.5]);
    expect([breadth.aboveAverage200[132], breadth.aboveAverage200[133]]).toEqual([Number.NaN, 0.5]);
    expect([breadth.advancing[6], breadth.advancing[7]]).toEqual([Number.NaN, 0.5]);
    expect([breadth.newHighs[58], breadth.newHighs[59]]).toEqual([Number.NaN, 0.25]);
  });

  it('leaves a token out that has no history for a share, and takes the others', () => {
    const young = handMarket([
      { id: 'a', close: rising },
      { id: 'b', start: 18_628 + 130, close: days(10, (day) => 10 - day / 10) },
    ]);
    const { advancing, aboveAverage50 } = breadthOf(young, settledPricesOf(young));
    expect([advancing[136], advancing[137], aboveAverage50[139]]).toEqual([1, 0.5, 1]);
  });

  it('takes no tick for a high', () => {
    const ticked = days(140, (day) => (day === 100 ? 1e6 : 100 + day));
    const one = handMarket([{ id: 'a', close: ticked }]);
    const { newHighs } = breadthOf(one, settledPricesOf(one));
    expect([newHighs[99], newHighs[100], newHighs[101]]).toEqual([1, 1, 1]);
  });
});
