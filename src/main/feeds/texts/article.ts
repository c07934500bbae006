/** An article on its way to the store, whichever way it came. */
import type { RefusalReason } from '../files/refusals.ts';
import { plainText } from './plain-text.ts';
import { parsePublished } from './published-time.ts';

/** An article or post as the store keeps it. */
export type ArticleRow = {
  /** What it came from: a layout of files, or the host of a feed. */
  readonly source: string;
  /** Its address, or who said what when: one key is one article, whatever it came from. */
  readonly key: string;
  readonly publishedAt: number;
  readonly knownAt: number;
  readonly publisher: string;
  readonly title: string;
  readonly body: string;
  readonly url: string | null;
};

/** The fields of an article as they were written; what is not there is an empty text. */
export type ArticleFields = {
  readonly time: string;
  readonly title: string;
  readonly body: string;
  readonly publisher: string;
  readonly url: string;
};

/** What is kept of a title and of a body. */
const TITLE_CHARACTERS = 500;
const BODY_CHARACTERS = 20_000;

/**
 * Returns an article of a file, known when it was published (which is assumed), or why it cannot be true.
 *
 * @param now - UTC milliseconds; what was published later is refused.
 */
export function articleOf(source: string, fields: ArticleFields, now: number): ArticleRow | RefusalReason {
  const publishedAt = parsePublished(fields.time);
  if (Number.isNaN(publishedAt)) return 'time';
  if (publishedAt > now) return 'future';
  const title = plainText(fields.title).slice(0, TITLE_CHARACTERS);
  const body = plainText(fields.body).slice(0, BODY_CHARACTERS);
  if (title === '' && body === '') return 'text';
  const publisher = plainText(fields.publisher) || source;
  const url = addressOf(fields.url);
  return {
    ...{ source, publishedAt, knownAt: publishedAt, publisher, title, body, url },
    key: url ?? JSON.stringify([publisher, publishedAt, title === '' ? body.slice(0, TITLE_CHARACTERS) : title]),
  };
}

/** Returns an address of the web without the part that follows readers about, or null if it is none. */
function addressOf(text: string): string | null {
  if (!/^https?:\/\//i.test(text.trim()) || !URL.canParse(text.trim())) return null;
  const url = new URL(text.trim());
  url.hash = '';
  for (const name of [...url.searchParams.keys()]) if (/^utm_/.test(name)) url.searchParams.delete(name);
  return url.href;
}
