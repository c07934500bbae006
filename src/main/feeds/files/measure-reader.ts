/** Rows of a table of measures into columns: one value for each cell that is not empty. */
import type { MeasureBlock, MeasureKey } from '../../../shared/measure-block.ts';
import { DAY } from '../../../shared/time.ts';
import type { MeasureLayout } from './measure-layouts.ts';
import { parseNumber } from './numbers.ts';
import { createRefusalLog, type RefusalLog, type RefusalReason } from './refusals.ts';
import { cellText, type Row, rowText } from './row-splitter.ts';
import { createSeenTimes } from './seen-times.ts';
import { parseInstantCell } from './times.ts';

/** A block of measures, with the number of the row (data rows counted from 1) that each value came from. */
export type NumberedMeasures = { readonly block: MeasureBlock; readonly rowNumber: Float64Array<ArrayBuffer> };

export type MeasureReader = {
  take(row: Row): void;
  /** Hands over what is left. */
  flush(): void;
  readonly refusals: RefusalLog;
  rowCount(): number;
  /** Times of the earliest and latest row, null without any. */
  span(): { readonly earliest: number; readonly latest: number } | null;
};

/** What is fixed for a whole file. */
export type MeasureFile = {
  readonly layout: MeasureLayout;
  readonly positions: ReadonlyMap<string, number>;
  readonly columnCount: number;
};

/**
 * Returns a reader for one file of measures.
 *
 * @param now - UTC milliseconds; later rows are refused.
 * @param skipRows - rows that are checked but not handed over, because an earlier run has stored them.
 * @param blockValues - values of a block.
 * @param onBlock - gets each full block and the last one; null if the rows are only to be checked.
 */
export function createMeasureReader(
  { layout, positions, columnCount }: MeasureFile,
  now: number,
  skipRows: number,
  blockValues: number,
  onBlock: ((numbered: NumberedMeasures) => void) | null,
): MeasureReader {
  const metrics = Object.entries(layout.metrics).map(([column, [name]]) => ({ name, at: positions.get(column)! }));
  const timeColumn = positions.get(layout.time)!;
  const subjectColumns = 'columns' in layout.subject ? layout.subject.columns.map((name) => positions.get(name)!) : [];
  const room = Math.max(blockValues, metrics.length);
  const refusals = createRefusalLog();
  const seen = createSeenTimes();
  const subjects = new Map<string, number>();
  const row = new Float64Array(metrics.length);
  let [rows, earliest, latest] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let block = emptyBlock(onBlock === null ? 0 : room);
  let filled = 0;
  /** For each subject of the block the place of its first series. */
  let places = new Map<number, number>();
  let series: MeasureKey[] = [];

  const flush = (): void => {
    if (onBlock === null || filled === 0) return;
    const { rowNumber, ...columns } = cut(block, filled);
    onBlock({ rowNumber, block: { source: layout.source, series, count: filled, ...columns } });
    block = emptyBlock(room);
    filled = 0;
    places = new Map();
    series = [];
  };

  const keep = (number: number, subject: string, eventTime: number): void => {
    if (filled + metrics.length > room) flush();
    let place = places.get(number);
    if (place === undefined) {
      place = series.length;
      places.set(number, place);
      for (const { name } of metrics) series.push({ subject, metric: name });
    }
    for (let metric = 0; metric < metrics.length; metric++) {
      if (Number.isNaN(row[metric]!)) continue;
      block.seriesIndex[filled] = place + metric;
      block.eventTime[filled] = eventTime;
      block.knownAt[filled] = layout.knownAt(eventTime);
      block.value[filled] = row[metric]!;
      block.rowNumber[filled++] = rows;
    }
  };

  const readValues = ({ bytes, cells }: Row): RefusalReason | null => {
    for (const [metric, { at }] of metrics.entries()) {
      const [start, end] = [cells[2 * at]!, cells[2 * at + 1]!];
      row[metric] = parseNumber(bytes, start, end);
      if (start < end && Number.isNaN(row[metric])) return 'number';
      if (Math.abs(row[metric]!) === Number.POSITIVE_INFINITY) return 'infinite';
    }
    return null;
  };

  const reasonAgainst = (cells: Row): RefusalReason | null => {
    if (cells.malformed) return 'quotes';
    if (cells.cellCount !== columnCount) return 'columns';
    const eventTime = parseInstantCell(cells.bytes, cells.cells[2 * timeColumn]!, cells.cells[2 * timeColumn + 1]!);
    if (!(eventTime >= 0) || eventTime % DAY !== 0) return 'time';
    if (eventTime > now) return 'future';
    const parts = subjectColumns.map((column) => cellText(cells, column));
    if (parts.some((part) => part === '')) return 'key';
    const reason = readValues(cells);
    if (reason !== null) return reason;
    const subject = 'name' in layout.subject ? layout.subject.name : parts.join(' ');
    const number = subjects.get(subject) ?? subjects.size;
    subjects.set(subject, number);
    if (!seen.claim(number, eventTime / DAY)) return 'duplicate';
    earliest = Math.min(earliest, eventTime);
    latest = Math.max(latest, eventTime);
    if (onBlock !== null && rows > skipRows) keep(number, subject, eventTime);
    return null;
  };

  return {
    refusals,
    flush,
    take(cells) {
      rows += 1;
      const reason = reasonAgainst(cells);
      if (reason !== null) refusals.add(reason, cells.line, () => rowText(cells));
    },
    rowCount: () => rows,
    span: () => (earliest <= latest ? { earliest, latest } : null),
  };
}

type Columns = Pick<MeasureBlock, 'seriesIndex' | 'eventTime' | 'knownAt' | 'value'> & {
  readonly rowNumber: Float64Array<ArrayBuffer>;
};

function emptyBlock(values: number): Columns {
  const column = (): Float64Array<ArrayBuffer> => new Float64Array(values);
  return {
    seriesIndex: new Int32Array(values),
    eventTime: column(),
    knownAt: column(),
    value: column(),
    rowNumber: column(),
  };
}

function cut({ seriesIndex, eventTime, knownAt, value, rowNumber }: Columns, count: number): Columns {
  return {
    seriesIndex: seriesIndex.subarray(0, count),
    eventTime: eventTime.subarray(0, count),
    knownAt: knownAt.subarray(0, count),
    value: value.subarray(0, count),
    rowNumber: rowNumber.subarray(0, count),
  };
}
