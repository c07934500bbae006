/** What providers say of their assets: names, categories, contracts. Nothing here decides that two of them are the same. */
import { getOpenBatch } from './batches.ts';
import { rowOf, rowsOf, run, writing } from './connection.ts';
import type { ReadableStore, WritableStore } from './open.ts';

/** What one provider says of one asset. Text that is not there is null. */
export type AssetRow = {
  readonly source: string;
  readonly key: string;
  readonly symbol: string;
  readonly name: string | null;
  readonly categories: readonly string[];
  /** When the categories were known; the batch's `fetchedAt` if left out, because providers assign them afterwards. */
  readonly categoriesKnownAt?: number;
  readonly platform: string | null;
  readonly contract: string | null;
  readonly genesisDay: number | null;
  /** When the asset itself was known to exist. */
  readonly knownAt: number;
};

/** What a source said of an asset at one time. */
export type AssetFact = Required<AssetRow>;

type Stored = Omit<AssetFact, 'categories'> & { readonly categories: string };

const ASSET = `assets.source, key, known_at AS knownAt, symbol, name, categories, categories_known_at AS categoriesKnownAt,
  platform, contract, genesis_day AS genesisDay`;
const SEALED = "JOIN batches ON batches.id = batch_id AND (state = 'sealed' OR batch_id = ?)";

/**
 * Appends what a provider says to an open batch and returns how many rows said something new. What differs from what it
 * said before is known since the batch was fetched.
 */
export function appendAssets(store: WritableStore, batchId: number, rows: readonly AssetRow[]): number {
  return writing(store, () => {
    const { fetchedAt } = getOpenBatch(store, batchId);
    let added = 0;
    for (const row of rows) {
      const { source, key, symbol, name, platform, contract, genesisDay } = row;
      const categories = JSON.stringify(row.categories);
      const last = rowOf<Stored>(
        store,
        `SELECT ${ASSET} FROM assets ${SEALED} WHERE assets.source = ? AND key = ? ORDER BY known_at DESC LIMIT 1`,
        batchId,
        source,
        key,
      );
      const isKnown =
        last !== undefined &&
        [last.symbol, last.name, last.categories, last.platform, last.contract, last.genesisDay].every(
          (value, i) => value === [symbol, name, categories, platform, contract, genesisDay][i],
        );
      if (isKnown) continue;
      const knownAt = last === undefined ? row.knownAt : Math.max(row.knownAt, fetchedAt, last.knownAt + 1);
      const areSameCategories = last !== undefined && last.categories === categories;
      const categoriesKnownAt = row.categoriesKnownAt ?? (areSameCategories ? last.categoriesKnownAt : fetchedAt);
      added += run(
        store,
        `INSERT INTO assets (source, key, known_at, symbol, name, categories, categories_known_at, platform, contract,
           genesis_day, batch_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        ...[source, key, knownAt, symbol, name, categories, categoriesKnownAt, platform, contract, genesisDay, batchId],
      );
    }
    return added;
  });
}

/** Returns the newest version of what each provider said of each asset that was known by an instant, by source and key. */
export function listAssets(store: ReadableStore, asOf: number = Number.MAX_SAFE_INTEGER): AssetFact[] {
  return rowsOf<Stored & { newest: number }>(
    store,
    `SELECT ${ASSET}, max(known_at) AS newest FROM assets ${SEALED} WHERE known_at <= ?
     GROUP BY assets.source, key ORDER BY assets.source, key`,
    -1,
    asOf,
  ).map(({ newest: _, ...row }) => ({ ...row, categories: JSON.parse(row.categories) as string[] }));
}
