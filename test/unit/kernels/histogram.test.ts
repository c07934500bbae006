import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../../../src/main/numeric/random.ts';
import { runKernel } from './memory.ts';

const ROWS = 300;

const bytesBelow = (random: Random, count: number, bound: number): Uint8Array =>
  Uint8Array.from({ length: count }, () => random.below(bound));

/** Rows in ascending order, about a third of them. */
const someRows = (random: Random): Uint32Array =>
  Uint32Array.from(Array.from({ length: ROWS }, (_, row) => row).filter(() => random.below(3) === 0));

const packed = (random: Random): BigInt64Array =>
  BigInt64Array.from({ length: ROWS }, () => (BigInt(random.below(2000) - 1000) << 32n) + BigInt(1 + random.below(9)));

describe('histograms', () => {
  it.each([
    ['histogram64', 64],
    ['histogram256', 256],
  ] as const)('%s adds the gradient of each listed row to its bin, in each of 16 columns', (name, bins) => {
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom(16, 48), (seed, stride) => {
        const random = createRandom(seed);
        const rows = bytesBelow(random, ROWS * stride, bins);
        const index = someRows(random);
        const values = packed(random);
        const hist = BigInt64Array.from({ length: 16 * bins }, () => BigInt(random.below(99)));
        const expected = hist.slice();
        const block = stride - 16;
        for (const row of index) {
          for (let column = 0; column < 16; column++) {
            expected[column * bins + rows[row * stride + block + column]] += values[row];
          }
        }
        const after = runKernel({ rows, index, values, hist }, (kernels, at) => {
          kernels.touchRows(at.rows, stride, at.index, index.length, at.values);
          kernels[name](at.rows + block, stride, at.index, index.length, at.values, at.hist);
        });
        expect(after).toEqual({ rows, index, values, hist: expected });
      }),
      { numRuns: 20 },
    );
  });

  it.each([6, 8])('add the gradient of each listed row in the listed columns alone (2^%i bins)', (shift) => {
    const bins = 2 ** shift;
    for (let listed = 0; listed <= 9; listed++) {
      const random = createRandom(listed);
      const rows = bytesBelow(random, ROWS * 48, bins);
      const [index, values] = [someRows(random), packed(random)];
      const list = Uint32Array.from({ length: listed }, (_, k) => (k * 11 + 2) % 48);
      const hist = BigInt64Array.from({ length: 48 * bins }, () => BigInt(random.below(99)));
      const expected = hist.slice();
      for (const row of index) {
        for (const column of list) expected[column * bins + rows[row * 48 + column]] += values[row];
      }
      const after = runKernel({ rows, index, values, hist, list }, (kernels, at) =>
        kernels.histogramListed(at.rows, 48, at.index, index.length, at.values, at.hist, at.list, listed, shift),
      );
      expect(after.hist).toEqual(expected);
    }
  });

  it('are gathered into the child and taken from the parent', () => {
    const random = createRandom(2);
    const [first, second, parent] = [packed(random), packed(random), packed(random)];
    const child = new BigInt64Array(ROWS).fill(7n);
    const after = runKernel({ first, second, child, parent }, (kernels, at) => {
      kernels.mergeHistograms(at.first, 0, ROWS * 8, at.child, at.parent);
      kernels.mergeHistograms(at.second, 1, ROWS * 8, at.child, at.parent);
    });
    expect(after.child).toEqual(first.map((value, i) => value + second[i]));
    expect(after.parent).toEqual(parent.map((value, i) => value - first[i] - second[i]));
    const root = runKernel({ first, child }, (kernels, at) =>
      kernels.mergeHistograms(at.first, 0, ROWS * 8, at.child, 0),
    );
    expect(root.child).toEqual(first);
  });
});

describe('blockBins', () => {
  it('lays columns side by side, with 0 where there is none, and writes no row but its own', () => {
    const random = createRandom(3);
    const bins = bytesBelow(random, 5 * ROWS, 256);
    const out = new Uint8Array(ROWS * 32).fill(9);
    const expected = out.slice();
    for (let row = 10; row < 290; row++) {
      for (let k = 0; k < 16; k++) expected[row * 32 + 16 + k] = k < 5 ? bins[k * ROWS + row] : 0;
    }
    const after = runKernel({ bins, out }, (kernels, at) =>
      kernels.blockBins(at.bins, ROWS, 5, 10, 290, at.out + 16, 32),
    );
    expect(after.out).toEqual(expected);
  });
});

describe('packRows', () => {
  const weights = Float32Array.from({ length: ROWS }, (_, row) => (row % 7 === 3 ? 0 : 1));
  const pack = (key: number, bound: number, even = 0) => {
    const random = createRandom(4);
    const gradient = Float32Array.from({ length: ROWS }, () => random.normal());
    const hessian = Float32Array.from({ length: ROWS }, () => random.uniform());
    const [chosen, others] = [new Uint32Array(ROWS), new Uint32Array(ROWS)];
    const arrays = {
      ...{ gradient, hessian, weights, chosen, others },
      values: new BigInt64Array(ROWS),
      sums: new Float64Array(2),
    };
    let count = 0;
    const after = runKernel(arrays, (kernels, at) => {
      count = kernels.packRows(
        at.gradient,
        at.hessian,
        at.weights,
        0,
        ROWS,
        100,
        50,
        even,
        key,
        bound,
        at.values,
        at.chosen,
        at.others,
        at.sums,
      );
    });
    return {
      ...after,
      chosen: [...after.chosen.subarray(0, count)],
      others: [...after.others.subarray(0, ROWS - count)],
    };
  };

  it('quantises, and parts the rows that are drawn from the others', () => {
    for (const even of [0, 1]) {
      const { gradient, hessian, values, chosen, others, sums } = pack(77, 2 ** 31, even);
      values.forEach((value, row) => {
        const h = even === 1 ? 1 : Math.max(1, Math.floor(Math.fround(hessian[row]) * 50 + 0.5));
        expect(value).toBe((BigInt(Math.floor(gradient[row] * 100 + 0.5)) << 32n) + BigInt(h));
      });
      expect([...chosen, ...others].toSorted((a, b) => a - b)).toEqual(Array.from(weights, (_, row) => row));
      expect(chosen).toEqual(chosen.toSorted((a, b) => a - b));
      expect(others).toEqual(others.toSorted((a, b) => a - b));
      expect(sums[0]).toBe(chosen.reduce((sum, row) => sum + Number(values[row] >> 32n), 0));
      expect(sums[1]).toBe(chosen.reduce((sum, row) => sum + Number(values[row] & 0xffffffffn), 0));
    }
  });

  it('draws every row with weight if all are wanted, others for another key, and about the share that was asked for', () => {
    const all = pack(1, 2 ** 32 - 1).chosen;
    expect(all).toEqual(Array.from(weights, (_, row) => row).filter((row) => weights[row] > 0));
    const shares = Array.from({ length: 100 }, (_, key) => pack(key, 2 ** 30).chosen.length / all.length);
    // 100 draws of 257 rows: a standard error of 0.0027
    expect(Math.abs(shares.reduce((sum, share) => sum + share, 0) / 100 - 0.25)).toBeLessThan(0.014);
    expect(pack(1, 2 ** 30).chosen).not.toEqual(pack(2, 2 ** 30).chosen);
  });
});

describe('binColumn', () => {
  it('counts the cuts below a value', () => {
    const value = fc.oneof(
      fc.float({ noDefaultInfinity: false }),
      fc.integer({ min: -9, max: 9 }),
      fc.constant(Number.NaN),
    );
    const cut = fc.oneof(fc.float({ noNaN: true, noDefaultInfinity: true }), fc.integer({ min: -9, max: 9 }));
    fc.assert(
      fc.property(fc.array(value, { maxLength: 40 }), fc.uniqueArray(cut, { maxLength: 60 }), (some, unsorted) => {
        const values = Float32Array.from(some);
        const known = [...new Set(Float32Array.from(unsorted))].toSorted((a, b) => a - b);
        let padded = 1;
        while (padded <= known.length) padded *= 2;
        const cuts = Float32Array.from({ length: padded }, (_, i) => known[i] ?? Number.POSITIVE_INFINITY);
        const out = new Uint8Array(values.length);
        const after = runKernel({ values, cuts, out }, (kernels, at) =>
          kernels.binColumn(at.values, values.length, at.cuts, padded, 63, at.out),
        );
        expect([...after.out]).toEqual(
          Array.from(values, (own) => (Number.isNaN(own) ? 63 : known.filter((below) => below < own).length)),
        );
      }),
    );
  });
});
