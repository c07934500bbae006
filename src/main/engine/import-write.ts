/** The parts of a file into the store, as they arrive, in transactions so short that whoever asks meanwhile is answered. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CandleBlock } from '../../shared/candles.ts';
import { type CancelSignal, throwIfCancelled } from '../../shared/errors.ts';
import type { RefusedRow } from '../../shared/imports.ts';
import type { MeasureBlock } from '../../shared/measure-block.ts';
import type { FilePart, FileSummary } from '../feeds/files/file-content.ts';
import type { IncidentRow } from '../feeds/files/incident-reader.ts';
import type { AssetRow, CrosswalkRow } from '../feeds/files/list-reader.ts';
import type { ArticleRow } from '../feeds/texts/article.ts';
import type { createImportMeter } from './import-meter.ts';
import { inShortTransactions, type Pace, rowsInShortTransactions } from './short-transactions.ts';

/** What became of values that were written. */
export type PartCount = { readonly inserted: number; readonly identical: number; readonly revised: number };

/** What a batch is told to be when it begins. */
export type BatchStart = {
  readonly source: string;
  readonly kind: FileSummary['kind'];
  readonly fileName: string;
  readonly fileHash: string;
  readonly fetchedAt: number;
  readonly knownSource: 'assumed';
};

/** What an import needs of a store. Each call is one transaction. */
export type ImportWriter = {
  beginBatch(start: BatchStart): { batchId: number; state: 'new' | 'resumed' | 'sealed'; rowsDone: number };
  appendCandles(batchId: number, block: CandleBlock, rowsThrough: number): PartCount;
  appendMeasures(batchId: number, block: MeasureBlock, rowsThrough: number): PartCount;
  appendAssets(batchId: number, rows: readonly AssetRow[]): void;
  appendCrosswalk(batchId: number, rows: readonly CrosswalkRow[]): void;
  appendIncidents(batchId: number, rows: readonly IncidentRow[]): void;
  /** Returns how many were not known yet. */
  appendArticles(batchId: number, rows: readonly ArticleRow[]): number;
  /** Makes the batch visible with the rows of its file that were refused, the listed ones and how many in all. */
  sealBatch(batchId: number, refusedRows: readonly RefusedRow[], refusedCount: number): void;
  discardBatch(batchId: number): void;
};

/** Where the parts of one file go, and who is told. */
export type PartTarget = {
  readonly writer: ImportWriter;
  readonly batchId: number;
  readonly signal: CancelSignal;
  readonly pace: Pace;
  readonly meter: ReturnType<typeof createImportMeter>;
  /** Place of the file among those of the run, and its rows. */
  readonly index: number;
  readonly rows: number;
};

/** Rows of a list a transaction: about 5 ms. */
const LIST_ROWS_AT_ONCE = 250;

/** Writes every part and returns what was counted, with the summary that the parts end with. Throws what reading throws, and `cancelled`. */
export async function writeParts(
  parts: AsyncGenerator<FilePart, FileSummary>,
  target: PartTarget,
): Promise<{ readonly summary: FileSummary; readonly count: PartCount }> {
  const count = { inserted: 0, identical: 0, revised: 0 };
  const add = ({ inserted, identical, revised }: PartCount): void => {
    count.inserted += inserted;
    count.identical += identical;
    count.revised += revised;
  };
  try {
    for (;;) {
      const next = await parts.next();
      if (next.done === true) return { summary: next.value, count };
      const part = next.value;
      if (part.kind === 'candles') await writeCandles(target, part, add);
      else if (part.kind === 'measures') await writeMeasures(target, part, add);
      else await writeList(target, part, add);
    }
  } finally {
    await parts.return(undefined as never);
  }
}

type Add = (count: PartCount) => void;

async function writeList({ writer, batchId, signal }: PartTarget, { list }: FilePart & { kind: 'list' }, add: Add) {
  let known = 0;
  for (let from = 0; from < list.rows.length; from += LIST_ROWS_AT_ONCE) {
    throwIfCancelled(signal);
    const to = from + LIST_ROWS_AT_ONCE;
    if (list.kind === 'assets') writer.appendAssets(batchId, list.rows.slice(from, to));
    else if (list.kind === 'incidents') writer.appendIncidents(batchId, list.rows.slice(from, to));
    else if (list.kind === 'articles') {
      const rows = list.rows.slice(from, to);
      known += rows.length - writer.appendArticles(batchId, rows);
    } else writer.appendCrosswalk(batchId, list.rows.slice(from, to));
    await nextTurn();
  }
  add({ inserted: list.rows.length - known, identical: known, revised: 0 });
}

async function writeCandles(
  { writer, batchId, signal, pace, meter, index, rows }: PartTarget,
  { block, rowNumber }: FilePart & { kind: 'candles' },
  add: Add,
): Promise<void> {
  let from = 0;
  await inShortTransactions(pace, block, signal, (part, end) => {
    const rowsThrough = rowNumber[end - 1]!;
    add(writer.appendCandles(batchId, part, rowsThrough));
    meter.written(index, end - from, rowsThrough / rows);
    from = end;
  });
}

async function writeMeasures(
  { writer, batchId, signal, pace, meter, index, rows }: PartTarget,
  { block, rowNumber }: FilePart & { kind: 'measures' },
  add: Add,
): Promise<void> {
  await rowsInShortTransactions(pace, block.count, signal, (from, to) => {
    // a row whose values are not all written is written again by who goes on behind it: equal ones change nothing
    const isWhole = to === block.count || rowNumber[to] !== rowNumber[to - 1];
    const rowsThrough = rowNumber[to - 1]! - (isWhole ? 0 : 1);
    add(writer.appendMeasures(batchId, measuresWithin(block, from, to), rowsThrough));
    meter.written(index, 0, rowsThrough / rows);
  });
}

function measuresWithin(block: MeasureBlock, from: number, to: number): MeasureBlock {
  return {
    ...block,
    count: to - from,
    seriesIndex: block.seriesIndex.subarray(from, to),
    eventTime: block.eventTime.subarray(from, to),
    knownAt: block.knownAt.subarray(from, to),
    value: block.value.subarray(from, to),
  };
}
