import { describe, expect, it } from 'vitest';
import { type ArticleRow, appendArticles, listArticles, spanOfArticles } from '../../../src/main/store/articles.ts';
import { beginBatch, discardBatch, sealBatch } from '../../../src/main/store/batches.ts';
import { memoryStore } from '../../support/store-rows.ts';

const article = (key: string, publishedAt: number, rest: Partial<ArticleRow> = {}): ArticleRow => ({
  ...{ source: 'files', key, publishedAt, knownAt: publishedAt, publisher: 'p', title: key, body: '', url: null },
  ...rest,
});
const begin = (store: ReturnType<typeof memoryStore>): number =>
  beginBatch(store, { source: 'files', kind: 'articles', fetchedAt: 0, knownSource: 'assumed' }).batchId;
const titles = (store: ReturnType<typeof memoryStore>, filter: Parameters<typeof listArticles>[1]): string[] =>
  listArticles(store, filter).map(({ title }) => title);

describe('articles', () => {
  it('are seen once their batch is sealed, and not before they were known', () => {
    const store = memoryStore();
    const batchId = begin(store);
    expect(
      appendArticles(store, batchId, [article('a', 10), article('b', 20, { knownAt: 50 }), article('c', 30)]),
    ).toBe(3);
    expect(titles(store, { asOf: 100 })).toEqual([]);
    sealBatch(store, batchId);
    expect(titles(store, { asOf: 100 })).toEqual(['c', 'b', 'a']);
    expect(titles(store, { asOf: 49 })).toEqual(['c', 'a']);
    expect(titles(store, { asOf: 100, fromTime: 20, limit: 1, offset: 1 })).toEqual(['b']);
    expect(spanOfArticles(store, 49)).toEqual({ count: 2, firstTime: 10, lastTime: 30, lastKnownAt: 30 });
    expect(spanOfArticles(store, 5)).toEqual({ count: 0, firstTime: null, lastTime: null, lastKnownAt: null });
    store.close();
  });

  it('stay as they were first known, whatever source tells of them again', () => {
    const store = memoryStore();
    const first = begin(store);
    appendArticles(store, first, [article('a', 10)]);
    sealBatch(store, first);
    const second = begin(store);
    const again = [article('a', 10, { source: 'feed', knownAt: 90, title: 'changed' }), article('b', 11)];
    expect(appendArticles(store, second, again)).toBe(1);
    sealBatch(store, second);
    expect(titles(store, { asOf: 100 })).toEqual(['b', 'a']);
    store.close();
  });

  it('go with a batch that is given up, and never with one that is sealed', () => {
    const store = memoryStore();
    const given = begin(store);
    appendArticles(store, given, [article('a', 10)]);
    discardBatch(store, given);
    const kept = begin(store);
    expect(appendArticles(store, kept, [article('a', 10)])).toBe(1);
    sealBatch(store, kept);
    expect(() => discardBatch(store, kept)).toThrow('was sealed');
    store.close();
  });
});
