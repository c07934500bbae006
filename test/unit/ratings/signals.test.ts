import { describe, expect, it } from 'vitest';
import { combineSignals } from '../../../src/main/ratings/signals.ts';

const NONE = Number.NaN;
const f32 = (...values: number[]) => Float32Array.from(values);

describe('combineSignals', () => {
  it('averages scores in their own standard deviations', () => {
    // Deviations of 1 and 100: both say -1, 0, 1.
    const { signal, scales } = combineSignals([f32(1, 2, 3), f32(500, 600, 700)]);
    expect([...signal]).toEqual([-1, 0, 1].map((value) => expect.closeTo(value, 12)));
    expect(scales.map(({ weight }) => weight)).toEqual([0.5, 0.5]);
  });

  it('weighs members as told', () => {
    const { signal, scales } = combineSignals([f32(1, 2, 3), f32(3, 2, 1)], null, [3, 1]);
    expect([...signal]).toEqual([-0.5, 0, 0.5].map((value) => expect.closeTo(value, 12)));
    expect(scales[0].weight).toBe(0.75);
  });

  it('compares those alone that are included and that every member scored', () => {
    const scores = [f32(1, 2, 3, 1000, 2), f32(1, 2, 3, 5, NONE)];
    const { signal } = combineSignals(scores, Uint8Array.of(1, 1, 1, 0, 1));
    expect([...signal]).toEqual([expect.closeTo(-1, 12), expect.closeTo(0, 12), expect.closeTo(1, 12), NONE, NONE]);
  });

  it('hears nothing of a member that gives all the same score', () => {
    const { signal, scales } = combineSignals([f32(1, 2, 3), f32(7, 7, 7)]);
    expect([...signal]).toEqual([-0.5, 0, 0.5].map((value) => expect.closeTo(value, 12)));
    expect(scales[1]).toEqual({ weight: 0.5, scale: 0, shift: 0 });
  });

  it('is empty without members, and refuses weights that do not match', () => {
    expect(combineSignals([])).toEqual({ signal: new Float64Array(0), scales: [] });
    expect(() => combineSignals([f32(1)], null, [1, 2])).toThrow('2 weights were given for 1 members');
  });
});
