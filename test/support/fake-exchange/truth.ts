/** Candles whose values encode market, timeframe and time, so that a misplaced or invented one shows. */

/** A market of the stand-in: which candles there are is a fact, what they hold is computed. */
export type FakeMarket = {
  readonly base: string;
  readonly quote: string;
  readonly listedAt: number;
  /** First instant without candles; null while it trades. */
  readonly delistedAt?: number | null;
  /** Opening times [from, until) at which nothing was traded. */
  readonly halts?: readonly (readonly [number, number])[];
};

/** A candle in decimal text, as exchanges send it. */
export type FakeRow = {
  readonly openTime: number;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  readonly volume: string;
  readonly quoteVolume: string;
};

/** Returns a whole number from 0 to below 2^32 that depends on every part in no visible way. */
function scramble(...parts: readonly number[]): number {
  let state = 0x9e3779b9;
  for (const part of parts) {
    state = Math.imul(state ^ (part >>> 0) ^ Math.floor(part / 2 ** 32), 0x85ebca6b);
    state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
    state ^= state >>> 16;
  }
  return state >>> 0;
}

function hashText(text: string): number {
  return [...text].reduce((hash, letter) => Math.imul(hash, 31) + letter.charCodeAt(0), 7) >>> 0;
}

/** Returns the one true candle of that market and opening time, all volumes with eight decimals, all prices with two. */
export function trueRow(market: FakeMarket, step: number, openTime: number): FakeRow {
  const name = hashText(`${market.base}/${market.quote}`);
  const cents = (time: number) => 10_000 + (name % 900) * 1_000 + (scramble(name, step, time) % 900);
  const [open, close] = [cents(openTime), cents(openTime + step)];
  const high = Math.max(open, close) + (scramble(name, step, openTime, 1) % 50);
  const low = Math.min(open, close) - (scramble(name, step, openTime, 2) % 50);
  const volume = 1_000 + (scramble(name, step, openTime, 3) % 1_000_000);
  const price = (value: number) => (value / 100).toFixed(2);
  return {
    openTime,
    open: price(open),
    high: price(high),
    low: price(low),
    close: price(close),
    volume: (volume / 1_000).toFixed(8),
    quoteVolume: ((volume / 1_000) * (low / 100)).toFixed(8),
  };
}

/** Returns whether a candle of the market opens then. */
export function isTraded(market: FakeMarket, openTime: number): boolean {
  if (openTime < market.listedAt || openTime >= (market.delistedAt ?? Number.POSITIVE_INFINITY)) return false;
  return !(market.halts ?? []).some(([from, until]) => openTime >= from && openTime < until);
}

/** Returns every candle that has opened by `now`, oldest first; the last may be unfinished and then holds false values. */
export function rowsUntil(market: FakeMarket, step: number, now: number): readonly FakeRow[] {
  const rows: FakeRow[] = [];
  for (let time = Math.ceil(market.listedAt / step) * step; time <= now; time += step) {
    if (!isTraded(market, time)) continue;
    const row = trueRow(market, step, time);
    rows.push(
      time + step > now ? { ...row, close: row.open, high: row.open, volume: '0.12500000', low: row.open } : row,
    );
  }
  return rows;
}

/** Returns the closed candles in [from, until) as numbers: what a right answer to the question is. */
export function trueCandles(
  market: FakeMarket,
  step: number,
  from: number,
  until: number,
): readonly (readonly number[])[] {
  const candles: number[][] = [];
  for (let time = Math.ceil(from / step) * step; time < until; time += step) {
    if (!isTraded(market, time)) continue;
    const row = trueRow(market, step, time);
    candles.push([time, ...[row.open, row.high, row.low, row.close, row.volume].map(Number)]);
  }
  return candles;
}
