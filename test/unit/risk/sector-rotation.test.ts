import { describe, expect, it } from 'vitest';
import { marketIndexOf } from '../../../src/main/risk/market-index.ts';
import { sectorRotationOf } from '../../../src/main/risk/sector-rotation.ts';
import { settledPricesOf } from '../../../src/main/risk/settled-prices.ts';
import { FIRST, handMarket, marketOf } from './market.ts';

const DAYS = 200;
const growing = (rate: number) => Array.from({ length: DAYS }, (_, day) => (1 + rate) ** day);
const rotationOf = (market: ReturnType<typeof handMarket>) => {
  const prices = settledPricesOf(market);
  return sectorRotationOf(market, prices, marketIndexOf(market, prices));
};

describe('sectorRotationOf', () => {
  // without market caps all weigh alike: the market grows by the mean of the rates
  const market = handMarket([
    { id: 'a', close: growing(0.01), sector: 0 },
    { id: 'b', close: growing(0), sector: 1 },
    { id: 'c', close: growing(0.02), sector: 0 },
    { id: 'd', close: growing(0.01) },
  ]);

  it('measures the sectors against the market', () => {
    const rotation = rotationOf(market);
    expect(rotation.map(({ sector, tokenCount }) => [sector, tokenCount])).toEqual([
      ['sector 0', 2],
      ['sector 1', 1],
    ]);
    const [first, second] = rotation;
    // median of two
    expect(first!.returns.map((value) => value)).toEqual(
      [7, 30, 90].map((days) => expect.closeTo((1.01 ** days + 1.02 ** days) / 2 - 1, 10)),
    );
    // the relative line of sector 1 falls by 1 / 1.01 a day: over its mean of 90 days it is the same on every day
    const q = 1 / 1.01;
    const usual = Array.from({ length: 90 }, (_, k) => q ** -k).reduce((sum, value) => sum + value, 0) / 90;
    expect(second!.strength).toEqual(Array(8).fill(expect.closeTo(1 / usual, 10)));
    expect(second!.momentum).toEqual(Array(8).fill(expect.closeTo(0, 10)));
    expect(first!.strength.every((value) => value > 1)).toBe(true);
    expect(first!.share).toBeNaN();
  });

  it('turns before it crosses: a sector that has begun to lead has momentum above 0', () => {
    const turned = Array.from({ length: DAYS }, (_, day) =>
      day < 150 ? 0.995 ** day : 0.995 ** 150 * 1.03 ** (day - 150),
    );
    const [own] = rotationOf(
      handMarket([
        { id: 'a', close: turned, sector: 0, marketCap: turned },
        { id: 'b', close: growing(0), marketCap: growing(0).map(() => 1e6) },
      ]),
    );
    expect(own!.momentum[7]).toBeGreaterThan(0);
    expect(own!.strength[0]).toBeLessThan(1);
    expect(own!.strength[7]).toBeGreaterThan(1);
  });

  it('does not know a sector before the day on which it was recorded', () => {
    const { window } = market;
    const fromDay = FIRST + DAYS - 70;
    const late = marketOf({
      ...window,
      traits: { ...window.traits, sectorFromDay: new Int32Array(4).fill(fromDay) },
    });
    const [first] = rotationOf(late);
    // the line begins a day after the sector is known, and its mean needs 60 days: no strength 2 weeks ago
    expect(first!.strength.map(Number.isNaN)).toEqual([true, true, true, true, true, true, false, false]);
  });

  it('is empty where no sector is known', () => {
    expect(rotationOf(handMarket([{ id: 'a', close: growing(0.01) }]))).toEqual([]);
  });
});
