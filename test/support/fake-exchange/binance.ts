/** Answers of Binance's public spot routes, in the forms of its recorded answers. */

import type { Dialect, Reply } from './dialect.ts';
import { type FakeMarket, type FakeRow, rowsUntil } from './truth.ts';

const INTERVALS: Readonly<Record<string, number>> = { '1m': 60_000, '1h': 3_600_000, '1d': 86_400_000 };

const symbolOf = ({ base, quote }: FakeMarket) => `${base}${quote}`;

const refuse = (code: number, msg: string): Reply => ({ status: 400, body: { code, msg } });

/** Like Binance: candles from the first at or after `startTime`, 500 unless asked otherwise and never above 1,000. */
export const binance: Dialect = {
  routes: { '/api/v3/time': 'time', '/api/v3/exchangeInfo': 'markets', '/api/v3/klines': 'candles' },
  time: (now) => ({ status: 200, body: { serverTime: now } }),
  markets: (markets, now) => ({
    status: 200,
    body: {
      timezone: 'UTC',
      serverTime: now,
      rateLimits: [{ rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 6000 }],
      exchangeFilters: [],
      symbols: markets.map((market) => ({
        symbol: symbolOf(market),
        status: (market.delistedAt ?? Number.POSITIVE_INFINITY) > now ? 'TRADING' : 'BREAK',
        baseAsset: market.base,
        baseAssetPrecision: 8,
        quoteAsset: market.quote,
        quotePrecision: 8,
        quoteAssetPrecision: 8,
        orderTypes: ['LIMIT', 'MARKET'],
        isSpotTradingAllowed: true,
        isMarginTradingAllowed: false,
        filters: [
          { filterType: 'PRICE_FILTER', minPrice: '0.01000000', maxPrice: '1000000.00000000', tickSize: '0.01000000' },
          { filterType: 'LOT_SIZE', minQty: '0.00001000', maxQty: '9000.00000000', stepSize: '0.00001000' },
          { filterType: 'NOTIONAL', minNotional: '5.00000000', maxNotional: '9000000.00000000' },
        ],
        permissions: [],
        permissionSets: [['SPOT']],
      })),
    },
  }),
  candles: (markets, query, now, spoil) => {
    const market = markets.find((candidate) => symbolOf(candidate) === query.get('symbol'));
    const step = INTERVALS[query.get('interval') ?? ''];
    if (market === undefined) return refuse(-1121, 'Invalid symbol.');
    if (step === undefined) return refuse(-1120, 'Invalid interval.');
    const [start, end] = [query.get('startTime'), query.get('endTime')];
    const limit = Math.min(1_000, Number(query.get('limit') ?? 500));
    const rows = spoil(rowsUntil(market, step, now)).filter(
      ({ openTime }) => openTime >= Number(start ?? 0) && openTime <= Number(end ?? now),
    );
    const page = start === null ? rows.slice(-limit) : rows.slice(0, limit);
    return { status: 200, rows: page, encode: (spoilt) => spoilt.map((row) => encodeRow(row, step)) };
  },
};

function encodeRow(row: FakeRow, step: number): readonly unknown[] {
  const { openTime, open, high, low, close, volume, quoteVolume } = row;
  return [openTime, open, high, low, close, volume, openTime + step - 1, quoteVolume, 308, volume, quoteVolume, '0'];
}
