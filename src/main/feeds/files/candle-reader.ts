/**
 * Rows of a table of candles into columns.
 *
 * 1. the time of the row, and the candle's opening from it;
 * 2. the series' key, interned;
 * 3. the values, from bytes to numbers;
 * 4. the truth of the row: {@link REFUSAL_REASONS};
 * 5. the block, handed over when it is full.
 */
import { CANDLE_VALUES, type CandleBlock, TIMEFRAMES, type Timeframe } from '../../../shared/candles.ts';
import { isDollarMarket } from './file-names.ts';
import type { CandleLayout } from './layouts.ts';
import { parseNumber } from './numbers.ts';
import { createRefusalLog, RANGE_TOLERANCE, type RefusalLog, type RefusalReason } from './refusals.ts';
import { type Row, rowText } from './row-splitter.ts';
import { createSeenTimes } from './seen-times.ts';
import { createSeriesKeys } from './series-keys.ts';
import { parseEpochCell, parseInstantCell, parseTimeCell } from './times.ts';

/** A block of candles, with the number of the row (data rows counted from 1) that each came from. */
export type NumberedBlock = { readonly block: CandleBlock; readonly rowNumber: Float64Array<ArrayBuffer> };

/** What is fixed for a whole file. */
export type CandleFile = {
  readonly layout: CandleLayout;
  readonly source: string;
  readonly timeframe: Timeframe;
  /** The key of the one series of the file, where the file's name tells it; else null. */
  readonly series: string | null;
  readonly positions: ReadonlyMap<string, number>;
  readonly columnCount: number;
};

export type CandleReader = {
  take(row: Row): void;
  /** Hands over what is left. */
  flush(): void;
  readonly refusals: RefusalLog;
  /** Data rows so far, refused ones included. */
  rowCount(): number;
  /** Opening times of the earliest and latest candle, null without any. */
  span(): { readonly earliest: number; readonly latest: number } | null;
  /** The shortest time between two candles that stood one after the other; null without two. */
  spacing(): number | null;
};

const TIME_PARSERS = { calendar: parseInstantCell, epoch: parseEpochCell, either: parseTimeCell } as const;
const [OPEN, HIGH, LOW, CLOSE, VOLUME, QUOTE_VOLUME, MARKET_CAP] = [0, 1, 2, 3, 4, 5, 6] as const;

/**
 * Returns a reader for one file.
 *
 * @param now - UTC milliseconds; later candles are refused, and the one that has not closed by then is unfinished.
 * @param skipRows - rows that are checked but not handed over, because an earlier run has stored them.
 * @param onBlock - gets each full block and the last one; null if the rows are only to be checked.
 */
export function createCandleReader(
  file: CandleFile,
  now: number,
  skipRows: number,
  blockRows: number,
  onBlock: ((numbered: NumberedBlock) => void) | null,
): CandleReader {
  const { layout, columnCount } = file;
  const step = TIMEFRAMES[file.timeframe];
  const timeColumn = file.positions.get(layout.time.column)!;
  const parseTime = TIME_PARSERS[layout.time.form];
  const shift = layout.time.snapshot ? step : 0;
  const seriesColumn = layout.series === 'from file name' ? -1 : file.positions.get(layout.series.column)!;
  const valueColumns = Int32Array.from(CANDLE_VALUES, (value) => {
    const column = layout.values[value];
    return column === undefined ? -1 : file.positions.get(column)!;
  });
  const keys = createSeriesKeys();
  const dollarKeys: boolean[] = [];
  const seen = createSeenTimes();
  const refusals = createRefusalLog();
  const values = new Float64Array(CANDLE_VALUES.length).fill(Number.NaN);
  let rows = 0;
  let earliest = Number.POSITIVE_INFINITY;
  let latest = Number.NEGATIVE_INFINITY;
  let lastTime = Number.NaN;
  let spacing = Number.POSITIVE_INFINITY;
  let columns = emptyColumns(onBlock === null ? 1 : blockRows);
  let filled = 0;
  let blockSeries: string[] = [];
  /** For each series the block in which it was met last, and its number there. */
  let blockOf = new Int32Array(64).fill(-1);
  let placeInBlock = new Int32Array(64);
  let blockNumber = 0;

  const placeOf = (series: number): number => {
    if (series >= blockOf.length) {
      const larger = new Int32Array(Math.max(series + 1, blockOf.length * 2)).fill(-1);
      larger.set(blockOf);
      blockOf = larger;
      const places = new Int32Array(larger.length);
      places.set(placeInBlock);
      placeInBlock = places;
    }
    if (blockOf[series] !== blockNumber) {
      blockOf[series] = blockNumber;
      placeInBlock[series] = blockSeries.length;
      blockSeries.push(file.series ?? keys.names[series]!);
    }
    return placeInBlock[series]!;
  };

  const flush = (): void => {
    if (onBlock === null || filled === 0) return;
    onBlock(numberedBlock(file, blockSeries, columns, filled));
    columns = emptyColumns(blockRows);
    filled = 0;
    blockSeries = [];
    blockNumber += 1;
  };

  /** Fills `values` from the row. Returns why the row cannot be true, or null. */
  const readValues = (bytes: Uint8Array, cells: Int32Array): RefusalReason | null => {
    for (let value = OPEN; value <= MARKET_CAP; value += 1) {
      const column = valueColumns[value]!;
      if (column < 0) continue;
      const start = cells[2 * column]!;
      const end = cells[2 * column + 1]!;
      if (start === end) {
        values[value] = Number.NaN;
        continue;
      }
      const number = parseNumber(bytes, start, end);
      if (Number.isNaN(number)) return 'number';
      if (number === Number.POSITIVE_INFINITY || number === Number.NEGATIVE_INFINITY) return 'infinite';
      values[value] = number;
    }
    const open = values[OPEN]!;
    const high = values[HIGH]!;
    const low = values[LOW]!;
    const close = values[CLOSE]!;
    if (Number.isNaN(close)) return 'close';
    if (open <= 0 || high <= 0 || low <= 0 || close <= 0) return 'price';
    if (values[VOLUME]! < 0 || values[QUOTE_VOLUME]! < 0) return 'volume';
    if (values[MARKET_CAP]! < 0) return 'cap';
    if (values[MARKET_CAP] === 0) values[MARKET_CAP] = Number.NaN;
    // a missing value is NaN, with which every comparison is false
    if (high < low) return 'inverted';
    const top = high * (1 + RANGE_TOLERANCE);
    if (open > top || close > top) return 'high';
    const bottom = low * (1 - RANGE_TOLERANCE);
    if (open < bottom || close < bottom) return 'low';
    return null;
  };

  const reasonAgainst = (row: Row): RefusalReason | null => {
    if (row.malformed) return 'quotes';
    if (row.cellCount !== columnCount) return 'columns';
    const { bytes, cells } = row;
    const timeStart = cells[2 * timeColumn]!;
    const timeEnd = cells[2 * timeColumn + 1]!;
    const openTime = parseTime(bytes, timeStart, timeEnd) - shift;
    if (!(openTime >= 0)) return 'time';
    if (openTime % step !== 0) return 'grid';
    if (openTime > now) return 'future';
    if (openTime + step > now) return 'unfinished';
    let series = 0;
    if (seriesColumn >= 0) {
      const start = cells[2 * seriesColumn]!;
      const end = cells[2 * seriesColumn + 1]!;
      if (start === end) return 'key';
      series = keys.indexOf(bytes, start, end);
      if (layout.hasMarketSymbols && !(dollarKeys[series] ??= isDollarMarket(keys.names[series]!))) return 'quote';
    }
    const reason = readValues(bytes, cells);
    if (reason !== null) return reason;
    if (!seen.claim(series, openTime / step)) return 'duplicate';
    const pause = Math.abs(openTime - lastTime);
    if (pause > 0 && pause < spacing) spacing = pause;
    lastTime = openTime;
    if (openTime < earliest) earliest = openTime;
    if (openTime > latest) latest = openTime;
    if (onBlock === null || rows <= skipRows) return null;
    columns.seriesIndex[filled] = placeOf(series);
    columns.openTime[filled] = openTime;
    columns.knownAt[filled] = openTime + step;
    columns.rowNumber[filled] = rows;
    for (let value = OPEN; value <= MARKET_CAP; value += 1) columns.values[value]![filled] = values[value]!;
    filled += 1;
    if (filled === blockRows) flush();
    return null;
  };

  return {
    refusals,
    flush,
    take(row) {
      rows += 1;
      const reason = reasonAgainst(row);
      if (reason !== null) refusals.add(reason, row.line, () => rowText(row));
    },
    rowCount: () => rows,
    spacing: () => (spacing < Number.POSITIVE_INFINITY ? spacing : null),
    span: () => (earliest <= latest ? { earliest, latest } : null),
  };
}

type Columns = {
  readonly seriesIndex: Int32Array<ArrayBuffer>;
  readonly openTime: Float64Array<ArrayBuffer>;
  readonly knownAt: Float64Array<ArrayBuffer>;
  readonly rowNumber: Float64Array<ArrayBuffer>;
  readonly values: readonly Float64Array<ArrayBuffer>[];
};

function emptyColumns(rows: number): Columns {
  return {
    seriesIndex: new Int32Array(rows),
    openTime: new Float64Array(rows),
    knownAt: new Float64Array(rows),
    rowNumber: new Float64Array(rows),
    values: CANDLE_VALUES.map(() => new Float64Array(rows)),
  };
}

function numberedBlock(file: CandleFile, series: readonly string[], columns: Columns, count: number): NumberedBlock {
  const value = (index: number): Float64Array<ArrayBuffer> => columns.values[index]!.subarray(0, count);
  return {
    rowNumber: columns.rowNumber.subarray(0, count),
    block: {
      source: file.source,
      timeframe: file.timeframe,
      series,
      count,
      seriesIndex: columns.seriesIndex.subarray(0, count),
      openTime: columns.openTime.subarray(0, count),
      knownAt: columns.knownAt.subarray(0, count),
      open: value(OPEN),
      high: value(HIGH),
      low: value(LOW),
      close: value(CLOSE),
      volume: value(VOLUME),
      quoteVolume: value(QUOTE_VOLUME),
      marketCap: value(MARKET_CAP),
    },
  };
}
