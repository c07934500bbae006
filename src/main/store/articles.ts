/** Articles and posts, as they were first known: what a publisher changes afterwards changes nothing here. */
import { getOpenBatch } from './batches.ts';
import { rowOf, rowsOf, statementOf, writing } from './connection.ts';
import type { ReadableStore, WritableStore } from './open.ts';

/** An article or post. */
export type ArticleRow = {
  readonly source: string;
  /** One key is one article, whatever source it came from. */
  readonly key: string;
  readonly publishedAt: number;
  readonly knownAt: number;
  readonly publisher: string;
  readonly title: string;
  readonly body: string;
  readonly url: string | null;
};

/** An article with its number in the store. */
export type StoredArticle = ArticleRow & { readonly id: number };

/** Which articles are asked for: known by an instant, published from one on. */
export type ArticleFilter = {
  readonly asOf: number;
  readonly fromTime?: number;
  /** The newest so many, and how many of the newest are left out; all if left out. */
  readonly limit?: number;
  readonly offset?: number;
};

const ARTICLE = `articles.id, articles.source, key, published_at AS publishedAt, known_at AS knownAt, publisher, title, body, url`;
const SEALED = "JOIN batches ON batches.id = batch_id AND state = 'sealed'";

/** Appends articles to an open batch and returns how many were not known yet; one of a known key is left as it was. */
export function appendArticles(store: WritableStore, batchId: number, rows: readonly ArticleRow[]): number {
  return writing(store, () => {
    getOpenBatch(store, batchId);
    const known = statementOf(
      store,
      `SELECT 1 FROM articles JOIN batches ON batches.id = batch_id AND (state = 'sealed' OR batch_id = ?) WHERE key = ?`,
    );
    const insert = statementOf(
      store,
      `INSERT INTO articles (source, key, published_at, known_at, publisher, title, body, url, batch_id)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    );
    let added = 0;
    for (const { source, key, publishedAt, knownAt, publisher, title, body, url } of rows) {
      if (known.get([batchId, key]) !== undefined) continue;
      added += insert.run([source, key, publishedAt, knownAt, publisher, title, body, url, batchId]).changes;
    }
    return added;
  });
}

/** Returns articles, the newest by publishing first. */
export function listArticles(
  store: ReadableStore,
  { asOf, fromTime = Number.MIN_SAFE_INTEGER, limit = -1, offset = 0 }: ArticleFilter,
): StoredArticle[] {
  return rowsOf<StoredArticle>(
    store,
    `SELECT ${ARTICLE} FROM articles ${SEALED} WHERE known_at <= ? AND published_at >= ?
     ORDER BY published_at DESC, articles.id DESC LIMIT ? OFFSET ?`,
    ...[asOf, fromTime, limit, offset],
  );
}

/** How many articles were known by an instant, and when the first and last were published and the last became known. */
export type ArticleSpan = {
  readonly count: number;
  readonly firstTime: number | null;
  readonly lastTime: number | null;
  readonly lastKnownAt: number | null;
};

/** Returns what is there of articles known by an instant. */
export function spanOfArticles(store: ReadableStore, asOf: number): ArticleSpan {
  return rowOf<ArticleSpan>(
    store,
    `SELECT count(*) AS count, min(published_at) AS firstTime, max(published_at) AS lastTime, max(known_at) AS lastKnownAt
     FROM articles ${SEALED} WHERE known_at <= ?`,
    asOf,
  )!;
}
