/** Candles of a page as the store takes them: one block a way of knowing. */
import type { CandleBlock, Timeframe } from '../../../shared/candles.ts';
import type { Candle } from '../../exchange/candle-rows.ts';
import type { Absence, AbsenceKind } from './absences.ts';

/** A typed absence as the store keeps it: no candle of this series opens from `fromTime` to before `untilTime`. */
export type AbsenceRow = {
  readonly source: string;
  readonly key: string;
  readonly timeframe: Timeframe;
  readonly fromTime: number;
  readonly untilTime: number;
  readonly kind: AbsenceKind;
  readonly knownAt: number;
};

/** What belongs into one batch. */
export type CandlePiece = {
  /** Of one series; may be empty if there are absences alone. */
  readonly block: CandleBlock;
  /** Whether the block's `knownAt` was seen by the running program or is assumed to be the close. */
  readonly knownSource: 'observed' | 'assumed';
  readonly absences: readonly AbsenceRow[];
};

type Parts = {
  readonly source: string;
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly candles: readonly Candle[];
  readonly absences: readonly Absence[];
  readonly knownAt: (candle: Candle) => { knownAt: number; isObserved: boolean };
  readonly now: number;
};

/** Returns at most two pieces, history before what was seen; the absences go with the last. None for nothing at all. */
export function toPieces(parts: Parts): readonly CandlePiece[] {
  const { source, symbol, timeframe, candles, now } = parts;
  const known = candles.map((candle) => ({ candle, ...parts.knownAt(candle) }));
  const absences = parts.absences.map((absence) => ({ source, key: symbol, timeframe, ...absence, knownAt: now }));
  const pieces = (['assumed', 'observed'] as const)
    .map((knownSource) => {
      const rows = known.filter(({ isObserved }) => isObserved === (knownSource === 'observed'));
      return { block: toBlock(parts, rows), knownSource, absences: [] as readonly AbsenceRow[] };
    })
    .filter(({ block }) => block.count > 0);
  if (absences.length === 0) return pieces;
  const last = pieces.pop() ?? { block: toBlock(parts, []), knownSource: 'observed' as const };
  return [...pieces, { ...last, absences }];
}

function toBlock(parts: Parts, rows: readonly { candle: Candle; knownAt: number }[]): CandleBlock {
  const column = (value: (row: { candle: Candle; knownAt: number }) => number) => Float64Array.from(rows, value);
  return {
    source: parts.source,
    timeframe: parts.timeframe,
    series: [parts.symbol],
    count: rows.length,
    seriesIndex: new Int32Array(rows.length),
    openTime: column(({ candle }) => candle[0]),
    knownAt: column(({ knownAt }) => knownAt),
    open: column(({ candle }) => candle[1]),
    high: column(({ candle }) => candle[2]),
    low: column(({ candle }) => candle[3]),
    close: column(({ candle }) => candle[4]),
    volume: column(({ candle }) => candle[5]),
    quoteVolume: column(({ candle }) => candle[6]),
    marketCap: new Float64Array(rows.length).fill(Number.NaN),
  };
}
