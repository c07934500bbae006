/** Ratings: what was said of each asset at an instant. Nothing that was said is ever changed, or seen before it is whole. */
import { connectionOf, rawRows, rowOf, rowsOf, run, statementOf, writing } from './connection.ts';
import { appendForecasts, type Forecast } from './forecasts.ts';
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

/** What a set of ratings is told to be when it begins. */
export type RatingSetStart = Pick<RatingSet, 'asOf' | 'meta'>;

/** Appends a whole set of ratings in one transaction and returns its number. Rows must be JSON, so NaN has to be null. */
export function appendRatings<Row extends RatingRow>(
  store: WritableStore,
  { rows, ...start }: RatingSetStart & { readonly rows: readonly Row[] },
): number {
  return writing(store, () => {
    const setId = beginRatings(store, start);
    appendRatingRows(store, setId, rows);
    sealRatings(store, setId);
    return setId;
  });
}

/** Returns the number of a new set, which nobody sees before {@link sealRatings}. */
export function beginRatings(store: WritableStore, { asOf, meta }: RatingSetStart): number {
  const { id } = writing(
    store,
    () =>
      rowOf<{ id: number }>(
        store,
        "INSERT INTO rating_sets (as_of, saved_at, meta, state) VALUES (?, ?, ?, 'open') RETURNING id",
        asOf,
        connectionOf(store).clock!(),
        JSON.stringify(meta),
      )!,
  );
  connectionOf(store).openRatingSets.add(id);
  return id;
}

/** Appends rows to an open set: 16 take 1 ms. Throws `conflict` if it was sealed. */
export function appendRatingRows<Row extends RatingRow>(
  store: WritableStore,
  setId: number,
  rows: readonly Row[],
): void {
  writing(store, () => {
    const insert = statementOf(store, 'INSERT INTO ratings (set_id, asset_id, body) VALUES (?, ?, ?)');
    for (const row of rows) insert.run([setId, row.asset, JSON.stringify(row)]);
  });
}

/**
 * Makes a whole set visible at once, together with the forecasts that it was made of; it counts as saved now. Throws `conflict` if it
 * was sealed before.
 */
export function sealRatings(store: WritableStore, setId: number, forecasts: readonly Forecast[] = []): void {
  const sql = "UPDATE rating_sets SET state = 'sealed', saved_at = ? WHERE id = ?";
  writing(store, () => {
    run(store, sql, connectionOf(store).clock!(), setId);
    appendForecasts(store, forecasts);
  });
  connectionOf(store).openRatingSets.delete(setId);
}

/** Leaves an open set unfinished: what it holds is taken away by {@link sweepRatings}. */
export function abandonRatings(store: WritableStore, setId: number): void {
  connectionOf(store).openRatingSets.delete(setId);
}

/**
 * Takes away up to so many rows of sets that nobody will finish, and the sets that hold none any more.
 *
 * @returns whether anything is left of such sets.
 */
export function sweepRatings(store: WritableStore, rowCount: number): boolean {
  return writing(store, () => {
    const { openRatingSets } = connectionOf(store);
    const open = rowsOf<{ id: number }>(store, "SELECT id FROM rating_sets WHERE state = 'open'");
    const abandoned = open.find(({ id }) => !openRatingSets.has(id));
    if (abandoned === undefined) return false;
    const rows = 'SELECT asset_id FROM ratings WHERE set_id = ? LIMIT ?';
    const sql = `DELETE FROM ratings WHERE set_id = ? AND asset_id IN (${rows})`;
    if (run(store, sql, abandoned.id, abandoned.id, rowCount) < rowCount) {
      run(store, 'DELETE FROM rating_sets WHERE id = ?', abandoned.id);
    }
    return true;
  });
}

/** A set of ratings without them. */
export type RatingSetHead = Omit<RatingSet, 'rows'> & { readonly id: number };

/** Returns the newest set of ratings of an instant, or of the latest instant that has any by `asOf`; undefined if none. */
export function findRatingSet(store: ReadableStore, asOf: number): RatingSetHead | undefined {
  const head = rowOf<Omit<RatingSetHead, 'meta'> & { meta: string }>(
    store,
    `SELECT id, as_of AS asOf, saved_at AS savedTime, meta FROM rating_sets WHERE as_of <= ? AND state = 'sealed'
     ORDER BY as_of DESC, id DESC LIMIT 1`,
    asOf,
  );
  return head === undefined ? undefined : { ...head, meta: JSON.parse(head.meta) };
}

/** Returns the set that {@link findRatingSet} finds with all its ratings, by asset: some 7 KB of JSON each. */
export function findRatings<Row extends RatingRow>(store: ReadableStore, asOf: number): RatingSet<Row> | undefined {
  const head = findRatingSet(store, asOf);
  if (head === undefined) return undefined;
  const { id, ...set } = head;
  const rows = rowsOf<{ body: string }>(store, 'SELECT body FROM ratings WHERE set_id = ? ORDER BY asset_id', id);
  return { ...set, rows: rows.map(({ body }) => JSON.parse(body) as Row) };
}

/** Returns what a set says of one asset; undefined if nothing. */
export function findRating<Row extends RatingRow>(store: ReadableStore, setId: number, asset: string): Row | undefined {
  const sql = 'SELECT body FROM ratings WHERE set_id = ? AND asset_id = ?';
  const row = rowOf<{ body: string }>(store, sql, setId, asset);
  return row === undefined ? undefined : (JSON.parse(row.body) as Row);
}

/** Returns how many assets a set is of. */
export function countRatings(store: ReadableStore, setId: number): number {
  return rowOf<{ count: number }>(store, 'SELECT count(*) AS count FROM ratings WHERE set_id = ?', setId)!.count;
}

/** Returns every instant of which something was rated, oldest first. */
export function listRatedTimes(store: ReadableStore): number[] {
  return rowsOf<{ asOf: number }>(
    store,
    "SELECT DISTINCT as_of AS asOf FROM rating_sets WHERE state = 'sealed' ORDER BY as_of",
  ).map(({ asOf }) => asOf);
}

/** A value that stands at a path of a rating; null where nothing does. */
export type Extract = string | number | null;

/**
 * Returns what stands at some JSON paths (such as `$.trader.score`) of each rating of a set, by asset: a row for each, behind
 * its asset id. SQLite reads the paths without handing over the reasons, which are nearly all of a rating.
 */
export function extractRatings(
  store: ReadableStore,
  setId: number,
  paths: readonly string[],
): [string, ...Extract[]][] {
  const columns = paths.map(() => ', json_extract(body, ?)').join('');
  return rawRows(store, `SELECT asset_id${columns} FROM ratings WHERE set_id = ? ORDER BY asset_id`, ...paths, setId);
}

/**
 * Returns what stands at some JSON paths of what was said of an asset, behind each instant, oldest first; of several sets of
 * one instant the one made last counts.
 */
export function extractRatingHistory(
  store: ReadableStore,
  asset: string,
  paths: readonly string[],
): [number, ...Extract[]][] {
  const columns = paths.map(() => ', json_extract(body, ?)').join('');
  return rawRows(
    store,
    `SELECT as_of${columns} FROM ratings JOIN rating_sets ON rating_sets.id = set_id
     WHERE asset_id = ? AND set_id IN
       (SELECT max(set_id) FROM ratings JOIN rating_sets ON rating_sets.id = set_id
        WHERE asset_id = ? AND state = 'sealed' GROUP BY as_of)
     ORDER BY as_of`,
    ...paths,
    asset,
    asset,
  );
}
