import { describe, expect, it } from 'vitest';
import { declineOf, partsOf, shiftOf, stabilityOf } from '../../../src/main/jobs/drift.ts';
import type { Matrix } from '../../../src/main/numeric/matrix.ts';
import { createRandom } from '../../../src/main/numeric/random.ts';

/** Ranks of some tokens by ten factors; in the first `gone` of them nothing is known. */
function ranks(rows: number, gone = 0, seed = 1): Matrix {
  const random = createRandom(seed, 'ranks');
  const columns = Array.from({ length: 10 }, (_, c) => `factor-${c}`);
  const data = Float32Array.from({ length: rows * 10 }, (_, i) =>
    i < gone * rows ? Number.NaN : 2 * random.uniform() - 1,
  );
  return { rows, columns, data };
}

describe('shiftOf', () => {
  it('is nothing between days alike, and names the factor that changed most where a fifth of them did', () => {
    const then = partsOf(ranks(2_000));
    expect(then.subarray(0, 11).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 4);
    expect(shiftOf(then, ranks(400, 0, 2))).toBeNull();
    expect(shiftOf(then, ranks(400, 1, 2))).toBeNull();
    expect(shiftOf(then, ranks(400, 3, 2))).toMatch(/^3 of 10 factors are not distributed .* factor-[012] least$/);
    // too few tokens to tell
    expect(shiftOf(then, ranks(20, 9, 2))).toBeNull();
  });

  it('has the index of a hand-computed shift', () => {
    const [then, now] = [new Float32Array(11), new Float32Array(11)];
    then.set([0.5, 0.5]);
    now.set([0.25, 0.75]);
    expect(stabilityOf(then, now)[0]).toBeCloseTo(-0.25 * Math.log(0.5) + 0.25 * Math.log(1.5), 6);
  });
});

describe('declineOf', () => {
  const record = Float64Array.of(0, 0.1, 0, 0.1, 0, 0.1, 0, 0.1);

  it('is told only where chance would hardly do it', () => {
    const told = (mean: number, independent: number) =>
      declineOf(record, { rankIc: Float64Array.of(mean, mean), independent }, 7);
    // mean 0.05, deviation 0.0534: four independent forecasts have to lie 0.0622 below
    expect(told(-0.012, 4)).toBeNull();
    expect(told(-0.013, 4)).toBe(
      'forecasts of 7 days that have closed since had a rank IC of -0.013, the record has 0.050',
    );
    expect(told(-0.5, 2)).toBeNull();
    expect(declineOf(new Float64Array(0), { rankIc: Float64Array.of(-1), independent: 9 }, 7)).toBeNull();
  });
});
