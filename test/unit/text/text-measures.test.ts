import { describe, expect, it } from 'vitest';
import { type MeasuredArticle, sentimentThen, textMeasures } from '../../../src/main/text/text-measures.ts';
import { DAY } from '../../../src/shared/time.ts';

const article = (rest: Partial<MeasuredArticle>): MeasuredArticle => ({
  ...{ knownTime: 10 * DAY, publisher: 'a', assets: ['bitcoin'], risks: [], wordList: 0.5, classifier: -0.9 },
  ...rest,
});
const BORN = 12 * DAY;

describe('sentimentThen', () => {
  it('takes the classifier only of what became known once there was one', () => {
    expect(sentimentThen(article({ knownTime: BORN - 1 }), BORN)).toBe(0.5);
    expect(sentimentThen(article({ knownTime: BORN }), BORN)).toBe(-0.9);
    expect(sentimentThen(article({ knownTime: BORN }), null)).toBe(0.5);
  });
});

describe('textMeasures', () => {
  it('gives what is counted by hand, by token, day and metric', () => {
    const articles = [
      article({ knownTime: 11 * DAY - 1, wordList: 0.25, risks: ['hack', 'scam'] }),
      article({ publisher: 'b', assets: ['ethereum', 'bitcoin'] }),
      article({ publisher: 'b', wordList: -0.5 }),
      article({ knownTime: 12 * DAY }),
      article({ assets: [] }),
    ];
    const table = textMeasures(articles, BORN).map(({ asset, metric, day, value }) => [asset, day, metric, value]);
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
    const later = textMeasures([...early, article({ knownTime: 20 * DAY })], BORN);
    expect(later.filter(({ day }) => day < 20)).toEqual(textMeasures(early, BORN));
  });
});
