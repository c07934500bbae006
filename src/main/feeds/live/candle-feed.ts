/**
 * Candles from an exchange into the store.
 *
 * 1. `ingestCandles` asks the exchange for its time and its markets, and takes the markets one after another.
 * 2. `planMarket` finds what is missing: everything that is not stored and has closed by the exchange's time, less what is
 *    known to be absent for good, plus the last two stored candles, which an exchange may still have corrected.
 * 3. `ingestMarket` pages through it and hands each page on: candles with the instant at which they became known, and a
 *    typed absence for every one that is missing.
 */
import { TIMEFRAMES, type Timeframe } from '../../../shared/candles.ts';
import { AppError, type CancelSignal, throwIfCancelled } from '../../../shared/errors.ts';
import { type Clock, HOUR, type Instant } from '../../../shared/time.ts';
import type { Candle, Refusal } from '../../exchange/candle-rows.ts';
import { type CandlePage, pageCandles } from '../../exchange/candles.ts';
import type { ExchangeClient } from '../../exchange/client.ts';
import { fetchMarkets } from '../../exchange/markets.ts';
import {
  type Absence,
  type AbsenceKind,
  absenceOf,
  type Gap,
  intersect,
  isSettled,
  joinStretches,
  type Stretch,
} from './absences.ts';
import { type CandlePiece, toPieces } from './candle-pieces.ts';

/** What the store did with a piece: rows new to it, and rows whose values replace others. */
export type WriteCount = { readonly inserted: number; readonly revised: number };

export type IngestOptions = {
  readonly exchange: ExchangeClient;
  /** Symbols, base over quote, such as `BTC/USD`. */
  readonly markets: readonly string[];
  readonly timeframe: Timeframe;
  /** First instant wanted. */
  readonly from: Instant;
  /** First instant not wanted; null for all that has closed. */
  readonly until: Instant | null;
  readonly clock: Clock;
  readonly signal: CancelSignal;
  /** Earliest and latest stored opening time of a market, null without any. */
  readonly findSpan: (symbol: string) => { earliestTime: number; latestTime: number } | null;
  /**
   * The stretches of opening times in [from, until) without stored candles, in order, without overlap, split by the newest
   * absence recorded for them. All of [from, until) for a market of which nothing is stored.
   */
  readonly findGaps: (symbol: string, fromTime: number, untilTime: number) => readonly Gap[];
  /** Stores one piece in one transaction. A candle equal to the stored one, whatever its `knownAt`, is to change nothing. */
  readonly write: (piece: CandlePiece) => WriteCount | Promise<WriteCount>;
  readonly onProgress?: (progress: IngestProgress) => void;
};

export type IngestProgress = {
  readonly market: string;
  readonly marketIndex: number;
  readonly marketCount: number;
  /** Share of all that is to be asked for, 0 to 1. */
  readonly done: number;
  /** Candles received so far, over all markets. */
  readonly candleCount: number;
};

export type MarketReport = {
  readonly market: string;
  readonly inserted: number;
  readonly revised: number;
  /** Rows that could not be true. */
  readonly refused: number;
  /** The first of them. */
  readonly refusals: readonly Refusal[];
  /** Stretches recorded as absent, by reason. */
  readonly absences: Partial<Record<AbsenceKind, number>>;
  /** Opening times of the earliest and latest candle received in this run. */
  readonly earliestTime: Instant | null;
  readonly latestTime: Instant | null;
  /** Why the market was not finished; null if it was. */
  readonly error: string | null;
};

/** Milliseconds by which a candle must have closed: exchanges complete their newest candle a little later. */
const SAFETY = 5_000;
/** The same where the exchange does not tell its time and ours has to do. */
const BLIND_SAFETY = 60_000;
/** Milliseconds after its close, and at most its own length, within which a candle counts as seen live. */
const LIVE = HOUR;
const MOST_REFUSALS = 20;
/** Markets in a row that end without an answer before the exchange is left alone. */
const MOST_FAILURES = 3;

/**
 * Returns a report a market, in the order asked for. Failures of a market are part of its report and recorded as
 * absences; thrown are `cancelled`, `invalid-input` for a timeframe that the exchange lacks, whatever `write` throws, and
 * `unavailable` or `rate-limited` if not even the exchange's time and markets could be had.
 */
export async function ingestCandles(options: IngestOptions): Promise<readonly MarketReport[]> {
  const { exchange, timeframe, clock } = options;
  if (!exchange.timeframes.includes(timeframe)) {
    throw new AppError(
      'invalid-input',
      `${exchange.name} has no candles of ${timeframe}, needs one of ${exchange.timeframes.join(', ')}`,
    );
  }
  const serverTime = await exchange.fetchServerTime();
  const ahead = serverTime === null ? 0 : serverTime - clock();
  const safety = serverTime === null ? BLIND_SAFETY : SAFETY;
  const markets = new Map((await fetchMarkets(exchange)).map((market) => [market.symbol, market]));

  const reports: MarketReport[] = [];
  let candleCount = 0;
  let failures = 0;
  for (const [marketIndex, symbol] of options.markets.entries()) {
    throwIfCancelled(options.signal);
    const market = markets.get(symbol);
    const tally = createTally(symbol);
    if (market === undefined) {
      tally.fail(`${exchange.name} lists no spot market ${symbol}, needs one that it does`);
    } else if (failures >= MOST_FAILURES) {
      tally.fail(`${exchange.name} left ${failures} markets without an answer, so it was not asked again`);
    } else {
      const report = (share: number, count: number) => {
        candleCount += count;
        const done = (marketIndex + share) / options.markets.length;
        options.onProgress?.({ market: symbol, marketIndex, marketCount: options.markets.length, done, candleCount });
      };
      const error = await ingestMarket({ ...options, symbol, isActive: market.active, ahead, safety, tally, report });
      failures = error?.code === 'unavailable' ? failures + 1 : 0;
    }
    reports.push(tally.read());
  }
  return reports;
}

type MarketOptions = IngestOptions & {
  readonly symbol: string;
  readonly isActive: boolean;
  /** Milliseconds by which the exchange's clock is ahead of ours. */
  readonly ahead: number;
  readonly safety: number;
  readonly tally: Tally;
  readonly report: (share: number, candleCount: number) => void;
};

type Plan = {
  readonly ranges: readonly Stretch[];
  /** What is to be told about: not stored and not settled. */
  readonly missing: readonly Stretch[];
  /** What may be written: not stored, or stored and asked for again. */
  readonly wanted: readonly Stretch[];
  /** Stored candles asked for again. */
  readonly again: Stretch | null;
  readonly gaps: readonly Gap[];
};

function planMarket(options: MarketOptions, span: ReturnType<IngestOptions['findSpan']>): Plan {
  const step = TIMEFRAMES[options.timeframe];
  const now = options.clock();
  const fromTime = Math.ceil(options.from / step) * step;
  const closedTime = Math.floor((now + options.ahead - options.safety) / step) * step;
  const untilTime = Math.min(closedTime, Math.ceil((options.until ?? closedTime) / step) * step);
  const gaps = fromTime < untilTime ? options.findGaps(options.symbol, fromTime, untilTime) : [];
  const missing = gaps.filter((gap) => !isSettled(gap, step, now));
  const isWithin = span !== null && span.latestTime >= fromTime && span.latestTime < untilTime;
  const again = isWithin
    ? { fromTime: Math.max(fromTime, span.earliestTime, span.latestTime - step), untilTime: span.latestTime + step }
    : null;
  const asked = again === null ? missing : [...missing, again];
  // Two holes that fit into one page are cheaper asked for together.
  const distance = ((options.exchange.pageLimit ?? 100) * step) / 2;
  return {
    ranges: joinStretches(asked, distance),
    missing,
    wanted: joinStretches(again === null ? gaps : [...gaps, again], 0),
    again,
    gaps,
  };
}

/** Returns the failure that stopped the market, if one did; it has been recorded and tallied. */
async function ingestMarket(options: MarketOptions): Promise<AppError | null> {
  const { exchange, symbol, timeframe, tally, clock } = options;
  const step = TIMEFRAMES[timeframe];
  const span = options.findSpan(symbol);
  const plan = planMarket(options, span);
  const total = plan.ranges.reduce((sum, { fromTime, untilTime }) => sum + untilTime - fromTime, 0);
  let passed = 0;
  let known = span;

  const pass = async (candles: readonly Candle[], absences: readonly Absence[]) => {
    const now = clock();
    const [first, last] = [candles[0], candles[candles.length - 1]];
    const near = first === undefined || last === undefined ? plan : nearby(plan, first[0], last[0] + step);
    const knownAt = ([openTime]: Candle) => knownAtOf(openTime, step, now, near);
    for (const piece of toPieces({ source: exchange.id, symbol, timeframe, candles, absences, knownAt, now })) {
      tally.add(piece, await options.write(piece));
    }
  };

  for (const range of plan.ranges) {
    const pages = pageCandles({
      ...range,
      step,
      limit: exchange.pageLimit,
      signal: options.signal,
      serverNow: () => clock() + options.ahead,
      fetchRows: (since) => exchange.fetchCandleRows(symbol, timeframe, since),
    });
    let nextTime = range.fromTime;
    for (;;) {
      const page = await takePage(pages);
      if (page === null) break;
      if (page instanceof AppError) {
        const rest = [
          { ...range, fromTime: nextTime },
          ...plan.ranges.filter(({ fromTime }) => fromTime > range.fromTime),
        ];
        const kind = page.code === 'rate-limited' ? 'rate_limited' : 'provider_error';
        await pass(
          [],
          rest.flatMap((stretch) => intersect(plan.missing, stretch).map((part) => ({ ...part, kind }))),
        );
        tally.fail(page.message);
        return page;
      }
      const covered = { fromTime: nextTime, untilTime: page.nextTime };
      const wanted = intersect(plan.wanted, covered);
      const candles = page.candles.filter(([time]) =>
        wanted.some(({ fromTime, untilTime }) => time >= fromTime && time < untilTime),
      );
      const context = { span: known, isActive: options.isActive };
      const absences = page.holes.flatMap((hole) =>
        intersect(plan.missing, hole).map((part) => ({ ...part, kind: absenceOf({ ...hole, ...part }, context) })),
      );
      tally.refuse(page.refused);
      await pass(candles, absences);
      known = widen(known, candles);
      options.report((passed + page.nextTime - range.fromTime) / total, candles.length);
      nextTime = page.nextTime;
    }
    passed += range.untilTime - range.fromTime;
  }
  return null;
}

/** Returns the next page, null at the end, or what the exchange failed with. Cancelling and defects go through. */
async function takePage(pages: AsyncGenerator<CandlePage>): Promise<CandlePage | AppError | null> {
  try {
    const { value, done } = await pages.next();
    return done === true ? null : value;
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code !== 'cancelled') return thrown;
    throw thrown;
  }
}

function widen(span: MarketSpan, candles: readonly Candle[]): MarketSpan {
  const [first, last] = [candles[0], candles[candles.length - 1]];
  if (first === undefined || last === undefined) return span;
  return {
    earliestTime: Math.min(span?.earliestTime ?? first[0], first[0]),
    latestTime: Math.max(span?.latestTime ?? last[0], last[0]),
  };
}

type MarketSpan = ReturnType<IngestOptions['findSpan']>;

/**
 * Returns when the candle became known, and whether that was seen or is assumed: seen just after its close, or missing
 * when it was looked for then, or asked for again (what differs is a revision, known from now on); otherwise it is history,
 * and assumed to have been known at its close.
 */
function knownAtOf(openTime: number, step: number, now: number, plan: Pick<Plan, 'again' | 'gaps'>) {
  const closeTime = openTime + step;
  const live = Math.min(step, LIVE);
  const isAgain = plan.again !== null && openTime >= plan.again.fromTime && openTime < plan.again.untilTime;
  const wasMissed = plan.gaps.some(
    ({ fromTime, untilTime, absentKnownAt }) =>
      absentKnownAt !== null &&
      openTime >= fromTime &&
      openTime < untilTime &&
      absentKnownAt >= closeTime &&
      absentKnownAt - closeTime <= live,
  );
  const isObserved = isAgain || wasMissed || now - closeTime <= live;
  return { knownAt: isObserved ? Math.max(closeTime, now) : closeTime, isObserved };
}

function nearby(plan: Plan, fromTime: number, untilTime: number): Pick<Plan, 'again' | 'gaps'> {
  const gaps = plan.gaps.filter(
    (gap) => gap.absentKnownAt !== null && gap.fromTime < untilTime && gap.untilTime > fromTime,
  );
  return { again: plan.again, gaps };
}

type Tally = ReturnType<typeof createTally>;

function createTally(market: string) {
  const absences: Partial<Record<AbsenceKind, number>> = {};
  const refusals: Refusal[] = [];
  let [inserted, revised, refused] = [0, 0, 0];
  let [earliestTime, latestTime]: [Instant | null, Instant | null] = [null, null];
  let error: string | null = null;
  return {
    add: (piece: CandlePiece, count: WriteCount) => {
      inserted += count.inserted;
      revised += count.revised;
      for (const { kind } of piece.absences) absences[kind] = (absences[kind] ?? 0) + 1;
      for (const time of piece.block.openTime as Iterable<Instant>) {
        if (earliestTime === null || time < earliestTime) earliestTime = time;
        if (latestTime === null || time > latestTime) latestTime = time;
      }
    },
    refuse: (rows: readonly Refusal[]) => {
      refused += rows.length;
      refusals.push(...rows.slice(0, Math.max(0, MOST_REFUSALS - refusals.length)));
    },
    fail: (message: string) => {
      error = message;
    },
    read: (): MarketReport => ({
      market,
      inserted,
      revised,
      refused,
      refusals,
      absences,
      earliestTime,
      latestTime,
      error,
    }),
  };
}
