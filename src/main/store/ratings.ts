/** Ratings: what was said of each asset at an instant. Nothing that was said is ever changed. */
import { connectionOf, rowOf, rowsOf, statementOf, writing } from './connection.ts';
import type { ReadableStore, WritableStore } from './open.ts';

/** One rating: JSON, and of which asset. */
export type RatingRow = { readonly asset: string };

/** Ratings that were made together. */
export type RatingSet<Row extends RatingRow = RatingRow> = {
  readonly asOf: number;
  readonly savedTime: number;
  /** What they were made with: hashes, models, rules. */
  readonly meta: unknown;
  readonly rows: Row[];
};

/** Appends a set of ratings and returns its number. Rows must be JSON, so NaN has to be null. */
export function appendRatings<Row extends RatingRow>(
  store: WritableStore,
  set: { readonly asOf: number; readonly meta: unknown; readonly rows: readonly Row[] },
): number {
  return writing(store, () => {
    const { id } = rowOf<{ id: number }>(
      store,
      'INSERT INTO rating_sets (as_of, saved_at, meta) VALUES (?, ?, ?) RETURNING id',
      set.asOf,
      connectionOf(store).clock!(),
      JSON.stringify(set.meta),
    )!;
    const insert = statementOf(store, 'INSERT INTO ratings (set_id, asset_id, body) VALUES (?, ?, ?)');
    for (const row of set.rows) insert.run([id, row.asset, JSON.stringify(row)]);
    return id;
  });
}

/** Returns the newest ratings of an instant, or of the latest instant that has any by `asOf`; undefined if none. */
export function findRatings<Row extends RatingRow>(store: ReadableStore, asOf: number): RatingSet<Row> | undefined {
  const set = rowOf<{ id: number; asOf: number; savedTime: number; meta: string }>(
    store,
    `SELECT id, as_of AS asOf, saved_at AS savedTime, meta FROM rating_sets WHERE as_of <= ?
     ORDER BY as_of DESC, id DESC LIMIT 1`,
    asOf,
  );
  if (set === undefined) return undefined;
  const rows = rowsOf<{ body: string }>(store, 'SELECT body FROM ratings WHERE set_id = ? ORDER BY asset_id', set.id);
  const { asOf: instant, savedTime, meta } = set;
  return { asOf: instant, savedTime, meta: JSON.parse(meta), rows: rows.map(({ body }) => JSON.parse(body) as Row) };
}

/** Returns what was said of an asset at each instant, oldest first; of several at one instant the one said last. */
export function listRatingHistory<Row extends RatingRow>(
  store: ReadableStore,
  asset: string,
): { asOf: number; row: Row }[] {
  return rowsOf<{ asOf: number; body: string; newest: number }>(
    store,
    `SELECT as_of AS asOf, body, max(rating_sets.id) AS newest FROM ratings JOIN rating_sets ON rating_sets.id = set_id
     WHERE asset_id = ? GROUP BY as_of ORDER BY as_of`,
    asset,
  ).map(({ asOf, body }) => ({ asOf, row: JSON.parse(body) as Row }));
}
