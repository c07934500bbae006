import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { combinatorialSplits, type LabelSpans, pathCount, purgedFolds } from '../../../src/main/models/splits.ts';

/** Rows one day apart, whose labels look `horizon` days ahead. */
const spans = (count: number, horizon: number): LabelSpans => ({
  begin: Array.from({ length: count }, (_, i) => i),
  end: Array.from({ length: count }, (_, i) => i + horizon),
});

describe('combinatorialSplits', () => {
  it('gives the golden value of skfolio: 12 rows, 3 folds, 2 test folds, purge 1', () => {
    const splits = combinatorialSplits(spans(12, 1), 3, 2);
    expect(splits.map(({ train }) => [...train])).toEqual([
      [9, 10, 11],
      [5, 6],
      [0, 1, 2],
    ]);
    expect(splits.map(({ test }) => [...test])).toEqual([
      [0, 1, 2, 3, 4, 5, 6, 7],
      [0, 1, 2, 3, 8, 9, 10, 11],
      [4, 5, 6, 7, 8, 9, 10, 11],
    ]);
  });

  it('has C(N, k) splits, over k / N of as many paths', () => {
    expect(combinatorialSplits(spans(20, 1), 10, 8)).toHaveLength(45);
    expect(pathCount(10, 8)).toBe(36);
    expect(pathCount(6, 2)).toBe(5);
  });

  it('drops the embargo after each test block', () => {
    const [first, , last] = combinatorialSplits(spans(12, 0), 3, 1, 2);
    expect([...first.train]).toEqual([6, 7, 8, 9, 10, 11]);
    expect([...last.train]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('drops a row whose span covers the whole test', () => {
    const [, middle] = purgedFolds({ begin: [0, 1, 2, 3, 4, 5], end: [9, 1, 2, 3, 4, 5] }, 3);
    expect([...middle.test]).toEqual([2, 3]);
    expect([...middle.train]).toEqual([1, 4, 5]);
  });

  it('refuses folds that cannot be', () => {
    expect(() => combinatorialSplits(spans(3, 1), 4, 1)).toThrow('over 3 periods');
    expect(() => combinatorialSplits(spans(9, 1), 3, 3)).toThrow('3 test folds of 3');
  });

  it('tests every row equally often and never learns from a row that touches the test', () => {
    const cases = fc.record({
      count: fc.integer({ min: 4, max: 40 }),
      horizon: fc.integer({ min: 0, max: 8 }),
      folds: fc.integer({ min: 2, max: 4 }),
      testFolds: fc.integer({ min: 1, max: 3 }),
      embargo: fc.integer({ min: 0, max: 5 }),
    });
    fc.assert(
      fc.property(cases, ({ count, horizon, folds, testFolds, embargo }) => {
        fc.pre(testFolds < folds);
        const tested = new Array(count).fill(0);
        const splits = combinatorialSplits(spans(count, horizon), folds, testFolds, embargo);
        for (const { train, test } of splits) {
          for (const row of test) tested[row]++;
          for (const row of train) {
            for (const other of test) {
              expect(row > other + horizon || row + horizon < other).toBe(true);
              if (row > other && !test.includes(other + 1)) expect(row - other).toBeGreaterThan(embargo);
            }
          }
        }
        expect(new Set(tested)).toEqual(new Set([(splits.length * testFolds) / folds]));
      }),
    );
  });
});
