import { describe, expect, it } from 'vitest';
import { runKernel } from './memory.ts';

const from = Float32Array.from({ length: 24 }, (_, i) => i);
const to = new Float32Array(24).fill(100);

describe('rows that lie apart', () => {
  it('are copied between any two distances', () => {
    const after = runKernel({ from, to }, (kernels, at) => kernels.copyRows(at.from, 48, at.to, 32, 16, 2));
    expect([...after.to.subarray(0, 12)]).toEqual([0, 1, 2, 3, 100, 100, 100, 100, 12, 13, 14, 15]);
    expect(after.to.subarray(12)).toEqual(to.subarray(12));
    expect(after.from).toEqual(from);
  });

  it('are one row again and again at a distance of 0', () => {
    const after = runKernel({ from, to }, (kernels, at) => kernels.copyRows(at.from + 16, 0, at.to, 32, 32, 3));
    expect([...after.to]).toEqual([0, 1, 2].flatMap(() => [4, 5, 6, 7, 8, 9, 10, 11]));
  });

  it('are added to others, or all to one', () => {
    const each = runKernel({ from, to }, (kernels, at) => kernels.addRows(at.from, 0, at.to, 16, 16, 2));
    expect([...each.to.subarray(0, 9)]).toEqual([100, 101, 102, 103, 100, 101, 102, 103, 100]);
    const all = runKernel({ from, to }, (kernels, at) => kernels.addRows(at.from, 16, at.to, 0, 16, 3));
    expect([...all.to.subarray(0, 5)]).toEqual([112, 115, 118, 121, 100]);
  });
});

describe('clear', () => {
  it('sets as many bytes to 0 as it is told', () => {
    const after = runKernel({ to }, (kernels, at) => kernels.clear(at.to + 4, 8));
    expect([...after.to.subarray(0, 4)]).toEqual([100, 0, 0, 100]);
  });
});
