import { describe, expect, it } from 'vitest';
import { findLeaks, refuseLeaks } from '../../../src/main/models/leakage.ts';
import { createRandom } from '../../../src/main/numeric/random.ts';
import { randomMatrix, setOf } from './made-set.ts';

/** Returns a set of noise of which column 3 is the label and noise, `share` of it the label. */
function setWith(share: number) {
  const random = createRandom(11, 'leak');
  const x = randomMatrix(2_000, 6, 1, 0.05);
  const y = Float32Array.from({ length: x.rows }, () => 2 * random.uniform() - 1);
  const set = setOf(x, y);
  for (let row = 0; row < x.rows; row++)
    x.data[3 * x.rows + row] = share * y[row]! + (1 - Math.abs(share)) * random.normal();
  return set;
}

describe('leaks', () => {
  it('names the column that knows the outcome, also an inverted one', () => {
    expect(findLeaks(setWith(0.6)).map(({ feature }) => feature)).toEqual(['x3']);
    expect(findLeaks(setWith(-0.6))[0]!.meanRankIc).toBeLessThan(-0.35);
    expect(() => refuseLeaks(setWith(0.6))).toThrow(/next 7 days by themselves: x3 \(0\.\d\d\).*know of the future/);
  });

  it('lets an honest column be, and noise', () => {
    expect(findLeaks(setWith(0.15))).toEqual([]);
    expect(() => refuseLeaks(setWith(0))).not.toThrow();
  });

  it('says nothing of a few days', () => {
    const set = setWith(0.6);
    expect(findLeaks({ ...set, groups: set.groups.subarray(0, 10) })).toEqual([]);
  });
});
