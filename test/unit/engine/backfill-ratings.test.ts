import { afterEach, describe, expect, it } from 'vitest';
import { backfillRatings, type RateInstant } from '../../../src/main/engine/backfill-ratings.ts';
import { appendRatings } from '../../../src/main/store/ratings.ts';
import { AppError, NEVER_CANCELLED } from '../../../src/shared/errors.ts';
import { EnsembleConfig } from '../../../src/shared/models.ts';
import { formatDay, startOfDay } from '../../../src/shared/time.ts';
import { openContext, type TestContext } from '../../support/engine-context.ts';
import { store } from '../../support/store-rows.ts';

const FIRST = 18_628;
const DAYS = 60;
const NEWEST = startOfDay(FIRST + DAYS);
const weeksBefore = (weeks: number) => startOfDay(FIRST + DAYS - 7 * weeks);
const config = EnsembleConfig.parse({});

let context: TestContext | undefined;
afterEach(() => {
  context?.close();
  context = undefined;
});

/** A context over a store of some days, in which an instant was rated. */
function open(): TestContext {
  context = openContext();
  const rows = Array.from({ length: DAYS }, (_, i) => ({ key: 'coin', day: FIRST + i, close: 1 }));
  store(context.store, 'coingecko', rows);
  appendRatings(context.store, { asOf: weeksBefore(2), meta: {}, rows: [] });
  return context;
}

const rateAlways =
  (asked: number[]): RateInstant =>
  async (own, call, instant) => {
    own.reporter(call)(0.5, 'half');
    asked.push(instant);
  };

describe('backfillRatings', () => {
  it('rates whole weeks before the newest whole day, oldest first, and skips what was rated', async () => {
    const own = open();
    const asked: number[] = [];
    const done = await backfillRatings(own, 4, config, NEVER_CANCELLED, rateAlways(asked));
    expect(done).toEqual({ ratedTimes: [4, 3, 1].map(weeksBefore), skippedCount: 1, notes: [] });
    expect(asked).toEqual(done.ratedTimes);
    expect(asked).not.toContain(NEWEST);
    const shares = own.progress.map(({ done: share }) => share);
    expect(shares).toEqual([0.5 / 3, 1.5 / 3, 2.5 / 3, 1].map((share) => expect.closeTo(share, 12)));
    expect(own.progress[0]?.note).toBe(`${formatDay(FIRST + DAYS - 29)}: half`);
    expect(own.progress[0]?.call).toBe('ratings.backfill');
  });

  it('tells in one sentence which weeks had too little history, days without candles among them', async () => {
    const own = open();
    const rate: RateInstant = async (_context, _call, instant) => {
      if (instant < weeksBefore(3)) throw new AppError('insufficient-data', 'Too short.');
    };
    const done = await backfillRatings(own, 10, config, NEVER_CANCELLED, rate);
    expect(done.ratedTimes).toEqual([3, 1].map(weeksBefore));
    const [from, until] = [10, 4].map((weeks) => formatDay(FIRST + DAYS - 7 * weeks - 1));
    expect(done.notes).toEqual([`Not rated: 7 weeks from ${from} to ${until}. Too short.`]);
  });

  it('stops between weeks when it is cancelled, and ends with any other failure', async () => {
    const own = open();
    const signal = { aborted: false };
    const asked: number[] = [];
    const rate: RateInstant = async (_context, _call, instant) => {
      asked.push(instant);
      signal.aborted = true;
    };
    await expect(backfillRatings(own, 4, config, signal, rate)).rejects.toMatchObject({ code: 'cancelled' });
    expect(asked).toEqual([weeksBefore(4)]);
    const broken: RateInstant = () => Promise.reject(new AppError('conflict', 'The store was in use'));
    await expect(backfillRatings(own, 4, config, NEVER_CANCELLED, broken)).rejects.toMatchObject({ code: 'conflict' });
  });
});
