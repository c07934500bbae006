import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SPLIT_BYTES } from '../../../src/main/kernels/kernels.ts';
import { createRandom } from '../../../src/main/numeric/random.ts';
import { runKernel } from './memory.ts';

type Sum = { readonly g: number; readonly h: number };
type Rule = { readonly l2: number; readonly minRows: number; readonly sign: number };

const UNITS = { gradient: 0.01, weight: 0.5, rowsPerWeight: 0.7 } as const;

/** The gain of the best split of one column, tried bin by bin and with what is missing on either side; -1 if there is none. */
function bestGain(sums: readonly Sum[], { l2, minRows, sign }: Rule): number {
  const add = (some: readonly Sum[]): Sum => some.reduce((a, b) => ({ g: a.g + b.g, h: a.h + b.h }), { g: 0, h: 0 });
  const scoreOf = ({ g, h }: Sum) => (-g * UNITS.gradient) / (h * UNITS.weight + l2);
  const gainOf = (sum: Sum) => -scoreOf(sum) * sum.g * UNITS.gradient;
  const missing = sums[sums.length - 1];
  const values = sums.slice(0, -1);
  let best = -1;
  for (let bin = 0; bin < values.length; bin++) {
    for (const missingLeft of [false, true]) {
      // what is missing alone on the left is the mirror of its being alone on the right, and only that is tried
      if (missingLeft && add(values.slice(0, bin + 1)).h === 0) continue;
      const left = add([...values.slice(0, bin + 1), ...(missingLeft ? [missing] : [])]);
      const right = add([...values.slice(bin + 1), ...(missingLeft ? [] : [missing])]);
      if (Math.min(left.h, right.h) * UNITS.rowsPerWeight < minRows) continue;
      if (sign !== 0 && (scoreOf(right) - scoreOf(left)) * sign < 0) continue;
      best = Math.max(best, gainOf(left) + gainOf(right) - gainOf(add([left, right])));
    }
  }
  return best > 1e-9 ? best : -1;
}

const packed = ({ g, h }: Sum): bigint => (BigInt(g) << 32n) + BigInt(h);

describe('findSplits', () => {
  it('finds what trying every split finds', () => {
    const bins = 9;
    const sum = fc
      .record({ g: fc.integer({ min: -5000, max: 5000 }), h: fc.integer({ min: 0, max: 40 }) })
      .map((own) => (own.h === 0 ? { g: 0, h: 0 } : own));
    const column = fc.array(sum, { minLength: bins, maxLength: bins });
    const rule = fc.record({
      l2: fc.constantFrom(0, 1, 10),
      minRows: fc.constantFrom(1, 5, 20),
      sign: fc.constantFrom(-1, 0, 1),
    });
    fc.assert(
      fc.property(fc.array(column, { minLength: 1, maxLength: 4 }), rule, (columns, own) => {
        const arrays = {
          hist: BigInt64Array.from(columns.flat(), packed),
          use: Uint8Array.from(columns, () => 1),
          sign: Int8Array.from(columns, () => own.sign),
          out: new Uint8Array(columns.length * SPLIT_BYTES),
        };
        const { gradient, weight, rowsPerWeight } = UNITS;
        const after = runKernel(arrays, (kernels, at) =>
          kernels.findSplits(
            at.hist,
            columns.length,
            bins,
            at.use,
            at.sign,
            gradient,
            weight,
            own.l2,
            rowsPerWeight,
            own.minRows,
            at.out,
          ),
        );
        const found = new DataView(after.out.buffer);
        columns.forEach((sums, c) => {
          const at = c * SPLIT_BYTES;
          const gain = found.getFloat64(at, true);
          const expected = bestGain(sums, own);
          expect(Math.abs(gain - expected)).toBeLessThan(1e-9 * (1 + Math.abs(expected)));
          if (gain < 0) return;
          // what it says of the left side is what its bin and direction say
          const bin = found.getUint32(at + 16, true);
          const isMissingLeft = found.getUint32(at + 20, true) === 1;
          const missing = sums[bins - 1];
          const left = sums.slice(0, bin + 1).concat(isMissingLeft ? [missing] : []);
          if (missing.h > 0) {
            expect(found.getInt32(at + 12, true)).toBe(left.reduce((total, { g }) => total + g, 0));
            expect(found.getUint32(at + 8, true)).toBe(left.reduce((total, { h }) => total + h, 0));
          }
        });
      }),
      { numRuns: 500 },
    );
  });

  it('takes no rounding for a gain', () => {
    const random = createRandom(1);
    for (let trial = 0; trial < 200; trial++) {
      const slope = random.below(100_000);
      const hist = BigInt64Array.from({ length: 64 }, () => {
        const h = 1 + random.below(50);
        return packed({ g: slope * h, h });
      });
      const arrays = { hist, use: Uint8Array.of(1), sign: Int8Array.of(0), out: new Uint8Array(SPLIT_BYTES) };
      const after = runKernel(arrays, (kernels, at) =>
        kernels.findSplits(at.hist, 1, 64, at.use, at.sign, 1e-7, 0.3, 0, 1, 1, at.out),
      );
      expect(new DataView(after.out.buffer).getFloat64(0, true)).toBe(-1);
    }
  });

  it('skips columns that are not in use, and sends what was never missing with the heavier side', () => {
    const sums = [
      { g: -900, h: 30 },
      { g: 900, h: 10 },
      { g: 0, h: 0 },
    ];
    const arrays = {
      hist: BigInt64Array.from([...sums, ...sums], packed),
      use: Uint8Array.of(0, 1),
      sign: Int8Array.of(0, 0),
      out: new Uint8Array(2 * SPLIT_BYTES),
    };
    const after = runKernel(arrays, (kernels, at) =>
      kernels.findSplits(at.hist, 2, 3, at.use, at.sign, 1, 1, 0, 1, 1, at.out),
    );
    const found = new DataView(after.out.buffer);
    expect(found.getFloat64(0, true)).toBe(-1);
    expect(found.getFloat64(SPLIT_BYTES, true)).toBeCloseTo(900 ** 2 / 30 + 900 ** 2 / 10, 9);
    expect(found.getUint32(SPLIT_BYTES + 16, true)).toBe(0);
    expect(found.getUint32(SPLIT_BYTES + 20, true)).toBe(1);
  });
});

const ROWS = 200;
const BINS = 64;

describe('searchColumns', () => {
  it('finds the best of the listed columns, for lists of any length', () => {
    for (let count = 1; count <= 9; count++) {
      const random = createRandom(count);
      const bins = Uint8Array.from({ length: 12 * ROWS }, () => random.below(20) || BINS - 1);
      const index = Uint32Array.from({ length: ROWS }, (_, row) => row).filter(() => random.below(4) > 0);
      const sums = Array.from(index, () => ({ g: random.below(2000) - 1000, h: 1 + random.below(3) }));
      const columns = Uint32Array.from({ length: count }, (_, i) => (i * 5 + 3) % 12);
      const arrays = {
        ...{ bins, index, columns },
        packed: BigInt64Array.from(sums, packed),
        hist: new BigInt64Array(4 * BINS),
        scratch: new Uint8Array(SPLIT_BYTES),
        out: new Uint8Array(SPLIT_BYTES),
      };
      const { gradient, weight, rowsPerWeight } = UNITS;
      const after = runKernel(arrays, (kernels, at) =>
        kernels.searchColumns(
          at.bins,
          ROWS,
          at.columns,
          count,
          at.index,
          at.packed,
          index.length,
          at.hist,
          BINS,
          at.scratch,
          gradient,
          weight,
          rowsPerWeight,
          5,
          at.out,
        ),
      );
      const gains = Array.from(columns, (column) => {
        const hist = Array.from({ length: BINS }, () => ({ g: 0, h: 0 }));
        index.forEach((row, i) => {
          const own = hist[bins[column * ROWS + row]];
          own.g += sums[i].g;
          own.h += sums[i].h;
        });
        return bestGain(hist, { l2: 0, minRows: 5, sign: 0 });
      });
      const found = new DataView(after.out.buffer);
      const best = Math.max(...gains);
      expect(found.getFloat64(0, true)).toBeCloseTo(best, 8);
      expect(found.getUint32(24, true)).toBe(gains.indexOf(best));
    }
  });
});

describe('partitions', () => {
  const random = createRandom(6);
  const bins = Uint8Array.from({ length: ROWS }, () => random.below(9) || BINS - 1);
  const index = Uint32Array.from({ length: ROWS }, (_, row) => row).filter(() => random.below(4) > 0);
  const goesLeft = (row: number, bin: number, missingLeft: number): boolean =>
    bins[row] === BINS - 1 ? missingLeft === 1 : bins[row] <= bin;

  it.each([
    [4, 0],
    [4, 1],
    [0, 0],
    [62, 0],
    [62, 1],
  ])('part rows at bin %i with what is missing left: %i', (bin, missingLeft) => {
    const [left, right] = [new Uint32Array(ROWS), new Uint32Array(ROWS)];
    const wanted = [
      index.filter((row) => goesLeft(row, bin, missingLeft)),
      index.filter((row) => !goesLeft(row, bin, missingLeft)),
    ];
    let count = 0;
    const parted = runKernel({ bins, index, left, right }, (kernels, at) => {
      count = kernels.partitionRows(at.bins, at.index, index.length, bin, BINS - 1, missingLeft, at.left, at.right);
    });
    expect([parted.left.slice(0, count), parted.right.slice(0, index.length - count)]).toEqual(wanted);

    const values = BigInt64Array.from(index, (row) => BigInt(row) * 1000n - 7n);
    const arrays = { bins, index, values, spareIndex: new Uint32Array(ROWS), spareValues: new BigInt64Array(ROWS) };
    const bag = runKernel(arrays, (kernels, at) => {
      count = kernels.partitionBag(
        at.bins,
        at.index,
        at.values,
        index.length,
        bin,
        BINS - 1,
        missingLeft,
        at.spareIndex,
        at.spareValues,
      );
    });
    expect(count).toBe(wanted[0].length);
    expect([...bag.index]).toEqual([...wanted[0], ...wanted[1]]);
    expect([...bag.values]).toEqual(Array.from(bag.index, (row) => BigInt(row) * 1000n - 7n));
  });
});
