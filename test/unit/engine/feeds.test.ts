import { afterEach, describe, expect, it } from 'vitest';
import { feedHandlers } from '../../../src/main/engine/feeds.ts';
import { findGaps, findSpan } from '../../../src/main/store/absences.ts';
import { listBatches } from '../../../src/main/store/batches.ts';
import { connectionOf } from '../../../src/main/store/connection.ts';
import { listListings } from '../../../src/main/store/listings.ts';
import { countRefusals, listRefusals } from '../../../src/main/store/refusals.ts';
import { findSetting } from '../../../src/main/store/settings.ts';
import type { Timeframe } from '../../../src/shared/candles.ts';
import { contract } from '../../../src/shared/contract.ts';
import type { Sent } from '../../../src/shared/endpoint.ts';
import { NEVER_CANCELLED } from '../../../src/shared/errors.ts';
import type { feeds } from '../../../src/shared/feeds.ts';
import { DAY, HOUR, MINUTE } from '../../../src/shared/time.ts';
import { openContext, type TestContext } from '../../support/engine-context.ts';
import type { Fault } from '../../support/fake-exchange/faults.ts';
import { createHandClock } from '../../support/fake-exchange/hand-clock.ts';
import { type FakeExchange, startFakeExchange } from '../../support/fake-exchange/server.ts';
import { type FakeMarket, trueCandles } from '../../support/fake-exchange/truth.ts';

const START = Date.UTC(2024, 0, 1);
const NOW = START + 400 * DAY + 7 * HOUR;
const BITCOIN: FakeMarket = { base: 'BTC', quote: 'USD', listedAt: START };
const ETHER: FakeMarket = { base: 'ETH', quote: 'USD', listedAt: START + 100 * DAY };
const forever = Number.POSITIVE_INFINITY;

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

type Room = {
  context: TestContext;
  fake: FakeExchange;
  time: ReturnType<typeof createHandClock>;
  ingest: (
    input: Partial<Sent<(typeof feeds)['feeds.ingest']>>,
    signal?: { aborted: boolean },
  ) => Promise<{ listingCount: number; markets: { inserted: number; error: string | null }[] }>;
  stored: (symbol: string, timeframe?: Timeframe) => number[][];
};

async function openRoom(
  id: 'binance' | 'kraken',
  parts: { markets?: readonly FakeMarket[]; faults?: readonly Fault[]; now?: number } = {},
): Promise<Room> {
  const time = createHandClock(parts.now ?? NOW);
  const context = openContext(time.clock);
  const { markets = [BITCOIN, ETHER], faults = [] } = parts;
  const fake = await startFakeExchange({ id, clock: time.clock, markets, faults });
  closers.push(context.close, fake.close);
  const handlers = feedHandlers(context, { sleep: time.sleep, random: () => 0.5, origin: fake.origin });
  return {
    ...{ context, fake, time },
    ingest: async (input, signal = NEVER_CANCELLED) =>
      handlers['feeds.ingest'](contract['feeds.ingest'].input.parse({ exchange: id, ...input }), signal),
    stored: (symbol, timeframe = '1d') =>
      connectionOf(context.store)
        .database.prepare(
          `SELECT open_time, candles.open, high, low, close, volume FROM candles JOIN series ON series.id = series_id
           WHERE source = ? AND key = ? AND timeframe = ? ORDER BY open_time, known_at`,
        )
        .raw()
        .all(id, symbol, timeframe) as number[][],
  };
}

describe.each(['binance', 'kraken'] as const)('feeds.ingest from %s', (id) => {
  it('stores listings and closed candles, links the series and says so once', async () => {
    const room = await openRoom(id);
    const report = await room.ingest({ markets: ['BTC/USD', 'ETH/USD'], from: START });
    expect(report).toMatchObject({
      ...{ exchange: id, listingCount: 2 },
      markets: [
        { market: 'BTC/USD', inserted: 400, revised: 0, refused: 0, absences: {}, error: null, earliestTime: START },
        { market: 'ETH/USD', inserted: 300, absences: { not_listed: 1 }, latestTime: START + 399 * DAY },
      ],
    });
    expect(room.stored('BTC/USD')).toEqual(trueCandles(BITCOIN, DAY, START, START + 400 * DAY));
    expect(room.stored('ETH/USD')).toEqual(trueCandles(ETHER, DAY, START, START + 400 * DAY));
    expect(listListings(room.context.store, id).map(({ key }) => key)).toEqual(['BTC/USD', 'ETH/USD']);
    expect(findGaps(room.context.store, id, '1d', 'ETH/USD', START, START + 200 * DAY)).toMatchObject([
      { fromTime: START, untilTime: START + 100 * DAY, absentKind: 'not_listed' },
    ]);
    expect(room.context.jobs).toEqual(['link-series']);
    expect(room.context.heard).toEqual([{ name: 'data.changed', payload: { source: id } }]);
    expect(room.context.progress.at(-1)).toMatchObject({ call: 'feeds.ingest', done: 1 });
    expect(listBatches(room.context.store).every(({ state }) => state === 'sealed')).toBe(true);
    // the client lets go of its sockets
    expect(room.context.defects).toEqual([]);
  });

  it('asked again, stores nothing, tells nobody and links nothing', async () => {
    const room = await openRoom(id);
    await room.ingest({ markets: ['BTC/USD'], from: START });
    const report = await room.ingest({ markets: ['BTC/USD'] });
    expect(report.markets).toMatchObject([{ inserted: 0, error: null }]);
    expect(room.context.jobs).toHaveLength(1);
    expect(room.context.heard).toHaveLength(1);
  });

  it('goes on behind what is stored and refills a gap', async () => {
    const hole = { fromTime: START + 396 * DAY, untilTime: START + 399 * DAY };
    const room = await openRoom(id, { faults: [{ kind: 'missing', ...hole, times: forever }] });
    await room.ingest({ markets: ['BTC/USD'], from: START });
    expect(room.stored('BTC/USD')).toHaveLength(397);
    room.fake.lie([]);
    room.time.move(5 * DAY);
    // without a beginning of its own, from the first stored candle on
    expect(await room.ingest({ markets: ['BTC/USD'] })).toMatchObject({ markets: [{ inserted: 8 }] });
    expect(room.stored('BTC/USD')).toEqual(trueCandles(BITCOIN, DAY, START, START + 405 * DAY));
    expect(findSpan(room.context.store, id, '1d', 'BTC/USD')).toEqual({
      earliestTime: START,
      latestTime: START + 404 * DAY,
    });
  });

  it('refills what a failing exchange left out', async () => {
    const room = await openRoom(id, { faults: [{ kind: 'status', status: 502, times: forever }] });
    const [failed] = (await room.ingest({ markets: ['BTC/USD'], from: START })).markets;
    expect(failed).toMatchObject({ inserted: 0, absences: { provider_error: 1 }, error: expect.any(String) });
    room.fake.lie([]);
    room.time.move(4 * DAY);
    expect((await room.ingest({ markets: ['BTC/USD'], from: START })).markets).toMatchObject([{ inserted: 404 }]);
    expect(room.stored('BTC/USD')).toEqual(trueCandles(BITCOIN, DAY, START, START + 404 * DAY));
  });

  it('keeps the rows that could not be true as refusals', async () => {
    const openTime = START + 200 * DAY;
    const room = await openRoom(id, { faults: [{ kind: 'impossible', openTime, times: forever }] });
    const { markets } = await room.ingest({ markets: ['BTC/USD'], from: START });
    expect(markets).toMatchObject([{ inserted: 399, refused: 1 }]);
    expect(countRefusals(room.context.store)).toBe(1);
    expect(listRefusals(room.context.store)).toMatchObject([
      { file: `${id}:BTC/USD 1d`, row: 1, reason: expect.stringContaining('high') },
    ]);
  });

  it('without markets refreshes the listings alone', async () => {
    const room = await openRoom(id);
    expect(await room.ingest({})).toMatchObject({ listingCount: 2, markets: [] });
    expect(room.fake.requests.filter(({ route }) => route === 'candles')).toEqual([]);
    expect(room.context.jobs).toEqual([]);
  });

  it('keeps the budget of requests across restarts', async () => {
    const room = await openRoom(id, {
      faults: [{ route: 'candles', kind: 'status', status: 429, retryAfter: '86400', times: forever }],
    });
    const first = await room.ingest({ markets: ['BTC/USD'], from: START });
    expect(first.markets).toMatchObject([{ absences: { rate_limited: 1 } }]);
    const saved = findSetting(room.context.store, 'request-budget') as Record<string, { blockedUntil: number }>;
    expect(saved[room.fake.host]?.blockedUntil).toBeGreaterThan(NOW + 23 * HOUR);
    // another engine over the same store leaves the host alone, without a single request
    const before = room.fake.requests.length;
    const handlers = feedHandlers(room.context, { ...room.time, random: () => 0, origin: room.fake.origin });
    const input = contract['feeds.ingest'].input.parse({ exchange: id, markets: ['BTC/USD'] });
    await expect(handlers['feeds.ingest'](input, NEVER_CANCELLED)).rejects.toMatchObject({
      code: 'rate-limited',
      details: { retryAt: expect.any(Number) },
    });
    expect(room.fake.requests.length).toBe(before);
  });

  it('cancelled between two pages, keeps what arrived', async () => {
    const room = await openRoom(id, { now: START + 100 * DAY + 10 * MINUTE });
    const signal = { aborted: false };
    room.context.events.subscribe((name, payload) => {
      const { done } = payload as { done: number };
      if (name === 'system.progress' && done > 0) signal.aborted = true;
    });
    const ask = room.ingest({ markets: ['BTC/USD', 'ETH/USD'], timeframe: '1h', from: START }, signal);
    await expect(ask).rejects.toMatchObject({ code: 'cancelled' });
    const arrived = room.stored('BTC/USD', '1h');
    expect(arrived.length).toBeGreaterThanOrEqual(720);
    expect(arrived).toEqual(trueCandles(BITCOIN, HOUR, arrived[0]![0]!, arrived.at(-1)![0]! + HOUR));
    expect(listBatches(room.context.store).every(({ state }) => state === 'sealed')).toBe(true);
    expect(room.context.heard).toHaveLength(1);
    expect(room.context.jobs).toEqual([]);
  });

  it('of candles shorter than a day asks for the last thousand, if nobody says from when', async () => {
    const room = await openRoom(id, { now: START + 100 * DAY + 10 * MINUTE });
    const { markets } = await room.ingest({ markets: ['BTC/USD'], timeframe: '1h' });
    expect(markets).toMatchObject([{ inserted: id === 'binance' ? 1000 : 720 }]);
  });

  it('takes away the listings that a killed run had begun', async () => {
    const room = await openRoom(id);
    connectionOf(room.context.store)
      .database.prepare(
        "INSERT INTO batches (source, kind, fetched_at, known_source) VALUES (?, 'listings', 0, 'observed')",
      )
      .run(id);
    await room.ingest({});
    expect(listBatches(room.context.store)).toMatchObject([{ kind: 'listings', state: 'sealed' }]);
  });
});

describe('feeds.ingest', () => {
  it('knows the exchanges that ccxt knows, and says so of others', async () => {
    const room = await openRoom('kraken');
    await expect(room.ingest({ exchange: 'krakatoa' })).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringMatching(/^Exchange was krakatoa, needs one of the \d+ that ccxt names$/),
    });
    expect(room.fake.requests).toEqual([]);
  });

  it('refuses a stretch that ends before it begins', async () => {
    const room = await openRoom('kraken');
    await expect(room.ingest({ markets: ['BTC/USD'], from: START, until: START })).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('needs to end after it begins'),
    });
    expect(room.fake.requests).toEqual([]);
  });

  it('is unavailable when the exchange is, and the store stays as it was', async () => {
    const room = await openRoom('binance', { faults: [{ route: 'markets', kind: 'cut', times: forever }] });
    await expect(room.ingest({ markets: ['BTC/USD'], from: START })).rejects.toMatchObject({ code: 'unavailable' });
    expect(listBatches(room.context.store)).toEqual([]);
    expect(room.context.heard).toEqual([]);
  });
});
