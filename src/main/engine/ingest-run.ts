/**
 * Listings and closed candles of one exchange into the store.
 *
 * 1. {@link refreshListings}: which markets came, went and came back;
 * 2. {@link ingestCandles}: what is missing of the markets asked for, page by page, each page sealed as it arrives;
 * 3. rows that could not be true are kept as refusals;
 * 4. {@link linkIdentities}, if daily candles are new.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { TIMEFRAMES, type Timeframe } from '../../shared/candles.ts';
import type { Input, Output } from '../../shared/endpoint.ts';
import { AppError, type CancelSignal } from '../../shared/errors.ts';
import type { feeds } from '../../shared/feeds.ts';
import { formatInstant, type Instant, instantOf } from '../../shared/time.ts';
import type { Budget } from '../exchange/budget.ts';
import { type ExchangeClient, openExchange } from '../exchange/client.ts';
import type { Sleep } from '../exchange/wait.ts';
import { ingestCandles, type MarketReport } from '../feeds/live/candle-feed.ts';
import { type ListingRow, refreshListings } from '../feeds/live/listing-feed.ts';
import { findGaps, findSpan } from '../store/absences.ts';
import { beginBatch, discardAbandoned, sealBatch } from '../store/batches.ts';
import { appendListings, listListings } from '../store/listings.ts';
import { appendPiece, sealWithRefusals } from '../store/pieces.ts';
import type { EngineContext } from './context.ts';
import { refuseSimulated } from './is-simulated.ts';
import { linkIdentities } from './link-identities.ts';

type IngestInput = Input<(typeof feeds)['feeds.ingest']>;
type IngestOutput = Output<(typeof feeds)['feeds.ingest']>;

/** How exchanges are reached. Only tests hand it in: no way into the program can set it. */
export type ReachOptions = {
  readonly sleep: Sleep;
  /** Numbers from 0 to below 1, for the jitter of retries. */
  readonly random: () => number;
  /** Replaces scheme, host and port of every address of an exchange; null leaves them. */
  readonly origin: string | null;
};

/** No exchange has candles from before: the first market in bitcoins opened in 2010. */
const FIRST_DAY = instantOf(Date.UTC(2010, 0, 1));
/** Candles of a timeframe shorter than a day that are wanted where nothing is stored and no beginning was named. */
const DEFAULT_CANDLES = 1_000;
/** Share of an ingest that fetching takes; linking the series takes the rest. */
const FETCHING_SHARE = 0.95;
/** Listings a transaction: about 5 ms. */
const LISTINGS_AT_ONCE = 250;

/**
 * Returns what arrived, market by market; a market that failed is an entry of its own. Without markets the listings alone
 * are refreshed. Without `from` everything is wanted that is missing behind the first stored candle or, where none is
 * stored, the whole history of days and the last thousand of shorter candles.
 *
 * Throws `conflict` for a store with a simulated market, `not-found` for an exchange that is not known, `invalid-input` for an empty stretch or a timeframe that it lacks,
 * `unavailable` and `rate-limited` if not even its markets could be had, and `cancelled`; what had arrived by then is kept.
 */
export async function runIngest(
  context: EngineContext,
  input: IngestInput,
  reach: ReachOptions & { readonly budget: Budget },
  signal: CancelSignal,
): Promise<IngestOutput> {
  const { store, clock, events } = context;
  const { markets, timeframe } = input;
  refuseSimulated(store);
  const from = startOf(context, input);
  const until = input.until === null ? null : instantOf(input.until);
  if (until !== null && until <= from) {
    throw new AppError(
      'invalid-input',
      `The stretch was ${formatInstant(from)} to ${formatInstant(until)}, needs to end after it begins`,
    );
  }
  const { budget, sleep, random, origin } = reach;
  const exchange = await openExchange({
    ...{ id: input.exchange, clock, sleep, random, budget, signal },
    ...(origin === null ? {} : { origin }),
  });
  const report = context.reporter('feeds.ingest');
  const startedAt = clock();
  let hasNews = false;
  try {
    report(0, `${exchange.name}: listings`);
    const listings = await refreshListings({
      exchange,
      clock,
      findListings: (source) => listListings(store, source),
      write: async (rows) => {
        await writeListings(context, exchange.id, rows);
        hasNews = true;
      },
    });
    const reports =
      markets.length === 0
        ? []
        : await ingestCandles({
            ...{ exchange, markets, timeframe, from, until, clock, signal },
            findSpan: (symbol) => findSpan(store, exchange.id, timeframe, symbol),
            findGaps: (symbol, fromTime, untilTime) =>
              findGaps(store, exchange.id, timeframe, symbol, fromTime, untilTime),
            write: ({ block, knownSource, absences }) => {
              const start = { source: exchange.id, kind: 'candles', fetchedAt: clock(), knownSource };
              const count = appendPiece(store, start, { block, absences });
              hasNews ||= count.inserted + count.revised > 0;
              return count;
            },
            onProgress: ({ market, done, candleCount }) => {
              const seconds = (clock() - startedAt) / 1000;
              report(FETCHING_SHARE * done, market, seconds > 0 ? candleCount / seconds : null);
            },
          });
    for (const market of reports) keepRefusals(context, exchange, timeframe, market);
    if (timeframe === '1d' && reports.some(({ inserted }) => inserted > 0)) {
      await linkIdentities(context, signal, (done, note) => report(FETCHING_SHARE + (1 - FETCHING_SHARE) * done, note));
    }
    return {
      exchange: exchange.id,
      listingCount: listings.markets.length,
      markets: reports.map(({ refusals: _, absences, ...rest }) => ({ ...rest, absences: { ...absences } })),
    };
  } finally {
    await exchange.close();
    if (hasNews) events.publish('data.changed', { source: exchange.id });
  }
}

function startOf({ store, clock }: EngineContext, { exchange, markets, timeframe, from }: IngestInput): Instant {
  if (from !== null) return instantOf(from);
  const spans = markets.map((market) => findSpan(store, exchange, timeframe, market)?.earliestTime ?? Infinity);
  const step = TIMEFRAMES[timeframe];
  const usual = timeframe === '1d' ? FIRST_DAY : (Math.floor(clock() / step) - DEFAULT_CANDLES) * step;
  return instantOf(Math.min(usual, ...spans));
}

/** Stores listings as one batch, in short transactions. What an earlier run had begun and not finished is taken away first. */
async function writeListings({ store, clock }: EngineContext, source: string, rows: readonly ListingRow[]) {
  discardAbandoned(store, source, 'listings', null);
  const { batchId } = beginBatch(store, { source, kind: 'listings', fetchedAt: clock(), knownSource: 'observed' });
  for (let from = 0; from < rows.length; from += LISTINGS_AT_ONCE) {
    appendListings(store, batchId, rows.slice(from, from + LISTINGS_AT_ONCE));
    await nextTurn();
  }
  sealBatch(store, batchId);
}

function keepRefusals(
  { store, clock }: EngineContext,
  { id }: ExchangeClient,
  timeframe: Timeframe,
  { market, refused, refusals }: MarketReport,
): void {
  if (refused === 0) return;
  const start = { source: id, kind: 'refusals', fetchedAt: clock(), knownSource: 'observed' } as const;
  const { batchId } = beginBatch(store, start);
  const rows = refusals.map(({ reason, text }, i) => ({
    file: `${id}:${market} ${timeframe}`,
    row: i + 1,
    reason,
    text,
  }));
  sealWithRefusals(store, batchId, rows, refused);
}
