/** Articles of a feed: RSS, RDF, Atom or JSON Feed. */
import { parseFeed } from 'feedsmith';
import { AppError } from '../../../shared/errors.ts';
import { type ArticleFields, type ArticleRow, articleOf } from './article.ts';
import { feedName } from './feed-name.ts';

/** What a feed holds now. */
export type ParsedFeed = {
  readonly articles: readonly ArticleRow[];
  /** Entries without any text. */
  readonly refusedCount: number;
};

/** An entry as far as the four forms have the same in different places. */
type Entry = {
  readonly title?: unknown;
  readonly link?: unknown;
  readonly links?: readonly { readonly href?: string; readonly rel?: string }[];
  readonly url?: unknown;
  readonly pubDate?: unknown;
  readonly published?: unknown;
  readonly updated?: unknown;
  readonly date_published?: unknown;
  readonly description?: unknown;
  readonly summary?: unknown;
  readonly content?: unknown;
  readonly content_text?: unknown;
  readonly content_html?: unknown;
  readonly dc?: { readonly dates?: readonly unknown[]; readonly date?: unknown };
};
type Feed = { readonly title?: unknown; readonly items?: readonly Entry[]; readonly entries?: readonly Entry[] };

const MOST_ENTRIES = 2_000;

/**
 * Returns the articles of a feed's text, as known at `now`. One without a time, or with one that is yet to come, counts as published now.
 *
 * Throws `invalid-input` for text that is no feed, is cut off, or declares entities of its own, with which a short text can be
 * made a long one.
 *
 * @param address - where it came from; its host is the source.
 */
export function parseFeedText(text: string, address: string, now: number): ParsedFeed {
  if (/<!ENTITY/i.test(text)) {
    throw new AppError('invalid-input', `The feed ${feedName(address)} declared entities of its own, needs none`);
  }
  let feed: Feed;
  try {
    feed = parseFeed(text).feed as Feed;
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new AppError(
      'invalid-input',
      `The feed ${feedName(address)} could not be read (${reason}), needs RSS, Atom, RDF or JSON Feed`,
      { cause },
    );
  }
  const source = new URL(address).host;
  const publisher = textOf(feed.title) || source;
  const entries = (feed.items ?? feed.entries ?? []).slice(0, MOST_ENTRIES);
  const read = entries.map((entry) => {
    const fields = fieldsOf(entry, publisher);
    const article = articleOf(source, fields, now);
    const isUndated = article === 'time' || article === 'future';
    return isUndated ? articleOf(source, { ...fields, time: new Date(now).toISOString() }, now) : article;
  });
  const articles = read
    .filter((article) => typeof article !== 'string')
    .map((article) => ({ ...article, knownAt: now }));
  return { articles, refusedCount: entries.length - articles.length };
}

function fieldsOf(entry: Entry, publisher: string): ArticleFields {
  const { link, links = [], url, pubDate, published, updated, date_published: json, dc } = entry;
  const address = links.find(({ rel }) => rel === undefined || rel === 'alternate')?.href ?? '';
  return {
    publisher,
    title: textOf(entry.title),
    body: firstText(entry.content, entry.content_html, entry.content_text, entry.description, entry.summary),
    url: firstText(link, url, address),
    time: firstText(pubDate, published, json, dc?.dates?.[0], dc?.date, updated),
  };
}

function firstText(...values: readonly unknown[]): string {
  return values.map(textOf).find((text) => text !== '') ?? '';
}

/** A text as it stands, or the one that an element has besides its attributes. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return '';
  const { value: inner, encoded } = value as { value?: unknown; encoded?: unknown };
  return typeof inner === 'string' ? inner : typeof encoded === 'string' ? encoded : '';
}
