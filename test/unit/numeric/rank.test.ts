import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { averageRanks, createRankScratch, spearman, spearmanOf } from '../../../src/main/numeric/rank.ts';
import { correlation } from '../../../src/main/numeric/stats.ts';

const NONE = Number.NaN;

describe('averageRanks', () => {
  it('shares the average among equals and skips what is missing', () => {
    expect([...averageRanks([10, NONE, -3, 10, 0, -0])]).toEqual([4.5, NONE, 1, 4.5, 2.5, 2.5]);
    expect([...averageRanks([])]).toEqual([]);
  });

  it('agrees with counting', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double(), fc.constant(NONE))), (values) => {
        const known = values.filter((value) => !Number.isNaN(value));
        const counted = values.map((value) =>
          Number.isNaN(value)
            ? NONE
            : known.filter((other) => other < value).length + (known.filter((other) => other === value).length + 1) / 2,
        );
        expect([...averageRanks(values)]).toEqual(counted);
      }),
    );
  });
});

describe('spearman', () => {
  it('gives the textbook value', () => {
    // Differences of rank 9, 1, 9, 25, ... of the IQ and television example: 1 - 6 * 194 / (10 * 99).
    const iq = [106, 86, 100, 101, 99, 103, 97, 113, 112, 110];
    const hours = [7, 0, 27, 50, 28, 29, 20, 12, 6, 17];
    expect(spearman(iq, hours)).toBeCloseTo(1 - (6 * 194) / 990, 14);
  });

  it('sees only order', () => {
    expect(spearman([1, 2, 3, 4], [1, 10, 100, 1e9])).toBe(1);
    expect(spearman([1, 2, 3, NONE], [-1, -10, -100, 5])).toBe(-1);
    expect(spearman([1, 1, 1], [1, 2, 3])).toBeNaN();
  });

  it('is the correlation of average ranks, with ties and gaps', () => {
    const series = fc.array(
      fc.tuple(
        fc.oneof(fc.integer({ min: 0, max: 4 }), fc.constant(NONE)),
        fc.oneof(fc.integer({ min: 0, max: 4 }), fc.constant(NONE)),
      ),
      { minLength: 2, maxLength: 30 },
    );
    fc.assert(
      fc.property(series, (pairs) => {
        const complete = pairs.filter(([a, b]) => !Number.isNaN(a) && !Number.isNaN(b));
        const expected = correlation(averageRanks(complete.map(([a]) => a)), averageRanks(complete.map(([, b]) => b)));
        const found = spearman(
          pairs.map(([a]) => a),
          pairs.map(([, b]) => b),
        );
        if (Number.isNaN(expected)) expect(found).toBeNaN();
        else expect(found).toBeCloseTo(expected, 12);
      }),
    );
  });

  it('uses only the pairs it is told of', () => {
    const scratch = createRankScratch(5);
    scratch.first.set([1, 2, 3, 9, 0]);
    scratch.second.set([1, 2, 3, -9, 90]);
    expect(spearmanOf(scratch, 3)).toBe(1);
    expect(spearmanOf(scratch, 1)).toBeNaN();
  });
});
