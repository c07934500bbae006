import { describe, expect, test } from 'vitest';
import { readAnswer } from '../../../src/main/exchange/candle-rows.ts';
import { type CandlePage, pageCandles } from '../../../src/main/exchange/candles.ts';
import { NEVER_CANCELLED } from '../../../src/shared/errors.ts';
import { DAY } from '../../../src/shared/time.ts';

const rowAt = (time: number): number[] => [time, 10, 12, 9, 11, 5, 55];

/** Pages through days 0 to before `until`; `fetchRows` answers in days, the exchange's time is noon of day `today`. */
async function page(parts: {
  until: number;
  today?: number;
  limit?: number | null;
  from?: number;
  days: (since: number, request: number) => readonly number[] | readonly (readonly unknown[])[];
}) {
  const pages: CandlePage[] = [];
  const asked: number[] = [];
  const { until, today = until, limit = 10, from = 0 } = parts;
  const generator = pageCandles({
    step: DAY,
    fromTime: from * DAY,
    untilTime: until * DAY,
    limit,
    serverNow: () => today * DAY + DAY / 2,
    signal: NEVER_CANCELLED,
    fetchRows: async (since) => {
      asked.push(since / DAY);
      const days = parts.days(since / DAY, asked.length);
      return days.map((day) => (typeof day === 'number' ? rowAt(day * DAY) : day));
    },
  });
  for await (const one of generator) pages.push(one);
  return {
    asked,
    days: pages.flatMap(({ candles }) => candles.map(([time]) => time / DAY)),
    holes: pages.flatMap(({ holes }) =>
      holes.map(({ fromTime, untilTime, kind }) => [fromTime / DAY, untilTime / DAY, kind]),
    ),
    refused: pages.flatMap(({ refused }) => refused.map(({ reason }) => reason)),
  };
}

const range = (from: number, until: number) => Array.from({ length: Math.max(0, until - from) }, (_, i) => from + i);

describe('pageCandles', () => {
  test('asks for whole pages once each', async () => {
    const result = await page({ until: 25, days: (since) => range(since, Math.min(since + 10, 26)) });
    expect(result).toEqual({ asked: [0, 10, 20], days: range(0, 25), holes: [], refused: [] });
  });

  test('moves by what came, not by what was asked for', async () => {
    const result = await page({ until: 12, days: (since) => range(since, Math.min(since + 5, 13)) });
    expect(result).toMatchObject({ asked: [0, 5, 10], days: range(0, 12) });
  });

  test('takes answers that begin before the question as an overlap', async () => {
    const result = await page({ until: 20, days: (since) => range(Math.max(0, since - 4), Math.min(since + 6, 21)) });
    expect(result).toMatchObject({ days: range(0, 20), holes: [], refused: [] });
  });

  test('asks twice about a hole and then names it', async () => {
    const result = await page({ until: 10, days: () => [0, 1, 2, 6, 7, 8, 9, 10] });
    expect(result).toEqual({ asked: [0, 0], days: [0, 1, 2, 6, 7, 8, 9], holes: [[3, 6, 'empty']], refused: [] });
  });

  test('does not let one stray row pull it over what lies between', async () => {
    const days = (since: number, request: number) => {
      const truth = range(since, Math.min(since + 10, 41));
      return request === 1 ? [...truth, 30] : truth;
    };
    const result = await page({ until: 40, days });
    expect(result).toMatchObject({ days: range(0, 40), holes: [], refused: [] });
    expect(result.asked).toEqual([0, 0, 0, 10, 20, 30]);
  });

  test('two of three answers decide on a value', async () => {
    const odd = [3 * DAY, 10, 12, 9, 9.5, 5, 55];
    const days = (_: number, request: number) =>
      range(0, 11)
        .map((day) => (day === 3 && request === 1 ? odd : rowAt(day * DAY)))
        .concat(request === 1 ? [rowAt(3 * DAY)] : []);
    const result = await page({ until: 10, days });
    expect(result).toMatchObject({ asked: [0, 0, 0], days: range(0, 10), holes: [] });
    expect(result.refused).toEqual(['is given twice with different values']);
  });

  test('names what precedes the first candle', async () => {
    const young = await page({
      until: 40,
      days: (since) => range(Math.max(7, since), Math.min(Math.max(7, since) + 10, 41)),
    });
    expect(young.holes).toEqual([[0, 7, 'before-first']]);
    expect(young.days).toEqual(range(7, 40));
  });

  test('knows a newest page that cannot be longer from a first candle', async () => {
    const result = await page({ until: 40, days: () => range(31, 41) });
    expect(result).toMatchObject({ days: range(31, 40), holes: [[0, 31, 'truncated']] });
    const short = await page({ until: 40, days: () => range(35, 41) });
    expect(short.holes).toEqual([[0, 35, 'before-first']]);
    const unknown = await page({ until: 40, limit: null, days: () => range(35, 41) });
    expect(unknown.holes).toEqual([[0, 35, 'truncated']]);
  });

  test('looks behind spans in which an exchange with fixed spans has nothing', async () => {
    const days = (since: number) =>
      range(since, since + 10).filter((day) => day >= 33 && day < 41 && (day < 36 || day > 37));
    const result = await page({ until: 40, days });
    expect(result.days).toEqual([33, 34, 35, 38, 39]);
    expect(result.holes).toEqual([
      [0, 33, 'before-first'],
      [36, 38, 'empty'],
    ]);
  });

  test('stops at once behind the last candle of an exchange that leaps over holes', async () => {
    const days = (since: number) => [50, 51, 52].filter((day) => day >= since);
    const result = await page({ until: 1_000, days });
    expect(result.days).toEqual([50, 51, 52]);
    expect(result.holes).toEqual([
      [0, 50, 'before-first'],
      [53, 1_000, 'after-last'],
    ]);
    expect(result.asked).toEqual([0, 0, 53, 53]);
  });

  test('stops when the answers do not move', async () => {
    const result = await page({ from: 20, until: 40, days: () => range(0, 10) });
    expect(result).toEqual({ asked: [20, 20, 30, 30], days: [], holes: [[20, 40, 'after-last']], refused: [] });
  });

  test('stops when nothing that comes is a candle', async () => {
    const result = await page({ until: 40, days: () => [['x'], [null, 1], [3.5 * DAY, 1, 1, 1, 1, 1]] });
    expect(result.asked).toEqual([0, 0]);
    expect(result.holes).toEqual([[0, 40, 'unanswered']]);
    expect(result.refused).toHaveLength(3);
  });

  test('an empty exchange is an empty answer', async () => {
    const result = await page({ until: 25, days: () => [] });
    expect(result.holes).toEqual([[0, 25, 'after-last']]);
    expect(result.asked).toEqual([0, 0, 10, 10, 20, 20]);
  });

  test('asks nothing about nothing', async () => {
    expect((await page({ until: 0, days: () => range(0, 5) })).asked).toEqual([]);
  });

  test('ends when the signal is raised', async () => {
    const generator = pageCandles({
      ...{ step: DAY, fromTime: 0, untilTime: 5 * DAY, limit: 10, serverNow: () => 9 * DAY, signal: { aborted: true } },
      fetchRows: async () => [],
    });
    await expect(generator.next()).rejects.toMatchObject({ code: 'cancelled' });
  });
});

test.each([
  [[DAY, 10, 12, 9, 11, 5], null],
  [[DAY, 10, 10, 10, 10, 0], null],
  [[DAY + 1, 10, 12, 9, 11, 5], 'does not open at a multiple of its timeframe'],
  [[9 * DAY, 10, 12, 9, 11, 5], 'opens in the future'],
  [[Number.NaN, 10, 12, 9, 11, 5], 'has no opening time'],
  [[DAY, 10, Number.NaN, 9, 11, 5], 'has a value that is no number'],
  [[DAY, 10, 12, 9, undefined, 5], 'has a value that is no number'],
  [[DAY, 10, Number.POSITIVE_INFINITY, 9, 11, 5], 'has a value that is no number'],
  [[DAY, 0, 12, 0, 11, 5], 'has a price that is not positive'],
  [[DAY, 10, 12, 9, 11, -5], 'has a negative volume'],
  [[DAY, 10, 8, 9, 11, 5], 'has its high below its low'],
  [[DAY, 13, 12, 9, 11, 5], 'has its high below its open or close'],
  [[DAY, 10, 12, 9, 12.5, 5], 'has its high below its open or close'],
  [[DAY, 8, 12, 9, 11, 5], 'has its low above its open or close'],
  [[DAY, 10, 12, 9, 8.5, 5], 'has its low above its open or close'],
  ['candle', 'is no row'],
])('row %j: %s', (row, reason) => {
  const answer = readAnswer([row as readonly unknown[]], { since: 0, untilTime: 5 * DAY, step: DAY, now: 6 * DAY });
  expect(answer.refused.map((refusal) => refusal.reason)).toEqual(reason === null ? [] : [reason]);
  expect(answer.candles.size).toBe(reason === null ? 1 : 0);
});

test('a row without traded value has none, rather than zero', () => {
  const question = { since: 0, untilTime: 5 * DAY, step: DAY, now: 6 * DAY };
  const read = (row: readonly unknown[]) => [...readAnswer([row], question).candles.values()][0]?.[0]?.[6];
  expect(read([DAY, 10, 12, 9, 11, 5])).toBeNaN();
  expect(read([DAY, 10, 12, 9, 11, 5, -1])).toBeNaN();
  expect(read([DAY, 10, 12, 9, 11, 0, 0])).toBe(0);
});
