/** What comes over a network in one answer: candles and absences, stored and sealed in one transaction. */
import type { CandleBlock } from '../../shared/candles.ts';
import { type AbsenceRow, appendAbsences } from './absences.ts';
import { type BatchStart, beginBatch, sealBatch } from './batches.ts';
import { type AppendCount, appendCandles } from './candles.ts';
import { writing } from './connection.ts';
import type { WritableStore } from './open.ts';
import { appendRefusals, type RefusalRow } from './refusals.ts';

/** Candles of one way of knowing, and the absences that were found with them. */
export type Piece = { readonly block: CandleBlock; readonly absences: readonly AbsenceRow[] };

/** Stores a piece as a sealed batch of its own and returns what became of its candles. A piece without news leaves no batch. */
export function appendPiece(store: WritableStore, start: BatchStart, piece: Piece): AppendCount {
  return writing(store, () => {
    const { batchId } = beginBatch(store, start);
    const count = appendCandles(store, batchId, piece.block, piece.block.count);
    appendAbsences(store, batchId, piece.absences);
    sealBatch(store, batchId);
    return count;
  });
}

/** Makes a batch visible together with the refused rows of its content, of which `total` may be more than are listed. */
export function sealWithRefusals(
  store: WritableStore,
  batchId: number,
  rows: readonly RefusalRow[],
  total: number,
): void {
  writing(store, () => {
    appendRefusals(store, batchId, rows, total);
    sealBatch(store, batchId);
  });
}
