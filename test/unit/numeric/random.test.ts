import { describe, expect, it } from 'vitest';
import { createRandom, drawDistinct, shuffle } from '../../../src/main/numeric/random.ts';

describe('drawDistinct', () => {
  it('draws each number as often, none twice, rising', () => {
    const counts = new Int32Array(5);
    for (let seed = 0; seed < 2_000; seed++) {
      const drawn = drawDistinct(5, 2, createRandom(seed));
      expect(drawn[0]).toBeLessThan(drawn[1]);
      for (const number of drawn) counts[number]++;
    }
    // two of five: 800 of each, with a standard deviation of 22
    for (const count of counts) expect(Math.abs(count - 800)).toBeLessThan(100);
  });

  it('is all where there are no more', () => {
    expect([...drawDistinct(3, 3, createRandom(1))]).toEqual([0, 1, 2]);
  });
});

describe('shuffle', () => {
  it('keeps the values and gives every order as often', () => {
    const orders = new Map<string, number>();
    for (let seed = 0; seed < 1_200; seed++) {
      const values = [1, 2, 3];
      shuffle(values, createRandom(seed));
      orders.set(values.join(''), (orders.get(values.join('')) ?? 0) + 1);
    }
    expect([...orders.keys()].sort()).toEqual(['123', '132', '213', '231', '312', '321']);
    for (const count of orders.values()) expect(Math.abs(count - 200)).toBeLessThan(60);
  });
});
