import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CandlePage, type PagingOptions, pageCandles } from '../../src/main/exchange/candles.ts';
import { createRandom } from '../../src/main/numeric/random.ts';
import { NEVER_CANCELLED } from '../../src/shared/errors.ts';
import { HOUR } from '../../src/shared/time.ts';

/** Values encode the hour, so that a misplaced candle shows. */
const rowAt = (hour: number): number[] => [hour * HOUR, 100 + hour, 200 + hour, 50 + hour, 150 + hour, hour, 7 * hour];

async function collect(options: Pick<PagingOptions, 'fetchRows' | 'limit'>, from: number, until: number) {
  const pages: CandlePage[] = [];
  let requests = 0;
  const generator = pageCandles({
    step: HOUR,
    fromTime: from * HOUR,
    untilTime: until * HOUR,
    limit: options.limit,
    serverNow: () => until * HOUR + HOUR / 2,
    signal: NEVER_CANCELLED,
    fetchRows: async (since) => {
      requests += 1;
      return options.fetchRows(since);
    },
  });
  for await (const page of generator) pages.push(page);
  return { pages, requests };
}

/** Every slot of the range is accounted for exactly once: by a candle, or by a hole. */
function account(pages: readonly CandlePage[]): ReadonlyMap<number, 'candle' | 'hole'> {
  const slots = new Map<number, 'candle' | 'hole'>();
  const put = (hour: number, what: 'candle' | 'hole') => {
    expect(slots.has(hour)).toBe(false);
    slots.set(hour, what);
  };
  for (const { candles, holes } of pages) {
    for (const [time] of candles) put(time / HOUR, 'candle');
    for (const { fromTime, untilTime } of holes) {
      for (let time = fromTime; time < untilTime; time += HOUR) put(time / HOUR, 'hole');
    }
  }
  return slots;
}

const markets = fc.record({
  from: fc.integer({ min: 0, max: 40 }),
  length: fc.integer({ min: 1, max: 150 }),
  limit: fc.integer({ min: 1, max: 40 }),
  /** Hours without a candle. */
  holes: fc.array(fc.integer({ min: 0, max: 190 }), { maxLength: 40 }),
  seed: fc.integer(),
  leaps: fc.boolean(),
});

test('pages in any order, size and overlap give the same table', async () => {
  await fc.assert(
    fc.asyncProperty(markets, async ({ from, length, limit, holes, seed, leaps }) => {
      const until = from + length;
      const missing = new Set(holes);
      const exists = (hour: number) => hour <= until && !missing.has(hour);
      const { below } = createRandom(seed, 'paging');
      const fetchRows = async (sinceTime: number) => {
        const since = sinceTime / HOUR;
        const hours: number[] = [];
        // An exchange either leaps to the next candles or answers a fixed span; each answer begins and ends anew.
        const start = Math.max(0, since - below(leaps ? 10 : limit));
        const wanted = since + 1 + below(limit);
        for (
          let hour = start;
          hour <= until && (leaps ? hours.filter((h) => h >= since).length < wanted - since : hour < since + limit);
          hour += 1
        ) {
          if (exists(hour)) hours.push(hour);
        }
        const doubled = hours.flatMap((hour) => (below(4) === 0 ? [hour, hour] : [hour]));
        for (let i = doubled.length - 1; i > 0; i -= 1) {
          const j = below(i + 1);
          [doubled[i], doubled[j]] = [doubled[j] as number, doubled[i] as number];
        }
        return doubled.map(rowAt);
      };
      const { pages, requests } = await collect({ fetchRows, limit }, from, until);
      const table = pages.flatMap(({ candles }) => candles);
      const expected = Array.from({ length }, (_, i) => from + i).filter(exists);
      expect(table).toEqual(expected.map(rowAt));
      expect(pages.flatMap(({ refused }) => refused)).toEqual([]);
      expect(account(pages).size).toBe(length);
      expect(requests).toBeLessThanOrEqual(3 * (length + 1));
    }),
    { numRuns: 300 },
  );
});

test('whatever comes, nothing is invented, nothing is doubled, and it ends', async () => {
  const value = fc.oneof(fc.constantFrom(undefined, null, Number.NaN, -1, 0, 'x'), fc.double({ min: 0, max: 300 }));
  const junk = fc.oneof(
    fc.tuple(
      fc.oneof(
        fc.integer({ min: -5, max: 120 }).map((hour) => hour * HOUR),
        value,
      ),
      value,
      value,
      value,
      value,
      value,
    ),
    fc.integer({ min: 0, max: 120 }).map(rowAt),
  );
  const answers = fc.array(fc.array(junk, { maxLength: 12 }), { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(answers, fc.integer({ min: 1, max: 60 }), async (given, until) => {
      let next = 0;
      const seen = new Set<string>();
      const fetchRows = async () => {
        const rows = given[next++ % given.length] as readonly (readonly unknown[])[];
        for (const row of rows) seen.add(JSON.stringify(row.slice(0, 6)));
        return rows;
      };
      const { pages, requests } = await collect({ fetchRows, limit: 10 }, 0, until);
      for (const candle of pages.flatMap(({ candles }) => candles)) {
        const [time, open, high, low, close, volume] = candle;
        expect(seen.has(JSON.stringify(candle.slice(0, 6)))).toBe(true);
        expect(time >= 0 && time < until * HOUR && time % HOUR === 0).toBe(true);
        expect(high >= Math.max(open, close) && low <= Math.min(open, close) && low > 0 && volume >= 0).toBe(true);
      }
      expect(account(pages).size).toBe(until);
      expect(requests).toBeLessThanOrEqual(3 * (until + 1));
    }),
    { numRuns: 500 },
  );
});
