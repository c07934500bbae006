import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { saveSettings } from '../../../src/main/engine/load-settings.ts';
import { textHandlers } from '../../../src/main/engine/texts.ts';
import { listArticles } from '../../../src/main/store/articles.ts';
import { listBatches } from '../../../src/main/store/batches.ts';
import { NEVER_CANCELLED } from '../../../src/shared/errors.ts';
import { Settings } from '../../../src/shared/settings.ts';
import { instantOf } from '../../../src/shared/time.ts';
import { openContext, type TestContext } from '../../support/engine-context.ts';

const NOW = Date.UTC(2024, 5, 1, 12);
const PUBLISHED = Date.UTC(2024, 4, 31, 8);
const feedOf = (...titles: string[]): string =>
  `<rss version="2.0"><channel><title>Paper</title>${titles
    .map(
      (title) =>
        `<item><title>${title}</title><link>https://example.org/${title}</link><pubDate>Fri, 31 May 2024 08:00:00 GMT</pubDate></item>`,
    )
    .join('')}</channel></rss>`;

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

type Answer = { readonly status?: number; readonly body?: string; readonly etag?: string; readonly never?: true };
type Room = {
  context: TestContext;
  answers: Map<string, Answer>;
  asked: string[];
  fetchAll: (signal?: { aborted: boolean }) => Promise<Fetched>;
};
type Fetched = { feedCount: number; fetchedCount: number; newCount: number; failures: string[] };

/** A server on the loopback whose answers a test sets, and handlers whose settings name each path of it. */
async function openRoom(paths: readonly string[]): Promise<Room> {
  const answers = new Map<string, Answer>();
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    const path = request.url!.split('?')[0]!;
    const { status = 200, body = '', etag, never } = answers.get(path) ?? { status: 404 };
    asked.push(`${path} ${request.headers['if-none-match'] ?? '-'}`);
    if (never === true) return;
    const isSame = etag !== undefined && request.headers['if-none-match'] === etag;
    response.writeHead(isSame ? 304 : status, etag === undefined ? {} : { etag });
    response.end(isSame ? undefined : body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const context = openContext(() => instantOf(NOW));
  const textFeeds = paths.map((path) => `http://127.0.0.1:${port}${path}?key=secret`);
  saveSettings(context.store, Settings.parse({ textFeeds }));
  closers.push(
    context.close,
    () => server.closeAllConnections(),
    () => server.close(),
  );
  const handlers = textHandlers(context);
  return {
    ...{ context, answers, asked },
    fetchAll: async (signal = NEVER_CANCELLED) => handlers['texts.fetch']({}, signal),
  };
}

describe('texts.fetch', () => {
  it('keeps what is new as known now, tells of it once, and asks only for what has changed', async () => {
    const { context, answers, asked, fetchAll } = await openRoom(['/a']);
    answers.set('/a', { body: feedOf('one', 'two'), etag: '"1"' });
    expect(await fetchAll()).toEqual({ feedCount: 1, fetchedCount: 2, newCount: 2, failures: [] });
    const [article] = listArticles(context.store, { asOf: NOW });
    expect(article).toMatchObject({ publishedAt: PUBLISHED, knownAt: NOW, publisher: 'Paper' });
    expect(listArticles(context.store, { asOf: NOW - 1 })).toEqual([]);
    expect(listBatches(context.store)).toMatchObject([{ kind: 'articles', knownSource: 'observed', state: 'sealed' }]);
    expect(await fetchAll()).toMatchObject({ fetchedCount: 0, newCount: 0 });
    answers.set('/a', { body: feedOf('three', 'two', 'one'), etag: '"2"' });
    expect(await fetchAll()).toMatchObject({ fetchedCount: 3, newCount: 1 });
    answers.set('/a', { body: feedOf('three'), etag: '"3"' });
    expect(await fetchAll()).toMatchObject({ fetchedCount: 1, newCount: 0 });
    expect(asked).toEqual(['/a -', '/a "1"', '/a "1"', '/a "2"']);
    expect(context.heard.filter(({ name }) => name === 'texts.changed')).toHaveLength(2);
    expect(listBatches(context.store)).toHaveLength(2);
  });

  it('tells what each feed was, and keeps those that can be read', async () => {
    const { answers, fetchAll } = await openRoom(['/gone', '/page', '/busy', '/huge', '/bomb', '/good']);
    answers.set('/page', { body: '<html></html>' });
    answers.set('/busy', { status: 429 });
    answers.set('/huge', { body: 'x'.repeat(6 * 2 ** 20) });
    answers.set('/bomb', { body: `<!DOCTYPE x [<!ENTITY a "a">]>${feedOf('&a;')}` });
    answers.set('/good', { body: feedOf('good') });
    const { newCount, failures } = await fetchAll();
    expect(newCount).toBe(1);
    const host = /127\.0\.0\.1:\d+/g;
    expect(failures.map((failure) => failure.replace(host, 'host'))).toEqual([
      'The feed host/gone answered 404, needs 200',
      expect.stringMatching(/^The feed host\/page could not be read/),
      'The feed host/busy was asked too often',
      'The feed host/huge was longer than 3 MB',
      'The feed host/bomb declared entities of its own, needs none',
    ]);
    expect(failures.join()).not.toContain('secret');
  });

  it('tells of a server that is not there', async () => {
    const { context, fetchAll } = await openRoom([]);
    saveSettings(context.store, Settings.parse({ textFeeds: ['http://127.0.0.1:9/feed'] }));
    expect((await fetchAll()).failures).toEqual(['The feed 127.0.0.1:9/feed could not be reached']);
  });

  it('cancelled while a server is silent, ends at once and keeps what came before', async () => {
    const { context, answers, fetchAll } = await openRoom(['/good', '/silent']);
    answers.set('/good', { body: feedOf('good') });
    answers.set('/silent', { never: true });
    const signal = { aborted: false };
    const running = fetchAll(signal);
    context.events.subscribe((name) => {
      if (name === 'system.progress' && context.progress.length > 1) signal.aborted = true;
    });
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    expect(listArticles(context.store, { asOf: NOW })).toHaveLength(1);
  });
});

describe('texts.scores', () => {
  it('tells both ways to read on every set of texts, and from what the classifier learnt', async () => {
    const { context } = await openRoom([]);
    const { scores, trainedTexts, sources, notes } = await textHandlers(context)['texts.scores']({}, NEVER_CANCELLED);
    expect(scores.map(({ dataset, method }) => `${dataset}: ${method}`)).toEqual(
      ['crypto posts', 'stock posts', 'financial news'].flatMap((name) => [
        `${name}: word-list`,
        `${name}: classifier`,
      ]),
    );
    expect(scores.filter(({ isUsed }) => isUsed).map(({ dataset, method }) => `${dataset}: ${method}`)).toEqual([
      'crypto posts: classifier',
      'stock posts: classifier',
      'financial news: word-list',
    ]);
    expect(trainedTexts).toBe(887);
    expect(sources.every((source) => source.includes('MIT'))).toBe(true);
    expect(notes.at(-1)).toContain('hindsight');
  });
});
