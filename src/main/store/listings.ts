/** Listings: which markets a source has and had, from when to when. The dead stay known. */
import { getOpenBatch } from './batches.ts';
import { rowOf, rowsOf, run, writing } from './connection.ts';
import type { ReadableStore, WritableStore } from './open.ts';

/** A fact about a market; of several for one key the one known last holds. */
export type ListingRow = {
  readonly source: string;
  readonly key: string;
  readonly base: string;
  readonly quote: string;
  readonly listedAt: number;
  /** Null while it is traded. */
  readonly delistedAt: number | null;
  readonly knownAt: number;
};

const LISTING = `listings.source, key, base, quote, listed_at AS listedAt, delisted_at AS delistedAt, known_at AS knownAt`;
const NEWEST = `SELECT ${LISTING}, max(known_at) AS newest FROM listings
  JOIN batches ON batches.id = batch_id AND (state = 'sealed' OR batch_id = ?)
  WHERE listings.source = ? AND known_at <= ?`;

/** Appends listings to an open batch and returns how many said something new. */
export function appendListings(store: WritableStore, batchId: number, rows: readonly ListingRow[]): number {
  return writing(store, () => {
    getOpenBatch(store, batchId);
    let added = 0;
    for (const row of rows) {
      const { source, key, base, quote, listedAt, delistedAt, knownAt } = row;
      const newest = `${NEWEST} AND key = ? GROUP BY key`;
      const last = rowOf<ListingRow>(store, newest, batchId, source, Number.MAX_SAFE_INTEGER, key);
      const isKnown =
        last !== undefined &&
        last.base === base &&
        last.quote === quote &&
        last.listedAt === listedAt &&
        last.delistedAt === delistedAt;
      if (isKnown) continue;
      added += run(
        store,
        `INSERT INTO listings (source, key, known_at, base, quote, listed_at, delisted_at, batch_id)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        source,
        key,
        last === undefined ? knownAt : Math.max(knownAt, last.knownAt + 1),
        base,
        quote,
        listedAt,
        delistedAt,
        batchId,
      );
    }
    return added;
  });
}

/** Returns the newest fact of every listing of a source that was known by an instant; all of them if left out. */
export function listListings(
  store: ReadableStore,
  source: string,
  asOf: number = Number.MAX_SAFE_INTEGER,
): ListingRow[] {
  return rowsOf<ListingRow & { newest: number }>(store, `${NEWEST} GROUP BY key ORDER BY key`, -1, source, asOf).map(
    ({ newest: _, ...row }) => row,
  );
}
