/** What reading a file takes and gives, whatever reads it. */
import type { Timeframe } from '../../../shared/candles.ts';
import type { CancelSignal } from '../../../shared/errors.ts';
import type { NumberedBlock } from './candle-reader.ts';
import type { Layout } from './layouts.ts';
import type { ListRows } from './list-reader.ts';
import type { NumberedMeasures } from './measure-reader.ts';
import type { ListedRefusal } from './refusals.ts';

/** A part of a file's content on its way to the store. */
export type FilePart =
  | ({ readonly kind: 'candles' } & NumberedBlock)
  | ({ readonly kind: 'measures' } & NumberedMeasures)
  | { readonly kind: 'list'; readonly list: ListRows };

/** What a whole file holds. */
export type FileSummary = {
  readonly layout: string;
  readonly kind: Layout['kind'];
  readonly source: string;
  readonly timeframe: Timeframe | null;
  /** Data rows, refused ones included. */
  readonly rows: number;
  readonly refused: number;
  readonly refusedBy: readonly { readonly reason: string; readonly count: number }[];
  /** The first thousand. */
  readonly refusedRows: readonly ListedRefusal[];
  /** Opening times of the earliest and latest candle, UTC milliseconds; null without candles. */
  readonly earliest: number | null;
  readonly latest: number | null;
  /** SHA-256 of the file's bytes as they lie on the disk. */
  readonly fileHash: string;
};

/** How a file is read. */
export type ReadOptions = {
  /** UTC milliseconds: candles that had not closed by then are refused. */
  readonly now: number;
  readonly signal: CancelSignal;
  /** Share of rows that cannot be true above which the file is refused. */
  readonly maxRefusedShare: number;
  /** Packed bytes read so far, told after every piece. */
  readonly onRead?: (bytes: number) => void;
  /** Hand over the content; without it the file is only checked. */
  readonly content?: { readonly skipRows: number; readonly blockRows: number };
};

/** What the error of a file that no layout fits carries: why, in short. Such a file is of another kind, not broken. */
export type NotRecognised = { readonly notRecognised: string };
