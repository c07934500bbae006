import { describe, expect, it } from 'vitest';
import { isPost } from '../../../src/main/text/kind-of-text.ts';
import { type MeasuredArticle, readerOf, textMeasures } from '../../../src/main/text/text-measures.ts';
import { DAY } from '../../../src/shared/time.ts';

const article = (rest: Partial<MeasuredArticle>): MeasuredArticle => ({
  ...{ knownTime: 10 * DAY, publisher: 'a', assets: ['bitcoin'], risks: [], sentiment: 0.5 },
  ...rest,
});
const BORN = 12 * DAY;

describe('readerOf', () => {
  it('takes the classifier only of kinds of text that it reads better, and only of what became known once there was one', () => {
    const use = { bornTime: BORN, ofPosts: true, ofArticles: false };
    expect(readerOf({ knownTime: BORN - 1, isPost: true }, use)).toBe('word-list');
    expect(readerOf({ knownTime: BORN, isPost: true }, use)).toBe('classifier');
    expect(readerOf({ knownTime: BORN, isPost: false }, use)).toBe('word-list');
    expect(readerOf({ knownTime: BORN, isPost: false }, { ...use, ofArticles: true })).toBe('classifier');
  });
});

describe('isPost', () => {
  it.each<[string, string, string | null, boolean]>([
    ['crypto-news', 'CoinTelegraph', 'https://cointelegraph.com/news/reddit-tokens', false],
    ['files', 'Paper', 'https://www.reddit.com/r/x', true],
    ['www.reddit.com', 'r/CryptoCurrency', null, true],
    ['files', 'Twitter', null, true],
    ['files', 'Paper', 'https://x.com/someone/1', true],
    ['files', 'Paper', 'https://netflix.com/1', false],
    ['files', 'Paper', null, false],
  ])('tells %s, %s, %s', (source, publisher, url, expected) => {
    expect(isPost({ source, publisher, url })).toBe(expected);
  });
});

describe('textMeasures', () => {
  it('gives what is counted by hand, by token, day and metric', () => {
    const articles = [
      article({ knownTime: 11 * DAY - 1, sentiment: 0.25, risks: ['hack', 'scam'] }),
      article({ publisher: 'b', assets: ['ethereum', 'bitcoin'] }),
      article({ publisher: 'b', sentiment: -0.5 }),
      article({ knownTime: 12 * DAY, sentiment: -0.9 }),
      article({ assets: [] }),
    ];
    const table = textMeasures(articles).map(({ asset, metric, day, value }) => [asset, day, metric, value]);
    expect(table).toEqual([
      ['bitcoin', 10, 'text-mentions', 3],
      ['bitcoin', 10, 'text-sentiment-sum', 0.25],
      ['bitcoin', 10, 'text-sentiment-squares', 0.5625],
      ['bitcoin', 10, 'text-publishers', 2],
      ['bitcoin', 10, 'text-risk', 1],
      ['bitcoin', 12, 'text-mentions', 1],
      ['bitcoin', 12, 'text-sentiment-sum', -0.9],
      ['bitcoin', 12, 'text-sentiment-squares', 0.81],
      ['bitcoin', 12, 'text-publishers', 1],
      ['bitcoin', 12, 'text-risk', 0],
      ['ethereum', 10, 'text-mentions', 1],
      ['ethereum', 10, 'text-sentiment-sum', 0.5],
      ['ethereum', 10, 'text-sentiment-squares', 0.25],
      ['ethereum', 10, 'text-publishers', 1],
      ['ethereum', 10, 'text-risk', 0],
    ]);
  });

  it('does not change what it said of a day when later articles come', () => {
    const early = [article({}), article({ knownTime: 11 * DAY, assets: ['ethereum'] })];
    const later = textMeasures([...early, article({ knownTime: 20 * DAY })]);
    expect(later.filter(({ day }) => day < 20)).toEqual(textMeasures(early));
  });
});
