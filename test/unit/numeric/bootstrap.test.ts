import { describe, expect, it } from 'vitest';
import { blockBootstrapInterval } from '../../../src/main/numeric/bootstrap.ts';
import { createRandom } from '../../../src/main/numeric/random.ts';
import { mean } from '../../../src/main/numeric/stats.ts';

/** Returns means of `overlap` neighbours of a noise around 1, one step apart: what overlapping horizons look like. */
function seriesOf(count: number, overlap: number, seed: number): Float64Array {
  const random = createRandom(seed, 'series');
  const noise = Float64Array.from({ length: count + overlap }, () => 1 + random.normal());
  return Float64Array.from({ length: count }, (_, i) => mean(noise.subarray(i, i + overlap)));
}

describe('block bootstrap', () => {
  it.each([
    [26, 1],
    [390, 1],
    [26, 5],
    [52, 13],
    [200, 13],
    [374, 5],
  ])('of %i entries of which %i overlap holds the true mean 95 times of 100', (count, overlap) => {
    let held = 0;
    for (let seed = 0; seed < 300; seed++) {
      const { low, high } = blockBootstrapInterval(seriesOf(count, overlap, seed), overlap, seed);
      if (low <= 1 && high >= 1) held++;
    }
    expect(held / 300).toBeGreaterThan(0.92);
    expect(held / 300).toBeLessThan(0.985);
  });

  it('is far too narrow for alike neighbours with blocks of one', () => {
    const width = (block: number): number => {
      const { low, high } = blockBootstrapInterval(seriesOf(400, 40, 3), block, 1);
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
    const values = seriesOf(11, 1, 1);
    expect(blockBootstrapInterval(values, 3, 1)).toEqual({ low: Number.NaN, high: Number.NaN });
    expect(blockBootstrapInterval(values, 2, 1)).toEqual(blockBootstrapInterval(values, 2, 1));
    expect(blockBootstrapInterval(values, 2, 1)).not.toEqual(blockBootstrapInterval(values, 2, 2));
  });
});
