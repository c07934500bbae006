/** Answers of Kraken's public routes, in the forms of its recorded answers. */

import type { Dialect, Reply } from './dialect.ts';
import { type FakeMarket, type FakeRow, rowsUntil } from './truth.ts';

/** Committed candles that Kraken keeps; older ones cannot be had, whatever `since` says. */
const KEPT = 720;

const LEGACY: Readonly<Record<string, string>> = { BTC: 'XXBT', ETH: 'XETH', USD: 'ZUSD', EUR: 'ZEUR' };
const ALTERNATE: Readonly<Record<string, string>> = { BTC: 'XBT' };

const pairOf = ({ base, quote }: FakeMarket) => `${LEGACY[base] ?? base}${LEGACY[quote] ?? quote}`;

const refuse = (error: string): Reply => ({ status: 200, body: { error: [error] } });

/**
 * Like Kraken: committed candles after `since` (exclusive), the newest 720 of them, and always the unfinished one; `last`
 * is the opening time of the newest committed one; errors come with status 200; a delisted pair vanishes.
 */
export const kraken: Dialect = {
  routes: { '/0/public/Time': 'time', '/0/public/AssetPairs': 'markets', '/0/public/OHLC': 'candles' },
  time: (now) => {
    const rfc1123 = new Date(now).toUTCString();
    return { status: 200, body: { error: [], result: { unixtime: Math.floor(now / 1_000), rfc1123 } } };
  },
  markets: (markets, now) => ({
    status: 200,
    body: {
      error: [],
      result: Object.fromEntries(alive(markets, now).map((market) => [pairOf(market), describe(market)])),
    },
  }),
  candles: (markets, query, now, spoil) => {
    const market = alive(markets, now).find((candidate) => pairOf(candidate) === query.get('pair'));
    if (market === undefined) return refuse('EQuery:Unknown asset pair');
    const step = Number(query.get('interval') ?? 1) * 60_000;
    const since = Number(query.get('since') ?? 0) * 1_000;
    const rows = spoil(rowsUntil(market, step, now));
    const isCommitted = ({ openTime }: FakeRow) => openTime + step <= now;
    const committed = rows.filter(isCommitted).slice(-KEPT);
    const page = [...committed.filter(({ openTime }) => openTime > since), ...rows.filter((row) => !isCommitted(row))];
    const last = (committed[committed.length - 1]?.openTime ?? 0) / 1_000;
    const encode = (spoilt: readonly FakeRow[]) => ({
      error: [],
      result: { [pairOf(market)]: spoilt.map(encodeRow), last },
    });
    return { status: 200, rows: page, encode };
  },
};

function alive(markets: readonly FakeMarket[], now: number): readonly FakeMarket[] {
  return markets.filter(
    ({ listedAt, delistedAt }) => listedAt <= now && (delistedAt ?? Number.POSITIVE_INFINITY) > now,
  );
}

function describe({ base, quote }: FakeMarket): object {
  const [shortBase, shortQuote] = [ALTERNATE[base] ?? base, ALTERNATE[quote] ?? quote];
  return {
    altname: `${shortBase}${shortQuote}`,
    wsname: `${shortBase}/${shortQuote}`,
    aclass_base: 'currency',
    base: LEGACY[base] ?? base,
    aclass_quote: 'currency',
    quote: LEGACY[quote] ?? quote,
    lot: 'unit',
    cost_decimals: 5,
    pair_decimals: 2,
    lot_decimals: 8,
    lot_multiplier: 1,
    leverage_buy: [],
    leverage_sell: [],
    fees: [[0, 0.4]],
    fees_maker: [[0, 0.25]],
    fee_volume_currency: 'ZUSD',
    margin_call: 80,
    margin_stop: 40,
    ordermin: '0.00005',
    costmin: '0.5',
    tick_size: '0.01',
    status: 'online',
  };
}

function encodeRow({ openTime, open, high, low, close, volume, quoteVolume }: FakeRow): readonly unknown[] {
  const average = (Number(quoteVolume) / Number(volume)).toFixed(2);
  return [openTime / 1_000, open, high, low, close, average, volume, 12];
}
