import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/main/numeric/random.ts';
import * as naive from '../factors/naive.ts';
import { runOperator } from '../factors/run-operator.ts';

const STEPS = 6_000;
const WINDOW = 90;
const HUGE_DAY = 5_000;

/** Daily returns about 4 %, one of which is a redenomination of a million millionfold. */
function returnsWithHuge(): number[] {
  const random = createRandom(3, 'drift');
  const values = Array.from({ length: STEPS }, () => 0.04 * random.normal());
  values[HUGE_DAY] = 1e12;
  return values;
}

/** Days on which the window is ordinary: long after the start, and after the huge value has left it. */
const DAYS = [WINDOW - 1, 4_999, HUGE_DAY + WINDOW, HUGE_DAY + WINDOW + 1, HUGE_DAY + 2 * WINDOW, STEPS - 1];

describe('windows after thousands of steps and one huge value', () => {
  const x = returnsWithHuge();
  const y = returnsWithHuge().map((value, i) => (i === HUGE_DAY ? -1e12 : value * 0.5 + 0.01 * Math.sin(i)));
  const windowAt = (day: number, of = x): number[] => of.slice(day - WINDOW + 1, day + 1);
  const figures: readonly [
    string,
    readonly (readonly number[])[],
    readonly number[],
    number,
    (day: number) => number,
  ][] = [
    ['window-mean', [x], [WINDOW, 1], 0, (day) => naive.mean(windowAt(day))],
    ['window-variance', [x], [WINDOW, 1], 0, (day) => naive.variance(windowAt(day))],
    ['window-shape', [x], [WINDOW, 1], 0, (day) => naive.skewness(windowAt(day))],
    ['window-shape', [x], [WINDOW, 1], 1, (day) => naive.kurtosis(windowAt(day))],
    ['window-median', [x], [WINDOW, 1], 0, (day) => naive.median(windowAt(day))],
    ['window-tails', [x], [WINDOW, 1, 0.05], 3, (day) => naive.expectedShortfall(windowAt(day), 0.05)],
    ['window-pair', [x, y], [WINDOW, 1], 4, (day) => naive.covariance(windowAt(day), windowAt(day, y))],
  ];
  for (const [op, args, params, output, direct] of figures) {
    it(`${op}${output === 0 ? '' : `, result ${output}`} is what a direct computation gives`, () => {
      const got = runOperator(op, args, params, output);
      for (const day of DAYS) {
        const want = direct(day);
        expect(Math.abs(got[day]! - want) / Math.abs(want), `day ${day}`).toBeLessThan(1e-9);
      }
    });
  }

  it('a huge value that has left, with nothing between it and the ordinary ones, leaves no dust', () => {
    // Windows are cut at multiples of their length; the value about which powers are taken lies before the cut here.
    const cut = 50 * WINDOW;
    const holed = x.map((value, day) => (day === cut - 10 ? 1e12 : day > cut - 10 && day <= cut ? Number.NaN : value));
    const other = holed.map((value) => -value);
    const day = cut + WINDOW - 5;
    const known = holed.slice(cut + 1, day + 1);
    expect(runOperator('window-variance', [holed], [WINDOW, 1])[day]).toBeCloseTo(naive.variance(known), 12);
    expect(runOperator('window-shape', [holed], [WINDOW, 1])[day]).toBeCloseTo(naive.skewness(known), 9);
    expect(runOperator('window-pair', [holed, other], [WINDOW, 1], 4)[day]).toBeCloseTo(-naive.variance(known), 12);
  });

  it('a constant price after the huge one has exactly no variance', () => {
    const flat = x.map((value, i) => (i > HUGE_DAY ? 0.1 : value));
    expect(runOperator('window-variance', [flat], [WINDOW, 1])[HUGE_DAY + WINDOW]).toBe(0);
  });

  it('a recursion forgets its start to the last bits', () => {
    const start = x.slice(0, 1_000);
    const shifted = [...start];
    shifted[0] = 1e3;
    const [one, other] = [start, shifted].map((line) => runOperator('exponential-mean', [line], [0.06, 1, 30]));
    expect(one![999]).toBeCloseTo(other![999]!, 15);
  });
});
