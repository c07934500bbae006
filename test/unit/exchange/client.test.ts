import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { createBudget } from '../../../src/main/exchange/budget.ts';
import { readAnswer } from '../../../src/main/exchange/candle-rows.ts';
import { openExchange } from '../../../src/main/exchange/client.ts';
import { fetchMarkets } from '../../../src/main/exchange/markets.ts';
import { DAY, MINUTE } from '../../../src/shared/time.ts';
import { openDesk } from '../../support/fake-exchange/desk.ts';
import { createHandClock } from '../../support/fake-exchange/hand-clock.ts';
import type { FakeMarket } from '../../support/fake-exchange/truth.ts';
import { announceMissingData, hasSharedData, SHARED_DATA } from '../../support/shared-data.ts';

const NOW = Date.UTC(2025, 0, 1, 7);
const MARKETS: readonly FakeMarket[] = [
  { base: 'BTC', quote: 'USD', listedAt: NOW - 300 * DAY },
  { base: 'ETH', quote: 'EUR', listedAt: NOW - 300 * DAY },
];

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});
async function open(id: 'binance' | 'kraken', parts: Partial<Parameters<typeof openDesk>[0]> = {}) {
  const desk = await openDesk({ id, now: NOW, markets: MARKETS, ...parts });
  closers.push(desk.close);
  return desk;
}

describe('fetchMarkets', () => {
  test('Binance: in the words of the program', async () => {
    const { exchange } = await open('binance');
    expect(await fetchMarkets(exchange)).toEqual([
      {
        marketId: 'binance:BTC/USD',
        symbol: 'BTC/USD',
        base: 'BTC',
        quote: 'USD',
        active: true,
        createdAt: null,
        precision: { price: 0.01, amount: 0.00001 },
        limits: {
          amount: { min: 0.00001, max: 9_000 },
          price: { min: 0.01, max: 1_000_000 },
          cost: { min: 5, max: 9_000_000 },
        },
      },
      expect.objectContaining({ marketId: 'binance:ETH/EUR', base: 'ETH', quote: 'EUR', active: true }),
    ]);
  });

  test('Kraken: its old names are ours', async () => {
    const { exchange, fake } = await open('kraken');
    expect(await fetchMarkets(exchange)).toEqual([
      {
        marketId: 'kraken:BTC/USD',
        symbol: 'BTC/USD',
        base: 'BTC',
        quote: 'USD',
        active: true,
        createdAt: null,
        precision: { price: 0.01, amount: 1e-8 },
        limits: { amount: { min: 0.00005, max: null }, price: { min: null, max: null }, cost: { min: 0.5, max: null } },
      },
      expect.objectContaining({ marketId: 'kraken:ETH/EUR' }),
    ]);
    await fetchMarkets(exchange);
    expect(fake.requests.map(({ route }) => route)).toEqual(['markets']);
  });

  test('asks for spot markets alone, and says when one does not trade', async () => {
    const dead: FakeMarket = { base: 'LUNA', quote: 'USDT', listedAt: NOW - 300 * DAY, delistedAt: NOW - 100 * DAY };
    const { exchange, fake } = await open('binance', { markets: [dead] });
    expect(await fetchMarkets(exchange)).toMatchObject([{ symbol: 'LUNA/USDT', active: false }]);
    expect(fake.requests).toHaveLength(1);
  });
});

describe('openExchange', () => {
  test('refuses an exchange that ccxt does not know', async () => {
    const time = createHandClock(NOW);
    const budget = createBudget({ ...time, storage: { load: () => null, save: () => {} } });
    const opening = openExchange({ id: 'mtgox', ...time, random: Math.random, budget });
    await expect(opening).rejects.toMatchObject({ code: 'not-found', message: expect.stringContaining('mtgox') });
  });

  test.each(['binance', 'kraken'] as const)('%s: traded value comes along', async (id) => {
    const { exchange } = await open(id);
    const [row] = await exchange.fetchCandleRows('BTC/USD', '1d', NOW - 7 * 3_600_000 - 3 * DAY);
    const [, , , low, , volume, quoteVolume] = row as number[];
    expect(quoteVolume! / (volume! * low!)).toBeCloseTo(1, 4);
  });

  test('refuses a timeframe that the exchange lacks, and a market that it does not list', async () => {
    const { exchange } = await open('kraken');
    await expect(exchange.fetchCandleRows('BTC/USD', '3m', NOW)).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(exchange.fetchCandleRows('NO/USD', '1d', NOW)).rejects.toMatchObject({ code: 'not-found' });
  });

  test.each([
    ['kraken', '{"error":["EQuery:Invalid asset pair"]}', 'not-found', 1],
    ['kraken', '{"error":["EGeneral:Too many requests"]}', 'rate-limited', 5],
    ['kraken', '{"error":["EService:Unavailable"]}', 'unavailable', 5],
    ['kraken', '{"error":["EGeneral:Invalid arguments"]}', 'internal', 1],
    ['kraken', '{"error":[],"result":{}}', 'unavailable', 5],
    ['binance', '{"code":-1121,"msg":"Invalid symbol."}', 'not-found', 1],
    ['binance', '{"code":-1003,"msg":"Too many requests."}', 'rate-limited', 5],
    ['binance', '{"code":-1001,"msg":"Internal error."}', 'unavailable', 5],
    ['binance', '{"code":-1100,"msg":"Illegal characters."}', 'internal', 1],
  ] as const)('%s: %s with status 200 is %s', async (id, body, code, requests) => {
    const desk = await open(id, { faults: [{ kind: 'body', body, times: 99 }] });
    const asking = desk.exchange.fetchCandleRows('BTC/USD', '1d', NOW - DAY);
    await expect(asking).rejects.toMatchObject({ code });
    expect(desk.candleRequests()).toBe(requests);
  });

  test('a pause that one request was told to make holds for all of the host', async () => {
    const desk = await open('kraken', { faults: [{ kind: 'status', status: 429, retryAfter: '45' }] });
    const since = NOW - 20 * DAY;
    await desk.exchange.loadMarkets();
    const start = desk.time.clock();
    await Promise.all([
      desk.exchange.fetchCandleRows('BTC/USD', '1d', since),
      desk.exchange.fetchServerTime().then(() => desk.exchange.fetchServerTime()),
    ]);
    const after = desk.fake.requests.filter(({ time }) => time > start);
    expect(after.length).toBeGreaterThan(0);
    expect(after.every(({ time }) => time >= start + 45_000)).toBe(true);
  });

  test('two clients of one host share its budget, and no stretch of time sees more requests than it allows', async () => {
    const desk = await open('kraken', { faults: [{ kind: 'status', status: 500, times: 4 }] });
    const { time, budget, fake } = desk;
    const other = await openExchange({ id: 'kraken', ...time, random: () => 0.9, budget, origin: fake.origin });
    closers.push(other.close);
    // ccxt weighs Kraken's candles 1.2 and everything else 1, a second a token; our burst is 5.
    const spent = () => fake.requests.map(({ route, time: at }) => ({ at, cost: route === 'candles' ? 1.2 : 1 }));
    for (let days = 1; days <= 12; days += 1) {
      for (const exchange of [desk.exchange, other]) await exchange.fetchCandleRows('BTC/USD', '1d', NOW - days * DAY);
    }
    expect(spent()).toHaveLength(24 + 4 + 2);
    for (const { at: from } of spent()) {
      let sum = 0;
      for (const { at, cost } of spent().filter((request) => request.at >= from)) {
        sum += cost;
        expect(sum).toBeLessThanOrEqual(5 + (at - from) / 1_000 + 1e-6);
      }
    }

    // At once: a request may arrive after its tokens were spent, never before.
    const rested = time.clock() + 60_000;
    time.set(rested);
    const before = fake.requests.length;
    const clients = Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? desk.exchange : other));
    await Promise.all(clients.map((exchange) => exchange.fetchCandleRows('ETH/EUR', '1d', NOW - DAY)));
    const together = spent().slice(before);
    expect(together).toHaveLength(20);
    expect(together.reduce((sum, { cost }) => sum + cost, 0)).toBeLessThanOrEqual(
      5 + (time.clock() - rested) / 1_000 + 1e-6,
    );
    // 19 s, and at most a millisecond for rounding each of the fifteen waits up.
    expect(Math.floor((time.clock() - rested) / 20)).toBe(950);
    expect(budget.look(fake.host).freeAt).toBeGreaterThanOrEqual(time.clock());
  });

  test('leaves no socket and no timer behind', async () => {
    const resources = () => process.getActiveResourcesInfo().filter((name) => /TCP|Timeout/.test(name)).length;
    const before = resources();
    const desk = await openDesk({ id: 'binance', now: NOW, markets: MARKETS, faults: [{ kind: 'cut' }] });
    await desk.ingest({ markets: ['BTC/USD', 'ETH/EUR'], from: NOW - 100 * DAY });
    expect(desk.fake.socketCount()).toBeGreaterThan(0);
    await desk.exchange.close();
    await expect.poll(() => desk.fake.socketCount(), { interval: 1 }).toBe(0);
    await desk.fake.close();
    await expect.poll(resources, { interval: 1 }).toBeLessThanOrEqual(before);
  });

  test('is given up at once when the signal is raised', async () => {
    const desk = await open('kraken');
    const controller = new AbortController();
    const { time, budget, fake } = desk;
    const exchange = await openExchange({
      ...{ id: 'kraken', ...time, random: () => 0, budget, origin: fake.origin },
      signal: controller.signal,
    });
    closers.push(exchange.close);
    await exchange.loadMarkets();
    const asking = exchange.fetchCandleRows('BTC/USD', '1d', NOW - 30 * DAY);
    controller.abort();
    await expect(asking).rejects.toMatchObject({ code: 'cancelled' });
  });
});

test('ccxt is loaded by the first exchange that is opened, not by importing what needs it', () => {
  const room = new URL('../../../src/main/', import.meta.url).href;
  const script = `
    import { registerHooks } from 'node:module';
    let loaded = 0;
    registerHooks({ load: (url, context, next) => { loaded += /node_modules.ccxt/.test(url); return next(url, context); } });
    await import('${room}feeds/live/candle-feed.ts');
    await import('${room}feeds/live/listing-feed.ts');
    const { openExchange } = await import('${room}exchange/client.ts');
    const before = loaded;
    await openExchange({ id: 'none' }).catch(() => {});
    console.log(before, loaded > 100);`;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  expect(output.trim()).toBe('0 true');
});

describe('recorded answers', () => {
  if (!hasSharedData) announceMissingData('recorded answers of exchanges');
  const read = (file: string) => JSON.parse(gunzipSync(readFileSync(`${SHARED_DATA}/exchange/${file}`)).toString());

  async function replay(id: string, answers: Record<string, unknown>) {
    const server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://localhost');
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(answers[pathname]));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const time = createHandClock(NOW);
    const budget = createBudget({ ...time, storage: { load: () => null, save: () => {} } });
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const exchange = await openExchange({ id, ...time, random: () => 0, budget, origin });
    closers.push(exchange.close, async () => server.close());
    return exchange;
  }

  test.runIf(hasSharedData)('Kraken: every recorded candle but the unfinished one is a true one', async () => {
    const answers = read('samples_by_exchange/kraken.json.gz');
    const exchange = await replay('kraken', {
      '/0/public/AssetPairs': answers['http_asset_pairs.json'],
      '/0/public/OHLC': answers['http_ohlc.json'],
      '/0/public/Time': answers['http_server_time.json'],
    });
    expect(await fetchMarkets(exchange)).toMatchObject([{ marketId: 'kraken:BTC/USDT', precision: { price: 0.1 } }]);
    const now = await exchange.fetchServerTime();
    expect(now).toBe(1_762_820_224_000);
    const since = 1_762_777_020_000;
    const rows = await exchange.fetchCandleRows('BTC/USDT', '1m', since);
    const answer = readAnswer(rows, { since, untilTime: since + 720 * MINUTE, step: MINUTE, now: now as number });
    expect(answer).toMatchObject({ rowCount: 720, refused: [] });
    expect(answer.candles.size).toBe(720);
  });

  test.runIf(hasSharedData)(
    'Binance: every recorded market is named and every recorded candle is a true one',
    async () => {
      const routes = read('recorded_http/binance.json.gz').routes;
      const info = routes['/api/v3/exchangeInfo'].GET[0].data;
      const klines = routes['/api/v3/klines'].GET[0].data;
      const exchange = await replay('binance', { '/api/v3/exchangeInfo': info, '/api/v3/klines': klines });
      const markets = await fetchMarkets(exchange);
      expect(markets).toHaveLength(info.symbols.length);
      const symbol = markets[0]?.symbol as string;
      const rows = await exchange.fetchCandleRows(symbol, '5m', klines[0][0]);
      const question = { since: klines[0][0], untilTime: NOW, step: 5 * MINUTE, now: NOW };
      expect(readAnswer(rows, question)).toMatchObject({ rowCount: klines.length, refused: [] });
      expect(rows.map((row) => row[6])).toEqual(klines.map((row: string[]) => Number(row[7])));
    },
  );
});
