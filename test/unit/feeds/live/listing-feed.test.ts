import { afterEach, describe, expect, test } from 'vitest';
import { type ListingRow, refreshListings } from '../../../../src/main/feeds/live/listing-feed.ts';
import { DAY } from '../../../../src/shared/time.ts';
import { openDesk } from '../../../support/fake-exchange/desk.ts';
import type { FakeMarket } from '../../../support/fake-exchange/truth.ts';

const NOW = Date.UTC(2025, 0, 1);
const marketOf = (base: string): FakeMarket => ({ base, quote: 'USD', listedAt: NOW - 300 * DAY });

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** Refreshes like a program that is started once a day: a new client each time, the table kept. */
async function openBook(id: 'binance' | 'kraken', markets: readonly FakeMarket[]) {
  const desk = await openDesk({ id, now: NOW, markets });
  closers.push(desk.close);
  const rows: ListingRow[] = [];
  let writes = 0;
  const refresh = async () => {
    const { openExchange } = await import('../../../../src/main/exchange/client.ts');
    const { time, budget, fake } = desk;
    const exchange = await openExchange({ id, ...time, random: () => 0, budget, origin: fake.origin });
    closers.unshift(exchange.close);
    return refreshListings({
      exchange,
      clock: time.clock,
      findListings: (source) => [
        ...new Map(rows.filter((row) => row.source === source).map((row) => [row.key, row])).values(),
      ],
      write: (added) => {
        writes += 1;
        rows.push(...added);
      },
    });
  };
  return { ...desk, rows, refresh, writeCount: () => writes };
}

describe.each(['binance', 'kraken'] as const)('%s', (id) => {
  test('the first refresh lists all, the second changes nothing', async () => {
    const book = await openBook(id, [marketOf('BTC'), marketOf('ETH')]);
    const first = await book.refresh();
    expect(first).toMatchObject({ listed: ['BTC/USD', 'ETH/USD'], delisted: [], relisted: [] });
    const { time } = book.fake.requests[0]!;
    expect(book.rows).toEqual(
      ['BTC', 'ETH'].map((base) => ({
        ...{ source: id, key: `${base}/USD`, base, quote: 'USD' },
        ...{ listedAt: time, delistedAt: null, knownAt: time },
      })),
    );
    expect(await book.refresh()).toMatchObject({ listed: [], delisted: [], relisted: [] });
    expect(book.writeCount()).toBe(1);
  });

  test('a market that vanishes stays known with its end; one that comes back goes on', async () => {
    const book = await openBook(id, [marketOf('BTC'), marketOf('DOT')]);
    await book.refresh();
    const listedAt = book.rows[0]?.listedAt;
    book.time.set(NOW + 5 * DAY);
    book.fake.list([marketOf('BTC'), marketOf('SUI')]);
    expect(await book.refresh()).toMatchObject({ listed: ['SUI/USD'], delisted: ['DOT/USD'] });
    expect(book.rows.findLast(({ key }) => key === 'DOT/USD')).toMatchObject({
      ...{ base: 'DOT', listedAt, delistedAt: NOW + 5 * DAY, knownAt: NOW + 5 * DAY },
    });
    book.time.set(NOW + 9 * DAY);
    expect(await book.refresh()).toMatchObject({ listed: [], delisted: [], relisted: [] });
    book.fake.list([marketOf('BTC'), marketOf('SUI'), marketOf('DOT')]);
    const third = await book.refresh();
    expect(third.relisted).toEqual(['DOT/USD']);
    expect(book.rows.findLast(({ key }) => key === 'DOT/USD')).toMatchObject({ delistedAt: null, listedAt });
  });

  test('an answer that lacks half of the markets is refused whole', async () => {
    const all = Array.from({ length: 12 }, (_, i) => marketOf(`COIN${i}`));
    const book = await openBook(id, all);
    await book.refresh();
    book.fake.list(all.slice(0, 4));
    await expect(book.refresh()).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('8 of 12'),
    });
    book.fake.list([]);
    await expect(book.refresh()).rejects.toMatchObject({ code: 'unavailable' });
    expect(book.writeCount()).toBe(1);
  });

  test('a broken answer is asked for again', async () => {
    const book = await openBook(id, [marketOf('BTC')]);
    book.fake.lie([
      { route: 'markets', kind: 'malformed' },
      { route: 'markets', kind: 'cut', after: 1 },
    ]);
    expect(await book.refresh()).toMatchObject({ listed: ['BTC/USD'] });
    expect(book.fake.requests).toHaveLength(3);
  });
});

test('Binance: a market that is still listed but no longer trades has ended', async () => {
  const book = await openBook('binance', [marketOf('BTC')]);
  await book.refresh();
  book.time.set(NOW + DAY);
  book.fake.list([{ ...marketOf('BTC'), delistedAt: NOW }]);
  expect(await book.refresh()).toMatchObject({ delisted: ['BTC/USD'], markets: [{ active: false }] });
  expect(book.rows).toHaveLength(2);
});
