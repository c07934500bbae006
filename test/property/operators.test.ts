import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as naive from '../unit/factors/naive.ts';
import { runOperator } from '../unit/factors/run-operator.ts';

/** Missing days, ties, ordinary values, and now and then one that is a million times larger. */
const value = fc.oneof(
  { weight: 2, arbitrary: fc.constant(Number.NaN) },
  { weight: 3, arbitrary: fc.integer({ min: -4, max: 4 }) },
  { weight: 6, arbitrary: fc.integer({ min: -1e6, max: 1e6 }).map((whole) => whole / 1e6) },
  { weight: 1, arbitrary: fc.integer({ min: -9, max: 9 }).map((whole) => whole * 1e6) },
);
const series = (of: fc.Arbitrary<number> = value) => fc.array(of, { maxLength: 70 });
const window = fc.tuple(fc.integer({ min: 1, max: 25 }), fc.integer({ min: 1, max: 12 }));
const positive = fc.oneof(
  { weight: 1, arbitrary: fc.constant(Number.NaN) },
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 1e6 }).map((whole) => whole / 1e4) },
);

/** Returns, for each window, the largest absolute value in it: what rounding is measured against. */
const sizeOf = (x: readonly number[], length: number): number[] =>
  naive.overWindows(x, length, 1, (values) => Math.max(...values.map(Math.abs)));

/** Expects the same values within a share of the window's size to the given power, and missing at the same places. */
function expectClose(
  got: Float64Array,
  wanted: readonly number[],
  size?: readonly number[],
  power = 1,
  share = 1e-12,
): void {
  wanted.forEach((want, i) => {
    const allowed = size === undefined ? share * Math.max(1, Math.abs(want)) : share * size[i]! ** power;
    const isClose = Number.isNaN(want) ? Number.isNaN(got[i]!) : Math.abs(got[i]! - want) <= allowed;
    if (!isClose) expect.fail(`entry ${i} was ${got[i]}, needs ${want} within ${allowed}`);
  });
}

const check = (run: (x: number[], length: number, minimum: number) => void, of = value): void =>
  fc.assert(
    fc.property(series(of), window, (x, [length, minimum]) => run(x, length, minimum)),
    { numRuns: 300 },
  );

describe('moments of windows', () => {
  it('mean and sum', () =>
    check((x, length, minimum) => {
      const size = sizeOf(x, length);
      expectClose(
        runOperator('window-mean', [x], [length, minimum]),
        naive.overWindows(x, length, minimum, naive.mean),
        size,
      );
      const sums = naive.overWindows(x, length, minimum, (values) => naive.mean(values) * values.length);
      expectClose(runOperator('window-sum', [x], [length, minimum]), sums, size, 1, 1e-10);
    }));

  it('variance', () =>
    check((x, length, minimum) => {
      const wanted = naive.overWindows(x, length, minimum, naive.variance);
      expectClose(runOperator('window-variance', [x], [length, minimum]), wanted, sizeOf(x, length), 2);
    }));

  it('skewness and kurtosis', () =>
    check((x, length, minimum) => {
      const skew = naive.overWindows(x, length, minimum, naive.skewness);
      const kurtosis = naive.overWindows(x, length, minimum, naive.kurtosis);
      expectClose(runOperator('window-shape', [x], [length, minimum], 0), skew, undefined, 1, 1e-7);
      expectClose(runOperator('window-shape', [x], [length, minimum], 1), kurtosis, undefined, 1, 1e-6);
    }));

  it('absolute distance from a centre', () =>
    check((x, length, minimum) => {
      const centre = naive.overWindows(x, length, 1, naive.mean);
      const wanted = naive.overWindows(x, length, minimum, (values) => {
        const middle = naive.mean(values);
        return naive.mean(values.map((one) => Math.abs(one - middle)));
      });
      expectClose(runOperator('window-absolute-deviation', [x, centre], [length, minimum]), wanted, sizeOf(x, length));
    }));

  it('joint moments over the days that both have', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value), { maxLength: 70 }), window, (pairs, [length, minimum]) => {
        const x = pairs.map(([first]) => first);
        const y = pairs.map(([, second]) => second);
        const sizeX = sizeOf(x, length);
        const sizeY = sizeOf(y, length);
        const joint = (figure: (x: number[], y: number[]) => number): number[] =>
          naive.overPairs(x, y, length, minimum, figure);
        const get = (output: number): Float64Array => runOperator('window-pair', [x, y], [length, minimum], output);
        expectClose(get(0), joint(naive.mean), sizeX);
        expectClose(
          get(1),
          joint((_, other) => naive.mean(other)),
          sizeY,
        );
        expectClose(
          get(2),
          joint((one) => naive.variance(one)),
          sizeX,
          2,
        );
        expectClose(
          get(3),
          joint((_, other) => naive.variance(other)),
          sizeY,
          2,
        );
        const product = sizeX.map((size, i) => size * sizeY[i]!);
        expectClose(get(4), joint(naive.covariance), product);
      }),
      { numRuns: 300 },
    );
  });
});

describe('order statistics of windows', () => {
  it('extremes and their age, exactly', () =>
    check((x, length, minimum) => {
      for (const [sign, extreme] of [
        [1, Math.max],
        [-1, Math.min],
      ] as const) {
        const wanted = naive.overWindows(x, length, minimum, (values) => extreme(...values));
        expectClose(runOperator('window-maximum', [x], [length, minimum, sign]), wanted, undefined, 1, 0);
        const ages = wanted.map((best, i) => {
          let day = i;
          while (day >= 0 && x[day] !== best) day--;
          return Number.isNaN(best) ? Number.NaN : i - day;
        });
        expectClose(runOperator('window-maximum-age', [x], [length, minimum, sign]), ages, undefined, 1, 0);
      }
    }));

  it('median', () =>
    check((x, length, minimum) => {
      const wanted = naive.overWindows(x, length, minimum, naive.median);
      expectClose(runOperator('window-median', [x], [length, minimum]), wanted, sizeOf(x, length));
    }));

  it('quantiles and tails', () => {
    const share = fc.constantFrom(0.01, 0.05, 0.1, 0.15, 0.25, 0.5);
    fc.assert(
      fc.property(series(), window, share, (x, [length, minimum], tail) => {
        const size = sizeOf(x, length);
        const over = (figure: (values: number[]) => number): number[] => naive.overWindows(x, length, minimum, figure);
        const get = (output: number): Float64Array => runOperator('window-tails', [x], [length, minimum, tail], output);
        expectClose(
          get(0),
          over((values) => naive.quantile(values, tail)),
          size,
        );
        expectClose(
          get(1),
          over((values) => naive.quantile(values, 1 - tail)),
          size,
        );
        expectClose(
          get(2),
          over((values) => naive.valueAtRisk(values, tail)),
          size,
          1,
          0,
        );
        expectClose(
          get(3),
          over((values) => naive.expectedShortfall(values, tail)),
          size,
          1,
          1e-9,
        );
      }),
      { numRuns: 300 },
    );
  });

  it('drawdown of prices', () =>
    check((x, length, minimum) => {
      const wanted = naive.overWindows(x, length, minimum, naive.drawdown);
      expectClose(runOperator('window-drawdown', [x], [length, minimum]), wanted);
    }, positive));
});

describe('recursions', () => {
  it('exponential mean', () =>
    check((x, length, minimum) => {
      const silence = length % 4 === 0 ? Number.POSITIVE_INFINITY : length % 4;
      const wanted = naive.exponentialMean(x, 1 / length, minimum, silence);
      expectClose(
        runOperator('exponential-mean', [x], [1 / length, minimum, silence]),
        wanted,
        x.map(() => 1e7),
        1,
        1e-14,
      );
    }));

  it('slope of the running sum', () =>
    check((x, length, minimum) => {
      const wanted = naive.cumulativeSlope(x, length, minimum);
      expectClose(runOperator('cumulative-slope', [x], [length, minimum]), wanted, sizeOf(x, length), 1, 1e-10);
    }));

  it('nearest support', () => {
    const wing = fc.integer({ min: 1, max: 3 });
    fc.assert(
      fc.property(series(positive), window, wing, (x, [length, minimum], wings) => {
        const lowest = naive.overWindows(x, length, minimum, (values) => Math.min(...values));
        const wanted = naive.nearestSupport(x, lowest, length, wings, 0.05);
        expectClose(runOperator('nearest-support', [x, lowest], [length, wings, 0.05]), wanted);
      }),
      { numRuns: 300 },
    );
  });
});
