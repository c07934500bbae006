import { describe, expect, it } from 'vitest';
import { cellOf } from '../../../src/main/numeric/panel.ts';
import { largestCellsOf, marketIndexOf, shareOf } from '../../../src/main/risk/market-index.ts';
import { settledPricesOf } from '../../../src/main/risk/settled-prices.ts';
import { FIRST, handMarket, marketOf } from './market.ts';

const times = (factor: number) => (prices: readonly number[]) => prices.map((price) => factor * price);
const indexOf = (market: ReturnType<typeof handMarket>) => marketIndexOf(market, settledPricesOf(market));

describe('marketIndexOf', () => {
  it('weights the returns by the market caps of the day before and chains them', () => {
    const [a, b] = [
      [100, 110, 110],
      [10, 9, 10.8],
    ];
    const market = handMarket([
      { id: 'a', close: a, marketCap: times(3)(a) },
      { id: 'b', close: b, marketCap: times(10)(b) },
    ]);
    // day 1: (300 · 0.1 + 100 · -0.1) / 400 = 0.05; day 2: (330 · 0 + 90 · 0.2) / 420
    const { level, dailyReturn, marketCap, eligibleCount } = indexOf(market);
    expect([...dailyReturn]).toEqual([Number.NaN, expect.closeTo(0.05, 12), expect.closeTo(18 / 420, 12)]);
    expect([...level]).toEqual([1, expect.closeTo(1.05, 12), expect.closeTo(1.05 * (1 + 18 / 420), 12)]);
    expect([...marketCap]).toEqual([400, 420, 438].map((cap) => expect.closeTo(cap, 9)));
    expect([...eligibleCount]).toEqual([2, 2, 2]);
    expect([...shareOf(market, settledPricesOf(market), indexOf(market), 1)][0]).toBeCloseTo(0.25, 12);
  });

  it('is not moved by a token that enters or leaves', () => {
    const market = handMarket([
      { id: 'a', close: [1, 1, 1, 1], marketCap: [100, 100, 100, 100] },
      { id: 'b', start: FIRST + 1, close: [5, 5], marketCap: [900, 900] },
    ]);
    expect([...indexOf(market).level]).toEqual([1, 1, 1, 1]);
    expect([...indexOf(market).marketCap]).toEqual([100, 1_000, 1_000, 100]);
  });

  it('gives no weight to the day on which a token becomes eligible by jumping', () => {
    const close = [1, 1, 1.9];
    const { window } = handMarket([
      { id: 'a', close: [1, 1, 1], marketCap: [100, 100, 100] },
      { id: 'b', close, marketCap: times(100)(close) },
    ]);
    const market = marketOf(window, (asset, day) => asset === 0 || day === FIRST + 2);
    expect([...indexOf(market).level]).toEqual([1, 1, 1]);
  });

  it('is not moved by a wrong tick of the largest', () => {
    const close = [10, 10, 10_000, 10, 10];
    const market = handMarket([
      { id: 'a', close, marketCap: times(50)(close) },
      { id: 'b', close: [1, 1, 1, 1, 1], marketCap: [100, 100, 100, 100, 100] },
    ]);
    expect([...indexOf(market).level]).toEqual([1, 1, 1, 1, 1]);
    expect(new Set(indexOf(market).marketCap)).toEqual(new Set([600]));
  });

  it('weighs all alike where no market cap is known, and none without one where some are', () => {
    const closes = [
      [1, 1.2, 1.2],
      [1, 1, 1.5],
    ];
    const plain = handMarket(closes.map((close, i) => ({ id: `${i}`, close })));
    expect([...indexOf(plain).dailyReturn].slice(1)).toEqual([expect.closeTo(0.1, 12), expect.closeTo(0.25, 12)]);
    expect([...indexOf(plain).marketCap]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    const half = handMarket(closes.map((close, i) => ({ id: `${i}`, close, marketCap: i === 0 ? close : [] })));
    expect([...indexOf(half).dailyReturn].slice(1)).toEqual([expect.closeTo(0.2, 12), 0]);
  });

  it('has no Bitcoin where there is none', () => {
    const market = handMarket([{ id: 'a', close: [1, 1], marketCap: [1, 1] }]);
    expect([...shareOf(market, settledPricesOf(market), indexOf(market), -1)]).toEqual([Number.NaN, Number.NaN]);
  });
});

describe('largestCellsOf', () => {
  it('takes the largest of each day, those without a market cap last', () => {
    const market = handMarket([
      { id: 'a', close: [1, 1] },
      { id: 'b', close: [1, 1], marketCap: [5, 5] },
      { id: 'c', close: [1, 1], marketCap: [3, 9] },
    ]);
    const largest = largestCellsOf(market, settledPricesOf(market), 2);
    expect([...largest.offset]).toEqual([0, 2, 4]);
    const cell = (asset: number, day: number): number => cellOf(market.window, asset, FIRST + day);
    // the supply of c is the median of 3 and 9 on day 1
    expect([...largest.cells]).toEqual([cell(1, 0), cell(2, 0), cell(2, 1), cell(1, 1)]);
  });
});
