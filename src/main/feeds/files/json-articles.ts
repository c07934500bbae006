/** Articles in a JSON file: an array of objects, or an object with such an array. */
import { AppError, throwIfCancelled } from '../../../shared/errors.ts';
import { type ArticleFields, articleOf } from '../texts/article.ts';
import { createArticleIntake } from './article-reader.ts';
import { openFileBytes } from './file-bytes.ts';
import type { FilePart, FileSummary, ReadOptions } from './file-content.ts';
import { createRefusalLog, refuseFileIfMostly } from './refusals.ts';

const SOURCE = 'article-files';
const MOST_BYTES = 128 * 2 ** 20;
/** What the fields of an article are called, the first that is there counting. */
const NAMES: Readonly<Record<keyof ArticleFields, readonly string[]>> = {
  time: [
    'time',
    'datetime',
    'date',
    'published',
    'published_at',
    'date_published',
    'pubDate',
    'created_at',
    'timestamp',
  ],
  title: ['title', 'headline'],
  body: ['text', 'body', 'content', 'content_text', 'content_html', 'description', 'summary', 'selftext'],
  publisher: ['source', 'publisher', 'site', 'author'],
  url: ['url', 'link', 'permalink'],
};
const SHOWN_CHARACTERS = 200;
const BREATH_ROWS = 1_000;

/** Returns whether a file is JSON by its name. */
export function isJsonFile(path: string): boolean {
  return /\.json(\.gz)?$/i.test(path);
}

/**
 * Yields the articles of a JSON file and returns its summary; the row of an article is its place in the array, from 1.
 *
 * Throws as `readImportFile`; `invalid-input` also for text that is no JSON, holds no array of objects, or is too long.
 */
export async function* readJsonArticles(path: string, options: ReadOptions): AsyncGenerator<FilePart, FileSummary> {
  const file = openFileBytes(path);
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of file.pieces) {
    throwIfCancelled(options.signal);
    pieces.push(piece);
    bytes += piece.length;
    if (bytes > MOST_BYTES) {
      throw new AppError('invalid-input', `the file was longer than ${MOST_BYTES} bytes, needs smaller ones`);
    }
    options.onRead?.(file.readBytes());
  }
  const entries = entriesOf(Buffer.concat(pieces).toString('utf8'));
  const ready: FilePart[] = [];
  const refusals = createRefusalLog();
  const intake = createArticleIntake(
    options.content === undefined ? null : (list) => void ready.push({ kind: 'list', list }),
  );
  for (const [i, entry] of entries.entries()) {
    if (i % BREATH_ROWS === 0) throwIfCancelled(options.signal);
    const reason = intake.take(articleOf(SOURCE, fieldsOf(entry), options.now));
    if (reason !== null) refusals.add(reason, i + 1, () => JSON.stringify(entry).slice(0, SHOWN_CHARACTERS));
    while (ready.length > 0) yield ready.shift()!;
  }
  intake.flush();
  yield* ready;
  refuseFileIfMostly(refusals, entries.length, options.maxRefusedShare);
  const span = intake.span();
  return {
    ...{ layout: 'articles-json', kind: 'articles', source: SOURCE, timeframe: null, rows: entries.length },
    refused: refusals.count(),
    refusedBy: refusals.byReason(),
    refusedRows: refusals.listed,
    earliest: span?.earliest ?? null,
    latest: span?.latest ?? null,
    fileHash: file.hash(),
  };
}

type Entry = Readonly<Record<string, unknown>>;

function entriesOf(text: string): readonly Entry[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new AppError('invalid-input', `the file was no JSON: ${(cause as Error).message}`, { cause });
  }
  const isObject = (value: unknown): value is Entry => typeof value === 'object' && value !== null;
  const arrays = Array.isArray(parsed) ? [parsed] : isObject(parsed) ? Object.values(parsed).filter(Array.isArray) : [];
  const entries = arrays.length === 1 ? (arrays[0] as unknown[]) : [];
  const hasText = (entry: Entry): boolean => [...NAMES.title, ...NAMES.body].some((name) => name in entry);
  if (entries.length === 0 || !entries.every((entry) => isObject(entry)) || !entries.some(hasText)) {
    const reason = 'the JSON was no array of articles with a title or a text';
    throw new AppError('invalid-input', reason, { details: { notRecognised: reason } });
  }
  return entries;
}

function fieldsOf(entry: Entry): ArticleFields {
  const field = (names: readonly string[]): string => {
    const value = names
      .map((name) => entry[name])
      .find((found) => typeof found === 'string' || typeof found === 'number');
    return value === undefined ? '' : String(value);
  };
  const { time, title, body, publisher, url } = NAMES;
  return { time: field(time), title: field(title), body: field(body), publisher: field(publisher), url: field(url) };
}
