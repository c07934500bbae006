import { describe, expect, it } from 'vitest';
import { createPlanner, kernelsOver, withMemory } from '../../../src/main/kernels/kernels.ts';

describe('withMemory', () => {
  it('hands the same memory out again, grown where it must be', () => {
    const first = withMemory(1000, (memory) => memory);
    const second = withMemory(first.buffer.byteLength + 1, (memory) => {
      expect(memory.buffer.byteLength).toBeGreaterThan(first.buffer.byteLength - 1);
      return memory;
    });
    expect(second).toBe(first);
    expect(kernelsOver(first)).toBe(kernelsOver(second));
  });

  it('hands out another while one is in use, and the first again after a failure', () => {
    const first = withMemory(1, (memory) => {
      expect(withMemory(1, (other) => other)).not.toBe(memory);
      return memory;
    });
    expect(() =>
      withMemory(1, () => {
        throw new Error('failed');
      }),
    ).toThrow('failed');
    expect(withMemory(1, (memory) => memory)).toBe(first);
  });

  it('refuses what offsets of 32 bits do not reach', () => {
    expect(() => withMemory(5 * 2 ** 30, () => 0)).toThrow(/needed 5.0 GiB of memory, may take at most 4/);
  });
});

describe('createPlanner', () => {
  it('places bytes one after another, each at a multiple of 64 and none at 0', () => {
    const planner = createPlanner();
    expect([planner.place(1), planner.place(64), planner.place(0), planner.place(65), planner.total()]).toEqual([
      64, 128, 192, 192, 320,
    ]);
  });
});
