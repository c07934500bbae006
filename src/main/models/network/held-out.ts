/** Which rows of a set a network learns from, and which tell it when to stop. */
import { createRandom, drawDistinct } from '../../numeric/random.ts';
import type { TrainingSet } from '../estimator.ts';

/** Rows of a set, as indices, rising. */
export type RowSplit = { readonly learnt: Int32Array; readonly heldOut: Int32Array };

/** The newest share of the rows is held out. */
const HELD_OUT_SHARE = 0.15;
/** Fewer groups or rows than these cannot spare any. */
const MINIMUM_GROUPS = 4;
const MINIMUM_ROWS = 200;

/**
 * Returns the rows to learn from, at most `maximumRows`, drawn evenly by seed if there are more, and held-out rows in proportion: the
 * newest groups with about 15 % of the rows. Between them lies a gap, so that no label learnt from reaches into the days held out:
 * a label of day t over h days is known at the end of day t + h, so groups less than h days before the first held-out day are left
 * out. Nothing is held out of a set that is too short for that: when the gap would take more than half of what is learnt from.
 */
export function splitRows(set: TrainingSet, isHeldOut: boolean, maximumRows: number, seed: number): RowSplit {
  const { groups, groupDays, horizon, x } = set;
  const groupCount = groups.length - 1;
  const all: RowSplit = { learnt: drawRows(0, x.rows, maximumRows, seed), heldOut: new Int32Array(0) };
  if (!isHeldOut || groupCount < MINIMUM_GROUPS || x.rows < MINIMUM_ROWS) return all;
  let first = groupCount - 1;
  while (first > 1 && x.rows - groups[first] < HELD_OUT_SHARE * x.rows) first--;
  let end = first;
  while (end > 0 && groupDays[end - 1] + horizon > groupDays[first] - 1) end--;
  if (groups[end] < groups[first] / 2) return all;
  const share = Math.min(1, maximumRows / groups[end]);
  return {
    learnt: drawRows(0, groups[end], maximumRows, seed),
    heldOut: drawRows(groups[first], x.rows, Math.max(1, Math.round(share * (x.rows - groups[first]))), seed),
  };
}

function drawRows(from: number, until: number, maximum: number, seed: number): Int32Array {
  return drawDistinct(until - from, maximum, createRandom(seed, 'rows', from)).map((row) => from + row);
}
