/** Rows of a table of articles. */
import { type ArticleRow, articleOf } from '../texts/article.ts';
import type { ArticleLayout } from './layouts.ts';
import type { ListReader, ListRows } from './list-reader.ts';
import { createRefusalLog, type RefusalReason } from './refusals.ts';
import { cellText, type Row, rowText } from './row-splitter.ts';

const ROWS_AT_ONCE = 500;

/** A reader of articles that also says when the first and the last was published. */
export type ArticleReader = ListReader & { span(): { readonly earliest: number; readonly latest: number } | null };

/** What takes articles one by one, refuses what cannot be true, and hands them over some at a time. */
export type ArticleIntake = {
  /** Returns why an article was refused, or null. A second one of the same key is neither kept nor refused. */
  take(article: ArticleRow | RefusalReason): RefusalReason | null;
  flush(): void;
  span: ArticleReader['span'];
};

/** Returns an intake. @param onRows - gets the articles; null if they are only to be checked. */
export function createArticleIntake(onRows: ((list: ListRows) => void) | null): ArticleIntake {
  const keys = new Set<string>();
  let rows: ArticleRow[] = [];
  let earliest = Number.POSITIVE_INFINITY;
  let latest = Number.NEGATIVE_INFINITY;
  const flush = (): void => {
    if (rows.length > 0) onRows?.({ kind: 'articles', rows });
    rows = [];
  };
  return {
    take(article) {
      if (typeof article === 'string') return article;
      if (keys.has(article.key)) return null;
      keys.add(article.key);
      earliest = Math.min(earliest, article.publishedAt);
      latest = Math.max(latest, article.publishedAt);
      if (onRows !== null) rows.push(article);
      if (rows.length === ROWS_AT_ONCE) flush();
      return null;
    },
    flush,
    span: () => (earliest > latest ? null : { earliest, latest }),
  };
}

/**
 * Returns a reader for one file of articles. News tables list an article under several subjects: the first row stands for all.
 *
 * @param now - UTC milliseconds; what was published later is refused.
 * @param onRows - gets the articles, some hundred at a time; null if they are only to be checked.
 */
export function createArticleReader(
  layout: ArticleLayout,
  positions: ReadonlyMap<string, number>,
  columnCount: number,
  now: number,
  onRows: ((list: ListRows) => void) | null,
): ArticleReader {
  const refusals = createRefusalLog();
  const intake = createArticleIntake(onRows);
  const { source, columns } = layout;
  let rowCount = 0;

  const takeRow = (row: Row): RefusalReason | null => {
    if (row.malformed) return 'quotes';
    if (row.cellCount !== columnCount) return 'columns';
    const text = (column: string): string => cellText(row, positions.get(column)!);
    const { time, title, body, publisher, url } = columns;
    const fields = { time: text(time), title: text(title), body: text(body) };
    return intake.take(articleOf(source, { ...fields, publisher: text(publisher), url: text(url) }, now));
  };

  return {
    refusals,
    flush: intake.flush,
    span: intake.span,
    take(row) {
      rowCount += 1;
      const reason = takeRow(row);
      if (reason !== null) refusals.add(reason, row.line, () => rowText(row));
    },
    rowCount: () => rowCount,
  };
}
