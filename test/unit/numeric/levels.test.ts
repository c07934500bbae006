import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { averageTrueRange, levelsOf, rangeOfCloses } from '../../../src/main/numeric/levels.ts';
import { nearestSupport } from '../../../src/main/numeric/recursions.ts';
import { createScratch } from '../../../src/main/numeric/window-moments.ts';

/** Straight lines between corners that lie 10 days apart, so that every inner corner is a turning point. */
function zigzag(corners: readonly number[]): Float64Array {
  const line: number[] = [];
  corners.slice(1).forEach((corner, i) => {
    const before = corners[i]!;
    for (let step = 0; step < 10; step++) line.push(before + ((corner - before) * step) / 10);
  });
  return Float64Array.from([...line, corners.at(-1)!]);
}

describe('levelsOf', () => {
  it('finds the prices at which a line turned more than once, those touched most often first', () => {
    const close = zigzag([150, 100, 200, 101, 201, 99, 180, 140, 160]);
    // lows 100, 101, 99 and 140; highs 200, 201 and 180
    expect(levelsOf(close, 0.03)).toEqual([
      { price: 100, touchCount: 3, lastTouch: 50 },
      { price: 200.5, touchCount: 2, lastTouch: 40 },
    ]);
    expect(levelsOf(close, 0.003)).toEqual([]);
  });

  it('counts a high and a low at one price as one level: what held it up holds it down later', () => {
    expect(levelsOf(zigzag([90, 120, 100, 140, 121, 150]), 0.02)).toEqual([
      { price: 120.5, touchCount: 2, lastTouch: 40 },
    ]);
  });

  it('sees no turning point beside a missing close or nearer than five days to an end', () => {
    const close = zigzag([150, 100, 200, 100, 150]);
    expect(levelsOf(close, 0.01)).toMatchObject([{ price: 100, touchCount: 2 }]);
    close[12] = Number.NaN;
    expect(levelsOf(close, 0.01)).toEqual([]);
    expect(levelsOf(zigzag([150, 100, 200, 100, 150]).slice(0, 35), 0.01)).toEqual([]);
  });

  it('has the turning points of the support factor: of one low that came twice both see the same support', () => {
    const close = zigzag([150, 100, 200, 100, 150]);
    const [out, lowest] = [new Float64Array(close.length), new Float64Array(close.length).fill(50)];
    nearestSupport(out, close, lowest, close.length, 365, 5, 0.02, createScratch(close.length));
    expect(levelsOf(close, 0.01)[0]?.price).toBe(out.at(-1));
  });

  it('tells levels that lie apart and were touched at closes, whatever the series', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 80, max: 120 }), { minLength: 100, maxLength: 200 }),
        fc.double({ min: 0.001, max: 0.1, noNaN: true }),
        (prices, width) => {
          const close = Float64Array.from(prices);
          const levels = levelsOf(close, width);
          const apart = (a: number, b: number): number => Math.max(a, b) / Math.min(a, b) - 1;
          levels.forEach(({ price, touchCount, lastTouch }, i) => {
            expect(touchCount).toBeGreaterThanOrEqual(2);
            expect(apart(close[lastTouch]!, price)).toBeLessThanOrEqual(width + 1e-9);
            const near = prices.filter((value) => apart(value, price) <= width + 1e-9).length;
            expect(near).toBeGreaterThanOrEqual(touchCount);
            for (const other of levels.slice(0, i)) {
              expect(apart(other.price, price)).toBeGreaterThan(width - 1e-9);
              expect(other.touchCount).toBeGreaterThanOrEqual(touchCount);
            }
          });
        },
      ),
    );
  });
});

describe('averageTrueRange', () => {
  it("is Wilder's mean of the ranges, gaps between days among them", () => {
    const flat = (value: number): Float64Array => new Float64Array(20).fill(value);
    expect(averageTrueRange(flat(12), flat(9), flat(10))).toBe(3);
    // the last day opens far above the close before: its range is from there
    const [high, low, close] = [flat(12), flat(9), flat(10)];
    high[19] = 31;
    low[19] = 30;
    expect(averageTrueRange(high, low, close)).toBeCloseTo((13 * 3 + 21) / 14, 12);
  });

  it('is missing without highs and below 14 days', () => {
    const days = (count: number, value: number): Float64Array => new Float64Array(count).fill(value);
    expect(averageTrueRange(days(20, Number.NaN), days(20, 1), days(20, 1))).toBeNaN();
    expect(averageTrueRange(days(13, 2), days(13, 1), days(13, 1))).toBeNaN();
    expect(averageTrueRange(days(0, 2), days(0, 1), days(0, 1))).toBeNaN();
  });

  it('is twice the mean move where there are closes alone', () => {
    expect(rangeOfCloses(Float64Array.from({ length: 30 }, (_, i) => 10 + (i % 2)))).toBeCloseTo(2, 12);
    expect(rangeOfCloses(new Float64Array(14).fill(1))).toBeNaN();
  });
});
