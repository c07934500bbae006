import { afterAll, describe, expect, it } from 'vitest';
import type { FileSummary } from '../../../../src/main/feeds/files/file-content.ts';
import { readImportFile } from '../../../../src/main/feeds/files/read-file.ts';
import type { ArticleRow } from '../../../../src/main/feeds/texts/article.ts';
import { createFolder, IMPORT_TIME } from '../../../support/read-table.ts';
import { announceMissingData, hasSharedData, SHARED_DATA } from '../../../support/shared-data.ts';

const folder = createFolder();
afterAll(folder.remove);
if (!hasSharedData) announceMissingData('articles');

async function read(path: string): Promise<{ articles: ArticleRow[]; summary: FileSummary }> {
  const parts = readImportFile(path, {
    ...{ now: IMPORT_TIME, signal: { aborted: false }, maxRefusedShare: 0.5 },
    content: { skipRows: 0, blockRows: 1 },
  });
  const articles: ArticleRow[] = [];
  for (;;) {
    const next = await parts.next();
    if (next.done === true) return { articles, summary: next.value };
    if (next.value.kind === 'list' && next.value.list.kind === 'articles') articles.push(...next.value.list.rows);
  }
}

const TIME = Date.UTC(2022, 0, 1, 10);
const PLAIN = {
  ...{
    source: 'article-files',
    publishedAt: TIME,
    knownAt: TIME,
    publisher: 'Paper',
    title: 'A title',
    body: 'A text',
  },
  ...{ key: 'https://example.org/1', url: 'https://example.org/1' },
};

describe('a table of articles', () => {
  it('is read as known when it was published, a repeated article once', async () => {
    const path = folder.write(
      'plain.csv',
      'time,title,text,source,url\n2022-01-01T10:00:00Z,A title,A text,Paper,https://example.org/1\n' +
        '2022-01-01T10:00:00Z,A title,A text,Paper,https://example.org/1\n2022-01-03,Other,,,\n',
    );
    const { articles, summary } = await read(path);
    expect(articles[0]).toEqual(PLAIN);
    expect(articles[1]).toMatchObject({ publisher: 'article-files', url: null, publishedAt: Date.UTC(2022, 0, 4) });
    expect(articles).toHaveLength(2);
    expect(summary).toMatchObject({ layout: 'articles', kind: 'articles', rows: 3, refused: 0, earliest: TIME });
  });

  it('counts what cannot be true by reason', async () => {
    const path = folder.write(
      'broken.csv',
      `time,title,text,source,url\n${'2022-01-01,Fine,,x,\n'.repeat(4)}soon,No time,,x,\n2031-01-01,Later,,x,\n2022-01-01,,,x,\n`,
    );
    expect((await read(path)).summary.refusedBy).toEqual([
      { reason: 'date in the future', count: 1 },
      { reason: 'neither title nor text', count: 1 },
      { reason: 'not a date', count: 1 },
    ]);
  });
});

describe('a JSON file of articles', () => {
  const entry = {
    date: '2022-01-01T10:00:00Z',
    title: 'A title',
    content: '<p>A text</p>',
    publisher: 'Paper',
    link: PLAIN.url,
  };

  it.each([
    ['an array', [entry]],
    ['an object with one', { version: 1, posts: [entry] }],
  ])('is read from %s', async (_, content) => {
    const { articles, summary } = await read(folder.write('posts.json', JSON.stringify(content)));
    expect(articles).toEqual([PLAIN]);
    expect(summary).toMatchObject({ layout: 'articles-json', kind: 'articles', rows: 1, latest: TIME });
  });

  it('is read when packed, and names what it refuses', async () => {
    const path = folder.write('posts.json.gz', JSON.stringify([entry, { ...entry, date: 'soon' }]));
    expect((await read(path)).summary).toMatchObject({
      refused: 1,
      refusedRows: [{ row: 2, reason: 'not a date', text: expect.stringContaining('"soon"') }],
    });
  });

  it.each([
    ['text that is no JSON', '[{"title": ', 'the file was no JSON'],
    ['an array of numbers', '[1, 2]', 'no array of articles'],
    ['objects of another kind', '[{"price": 2}]', 'no array of articles'],
    ['an empty array', '[]', 'no array of articles'],
  ])('is refused as %s', async (_, content, message) => {
    await expect(read(folder.write('other.json', content))).rejects.toThrow(message);
  });
});

describe.skipIf(!hasSharedData)('the real news', () => {
  it('are read without a refusal, and no label of theirs with them', async () => {
    const { articles, summary } = await read(`${SHARED_DATA}/text/crypto_news_autolabel.csv.gz`);
    expect(summary).toMatchObject({ layout: 'crypto-news', source: 'crypto-news', rows: 6_722, refused: 0 });
    expect(articles).toHaveLength(6_722);
    expect(new Date(summary.earliest!).toISOString()).toBe('2021-10-12T20:00:00.000Z');
    expect([...new Set(articles.map(({ publisher }) => publisher))].sort()).toEqual([
      'CoinTelegraph',
      'CryptoNews',
      'CryptoPotato',
    ]);
    expect(Object.keys(articles[0]!)).not.toContain('label_auto');
  });
});
