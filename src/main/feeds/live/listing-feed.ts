/** The markets of an exchange over time: who came, who went, who came back. The dead stay known. */
import { AppError } from '../../../shared/errors.ts';
import type { Clock } from '../../../shared/time.ts';
import type { ExchangeClient } from '../../exchange/client.ts';
import { fetchMarkets, type Market } from '../../exchange/markets.ts';

/** A fact about a listing as the store keeps it; of several for one key the one known last holds. */
export type ListingRow = {
  readonly source: string;
  /** The market's symbol, which is the key of its candles too. */
  readonly key: string;
  readonly base: string;
  readonly quote: string;
  /** When trading began if the exchange says so, else when the market was first seen. */
  readonly listedAt: number;
  /** When it was first seen not to trade; null while it does. */
  readonly delistedAt: number | null;
  readonly knownAt: number;
};

export type ListingOptions = {
  readonly exchange: ExchangeClient;
  readonly clock: Clock;
  /** The newest stored fact of every listing of the source. */
  readonly findListings: (source: string) => readonly ListingRow[];
  /** Stores the rows in one transaction; not called without any. */
  readonly write: (rows: readonly ListingRow[]) => void | Promise<void>;
};

/** What a refresh found. `markets` are all that the exchange lists now, trading or not. */
export type ListingReport = {
  readonly markets: readonly Market[];
  readonly listed: readonly string[];
  readonly delisted: readonly string[];
  readonly relisted: readonly string[];
};

/** Share of the known trading markets that may vanish at once before the answer is taken for a broken one. */
const MOST_VANISHED = 0.5;
/** Below this many markets a share says nothing. */
const FEW_MARKETS = 10;

/**
 * Returns what changed since the last refresh, once it is stored. Nothing is stored if nothing changed. Throws
 * `unavailable` if the answer lacks so many markets that it is more likely cut short than true; then nothing is stored.
 */
export async function refreshListings(options: ListingOptions): Promise<ListingReport> {
  const { exchange, clock } = options;
  const markets = await fetchMarkets(exchange);
  const source = exchange.id;
  const known = new Map(options.findListings(source).map((row) => [row.key, row]));
  const trading = [...known.values()].filter(({ delistedAt }) => delistedAt === null);
  const present = new Set(markets.map(({ symbol }) => symbol));
  const vanished = trading.filter(({ key }) => !present.has(key));
  if (markets.length === 0 || (trading.length >= FEW_MARKETS && vanished.length > MOST_VANISHED * trading.length)) {
    throw new AppError(
      'unavailable',
      `${exchange.name} listed ${markets.length} spot markets without ${vanished.length} of ${trading.length} known ones, needs a whole list`,
    );
  }

  const now = clock();
  const rows: ListingRow[] = [];
  const changes = { listed: [] as string[], delisted: [] as string[], relisted: [] as string[] };
  const end = (row: ListingRow) => {
    rows.push({ ...row, delistedAt: now, knownAt: now });
    changes.delisted.push(row.key);
  };
  for (const { symbol, base, quote, active, createdAt } of markets) {
    const row = known.get(symbol);
    if (row === undefined) {
      rows.push({
        source,
        key: symbol,
        base,
        quote,
        listedAt: createdAt ?? now,
        delistedAt: active ? null : now,
        knownAt: now,
      });
      changes.listed.push(symbol);
    } else if (active && row.delistedAt !== null) {
      rows.push({ ...row, delistedAt: null, knownAt: now });
      changes.relisted.push(symbol);
    } else if (!active && row.delistedAt === null) end(row);
  }
  vanished.forEach(end);
  if (rows.length > 0) await options.write(rows);
  return { markets, ...changes };
}
