import { describe, expect, it } from 'vitest';
import { niceTicks } from '../../../../src/renderer/chart/ticks.ts';
import { sparkPath } from '../../../../src/renderer/ui/spark-path.ts';

describe('small drawings', () => {
  it('break the line where a value is missing, and lie in the middle where nothing moves', () => {
    expect(sparkPath([0, 1, null, 1, 0], 40, 12)).toBe('M0.0 11.0L10.0 1.0M30.0 1.0L40.0 11.0');
    expect(sparkPath([5, 5], 10, 12)).toBe('M0.0 6.0L10.0 6.0');
    expect(sparkPath([null, null], 10, 12)).toBe('');
  });

  it('put ticks at round values within the range', () => {
    expect(niceTicks(-0.07, 0.13)).toEqual([-0.05, 0, 0.05, 0.1]);
    expect(niceTicks(0, 100)).toEqual([0, 20, 40, 60, 80, 100]);
    expect(niceTicks(3, 3).length).toBeLessThan(8);
  });
});
