import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BinnedMatrix, binMatrix, findCuts, MAX_CUTS } from '../../../src/main/models/binning.ts';
import { MODEL_JOBS } from '../../../src/main/models/registry.ts';
import { columnOf, createMatrix, type Matrix } from '../../../src/main/numeric/matrix.ts';
import { soloTeam } from '../../../src/main/numeric/team.ts';
import { NONE, randomMatrix } from './made-set.ts';

const team = soloTeam(MODEL_JOBS);
const cutsOf = (values: readonly number[], maxBins: number): number[] => {
  const cuts = new Float32Array(MAX_CUTS);
  const count = findCuts(Float32Array.from(values), new Float32Array(values.length), maxBins, cuts);
  expect(cuts.subarray(count).every((cut) => cut === Number.POSITIVE_INFINITY)).toBe(true);
  return [...cuts.subarray(0, count)];
};

/** What a bin says of a value: above the cut before it, at most its own cut. */
function expectBins(x: Matrix, { bins, cuts, binCount }: BinnedMatrix): void {
  for (let column = 0; column < x.columns.length; column++) {
    columnOf(x, column).forEach((value, row) => {
      const bin = bins[column * x.rows + row];
      if (Number.isNaN(value)) expect(bin).toBe(binCount - 1);
      else {
        expect(bin === 0 || value > cuts[column * MAX_CUTS + bin - 1]).toBe(true);
        expect(value <= cuts[column * MAX_CUTS + bin]).toBe(true);
      }
    });
  }
}

describe('findCuts', () => {
  it('parts all values where there are no more than bins', () => {
    expect(cutsOf([3, 1, NONE, 1, 2, 8], 4)).toEqual([1.5, 2.5, 5.5]);
    expect(cutsOf([5, 5, 5], 255)).toEqual([]);
    expect(cutsOf([NONE, NONE], 255)).toEqual([]);
    expect(cutsOf([], 255)).toEqual([]);
  });

  it('parts neighbours between which no other number lies', () => {
    const next = 1 + 2 ** -23;
    expect(cutsOf([1, next], 255)).toEqual([1]);
    expect(cutsOf([-Infinity, 0, Infinity], 255)).toEqual([-Infinity, 0]);
    expect(cutsOf([-Infinity, Infinity], 255)).toEqual([-Infinity]);
    expect(cutsOf([-0, 0], 255)).toEqual([]);
    expect(cutsOf([-3e38, 3e38], 255)).toHaveLength(1);
  });

  it('makes bins of equally many rows', () => {
    const values = Array.from({ length: 1000 }, (_, i) => i);
    expect(cutsOf(values, 4)).toEqual([249.5, 499.5, 749.5]);
    // a value that half of the rows hold takes one bin, and what is left is shared out among the others
    const half = values.map((value) => Math.max(value - 500, 0));
    const cuts = cutsOf(half, 6);
    expect(cuts).toHaveLength(5);
    expect(cuts[0]).toBe(0.5);
    expect(cuts[1]).toBeGreaterThan(90);
  });

  it('gives at most as many bins as were asked for, ascending', () => {
    const value = fc.oneof(fc.float(), fc.integer({ min: -5, max: 5 }));
    fc.assert(
      fc.property(fc.array(value, { maxLength: 300 }), fc.integer({ min: 2, max: 255 }), (values, maxBins) => {
        const cuts = cutsOf(values, maxBins);
        expect(cuts.length).toBeLessThan(maxBins);
        for (let i = 1; i < cuts.length; i++) expect(cuts[i]).toBeGreaterThan(cuts[i - 1]);
        const distinct = new Set(Float32Array.from(values.filter((own) => !Number.isNaN(own)).map((own) => own + 0)));
        if (distinct.size > 0 && distinct.size <= maxBins) expect(cuts).toHaveLength(distinct.size - 1);
      }),
    );
  });
});

describe('binMatrix', () => {
  it.each([2, 63, 64, 255])('puts each value between the cuts of its bin, of at most %i', (maxBins) => {
    const x = randomMatrix(3000, 3, 1, 0.2);
    const binned = binMatrix(x, maxBins, team);
    expect(binned.binCount).toBe(maxBins < 64 ? 64 : 256);
    expectBins(x, binned);
    for (let column = 0; column < 3; column++) {
      const own = binned.bins.subarray(column * 3000, (column + 1) * 3000);
      const counts = new Map<number, number>();
      for (const bin of own) if (bin !== binned.binCount - 1) counts.set(bin, (counts.get(bin) ?? 0) + 1);
      expect(counts.size).toBe(maxBins);
      const known = [...counts.values()].reduce((sum, count) => sum + count, 0);
      for (const count of counts.values()) expect(Math.abs(count - known / maxBins)).toBeLessThan(2);
    }
  });

  it('bins values that no cut was read from', () => {
    const x = randomMatrix(30_000, 2, 2);
    x.data[7] = -1e30;
    x.data[8] = 1e30;
    expectBins(x, binMatrix(x, 63, team));
  });

  it('is made once for a matrix and a number of bins, and also of memory that is not shared', () => {
    const x = randomMatrix(50, 2, 3);
    expect(binMatrix(x, 63, team)).toBe(binMatrix(x, 63, team));
    expect(binMatrix(x, 64, team)).not.toBe(binMatrix(x, 63, team));
    const plain = { ...x, data: Float32Array.from(x.data) };
    expect(binMatrix(plain, 63, team)).toEqual(binMatrix(x, 63, team));
    expect(binMatrix(createMatrix(0, ['x0']), 63, team).bins).toHaveLength(0);
  });
});
