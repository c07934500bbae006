/** The lies of the stand-in: a script of faults, each for some of the requests of a route. */
import type { FakeRow } from './truth.ts';

export type Route = 'time' | 'markets' | 'candles';

/** What a fault does to the candles of an answer. */
export type RowFault =
  /** The candle or stretch is not there (yet). */
  | { readonly kind: 'missing'; readonly fromTime: number; readonly untilTime: number }
  | { readonly kind: 'reversed' }
  /** Every row twice. */
  | { readonly kind: 'doubled' }
  /** One candle twice, the second time with another close. */
  | { readonly kind: 'contradicted'; readonly openTime: number }
  /** One candle with high and low exchanged. */
  | { readonly kind: 'impossible'; readonly openTime: number }
  /** A row that was not asked for, at the end of the answer. */
  | { readonly kind: 'stray'; readonly openTime: number }
  /** One candle with another close than before. */
  | { readonly kind: 'corrected'; readonly openTime: number }
  /** One candle a second late. */
  | { readonly kind: 'misaligned'; readonly openTime: number }
  | { readonly kind: 'nothing' };

/** What a fault does to the answer as a whole. */
export type AnswerFault =
  | { readonly kind: 'status'; readonly status: number; readonly retryAfter?: string; readonly body?: string }
  /** The connection ends in the middle of the body. */
  | { readonly kind: 'cut' }
  /** The body is half of the JSON text, well transmitted. */
  | { readonly kind: 'malformed' }
  /** Status 200 with this body. */
  | { readonly kind: 'body'; readonly body: string };

export type Fault = (RowFault | AnswerFault) & {
  /** Default: candles. */
  readonly route?: Route;
  /** Requests of the route that are answered truly first; default 0. */
  readonly after?: number;
  /** Requests that the fault spoils; default 1. */
  readonly times?: number;
};

const ANSWER_KINDS = new Set(['status', 'cut', 'malformed', 'body']);

/** Returns the script as a function: given a route, the faults that spoil its next request. */
export function createScript(faults: readonly Fault[]) {
  const seen = new Map<Route, number>();
  return (route: Route): { rows: readonly RowFault[]; answer: AnswerFault | undefined } => {
    const number = seen.get(route) ?? 0;
    seen.set(route, number + 1);
    const active = faults.filter(({ route: wanted = 'candles', after = 0, times = 1 }) => {
      return wanted === route && number >= after && number < after + times;
    });
    return {
      rows: active.filter(({ kind }) => !ANSWER_KINDS.has(kind)) as readonly RowFault[],
      answer: active.find(({ kind }) => ANSWER_KINDS.has(kind)) as AnswerFault | undefined,
    };
  };
}

/** Returns the rows as the fault leaves them. */
export function spoilRows(rows: readonly FakeRow[], fault: RowFault): readonly FakeRow[] {
  const change = (openTime: number, replace: (row: FakeRow) => readonly FakeRow[]) =>
    rows.flatMap((row) => (row.openTime === openTime ? replace(row) : [row]));
  switch (fault.kind) {
    case 'missing':
      return rows.filter(({ openTime }) => openTime < fault.fromTime || openTime >= fault.untilTime);
    case 'reversed':
      return [...rows].reverse();
    case 'doubled':
      return rows.flatMap((row) => [row, row]);
    case 'contradicted':
      return change(fault.openTime, (row) => [row, { ...row, close: row.open }]);
    case 'corrected':
      return change(fault.openTime, (row) => [{ ...row, close: row.open }]);
    case 'impossible':
      return change(fault.openTime, (row) => [{ ...row, high: row.low, low: row.high }]);
    case 'stray':
      return [...rows, strayRow(fault.openTime)];
    case 'misaligned':
      return change(fault.openTime, (row) => [{ ...row, openTime: row.openTime + 1_000 }]);
    case 'nothing':
      return [];
  }
}

/** A candle that could be true but is not. */
function strayRow(openTime: number): FakeRow {
  const price = '7.77';
  return {
    openTime,
    open: price,
    high: price,
    low: price,
    close: price,
    volume: '7.00000000',
    quoteVolume: '54.39000000',
  };
}
