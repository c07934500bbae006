import { describe, expect, it } from 'vitest';
import { blockBootstrapInterval } from '../../../src/main/numeric/bootstrap.ts';
import { createRandom } from '../../../src/main/numeric/random.ts';
import { mean } from '../../../src/main/numeric/stats.ts';

/** Returns a series whose neighbours are alike by `keep`, around 1. */
function seriesOf(count: number, keep: number, seed: number): Float64Array {
  const random = createRandom(seed, 'series');
  let state = random.normal();
  return Float64Array.from({ length: count }, () => {
    state = keep * state + Math.sqrt(1 - keep * keep) * random.normal();
    return 1 + state;
  });
}

describe('block bootstrap', () => {
  it('holds the true mean in about 95 of 100 series, also of alike neighbours', () => {
    for (const [keep, block] of [
      [0, 1],
      [0.8, 20],
    ] as const) {
      let held = 0;
      for (let seed = 0; seed < 200; seed++) {
        const { low, high } = blockBootstrapInterval(seriesOf(400, keep, seed), block, seed);
        if (low <= 1 && high >= 1) held++;
      }
      expect(held).toBeGreaterThanOrEqual(176);
      expect(held).toBeLessThanOrEqual(199);
    }
  });

  it('is far too narrow for alike neighbours with blocks of one', () => {
    const width = (block: number): number => {
      const { low, high } = blockBootstrapInterval(seriesOf(400, 0.9, 3), block, 1);
      return high - low;
    };
    expect(width(40)).toBeGreaterThan(2 * width(1));
  });

  it('resamples whole series, the odd rest included', () => {
    const values = Float64Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
    const { low, high } = blockBootstrapInterval(values, 3, 9);
    expect(low).toBeLessThan(mean(values));
    expect(high).toBeGreaterThan(mean(values));
    // a constant series has no chance in it
    expect(blockBootstrapInterval(new Float64Array(13).fill(2), 3, 1)).toEqual({ low: 2, high: 2 });
  });

  it('says nothing of fewer than four blocks, and the same for the same seed', () => {
    const values = seriesOf(11, 0, 1);
    expect(blockBootstrapInterval(values, 3, 1)).toEqual({ low: Number.NaN, high: Number.NaN });
    expect(blockBootstrapInterval(values, 2, 1)).toEqual(blockBootstrapInterval(values, 2, 1));
    expect(blockBootstrapInterval(values, 2, 1)).not.toEqual(blockBootstrapInterval(values, 2, 2));
  });
});
