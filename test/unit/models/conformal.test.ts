import { describe, expect, it } from 'vitest';
import { conformalBands, coverageOfBands, tenthOf } from '../../../src/main/models/conformal.ts';
import { createRandom } from '../../../src/main/numeric/random.ts';
import { mean } from '../../../src/main/numeric/stats.ts';

/** Returns forecasts and outcomes of which the latter spread more where the forecast is high. */
function madeOf(count: number, seed: number) {
  const random = createRandom(seed, 'conformal');
  const percentiles = Float64Array.from({ length: count }, () => 2 * random.uniform() - 1);
  const outcomes = percentiles.map((own) =>
    Math.max(-1, Math.min(1, 0.3 * own + (0.2 + 0.2 * (own + 1)) * random.normal())),
  );
  return { percentiles, outcomes };
}

describe('conformal bands', () => {
  it('hold new outcomes with the chance that was asked for, in each tenth', () => {
    const { percentiles, outcomes } = madeOf(20_000, 1);
    const fresh = madeOf(20_000, 2);
    for (const level of [0.5, 0.8, 0.95]) {
      const bands = conformalBands(percentiles, outcomes, level);
      for (let tenth = 0; tenth < 10; tenth++) {
        const own = fresh.percentiles.map((value) => (tenthOf(value) === tenth ? value : Number.NaN));
        expect(coverageOfBands(bands, own, fresh.outcomes)).toBeCloseTo(level, 1);
      }
    }
  });

  it('hold at least as often where few were seen', () => {
    const shares: number[] = [];
    for (let seed = 0; seed < 300; seed++) {
      const few = madeOf(120, seed);
      const fresh = madeOf(50, 1000 + seed);
      const bands = conformalBands(few.percentiles, few.outcomes, 0.8);
      shares.push(coverageOfBands(bands, fresh.percentiles, fresh.outcomes));
    }
    expect(mean(shares)).toBeGreaterThan(0.79);
    expect(mean(shares)).toBeLessThan(0.93);
  });

  it('are order statistics, and everything where there are too few', () => {
    const nine = Float64Array.of(-0.8, -0.6, -0.4, -0.2, 0, 0.2, 0.4, 0.6, 0.8);
    const { low, high } = conformalBands(new Float64Array(9).fill(0.95), nine, 0.8);
    expect([low[9], high[9]]).toEqual([-0.8, 0.8]);
    expect([low[0], high[0]]).toEqual([-1, 1]);
    const eight = nine.subarray(1);
    expect([...conformalBands(new Float64Array(8).fill(1), eight, 0.8).low]).toEqual(Array<number>(10).fill(-1));
  });

  it('are not said to hold where they are everything', () => {
    const nine = Float64Array.of(-0.8, -0.6, -0.4, -0.2, 0, 0.2, 0.4, 0.6, 0.8);
    const bands = conformalBands(new Float64Array(9).fill(0.95), nine, 0.8);
    expect(coverageOfBands(bands, [0.95, 0.95, -0.5, -0.4], [0.5, 0.9, 0, 0])).toBe(0.5);
    expect(coverageOfBands(bands, [-0.5, 0.2], [0, 0])).toBeNaN();
  });

  it('count nothing that is missing', () => {
    const bands = conformalBands([0.1, Number.NaN, 0.1], [Number.NaN, 0.5, 0.2], 0.8);
    expect(coverageOfBands(bands, [0.1, Number.NaN], [Number.NaN, 0.2])).toBeNaN();
  });
});
