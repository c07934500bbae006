/**
 * One file, from its bytes to columns.
 *
 * 1. {@link openFileBytes}: pieces of bytes, unpacked and hashed;
 * 2. {@link createRowSplitter}: rows of cells in place;
 * 3. {@link recogniseLayout}: what the columns are;
 * 4. {@link createCandleReader}, {@link createMeasureReader} or {@link createListReader}: columns, and the rows that cannot be true.
 */
import { basename } from 'node:path';
import { TIMEFRAMES, type Timeframe } from '../../../shared/candles.ts';
import { AppError, throwIfCancelled } from '../../../shared/errors.ts';
import { createArticleReader } from './article-reader.ts';
import { createCandleReader } from './candle-reader.ts';
import { openFileBytes } from './file-bytes.ts';
import type { FilePart, FileSummary, NotRecognised, ReadOptions } from './file-content.ts';
import { seriesOfName } from './file-names.ts';
import { createIncidentReader } from './incident-reader.ts';
import { isJsonFile, readJsonArticles } from './json-articles.ts';
import type { Layout } from './layouts.ts';
import { createListReader, type ListRows } from './list-reader.ts';
import { createMeasureReader } from './measure-reader.ts';
import { knownLayouts, recogniseLayout } from './recognise-layout.ts';
import { type RefusalLog, refuseFileIfMostly } from './refusals.ts';
import { cellText, createRowSplitter, MAX_CELLS, type Row, rowText } from './row-splitter.ts';

type Reader = {
  take(row: Row): void;
  flush(): void;
  readonly refusals: RefusalLog;
  rowCount(): number;
  span?(): { readonly earliest: number; readonly latest: number } | null;
  spacing?(): number | null;
};

type Opened = {
  readonly reader: Reader;
  readonly layout: Layout;
  readonly source: string;
  readonly timeframe: Timeframe | null;
};

/**
 * Yields the content of a file in order and returns its summary.
 *
 * Throws `invalid-input` for a file that is not whole, not text, of no known layout (then `details` is
 * {@link NotRecognised}) or of too many rows that cannot be true, `not-found` for one that cannot be read, and `cancelled`.
 */
export async function* readImportFile(path: string, options: ReadOptions): AsyncGenerator<FilePart, FileSummary> {
  if (isJsonFile(path)) return yield* readJsonArticles(path, options);
  const file = openFileBytes(path);
  const ready: FilePart[] = [];
  const found: { opened: Opened | null } = { opened: null };
  const splitter = createRowSplitter((row) => {
    if (found.opened !== null) {
      found.opened.reader.take(row);
      return;
    }
    // CryptoDataDownload's files begin with its address
    if (row.line === 1 && /^#?\s*https?:\/\/\S+$/i.test(rowText(row).replace(/,+$/, ''))) return;
    const { opened, isData } = openLayout(path, row, options, ready);
    found.opened = opened;
    if (isData) opened.reader.take(row);
  });
  for await (const piece of file.pieces) {
    throwIfCancelled(options.signal);
    splitter.push(piece);
    options.onRead?.(file.readBytes());
    while (ready.length > 0) yield ready.shift()!;
  }
  splitter.end();
  const { reader, layout, source, timeframe } = found.opened ?? noRows();
  if (reader.rowCount() === 0) noRows();
  reader.flush();
  yield* ready;
  refuseFileIfMostly(reader.refusals, reader.rowCount(), options.maxRefusedShare);
  refuseOtherSpacing(reader, layout, timeframe);
  const span = reader.span?.() ?? null;
  return {
    layout: layout.id,
    kind: layout.kind,
    source,
    timeframe,
    rows: reader.rowCount(),
    refused: reader.refusals.count(),
    refusedBy: reader.refusals.byReason(),
    refusedRows: reader.refusals.listed,
    earliest: span?.earliest ?? null,
    latest: span?.latest ?? null,
    fileHash: file.hash(),
  };
}

/** Returns the summary of a file that was checked from its first byte to its last. Throws as {@link readImportFile}. */
export async function verifyImportFile(path: string, options: Omit<ReadOptions, 'content'>): Promise<FileSummary> {
  const parts = readImportFile(path, options);
  for (;;) {
    const part = await parts.next();
    if (part.done === true) return part.value;
  }
}

/** So many rows further apart than their timeframe are no gaps but candles of another one. */
const ROWS_THAT_TELL = 4;

/** Throws `invalid-input` for candles of weeks or months whose file does not say so. */
function refuseOtherSpacing(reader: Reader, layout: Layout, timeframe: Timeframe | null): void {
  if (layout.kind !== 'candles' || layout.hasSpacing !== true || timeframe === null) return;
  const spacing = reader.spacing?.() ?? null;
  if (spacing === null || reader.rowCount() < ROWS_THAT_TELL || spacing <= TIMEFRAMES[timeframe]) return;
  const apart = Number((spacing / TIMEFRAMES[timeframe]).toPrecision(3));
  const [unit] = Object.entries({ days: '1d', hours: '1h', minutes: '1m' }).find(([, name]) => name === timeframe)!;
  throw new AppError(
    'invalid-input',
    `the rows were ${apart} ${unit} apart or more, needs candles of ${unit}; others are told by the file's name, as in BTCUSDT_1h.csv`,
  );
}

function noRows(): never {
  throw new AppError('invalid-input', 'the file had no rows, needs a header and rows');
}

function notRecognised(reason: string, help = ''): AppError {
  const details: NotRecognised = { notRecognised: reason };
  return new AppError('invalid-input', `${reason}${help}`, { details });
}

function openLayout(
  path: string,
  row: Row,
  options: ReadOptions,
  ready: FilePart[],
): { opened: Opened; isData: boolean } {
  const cells = Array.from({ length: Math.min(row.cellCount, MAX_CELLS) }, (_, index) => cellText(row, index));
  const recognition = recogniseLayout(cells, basename(path));
  if ('unknown' in recognition) throw notRecognised(recognition.unknown, `; known layouts are ${knownLayouts()}`);
  const { layout, positions, isHeaderless } = recognition;
  const { now, content } = options;
  const columnCount = row.cellCount;
  if (layout.kind === 'measures') {
    const reader = createMeasureReader(
      { layout, positions, columnCount },
      now,
      content?.skipRows ?? 0,
      content?.blockRows ?? 1,
      content === undefined ? null : (numbered) => void ready.push({ kind: 'measures', ...numbered }),
    );
    return { opened: { reader, layout, source: layout.source, timeframe: null }, isData: false };
  }
  if (layout.kind !== 'candles') {
    const onRows = content === undefined ? null : (list: ListRows) => void ready.push({ kind: 'list', list });
    const reader =
      layout.kind === 'incidents'
        ? createIncidentReader(layout, positions, columnCount, now, (rows) => onRows?.({ kind: 'incidents', rows }))
        : layout.kind === 'articles'
          ? createArticleReader(layout, positions, columnCount, now, onRows)
          : createListReader(layout, positions, columnCount, now, onRows);
    return { opened: { reader, layout, source: layout.source, timeframe: null }, isData: false };
  }
  let source = layout.source;
  let timeframe = layout.timeframe;
  let series: string | null = null;
  if (layout.series === 'from file name' || timeframe === 'from file name') {
    const named = seriesOfName(layout, path);
    if ('unknown' in named) throw notRecognised(named.unknown);
    ({ source, timeframe, series } = named);
  }
  const reader = createCandleReader(
    { layout, source, timeframe, series, positions, columnCount },
    now,
    content?.skipRows ?? 0,
    content?.blockRows ?? 1,
    content === undefined ? null : (numbered) => void ready.push({ kind: 'candles', ...numbered }),
  );
  return { opened: { reader, layout, source, timeframe }, isData: isHeaderless };
}
