import { afterEach, describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../../../src/shared/time.ts';
import { openDesk } from '../../../support/fake-exchange/desk.ts';
import type { Fault } from '../../../support/fake-exchange/faults.ts';
import { type FakeMarket, trueCandles } from '../../../support/fake-exchange/truth.ts';

const START = Date.UTC(2024, 0, 1);
const BITCOIN: FakeMarket = { base: 'BTC', quote: 'USD', listedAt: START - 100 * DAY };
const NOW = START + 400 * DAY + 7 * HOUR;

type Desk = Awaited<ReturnType<typeof openDesk>>;
const desks: Desk[] = [];
async function open(id: 'binance' | 'kraken', parts: Partial<Parameters<typeof openDesk>[0]> = {}): Promise<Desk> {
  const desk = await openDesk({ id, now: NOW, markets: [BITCOIN], ...parts });
  desks.push(desk);
  return desk;
}
afterEach(async () => {
  for (const desk of desks.splice(0)) await desk.close();
});

const question = { markets: ['BTC/USD'], from: START };

describe.each(['binance', 'kraken'] as const)('%s', (id) => {
  test('answers truly: every closed candle is stored, none besides, in one request', async () => {
    const desk = await open(id);
    const [report] = await desk.ingest(question);
    expect(desk.table.candles('BTC/USD')).toEqual(trueCandles(BITCOIN, DAY, START, START + 400 * DAY));
    expect(report).toEqual({
      market: 'BTC/USD',
      inserted: 400,
      revised: 0,
      refused: 0,
      refusals: [],
      absences: {},
      earliestTime: START,
      latestTime: START + 399 * DAY,
      error: null,
    });
    expect(desk.candleRequests()).toBe(1);
  });

  const at = START + 200 * DAY;
  const faults: Record<string, { faults: readonly Fault[]; refused?: number; requests: number }> = {
    'late candle, there on the second request': {
      faults: [{ kind: 'missing', fromTime: at, untilTime: at + DAY }],
      requests: 3,
    },
    'gap in one answer': { faults: [{ kind: 'missing', fromTime: at, untilTime: at + 30 * DAY }], requests: 3 },
    'no candles in one answer': { faults: [{ kind: 'nothing' }], requests: 3 },
    '429 with Retry-After': { faults: [{ kind: 'status', status: 429, retryAfter: '30' }], requests: 2 },
    '429 without Retry-After': { faults: [{ kind: 'status', status: 429 }], requests: 2 },
    '418 with Retry-After': { faults: [{ kind: 'status', status: 418, retryAfter: '60' }], requests: 2 },
    '500 twice': { faults: [{ kind: 'status', status: 500, times: 2 }], requests: 3 },
    '503 with an error in JSON that nobody knows': {
      faults: [{ kind: 'status', status: 503, body: '{"code":-77777,"msg":"?","error":["EOdd:Thing"]}' }],
      requests: 2,
    },
    'connection cut in the middle of the body': { faults: [{ kind: 'cut', times: 2 }], requests: 3 },
    'half of the JSON': { faults: [{ kind: 'malformed' }], requests: 2 },
    'a page of HTML with status 200': { faults: [{ kind: 'body', body: '<html>Sign in</html>' }], requests: 2 },
    'JSON of another form with status 200': { faults: [{ kind: 'body', body: '{"hello":"world"}' }], requests: 2 },
    'candles in wrong order': { faults: [{ kind: 'reversed' }], requests: 1 },
    'every candle twice': { faults: [{ kind: 'doubled' }], requests: id === 'kraken' ? 2 : 1 },
    'one candle twice with two closes': {
      faults: [{ kind: 'contradicted', openTime: at }],
      refused: 1,
      requests: 3,
    },
    'high below low in one answer': { faults: [{ kind: 'impossible', openTime: at }], refused: 1, requests: 3 },
    'a candle that opens a second late': { faults: [{ kind: 'misaligned', openTime: at }], refused: 1, requests: 3 },
    'a candle from before the question': { faults: [{ kind: 'stray', openTime: START - 50 * DAY }], requests: 1 },
    'a candle from the future': { faults: [{ kind: 'stray', openTime: NOW + 40 * DAY }], refused: 1, requests: 3 },
  };
  test.each(Object.entries(faults))('%s: the stored table is the truth', async (_, fault) => {
    const desk = await open(id, { faults: fault.faults });
    const [report] = await desk.ingest(question);
    expect(desk.table.candles('BTC/USD')).toEqual(trueCandles(BITCOIN, DAY, START, START + 400 * DAY));
    expect(report).toMatchObject({ inserted: 400, revised: 0, absences: {}, error: null, refused: fault.refused ?? 0 });
    expect(desk.candleRequests()).toBe(fault.requests);
  });

  const forever = Number.POSITIVE_INFINITY;
  const hole = { fromTime: at, untilTime: at + DAY };
  const kept: Record<string, { faults: readonly Fault[]; kind: string; refused?: number; hole?: typeof hole }> = {
    'a gap that stays': { faults: [{ kind: 'missing', ...hole, times: forever }], kind: 'no_trades' },
    'a candle that stays impossible': {
      faults: [{ kind: 'impossible', openTime: at, times: forever }],
      kind: 'provider_error',
      refused: 1,
    },
    'a candle that stays contradictory': {
      faults: [{ kind: 'contradicted', openTime: at, times: forever }],
      kind: 'provider_error',
      refused: 2,
    },
    'a candle that stays misaligned': {
      faults: [{ kind: 'misaligned', openTime: at, times: forever }],
      kind: 'provider_error',
      refused: 1,
    },
  };
  test.each(Object.entries(kept))('%s is an absence, and filled once the exchange tells', async (_, fault) => {
    const desk = await open(id, { faults: fault.faults });
    const [report] = await desk.ingest(question);
    const truth = trueCandles(BITCOIN, DAY, START, START + 400 * DAY);
    expect(desk.table.candles('BTC/USD')).toEqual(truth.filter(([time]) => time !== at));
    expect(desk.table.absences).toEqual([
      { source: id, key: 'BTC/USD', timeframe: '1d', ...hole, kind: fault.kind, knownAt: expect.any(Number) },
    ]);
    expect(report).toMatchObject({ inserted: 399, refused: fault.refused ?? 0, absences: { [fault.kind]: 1 } });

    desk.fake.lie([]);
    desk.time.move(8 * DAY);
    const truthNow = trueCandles(BITCOIN, DAY, START, START + 408 * DAY);
    await desk.ingest(question);
    const expected = fault.kind === 'no_trades' ? truthNow.filter(([time]) => time !== at) : truthNow;
    // What the exchange said long after the day is believed; its errors are asked about again.
    expect(desk.table.candles('BTC/USD')).toEqual(expected);
  });

  test.each([
    ['an error object with status 200', { kind: 'body', body: errorObject(id), times: forever }, 'provider_error', 5],
    ['5xx for ever', { kind: 'status', status: 502, times: forever }, 'provider_error', 5],
    ['a connection that is cut for ever', { kind: 'cut', times: forever }, 'provider_error', 5],
    ['a ban of three days', { kind: 'status', status: 418, retryAfter: '259200', times: forever }, 'rate_limited', 1],
    ['429 for ever', { kind: 'status', status: 429, times: forever }, 'rate_limited', 5],
  ] as const)('%s: nothing is stored but the reason, and the next run completes', async (_, fault, kind, requests) => {
    const desk = await open(id, { faults: [fault] });
    const [report] = await desk.ingest(question);
    expect(desk.table.candles('BTC/USD')).toEqual([]);
    expect(desk.table.absences).toMatchObject([{ fromTime: START, untilTime: START + 400 * DAY, kind }]);
    expect(report?.error).toMatch(/Kraken|Binance|127\.0\.0\.1/);
    expect(desk.candleRequests()).toBe(requests);

    desk.fake.lie([]);
    desk.time.move(4 * DAY);
    const [second] = await desk.ingest(question);
    expect(second).toMatchObject({ inserted: 404, error: null });
    expect(desk.table.candles('BTC/USD')).toEqual(trueCandles(BITCOIN, DAY, START, START + 404 * DAY));
  });

  test('an interrupted backfill resumes where it ended, without asking for the beginning again', async () => {
    const now = START + 40 * DAY + 10 * MINUTE;
    const from = START - 90 * DAY;
    // Kraken answers its 720 newest at once, so only the first request can be spoilt there.
    const after = id === 'binance' ? 1 : 0;
    const desk = await open(id, { timeframe: '1h', now, faults: [{ kind: 'status', status: 500, after, times: 5 }] });
    const ask = { markets: ['BTC/USD'], from };
    const [first] = await desk.ingest(ask);
    expect(first).toMatchObject({ inserted: id === 'binance' ? 1000 : 0, absences: { provider_error: 1 } });
    expect(first?.error).toContain('1h candles of BTC/USD');
    const before = desk.candleRequests();
    const [second] = await desk.ingest(ask);
    const truth = trueCandles(BITCOIN, HOUR, from, START + 40 * DAY);
    const expected = id === 'binance' ? truth : truth.slice(-720);
    expect(desk.table.candles('BTC/USD')).toEqual(expected);
    expect(second).toMatchObject({ inserted: id === 'binance' ? 2120 : 720, revised: 0, error: null });
    // 998 to 1998, 1998 to 2998, the rest; Kraken's first page is asked for twice because it begins late.
    expect(desk.candleRequests() - before).toBe(id === 'binance' ? 3 : 2);
  });

  test('asked again, it asks for the last two candles alone and stores nothing', async () => {
    const desk = await open(id);
    await desk.ingest(question);
    const [report] = await desk.ingest(question);
    expect(report).toMatchObject({ inserted: 0, revised: 0, absences: {}, error: null });
    expect(desk.candleRequests()).toBe(2);
    const since = (START + 398 * DAY) / 1_000 - (id === 'kraken' ? 86_400 : 0);
    expect(desk.fake.requests.at(-1)?.path).toContain(id === 'kraken' ? `since=${since}` : `startTime=${since}000`);
  });

  test('history is assumed known at its close, what was seen live is known when it was seen', async () => {
    const desk = await open(id, { now: START + 10 * DAY + 7 * HOUR });
    await desk.ingest(question);
    const last = START + 9 * DAY;
    expect(desk.table.versions('BTC/USD', last)).toMatchObject([{ knownAt: last + DAY, knownSource: 'assumed' }]);
    desk.time.set(START + 11 * DAY + MINUTE);
    await desk.ingest(question);
    const seen = START + 11 * DAY + MINUTE;
    expect(desk.table.versions('BTC/USD', START + 10 * DAY)).toMatchObject([
      { knownAt: seen, knownSource: 'observed' },
    ]);
    expect(desk.table.versions('BTC/USD', last)).toHaveLength(1);
  });

  test('a candle that was looked for in time and came late is known from when it came', async () => {
    const late = START + 9 * DAY;
    const desk = await open(id, { now: START + 10 * DAY + MINUTE });
    desk.fake.lie([{ kind: 'missing', fromTime: late, untilTime: late + DAY, times: forever }]);
    const [report] = await desk.ingest(question);
    expect(report).toMatchObject({ inserted: 9, absences: { no_trades: 1 } });
    desk.fake.lie([]);
    desk.time.set(START + 10 * DAY + 9 * HOUR);
    await desk.ingest(question);
    expect(desk.table.candles('BTC/USD')).toEqual(trueCandles(BITCOIN, DAY, START, START + 10 * DAY));
    const cameAt = START + 10 * DAY + 9 * HOUR;
    expect(desk.table.versions('BTC/USD', late)).toMatchObject([{ knownAt: cameAt, knownSource: 'observed' }]);
  });

  test('a correction of the last candle is a second version, known from when it was seen', async () => {
    const last = START + 9 * DAY;
    const desk = await open(id, { now: START + 10 * DAY + 7 * HOUR });
    await desk.ingest(question);
    const [candle] = desk.table.versions('BTC/USD', last);
    desk.fake.lie([{ kind: 'corrected', openTime: last, times: forever }]);
    desk.time.move(HOUR);
    const [report] = await desk.ingest(question);
    expect(report).toMatchObject({ inserted: 0, revised: 1 });
    expect(desk.table.versions('BTC/USD', last)).toMatchObject([
      { values: candle?.values },
      { knownAt: START + 10 * DAY + 8 * HOUR, knownSource: 'observed' },
    ]);
  });

  test('the unfinished candle is never stored, however often it is seen', async () => {
    const desk = await open(id, { timeframe: '1h', now: START + 2 * DAY });
    for (let minute = 0; minute < 130; minute += 13) {
      await desk.ingest(question);
      const stored = desk.table.candles('BTC/USD');
      const closed = Math.floor((START + 2 * DAY + minute * MINUTE - 5_000) / HOUR) * HOUR;
      expect(stored).toEqual(trueCandles(BITCOIN, HOUR, START, closed));
      desk.time.set(START + 2 * DAY + (minute + 13) * MINUTE);
    }
  });

  test('a market younger than the question was not listed before', async () => {
    const young: FakeMarket = { base: 'SUI', quote: 'USD', listedAt: START + 100 * DAY };
    const desk = await open(id, { markets: [BITCOIN, young] });
    const [report] = await desk.ingest({ markets: ['SUI/USD'], from: START });
    expect(desk.table.candles('SUI/USD')).toEqual(trueCandles(young, DAY, START, START + 400 * DAY));
    expect(report).toMatchObject({ inserted: 300, absences: { not_listed: 1 } });
    expect(desk.table.absences).toMatchObject([{ fromTime: START, untilTime: START + 100 * DAY, kind: 'not_listed' }]);
    // Known for good: nothing but the last two is asked for again.
    const before = desk.candleRequests();
    await desk.ingest({ markets: ['SUI/USD'], from: START });
    expect(desk.candleRequests() - before).toBe(1);
  });

  test('a halt is a stretch without trades, not invented candles', async () => {
    const halted: FakeMarket = { ...BITCOIN, halts: [[START + 50 * DAY, START + 57 * DAY]] };
    const desk = await open(id, { markets: [halted] });
    const [report] = await desk.ingest(question);
    expect(desk.table.candles('BTC/USD')).toEqual(trueCandles(halted, DAY, START, START + 400 * DAY));
    expect(report).toMatchObject({ inserted: 393, absences: { no_trades: 1 } });
    expect(desk.table.absences).toMatchObject([{ fromTime: START + 50 * DAY, untilTime: START + 57 * DAY }]);
  });

  test('a market that nobody lists is an error of its own, the others go on', async () => {
    const desk = await open(id);
    const [wrong, right] = await desk.ingest({ markets: ['NO/USD', 'BTC/USD'], from: START });
    expect(wrong).toMatchObject({ inserted: 0, error: expect.stringContaining('lists no spot market NO/USD') });
    expect(right).toMatchObject({ inserted: 400, error: null });
  });

  test('an exchange that is down is left alone after three markets', async () => {
    const markets = ['A', 'B', 'C', 'D', 'E'].map((base) => ({ ...BITCOIN, base }));
    const desk = await open(id, { markets, faults: [{ kind: 'status', status: 503, times: forever }] });
    const reports = await desk.ingest({ markets: markets.map(({ base }) => `${base}/USD`), from: START });
    expect(desk.candleRequests()).toBe(15);
    expect(reports.map(({ absences }) => absences.provider_error ?? 0)).toEqual([1, 1, 1, 0, 0]);
    expect(reports.every(({ error }) => error !== null)).toBe(true);
  });
});

test('Kraken: what is older than its 720 candles is a provider error, not "not listed"', async () => {
  const old: FakeMarket = { base: 'BTC', quote: 'USD', listedAt: START - 2_000 * DAY };
  const desk = await open('kraken', { markets: [old] });
  const [report] = await desk.ingest({ markets: ['BTC/USD'], from: START - 1_000 * DAY });
  expect(desk.table.candles('BTC/USD')).toEqual(trueCandles(old, DAY, START - 320 * DAY, START + 400 * DAY));
  expect(report).toMatchObject({ inserted: 720, absences: { provider_error: 1 } });
  expect(desk.table.absences).toMatchObject([{ fromTime: START - 1_000 * DAY, untilTime: START - 320 * DAY }]);
});

test('Binance: a dead market is read to its end and then was not listed any more', async () => {
  const dead: FakeMarket = { base: 'LUNA', quote: 'USDT', listedAt: START - 50 * DAY, delistedAt: START + 30 * DAY };
  const desk = await open('binance', { markets: [dead] });
  const [report] = await desk.ingest({ markets: ['LUNA/USDT'], from: START - 100 * DAY });
  expect(desk.table.candles('LUNA/USDT')).toEqual(trueCandles(dead, DAY, START - 50 * DAY, START + 30 * DAY));
  expect(report).toMatchObject({ inserted: 80, absences: { not_listed: 2 } });
});

test('Binance: years of minutes are paged to the last, every page asked for once', async () => {
  const desk = await open('binance', { timeframe: '1m', now: START + 5 * DAY + 30_000, markets: [BITCOIN] });
  const [report] = await desk.ingest(question);
  expect(report).toMatchObject({ inserted: 7_200, absences: {} });
  expect(desk.candleRequests()).toBe(8);
  expect(desk.table.candles('BTC/USD')).toEqual(trueCandles(BITCOIN, MINUTE, START, START + 5 * DAY));
});

function errorObject(id: string): string {
  return id === 'kraken'
    ? '{"error":["EService:Unavailable"]}'
    : '{"code":-1001,"msg":"Internal error; unable to process."}';
}
