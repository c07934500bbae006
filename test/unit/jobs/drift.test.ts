import { describe, expect, it } from 'vitest';
import { FACTORS } from '../../../src/main/factors/registry.ts';
import { declineOf, presenceOf, shiftOf, stabilityOf } from '../../../src/main/jobs/drift.ts';
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
    const then = presenceOf(ranks(2_000));
    expect([...then]).toEqual(Array<number>(10).fill(1));
    expect(shiftOf(then, ranks(400, 0, 2))).toBeNull();
    expect(shiftOf(then, ranks(400, 1, 2))).toBeNull();
    expect(shiftOf(then, ranks(400, 3, 2))).toMatch(
      /^3 of 10 factors are known of more or fewer tokens .* factor-0 of 0 % instead of 100 %$/,
    );
    // and the other way round
    expect(shiftOf(presenceOf(ranks(400, 3, 2)), ranks(400))).toContain('factor-0 of 100 % instead of 0 %');
    // too few tokens to tell
    expect(shiftOf(then, ranks(20, 9, 2))).toBeNull();
  });

  it('leaves out factors that are the same for all tokens', () => {
    const shared = FACTORS.filter(({ ranking }) => ranking === 'shared').map(({ id }) => id);
    expect(shared.length).toBeGreaterThan(1);
    const named = ({ rows, data }: Matrix): Matrix => {
      const columns = Array.from({ length: 10 }, (_, c) => shared[c] ?? `factor-${c}`);
      return { rows, columns, data };
    };
    expect(shiftOf(presenceOf(ranks(400)), named(ranks(400, shared.length)))).toBeNull();
  });

  it('has the index of a hand-computed shift', () => {
    expect(stabilityOf(0.5, 0.25)).toBeCloseTo(-0.25 * Math.log(0.5) + 0.25 * Math.log(1.5), 12);
    expect(stabilityOf(0.3, 0.3)).toBe(0);
  });
});

describe('declineOf', () => {
  const record = Float64Array.of(0, 0.1, 0, 0.1, 0, 0.1, 0, 0.1);
  const told = (found: number, independent: number, horizons = 1) =>
    declineOf(record, { rankIc: Float64Array.of(found, found), independent }, 7, horizons);

  it('is told only where chance would hardly do it', () => {
    // mean 0.05, deviation 0.0534, Student's t of 3 degrees at 99 % 4.541: four independent forecasts have to lie 0.1214 below
    expect(told(-0.069, 4)).toBeNull();
    expect(told(-0.073, 4)).toBe(
      'forecasts of 7 days that have closed since had a rank IC of -0.073, the record has 0.050',
    );
    expect(told(-0.5, 2)).toBeNull();
    expect(told(-0.5, Number.NaN)).toBeNull();
    expect(declineOf(new Float64Array(0), { rankIc: Float64Array.of(-1), independent: 9 }, 7, 1)).toBeNull();
  });

  it('asks more of each of several horizons', () => {
    // 20 degrees at 99.67 %: 3.020 against 2.528
    const [once, thrice] = [2.528, 3.02].map((t) => 0.05 - (t * 0.053452) / Math.sqrt(21));
    expect(told(once! - 0.001, 21)).not.toBeNull();
    expect(told(once! - 0.001, 21, 3)).toBeNull();
    expect(told(thrice! - 0.001, 21, 3)).not.toBeNull();
  });
});
