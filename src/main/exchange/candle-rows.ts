/** What a row of an exchange's answer must be to be a candle. */

/** Opening time, open, high, low, close, volume, traded value (NaN where the exchange does not tell). */
export type Candle = readonly [
  openTime: number,
  open: number,
  high: number,
  low: number,
  close: number,
  volume: number,
  quoteVolume: number,
];

/** Milliseconds by which our idea of the exchange's time may be behind; some tell theirs in whole seconds. */
const CLOCK_TOLERANCE = 5_000;

/** A row that could not be true. */
export type Refusal = { readonly openTime: number | null; readonly reason: string; readonly text: string };

/** What was asked: opening times from `since` to before `untilTime`, at the exchange's time `now`. */
export type Question = {
  readonly since: number;
  readonly untilTime: number;
  /** Milliseconds of the timeframe. */
  readonly step: number;
  readonly now: number;
};

/**
 * Returns the rows of one answer, sorted out:
 * - `candles`: the true ones within the question by opening time; more than one version where rows contradict,
 * - `refused`: rows that cannot be true. Rows before or after the question and the unfinished candle are no refusals,
 *   since many exchanges answer more than was asked,
 * - `oldest`, `newest`: opening times of the earliest and latest true rows from `since` on, asked for or not; Infinity
 *   and -Infinity without any,
 * - `rowCount`: rows of the answer, whatever they were.
 */
export function readAnswer(rows: readonly (readonly unknown[])[], question: Question) {
  const { since, untilTime, step, now } = question;
  const candles = new Map<number, Candle[]>();
  const refused: Refusal[] = [];
  let oldest = Number.POSITIVE_INFINITY;
  let newest = Number.NEGATIVE_INFINITY;
  for (const row of rows) {
    const reason = flawOf(row, step, now);
    const openTime = Array.isArray(row) && Number.isSafeInteger(row[0]) ? (row[0] as number) : null;
    if (reason !== null) {
      refused.push({ openTime, reason, text: textOf(row) });
      continue;
    }
    const time = openTime as number;
    if (time < since) continue;
    oldest = Math.min(oldest, time);
    newest = Math.max(newest, time);
    if (time >= untilTime) continue;
    const candle = toCandle(row as readonly number[]);
    const versions = candles.get(time) ?? [];
    if (!versions.some((version) => version.every((value, i) => Object.is(value, candle[i])))) versions.push(candle);
    candles.set(time, versions);
  }
  for (const [time, versions] of candles) {
    if (versions.length > 1) {
      refused.push({ openTime: time, reason: 'is given twice with different values', text: textOf(versions) });
    }
  }
  return { candles, refused, oldest, newest, rowCount: rows.length };
}

/** Returns why the row cannot be a candle, or null if it can. */
function flawOf(row: unknown, step: number, now: number): string | null {
  if (!Array.isArray(row)) return 'is no row';
  const [time, open, high, low, close, volume] = row;
  if (!Number.isSafeInteger(time)) return 'has no opening time';
  if (time % step !== 0) return 'does not open at a multiple of its timeframe';
  if (time > now + CLOCK_TOLERANCE) return 'opens in the future';
  for (const value of [open, high, low, close, volume]) {
    if (typeof value !== 'number' || !Number.isFinite(value)) return 'has a value that is no number';
  }
  if (low <= 0) return 'has a price that is not positive';
  if (volume < 0) return 'has a negative volume';
  if (high < low) return 'has its high below its low';
  if (high < open || high < close) return 'has its high below its open or close';
  if (low > open || low > close) return 'has its low above its open or close';
  return null;
}

function toCandle(row: readonly number[]): Candle {
  const [openTime, open, high, low, close, volume, traded] = row as readonly number[] & Candle;
  const quoteVolume = typeof traded === 'number' && Number.isFinite(traded) && traded >= 0 ? traded : Number.NaN;
  return [openTime, open, high, low, close, volume, quoteVolume];
}

function textOf(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, 200);
}
