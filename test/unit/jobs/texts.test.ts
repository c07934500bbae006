import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { measureTexts } from '../../../src/main/jobs/text-reading.ts';
import { describeSentiment, describeTopics, listTexts } from '../../../src/main/jobs/texts.ts';
import { soloTeam } from '../../../src/main/numeric/team.ts';
import { type ArticleRow, appendArticles } from '../../../src/main/store/articles.ts';
import { appendAssets } from '../../../src/main/store/assets.ts';
import { sealBatch } from '../../../src/main/store/batches.ts';
import { appendCandles } from '../../../src/main/store/candles.ts';
import { listIdentities, saveIdentities } from '../../../src/main/store/identities.ts';
import { openStore, type WritableStore } from '../../../src/main/store/open.ts';
import { NEVER_CANCELLED } from '../../../src/shared/errors.ts';
import { DAY, startOfDay } from '../../../src/shared/time.ts';
import { begin, blockOf, dayNumber, memoryStore } from '../../support/store-rows.ts';

const FIRST = dayNumber('2022-05-01');
const LAST = dayNumber('2022-06-20');
const SPLIT = dayNumber('2022-05-31');
const RUN = { signal: NEVER_CANCELLED, team: soloTeam({}), report: () => undefined, saveCheckpoint: () => undefined };

/** Two coins that an exchange called LUNA one after the other, and Bitcoin. */
function marketStore(store: WritableStore = memoryStore()): WritableStore {
  const fill = (source: string, key: string, from: number, until: number, marketCap?: number): void => {
    const batchId = begin(store, source);
    const days = Array.from({ length: until - from }, (_, i) => from + i);
    const rows = days.map((day) => ({ key, day, close: 1, ...(marketCap === undefined ? {} : { marketCap }) }));
    appendCandles(store, batchId, blockOf(source, rows), rows.length);
    sealBatch(store, batchId);
  };
  fill('coingecko', 'bitcoin', FIRST, LAST, 500e9);
  fill('coingecko', 'terra-luna', FIRST, LAST, 1e9);
  fill('coingecko', 'terra-luna-2', SPLIT, LAST, 2e9);
  fill('binance', 'LUNAUSDT', FIRST, LAST);
  const batchId = begin(store, 'coingecko', { kind: 'assets' });
  const names = [
    ['bitcoin', 'BTC', 'Bitcoin'],
    ['terra-luna', 'LUNC', 'Terra Luna Classic'],
    ['terra-luna-2', 'LUNA', 'Terra'],
  ] as const;
  appendAssets(
    store,
    batchId,
    names.map(([key, symbol, name]) => ({
      ...{ source: 'coingecko', key, symbol, name, categories: [], platform: null, contract: null, genesisDay: null },
      knownAt: startOfDay(FIRST),
    })),
  );
  sealBatch(store, batchId);
  const link = (source: string, key: string, assetId: string, fromDay = 0, untilDay: number | null = null) => ({
    ...{ source, key, assetId, fromDay, untilDay, method: 'own-id', isAmbiguous: false, evidence: {} },
  });
  saveIdentities(store, [
    ...names.map(([key]) => link('coingecko', key, key)),
    link('binance', 'LUNAUSDT', 'terra-luna', 0, SPLIT),
    link('binance', 'LUNAUSDT', 'terra-luna-2', SPLIT),
  ]);
  return store;
}

function tell(store: WritableStore, told: readonly (Partial<ArticleRow> & { title: string; day: number })[]): void {
  const batchId = begin(store, 'files', { kind: 'articles' });
  appendArticles(
    store,
    batchId,
    told.map(({ day, ...rest }, i) => ({
      ...{ source: 'files', key: `${day} ${i} ${rest.title}`, publishedAt: day * DAY + i, knownAt: day * DAY + i },
      ...{ publisher: 'Paper', body: '', url: null },
      ...rest,
    })),
  );
  sealBatch(store, batchId);
}

const asOf = startOfDay(LAST);

describe('texts of a store', () => {
  it('name the token that had the symbol when they were written', () => {
    const store = marketStore();
    tell(store, [
      { day: SPLIT - 20, title: 'LUNA crashes' },
      { day: SPLIT + 5, title: 'LUNA rallies' },
      { day: FIRST, title: 'Bitcoin on its first day' },
    ]);
    const { articles } = listTexts(store, { asOf, asset: null, limit: 10 }, RUN) as Awaited<
      ReturnType<typeof listTexts>
    >;
    expect(articles.map(({ title, assets }) => [title, assets])).toEqual([
      ['LUNA rallies', ['terra-luna-2']],
      ['LUNA crashes', ['terra-luna']],
      // its first price is known at the end of that day
      ['Bitcoin on its first day', []],
    ]);
    store.close();
  });

  it('are listed with the words that weighed and the terms of risk, those of an asset alone if asked', async () => {
    const store = marketStore();
    tell(store, [
      { day: LAST - 2, title: 'Bitcoin exchange hacked, a terrible crash' },
      { day: LAST - 1, title: 'Nothing of tokens' },
    ]);
    const { articles } = await listTexts(store, { asOf, asset: 'bitcoin', limit: 10 }, RUN);
    expect(articles).toHaveLength(1);
    const [{ words, weights, risks, sentiment, wordListSentiment }] = articles as [(typeof articles)[number]];
    expect(words).toEqual(expect.arrayContaining(['hacked', 'terrible', 'crash']));
    expect(weights).toHaveLength(words.length);
    expect(risks).toEqual(['hack']);
    expect(wordListSentiment).toBeLessThan(-0.8);
    expect(sentiment).toBeLessThan(0);
    store.close();
  });

  it('make columns of sentiment by day, and of tokens against the month before', async () => {
    const store = marketStore();
    tell(store, [
      { day: LAST - 20, title: 'Bitcoin crash' },
      { day: LAST - 1, title: 'Bitcoin rally' },
      { day: LAST - 1, title: 'A calm day' },
    ]);
    const answer = await describeSentiment(store, { asOf, days: 30, asset: null }, RUN);
    const rally = 2.5 / Math.sqrt(2.5 ** 2 + 15);
    expect(answer.mentions.filter((count) => count > 0)).toEqual([1, 2]);
    expect(answer.day.at(-1)).toBe(startOfDay(LAST - 1));
    expect(answer.sentiment.at(-1)).toBeCloseTo(rally / 2, 12);
    expect(answer.sentiment.at(-2)).toBeNull();
    expect(answer).toMatchObject({
      asset: ['bitcoin'],
      symbol: ['BTC'],
      assetMentions: [1],
      assetRisk: [0],
      articleCount: 3,
    });
    expect(answer.assetSentiment[0]).toBeCloseTo(rally, 12);
    expect(answer.assetChange[0]).toBeCloseTo(rally + 3.3 / Math.sqrt(3.3 ** 2 + 15), 12);
    expect(answer.notes[0]).toContain('by the word list, but for posts');
    expect(answer.notes[1]).toContain('hindsight');
    store.close();
  });

  it('show of each article the sentiment that factors use, what weighed in it, and the other beside it', async () => {
    const store = marketStore();
    const born = startOfDay(dayNumber('2030-01-01'));
    const title = 'Bitcoin crash, moon soon';
    tell(store, [
      { day: LAST - 2, title, knownAt: born, url: 'https://www.reddit.com/r/a' },
      { day: LAST - 3, title, knownAt: born },
      { day: LAST - 4, title, url: 'https://www.reddit.com/r/b' },
    ]);
    const later = startOfDay(dayNumber('2030-01-02'));
    const { articles } = await listTexts(store, { asOf: later, asset: null, limit: 5 }, RUN);
    expect(articles.map(({ reader }) => reader)).toEqual(['classifier', 'word-list', 'word-list']);
    for (const { reader, sentiment, wordListSentiment, classifierSentiment } of articles) {
      expect(sentiment).toBe(reader === 'classifier' ? classifierSentiment : wordListSentiment);
    }
    expect(articles[0]!.words).toContain('(the word list)');
    const sumOf = ({ weights }: (typeof articles)[number]): number => weights.reduce((sum, own) => sum + own, 0);
    const sum = sumOf(articles[1]!);
    expect(articles[1]!.sentiment).toBeCloseTo(sum / Math.sqrt(sum * sum + 15), 12);
    const measured = measureTexts(store, later, RUN).filter(({ metric }) => metric === 'text-sentiment-sum');
    const total = articles.reduce((whole, { sentiment }) => whole + sentiment, 0);
    expect(measured.reduce((whole, { value }) => whole + value, 0)).toBeCloseTo(total, 12);
    store.close();
  });

  it('say of a day what could be said then, whatever came later', async () => {
    const [store, later] = [marketStore(), marketStore()];
    const early = [
      { day: LAST - 9, title: 'Bitcoin rally' },
      { day: LAST - 8, title: 'LUNA crash' },
    ];
    tell(store, early);
    tell(later, [
      ...early,
      { day: LAST - 3, title: 'Bitcoin crash' },
      // written before, known after
      { day: LAST - 9, title: 'Bitcoin scam', knownAt: (LAST - 2) * DAY },
    ]);
    const then = startOfDay(LAST - 5);
    const answers = async (one: WritableStore) => [
      await describeSentiment(one, { asOf: then, days: 30, asset: null }, RUN),
      await describeTopics(one, { asOf: then, days: 7 }, RUN),
      measureTexts(one, then, RUN),
    ];
    expect(await answers(later)).toEqual(await answers(store));
    const before = measureTexts(later, asOf, RUN).filter(({ day }) => day < LAST - 5);
    expect(before).toEqual(measureTexts(store, then, RUN));
    for (const one of [store, later]) one.close();
  });

  it('are read once by a thread, and anew when tokens get other names', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'indexsmith-texts-'));
    const store = marketStore(openStore(join(folder, 'store.sqlite'), { clock: () => asOf }));
    tell(store, [{ day: SPLIT + 5, title: 'LUNA rallies' }]);
    const ask = async () => (await listTexts(store, { asOf, asset: null, limit: 5 }, RUN)).articles;
    const first = await ask();
    await describeSentiment(store, { asOf, days: 30, asset: null }, RUN);
    expect(await ask()).toEqual(first);
    tell(store, [{ day: SPLIT + 6, title: 'LUNA falls' }]);
    expect((await ask()).map(({ assets }) => assets)).toEqual([['terra-luna-2'], ['terra-luna-2']]);
    const others = listIdentities(store).filter(({ assetId }) => assetId !== 'terra-luna-2');
    saveIdentities(store, [...others, { ...others[0]!, key: 'terra-luna-2', assetId: 'another-luna' }]);
    expect((await ask()).map(({ assets }) => assets)).not.toContainEqual(['terra-luna-2']);
    store.close();
    rmSync(folder, { recursive: true });
  });

  it('are read on by another connection to the same store once the first is closed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'indexsmith-texts-'));
    const path = join(folder, 'store.sqlite');
    const first = marketStore(openStore(path, { clock: () => asOf }));
    tell(first, [
      { day: SPLIT - 20, title: 'LUNA crashes' },
      { day: SPLIT + 5, title: 'A calm day' },
    ]);
    await listTexts(first, { asOf, asset: null, limit: 1 }, RUN);
    first.close();
    const second = openStore(path, { clock: () => asOf });
    const { articles } = await listTexts(second, { asOf, asset: null, limit: 5 }, RUN);
    expect(articles.map(({ assets }) => assets)).toEqual([[], ['terra-luna']]);
    second.close();
    rmSync(folder, { recursive: true });
  });

  it('are nothing to speak of without articles', async () => {
    const store = marketStore();
    const answer = await describeSentiment(store, { asOf, days: 7, asset: null }, RUN);
    expect(answer).toMatchObject({ articleCount: 0, firstTime: null, mentions: [0, 0, 0, 0, 0, 0, 0] });
    expect(answer.notes[0]).toContain('No article is in the store');
    expect(await listTexts(store, { asOf, asset: null, limit: 5 }, RUN)).toMatchObject({ articles: [] });
    expect(await describeTopics(store, { asOf, days: 7 }, RUN)).toMatchObject({ topics: [], campaigns: [] });
    store.close();
  });

  it('are left at once when cancelled', () => {
    const store = marketStore();
    tell(store, [{ day: LAST - 1, title: 'Bitcoin rally' }]);
    expect(() => measureTexts(store, asOf, { ...RUN, signal: { aborted: true } })).toThrow('cancelled');
    store.close();
  });
});
