/** Bytes of a CSV file (RFC 4180) into rows of cells, in place: a cell is two offsets, not a string. */
import { isUtf8 } from 'node:buffer';
import { AppError } from '../../../shared/errors.ts';

/** A longer row is no row: without this limit a file without line ends would have to fit into memory. */
export const MAX_ROW_BYTES = 1 << 20;
/** Cells beyond this number are counted, not kept. */
export const MAX_CELLS = 256;

const QUOTE = 34;
const COMMA = 44;
const NEWLINE = 10;
const RETURN = 13;

/** One row, valid until the callback returns; the same object every time. */
export type Row = {
  /** Where the cells lie. Quotes around a cell are left out, doubled quotes inside are already single. */
  bytes: Uint8Array;
  /** Start and end offset of cell i at 2i and 2i + 1, for the first {@link MAX_CELLS} cells. */
  readonly cells: Int32Array;
  cellCount: number;
  /** The line of the file on which the row begins, the header's being 1. */
  line: number;
  /** Whether quotes stand where none may stand. */
  malformed: boolean;
};

export type RowSplitter = {
  /** Takes the next bytes of the file and calls back for every row that they complete. */
  push(chunk: Uint8Array): void;
  /** Says that the file ends here; a last line without a line end is a row too. */
  end(): void;
};

/** Returns cell `index` of a row as text, empty if the row has no such cell. */
export function cellText(row: Row, index: number): string {
  if (index >= Math.min(row.cellCount, MAX_CELLS)) return '';
  return Buffer.from(row.bytes.buffer, row.bytes.byteOffset).toString(
    'utf8',
    row.cells[2 * index]!,
    row.cells[2 * index + 1]!,
  );
}

/** Returns the cells of a row joined by commas, cut after `limit` characters. */
export function rowText(row: Row, limit = 200): string {
  const kept = Math.min(row.cellCount, MAX_CELLS);
  let text = '';
  for (let index = 0; index < kept && text.length <= limit; index += 1)
    text += (index > 0 ? ',' : '') + cellText(row, index);
  return text.length > limit ? `${text.slice(0, limit)}…` : text;
}

/**
 * Returns a splitter that calls `onRow` for each row, blank lines left out. However the bytes are cut into chunks, the
 * rows are the same. A byte order mark and CRLF are accepted.
 *
 * Throws `invalid-input`, naming the line, for bytes that are not UTF-8, a NUL byte, a row longer than
 * {@link MAX_ROW_BYTES}, or a quote that is never closed.
 */
export function createRowSplitter(onRow: (row: Row) => void): RowSplitter {
  let buffer = Buffer.allocUnsafe(1 << 18);
  let from = 0;
  let to = 0;
  let checkedTo = 0;
  let line = 1;
  let atFileStart = true;
  const row: Row = { bytes: buffer, cells: new Int32Array(2 * MAX_CELLS), cellCount: 0, line: 1, malformed: false };
  const cells = row.cells;

  const append = (chunk: Uint8Array): void => {
    if (from > 0) {
      buffer.copyWithin(0, from, to);
      to -= from;
      checkedTo -= from;
      from = 0;
    }
    if (to + chunk.length + 1 > buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, to + chunk.length + 1));
      buffer.copy(larger, 0, 0, to);
      buffer = larger;
      row.bytes = buffer;
    }
    buffer.set(chunk, to);
    to += chunk.length;
  };

  const check = (isLast: boolean): void => {
    const nul = buffer.subarray(checkedTo, to).indexOf(0);
    const end = nul >= 0 ? checkedTo + nul : isLast ? to : endOfWholeCharacters(buffer, checkedTo, to);
    if (!isUtf8(buffer.subarray(checkedTo, end))) refuseBytes('bytes that are not UTF-8', firstBadLine(checkedTo, end));
    if (nul >= 0) refuseBytes('a NUL byte', end);
    checkedTo = end;
  };

  const firstBadLine = (start: number, end: number): number => {
    let lineStart = start;
    for (;;) {
      const lineEnd = buffer.indexOf(NEWLINE, lineStart);
      if (lineEnd < 0 || lineEnd >= end || !isUtf8(buffer.subarray(lineStart, lineEnd))) return lineStart;
      lineStart = lineEnd + 1;
    }
  };

  const refuseBytes = (what: string, position: number): never => {
    let at = line;
    for (let i = from; i < position; i += 1) if (buffer[i] === NEWLINE) at += 1;
    throw new AppError('invalid-input', `line ${at} had ${what}, needs UTF-8 text`);
  };

  const refuseLength = (rowStart: number, inQuotes: boolean): never => {
    throw new AppError(
      'invalid-input',
      inQuotes
        ? `line ${line} opens a quote that is not closed within ${MAX_ROW_BYTES} bytes`
        : `line ${line} was longer than ${MAX_ROW_BYTES} bytes (${to - rowStart} or more), needs shorter lines`,
    );
  };

  /** Splits the rows that are whole; at the end of the file the rest is one as well. */
  const split = (isLast: boolean): void => {
    const bytes: Uint8Array = buffer;
    const limit = to;
    bytes[limit] = NEWLINE; // a sentinel, so that the inner loops need no test for the end
    let position = from;
    while (position < limit) {
      const rowStart = position;
      let cellCount = 0;
      let embeddedLines = 0;
      let escaped = false;
      let malformed = false;
      let byte = 0;
      let inQuotes = false;
      do {
        let start = position;
        let end = -1;
        if (bytes[position] === QUOTE) {
          inQuotes = true;
          start = position += 1;
          while (position < limit) {
            byte = bytes[position]!;
            if (byte === QUOTE) {
              if (bytes[position + 1] !== QUOTE) break;
              escaped = true;
              position += 1;
            } else if (byte === NEWLINE) embeddedLines += 1;
            position += 1;
          }
          if (position >= limit) break;
          inQuotes = false;
          end = position;
          position += 1;
          const afterQuote = position;
          while ((byte = bytes[position]!) !== COMMA && byte !== NEWLINE) position += 1;
          const isClean =
            position === afterQuote ||
            (byte === NEWLINE && position === afterQuote + 1 && bytes[afterQuote] === RETURN);
          if (!isClean) malformed = true;
        } else {
          for (;;) {
            while ((byte = bytes[position]!) > COMMA) position += 1;
            if (byte === COMMA || byte === NEWLINE) break;
            if (byte === QUOTE) malformed = true;
            position += 1;
          }
          end = byte === NEWLINE && position > start && bytes[position - 1] === RETURN ? position - 1 : position;
        }
        if (cellCount < MAX_CELLS) {
          cells[2 * cellCount] = start;
          cells[2 * cellCount + 1] = end;
        }
        cellCount += 1;
        position += 1;
      } while (byte === COMMA);
      const rowEnd = inQuotes ? limit : position - 1;
      if (rowEnd - rowStart > MAX_ROW_BYTES) refuseLength(rowStart, inQuotes);
      if (inQuotes || rowEnd === limit) {
        if (!isLast) {
          from = rowStart;
          return;
        }
        if (inQuotes) throw new AppError('invalid-input', `line ${line} opens a quote that the file never closes`);
      }
      if (escaped) uniteQuotes(bytes, cells, Math.min(cellCount, MAX_CELLS));
      row.cellCount = cellCount;
      row.line = line;
      row.malformed = malformed;
      const isBlank = cellCount === 1 && cells[0] === cells[1] && !malformed && rowEnd - rowStart <= 1;
      if (!isBlank) onRow(row);
      line += 1 + embeddedLines;
    }
    from = limit;
  };

  /** Steps over a byte order mark. Returns false while too few bytes are there to tell. */
  const skipMark = (isLast: boolean): boolean => {
    if (!atFileStart) return true;
    if (to < 3 && !isLast) return false;
    atFileStart = false;
    if (buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf && to >= 3) from = 3;
    return true;
  };

  return {
    push(chunk) {
      append(chunk);
      check(false);
      if (skipMark(false)) split(false);
    },
    end() {
      check(true);
      if (skipMark(true)) split(true);
    },
  };
}

/** Where the last character that may still be incomplete begins, or `to` if there is none. */
function endOfWholeCharacters(bytes: Uint8Array, from: number, to: number): number {
  for (let back = 1; back <= 3 && to - back >= from; back += 1) {
    const byte = bytes[to - back]!;
    if (byte < 0x80) return to;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return length > back ? to - back : to;
    }
  }
  return to;
}

/** Makes one quote of two inside the quoted cells of a row, in place. */
function uniteQuotes(bytes: Uint8Array, cells: Int32Array, cellCount: number): void {
  for (let cell = 0; cell < cellCount; cell += 1) {
    const start = cells[2 * cell]!;
    const end = cells[2 * cell + 1]!;
    if (start === 0 || bytes[start - 1] !== QUOTE) continue;
    let target = start;
    for (let position = start; position < end; position += 1) {
      bytes[target] = bytes[position]!;
      target += 1;
      if (bytes[position] === QUOTE) position += 1;
    }
    cells[2 * cell + 1] = target;
  }
}
