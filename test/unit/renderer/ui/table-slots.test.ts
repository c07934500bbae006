import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { slotsOf } from '../../../../src/renderer/ui/table-slots.ts';

const place = fc.record({
  rowCount: fc.integer({ min: 0, max: 6_000 }),
  first: fc.double({ min: 0, max: 1, noNaN: true }),
  height: fc.integer({ min: 0, max: 2_000 }),
  rowHeight: fc.constantFrom(28, 36),
});

describe('slots of a table', () => {
  it('show every row in view exactly once, and none that there is not', () => {
    fc.assert(
      fc.property(place, ({ rowCount, first, height, rowHeight }) => {
        const from = Math.floor(first * Math.max(0, rowCount - 1));
        const slots = slotsOf(rowCount, from, height, rowHeight);
        expect(new Set(slots).size).toBe(slots.length);
        for (const row of slots) expect(row >= 0 && row < rowCount).toBe(true);
        // a view that begins within a row shows a part of one more
        const until = Math.min(rowCount, from + Math.ceil(height / rowHeight) + 1);
        for (let row = from; row < until; row++) expect(slots).toContain(row);
      }),
    );
  });

  it('change in as many slots as rows come in, wherever the table is scrolled to', () => {
    fc.assert(
      fc.property(place, fc.integer({ min: 0, max: 40 }), ({ rowCount, first, height, rowHeight }, by) => {
        const from = Math.floor(first * rowCount);
        const [before, after] = [from, from + by].map((row) => slotsOf(rowCount, row, height, rowHeight));
        expect(after).toHaveLength(before!.length);
        expect(after!.filter((row, slot) => row !== before![slot]).length).toBeLessThanOrEqual(by);
        for (const [slot, row] of after!.entries()) expect(row % after!.length).toBe(slot);
      }),
    );
  });
});
