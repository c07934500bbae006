/** The spot markets of an exchange, in the program's own words. */
import { type Instant, instantOf } from '../../shared/time.ts';
import type { CcxtMarket, ExchangeClient } from './client.ts';

type Bounds = { readonly min: number | null; readonly max: number | null };

export type Market = {
  /** Exchange and symbol, such as `kraken:BTC/USD`. */
  readonly marketId: string;
  /** Key of its series: the symbol as ccxt spells it, base over quote. */
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  /** Whether it can be traded at the moment. */
  readonly active: boolean;
  /** When the exchange says that trading began; null for most. */
  readonly createdAt: Instant | null;
  /** Smallest steps of price (in the quote) and amount (in the base). */
  readonly precision: { readonly price: number | null; readonly amount: number | null };
  readonly limits: { readonly amount: Bounds; readonly price: Bounds; readonly cost: Bounds };
};

/** Returns the spot markets of the exchange by symbol, each symbol once. A market without base or quote is left out. */
export async function fetchMarkets(exchange: ExchangeClient): Promise<readonly Market[]> {
  const markets = await exchange.loadMarkets();
  const bySymbol = new Map<string, Market>();
  for (const market of markets) {
    if (market.spot !== true || !market.base || !market.quote || !market.symbol) continue;
    const earlier = bySymbol.get(market.symbol);
    // Two ids may share a symbol after a relisting: the one that trades stands for it.
    if (earlier === undefined || (!earlier.active && market.active === true)) {
      bySymbol.set(market.symbol, toMarket(exchange.id, market));
    }
  }
  return [...bySymbol.values()].sort((a, b) => (a.symbol < b.symbol ? -1 : 1));
}

function toMarket(exchange: string, market: CcxtMarket): Market {
  const { precision, limits, created } = market;
  return {
    marketId: `${exchange}:${market.symbol}`,
    symbol: market.symbol,
    base: market.base,
    quote: market.quote,
    // Undefined means that the exchange does not say; such a market is listed, so it counts as trading.
    active: market.active !== false,
    createdAt: created !== undefined && Number.isSafeInteger(created) ? instantOf(created) : null,
    precision: { price: precision.price ?? null, amount: precision.amount ?? null },
    limits: { amount: toBounds(limits.amount), price: toBounds(limits.price), cost: toBounds(limits.cost) },
  };
}

function toBounds(bounds: { min?: number | undefined; max?: number | undefined } | undefined): Bounds {
  return { min: bounds?.min ?? null, max: bounds?.max ?? null };
}
