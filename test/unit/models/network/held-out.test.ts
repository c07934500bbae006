import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitRows } from '../../../../src/main/models/network/held-out.ts';
import { createMatrix } from '../../../../src/main/numeric/matrix.ts';
import { setOf } from '../made-set.ts';

/** A set of so many weekly groups of equal size. */
function weekly(groupCount: number, rowsEach: number, horizon: number) {
  const rows = groupCount * rowsEach;
  return {
    ...setOf(createMatrix(rows, ['x0']), new Float32Array(rows)),
    groups: Int32Array.from({ length: groupCount + 1 }, (_, group) => group * rowsEach),
    groupDays: Int32Array.from({ length: groupCount }, (_, group) => 1000 + 7 * group),
    horizon,
  };
}

describe('splitRows', () => {
  it('never learns from a label that reaches into the days held out', () => {
    const some = fc.integer({ min: 1, max: 60 });
    fc.assert(
      fc.property(some, some, fc.integer({ min: 1, max: 120 }), fc.integer({ min: 1, max: 500 }), (...made) => {
        const [groupCount, rowsEach, horizon, maximumRows] = made;
        const set = weekly(groupCount, rowsEach, horizon);
        const { learnt, heldOut } = splitRows(set, true, maximumRows, 3);
        const dayOf = (row: number) => set.groupDays[Math.floor(row / rowsEach)];
        expect(learnt.length).toBeGreaterThan(0);
        expect(learnt.length).toBeLessThanOrEqual(maximumRows);
        expect(new Set([...learnt, ...heldOut]).size).toBe(learnt.length + heldOut.length);
        if (heldOut.length === 0) return;
        // the last label is known at the end of its day plus horizon
        expect(dayOf(learnt[learnt.length - 1]) + horizon).toBeLessThan(dayOf(heldOut[0]));
      }),
    );
  });

  it('holds the newest out and leaves no more out than it must', () => {
    const { learnt, heldOut } = splitRows(weekly(100, 10, 30), true, 10_000, 1);
    expect([heldOut[0], heldOut.length]).toEqual([850, 150]);
    // four weeks are less than 30 days, the fifth before is the last whose label was known
    expect([learnt[0], learnt[learnt.length - 1]]).toEqual([0, 809]);
  });

  it('draws rows evenly by seed, and held-out rows in proportion', () => {
    const set = weekly(100, 10, 7);
    const first = splitRows(set, true, 420, 1);
    expect([first.learnt.length, first.heldOut.length]).toEqual([420, 75]);
    expect(splitRows(set, true, 420, 1)).toEqual(first);
    expect(splitRows(set, true, 420, 2)).not.toEqual(first);
    expect(first.learnt.filter((row) => row < 420).length).toBeGreaterThan(180);
    expect(first.learnt).toEqual(first.learnt.toSorted());
  });

  it('holds nothing out where that would cost too much, or where it is not asked to', () => {
    expect(splitRows(weekly(20, 50, 120), true, 10_000, 1).heldOut).toHaveLength(0);
    expect(splitRows(weekly(3, 500, 7), true, 10_000, 1).heldOut).toHaveLength(0);
    expect(splitRows(weekly(100, 10, 7), false, 10_000, 1).learnt).toHaveLength(1000);
  });
});
