/**
 * What the scores of a fold were made of, as hashes of the very numbers. Facts that came later, of other days, or again the same
 * leave them as they are, and any that would change a score changes them.
 */
import { createHash } from 'node:crypto';
import type { FactorTable } from '../numeric/factor-table.ts';
import { eligibleCellsOf } from './eligible-cells.ts';
import { SEQUENCE_FACTORS } from './ensemble.ts';
import type { Market } from './market.ts';

export type RecordHashes = {
  /** Returns the hash of all ranks of the tokens that were eligible on the given days. */
  ofDays(days: readonly number[]): string;
  /** Returns the hash of the ranks that sequences are made of, of every day from the first to before the last. */
  ofSequences(fromDay: number, untilDay: number): string;
};

/** Returns the hashes of a market. Each day is read once: 1.0 s for all that eleven years of the real history are asked. */
export function createRecordHashes({
  window,
  crossSection,
  eligible,
  table,
}: Pick<Market, 'window' | 'crossSection' | 'eligible'> & { readonly table: FactorTable }): RecordHashes {
  const sequenced = SEQUENCE_FACTORS.flatMap((id) => table.ranked[table.ids.indexOf(id)] ?? []);
  const nameOf = Int32Array.from(window.assets, (id) => createHash('sha256').update(id).digest().readInt32LE());
  const hasherOf = (columns: readonly Float32Array[]): ((day: number) => Uint8Array) => {
    const known = new Map<number, Uint8Array>();
    return (day) => {
      const kept = known.get(day);
      if (kept !== undefined) return kept;
      const cells = eligibleCellsOf(window, crossSection, eligible, day);
      const names = Int32Array.from(cells, (cell) => nameOf[crossSection.assetOfCell[cell]!]!);
      const ranks = new Float32Array(cells.length * columns.length);
      columns.forEach((column, c) => {
        for (let i = 0; i < cells.length; i++) ranks[c * cells.length + i] = column[cells[i]!]!;
      });
      const own = createHash('sha256')
        .update(new Uint8Array(names.buffer))
        .update(new Uint8Array(ranks.buffer))
        .digest();
      known.set(day, own);
      return own;
    };
  };
  const whole = hasherOf(table.ranked);
  const sequences = hasherOf(sequenced);
  return {
    ofDays(days) {
      const hash = createHash('sha256').update(JSON.stringify([table.ids, days]));
      for (const day of days) hash.update(whole(day));
      return hash.digest('hex');
    },
    ofSequences(fromDay, untilDay) {
      const hash = createHash('sha256').update(JSON.stringify([fromDay, untilDay]));
      for (let day = fromDay; day < untilDay; day++) hash.update(sequences(day));
      return hash.digest('hex');
    },
  };
}
