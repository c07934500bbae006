import { describe, expect, it } from 'vitest';
import { medianVolumeAt, returnTableAt } from '../../../src/main/portfolio/market-figures.ts';
import { handMarket } from '../backtest/market.ts';

const NONE = Number.NaN;
const market = handMarket(
  [
    { id: 'old', close: [10, 11, NONE, 12, 24], volume: [1, 2, NONE, 4, 100] },
    { id: 'new', from: 3, close: [5, 4], volume: [7, 9] },
    { id: 'dead', close: [1, 2], volume: [3, 5] },
  ],
  100,
);

describe('returnTableAt', () => {
  it('gives simple returns, oldest first, and bridges no gap', () => {
    const table = returnTableAt(market, [1, 0, 2], 104, 4);
    expect(table.assets).toEqual(['new', 'old', 'dead']);
    expect([...table.data]).toEqual([
      ...[NONE, NONE, NONE, 4 / 5 - 1],
      ...[11 / 10 - 1, NONE, NONE, 24 / 12 - 1],
      ...[2 / 1 - 1, NONE, NONE, NONE],
    ]);
  });

  it('reads nothing after its day', () => {
    const later = { ...market, fields: { close: market.fields.close.slice() } };
    later.fields.close[4] = 1e9;
    later.fields.close[6] = 1e9;
    expect(returnTableAt(later, [0, 1, 2], 103, 10)).toEqual(returnTableAt(market, [0, 1, 2], 103, 10));
    expect(returnTableAt(market, [0], 103, 10).data.filter((value) => !Number.isNaN(value))).toHaveLength(1);
  });

  it('has no returns before the market begins or after an asset ends', () => {
    expect(returnTableAt(market, [0, 1, 2], 100, 3).data.every(Number.isNaN)).toBe(true);
    expect(returnTableAt(market, [2], 110, 3).data.every(Number.isNaN)).toBe(true);
  });
});

describe('medianVolumeAt', () => {
  it('takes the days that are known, up to its own', () => {
    expect(medianVolumeAt(market, 0, 104)).toBe(3);
    expect(medianVolumeAt(market, 0, 101)).toBe(1.5);
    expect(medianVolumeAt(market, 1, 102)).toBeNaN();
    expect(medianVolumeAt(market, 2, 140)).toBeNaN();
  });
});
