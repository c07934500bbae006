import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/main/numeric/random.ts';
import { createSorter, rankPercent, rankSigned, sortValues } from '../../../src/main/numeric/sorting.ts';
import { quantileOfSorted, sortedOf } from '../../../src/main/numeric/stats.ts';

/** Any double but NaN; many equal, many that differ in the last bits alone. */
const value = fc.oneof(
  fc.double({ noNaN: true }),
  fc.constantFrom(0, -0, 1, -1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.MIN_VALUE, Number.MAX_VALUE),
  fc.integer({ min: 0, max: 60 }).map((step) => 1 + step * Number.EPSILON),
  fc.integer({ min: 0, max: 60 }).map((step) => -1000 - step * 1e-9),
);

/** Returns indices by value, those of equal values in their order; the zeros are equal. */
function naiveOrder(values: readonly number[]): number[] {
  return values.map((_, i) => i).sort((a, b) => (values[a]! < values[b]! ? -1 : values[a]! > values[b]! ? 1 : a - b));
}

describe('sortValues', () => {
  it('sorts as a comparison does, equal values in their order', () => {
    const sorter = createSorter(200);
    fc.assert(
      fc.property(fc.array(value, { maxLength: 200 }), fc.integer({ min: 0, max: 3 }), (values, from) => {
        sortValues(sorter, Float64Array.of(...Array(from).fill(9), ...values), from, values.length);
        const order = naiveOrder(values);
        expect([...sorter.order.subarray(0, values.length)]).toEqual(order);
        expect([...sorter.sorted.subarray(0, values.length)].map((one) => one + 0)).toEqual(
          order.map((i) => values[i]! + 0),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('sorts many values that are equal to a part in ten thousand, without walking past them all', {
    timeout: 10_000,
  }, () => {
    const random = createRandom(1, 'close');
    const count = 400_000;
    const values = Float64Array.from({ length: count }, () => 5 + random.uniform() * 1e-3);
    const sorter = createSorter(count);
    sortValues(sorter, values, 0, count);
    expect(Buffer.compare(Buffer.from(sorter.sorted.buffer), Buffer.from(values.slice().sort().buffer))).toBe(0);
    expect(sorter.order.every((i, place) => values[i] === sorter.sorted[place])).toBe(true);
  });
});

const rankOf = (values: readonly number[], one: number): number => {
  const below = values.filter((other) => other < one).length;
  const equal = values.filter((other) => other === one).length;
  return below + (equal + 1) / 2;
};
/** The quantile between two values, on one of them where only rounding keeps it off. */
function quantile(values: readonly number[], share: number): number {
  const place = share * (values.length - 1);
  const near = Math.round(place);
  const sorted = sortedOf(values);
  return Math.abs(place - near) < 1e-9 ? sorted[near]! : quantileOfSorted(sorted, share);
}
const number = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.integer({ min: -1e9, max: 1e9 }).map((whole) => whole / 1e3),
);

describe('ranks', () => {
  it('rankPercent gives the average rank over the count', () => {
    const sorter = createSorter(60);
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 60 }), (values) => {
        const ranks = new Float64Array(values.length + 2);
        rankPercent(sorter, Float64Array.of(0, 0, ...values), 2, values.length, ranks);
        values.forEach((one, i) => {
          expect(ranks[2 + i]).toBeCloseTo(rankOf(values, one) / values.length, 12);
        });
      }),
    );
  });

  it('rankSigned gives the ranks of the winsorised values, in -1 to 1', () => {
    const sorter = createSorter(150);
    const tails = fc.constantFrom(0, 0.01, 0.05, 0.2);
    fc.assert(
      fc.property(fc.array(number, { minLength: 2, maxLength: 150 }), tails, (values, tail) => {
        const ranks = new Float64Array(values.length);
        rankSigned(sorter, Float64Array.from(values), 0, values.length, ranks, tail);
        const [low, high] = [quantile(values, tail), quantile(values, 1 - tail)];
        const limited = values.map((one) => Math.min(high, Math.max(low, one)));
        limited.forEach((one, i) => {
          const wanted = (2 * (rankOf(limited, one) - 1)) / (values.length - 1) - 1;
          expect(ranks[i]).toBeCloseTo(wanted, 10);
        });
      }),
      { numRuns: 400 },
    );
  });

  it('rankSigned of 0..200 leaves three values at each end alike at 1 %', () => {
    const values = Float64Array.from({ length: 201 }, (_, i) => i * i);
    const ranks = new Float64Array(201);
    rankSigned(createSorter(201), values, 0, 201, ranks, 0.01);
    expect([...ranks.subarray(0, 4)]).toEqual([-0.99, -0.99, -0.99, -0.97]);
    expect([ranks[100], ranks[197], ranks[198], ranks[200]]).toEqual([0, 0.97, 0.99, 0.99]);
  });
});
