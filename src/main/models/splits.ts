/** Cross-validation in time: folds whose training rows share no day of outcome with the test. */
import { AppError } from '../../shared/errors.ts';

/**
 * When the labels of each period (a day's cross-section, or a row where every row has a time of its own) begin and end, both
 * inclusive, in any unit; by rising begin.
 */
export type LabelSpans = { readonly begin: ArrayLike<number>; readonly end: ArrayLike<number> };

/** Indices of periods, rising. */
export type Split = { readonly train: Int32Array; readonly test: Int32Array };

/**
 * Returns one split for each fold: the fold is the test, the rest without what touches it is learnt from.
 *
 * @param embargo - periods that are dropped after a test besides.
 * @see López de Prado (2018), Advances in Financial Machine Learning, chapter 7.
 */
export function purgedFolds(spans: LabelSpans, folds: number, embargo = 0): Split[] {
  return combinatorialSplits(spans, folds, 1, embargo);
}

/**
 * Returns one split for each way to choose `testFolds` of `folds` as the test, first folds first. A period is learnt from if
 * its span neither begins in, ends in nor covers that of a test block, and it is not among the `embargo` periods after one.
 * Folds are of equal size, the first ones one longer where that cannot be. Throws `invalid-input` for impossible numbers.
 *
 * @see López de Prado (2018), chapter 12; skfolio `CombinatorialPurgedCV`.
 */
export function combinatorialSplits(spans: LabelSpans, folds: number, testFolds: number, embargo = 0): Split[] {
  const count = spans.begin.length;
  if (!(folds >= 2 && folds <= count && testFolds >= 1 && testFolds < folds)) {
    throw new AppError(
      'invalid-input',
      `Splits were ${testFolds} test folds of ${folds} over ${count} periods, need 1 or more test folds, more folds than that, and a period for each`,
    );
  }
  const edges = Array.from({ length: folds + 1 }, (_, i) => i * Math.floor(count / folds) + Math.min(i, count % folds));
  return combinationsOf(folds, testFolds).map((chosen) => splitAt(spans, edges, chosen, embargo));
}

/** Returns over how many paths the splits let one backtest: testFolds / folds of the number of splits. */
export function pathCount(folds: number, testFolds: number): number {
  let splits = 1;
  for (let i = 1; i <= testFolds; i++) splits = (splits * (folds - testFolds + i)) / i;
  return Math.round((splits * testFolds) / folds);
}

function combinationsOf(count: number, size: number): number[][] {
  if (size === 0) return [[]];
  return Array.from({ length: count }, (_, first) => first).flatMap((first) =>
    combinationsOf(count - first - 1, size - 1).map((rest) => [first, ...rest.map((other) => first + 1 + other)]),
  );
}

function splitAt(
  { begin, end }: LabelSpans,
  edges: readonly number[],
  chosen: readonly number[],
  embargo: number,
): Split {
  const isTest = new Uint8Array(begin.length);
  for (const fold of chosen) isTest.fill(1, edges[fold], edges[fold + 1]);
  const isDropped = isTest.slice();
  for (let from = 0; from < isTest.length; ) {
    if (isTest[from] === 0) {
      from++;
      continue;
    }
    let until = from;
    let last = Number.NEGATIVE_INFINITY;
    for (; until < isTest.length && isTest[until] === 1; until++) last = Math.max(last, end[until]);
    for (let i = 0; i < isTest.length; i++) if (begin[i] <= last && end[i] >= begin[from]) isDropped[i] = 1;
    isDropped.fill(1, until, until + embargo);
    from = until;
  }
  const indices = (keeps: (i: number) => boolean): Int32Array => Int32Array.from(isTest.keys()).filter(keeps);
  return { train: indices((i) => isDropped[i] === 0), test: indices((i) => isTest[i] === 1) };
}
