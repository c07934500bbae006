/** Why a row cannot be true, and how many of them a file may have. */
import { AppError } from '../../../shared/errors.ts';

/** The share by which a price may lie outside of its candle's range: files round to six digits. */
export const RANGE_TOLERANCE = 1e-5;
/** So many refused rows are kept with their text; all are counted. */
export const MAX_LISTED_REFUSALS = 1000;

/** The reasons, in the words of the report. */
export const REFUSAL_REASONS = {
  columns: 'wrong number of columns',
  quotes: 'malformed quotes',
  time: 'not a date',
  grid: 'opening time not on the grid of its timeframe',
  future: 'date in the future',
  unfinished: 'candle not finished',
  key: 'series without a name',
  quote: 'price not counted in dollars',
  number: 'text where a number belongs',
  infinite: 'number not finite',
  close: 'price missing',
  price: 'price not above zero',
  volume: 'negative volume',
  cap: 'negative market cap',
  inverted: 'high below low',
  high: 'high below open or close (beyond a relative 1e-5)',
  low: 'low above open or close (beyond a relative 1e-5)',
  duplicate: 'second row of the same series and time',
  repeated: 'second row of the same key',
  text: 'neither title nor text',
} as const;

export type RefusalReason = keyof typeof REFUSAL_REASONS;

/** A refused row: the line on which it begins (the header's is 1), why, and its text. */
export type ListedRefusal = { readonly row: number; readonly reason: string; readonly text: string };

/** Counts refused rows by reason and keeps the first {@link MAX_LISTED_REFUSALS}. */
export type RefusalLog = {
  add(reason: RefusalReason, row: number, text: () => string): void;
  count(): number;
  /** Refused rows that speak against the file: all but unfinished candles, of which each series rightly has one. */
  countAgainst(): number;
  /** Most frequent first, then by the reason's words. */
  byReason(): { reason: string; count: number }[];
  readonly listed: readonly ListedRefusal[];
};

export function createRefusalLog(): RefusalLog {
  const counts = new Map<RefusalReason, number>();
  const listed: ListedRefusal[] = [];
  let total = 0;
  return {
    listed,
    add(reason, row, text) {
      counts.set(reason, (counts.get(reason) ?? 0) + 1);
      total += 1;
      if (listed.length < MAX_LISTED_REFUSALS) listed.push({ row, reason: REFUSAL_REASONS[reason], text: text() });
    },
    count: () => total,
    countAgainst: () => total - (counts.get('unfinished') ?? 0),
    byReason: () =>
      [...counts]
        .map(([reason, count]) => ({ reason: REFUSAL_REASONS[reason] as string, count }))
        .sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1)),
  };
}

/** What an error says of a file whose rows speak against it. */
export type RefusalDetails = {
  readonly rows: number;
  readonly refused: number;
  readonly refusedBy: readonly { readonly reason: string; readonly count: number }[];
  readonly refusedRows: readonly ListedRefusal[];
};

/** Throws `invalid-input`, with {@link RefusalDetails}, if more than `maxShare` of a file's rows cannot be true. */
export function refuseFileIfMostly(log: RefusalLog, rowCount: number, maxShare: number): void {
  const against = log.countAgainst();
  if (against <= rowCount * maxShare) return;
  const reasons = log
    .byReason()
    .slice(0, 4)
    .map(({ reason, count }) => `${count} × ${reason}`);
  const first = log.listed.slice(0, 3).map(({ row, reason, text }) => `line ${row}: ${reason} (${text})`);
  const details: RefusalDetails = {
    rows: rowCount,
    refused: log.count(),
    refusedBy: log.byReason(),
    refusedRows: log.listed,
  };
  throw new AppError(
    'invalid-input',
    `${against} of ${rowCount} rows cannot be true (${percent(against / rowCount)}), at most ${percent(maxShare)} may be: ${reasons.join(', ')}; ${first.join('; ')}`,
    { details },
  );
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}
