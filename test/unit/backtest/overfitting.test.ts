import { describe, expect, it } from 'vitest';
import { measureOverfitting } from '../../../src/main/backtest/overfitting.ts';
import { createRandom } from '../../../src/main/numeric/random.ts';

describe('measureOverfitting', () => {
  it('meets a reference computed with numpy over all splits of the same table', () => {
    const trials = [0, 1, 2, 3].map((k) =>
      Float64Array.from(
        { length: 120 },
        (_, t) => 0.01 * Math.sin(1.3 * t * (k + 1) + k) + 0.002 * Math.cos(0.05 * t * (k + 1)) + 0.0004 * k,
      ),
    );
    expect(measureOverfitting(trials, 6)).toEqual({
      probability: 0.1,
      lossProbability: 0,
      slope: expect.closeTo(-0.5497281090129761, 9),
      trialCount: 4,
      splitCount: 20,
    });
  });

  it('is near a half for trials without skill, and near none where one is truly better', () => {
    const random = createRandom(4, 'trials');
    const trials = Array.from({ length: 20 }, () => Float64Array.from({ length: 1000 }, () => 0.01 * random.normal()));
    const { probability, splitCount } = measureOverfitting(trials);
    expect(splitCount).toBe(252);
    expect(probability).toBeGreaterThan(0.25);
    const skilled = trials.map((returns, i) => (i === 3 ? returns.map((r) => r + 0.004) : returns));
    expect(measureOverfitting(skilled).probability).toBe(0);
  });

  it('leaves out days that fill no block, at the start', () => {
    const random = createRandom(5, 'trials');
    const trials = [0, 1].map(() => Float64Array.from({ length: 100 }, () => random.normal()));
    const longer = trials.map((returns) => Float64Array.from([9, -9, 9, ...returns]));
    expect(measureOverfitting(longer)).toEqual(measureOverfitting(trials));
  });

  it.each([
    ['one trial', [100], 10],
    ['unequal lengths', [100, 99], 10],
    ['an odd number of blocks', [100, 100], 5],
    ['too few days', [19, 19], 10],
  ])('refuses %s', (_, lengths, blocks) => {
    const trials = lengths.map((length) => new Float64Array(length));
    expect(() => measureOverfitting(trials, blocks)).toThrow('needs 2 or more trials of equal length');
  });
});
