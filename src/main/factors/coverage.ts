import type { FactorTable } from '../numeric/factor-table.ts';

/**
 * Returns for each cell the share of the table's factors that have a rank there, 0 to 1; NaN where the cell is not eligible.
 * Over shared memory.
 */
export function coverageOf({ ranked, eligible }: FactorTable): Float32Array {
  const share = new Float32Array(new SharedArrayBuffer(eligible.length * 4));
  // Column by column, along memory.
  for (const column of ranked) {
    for (let cell = 0; cell < share.length; cell++) if (!Number.isNaN(column[cell])) share[cell]++;
  }
  for (let cell = 0; cell < share.length; cell++) {
    share[cell] = eligible[cell] === 0 ? Number.NaN : share[cell] / ranked.length;
  }
  return share;
}
