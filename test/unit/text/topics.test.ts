import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/main/numeric/random.ts';
import { type CampaignArticle, findCampaigns } from '../../../src/main/text/campaigns.ts';
import { signatureOf } from '../../../src/main/text/minhash.ts';
import { findRisks } from '../../../src/main/text/risk-terms.ts';
import { tokenize } from '../../../src/main/text/tokenize.ts';
import { findTopics, type TopicArticle } from '../../../src/main/text/topics.ts';
import { DAY } from '../../../src/shared/time.ts';

const UNTIL = 100 * DAY;
const random = createRandom(5, 'articles');
const USUAL = Array.from({ length: 300 }, (_, i) => `usual${i}`);
const saying = (): string => Array.from({ length: 25 }, () => USUAL[random.below(USUAL.length)]!).join(' ');

/** Five articles a day over five weeks that tell of nothing. */
const QUIET = Array.from({ length: 175 }, (_, i) => ({
  id: i,
  time: UNTIL - 35 * DAY + i * (DAY / 5),
  text: saying(),
  publisher: `paper ${i % 9}`,
  assets: i % 7 === 0 ? ['bitcoin'] : [],
}));
type Told = (typeof QUIET)[number];
const topicsOf = (told: readonly Told[]) =>
  findTopics(
    told.map(({ text, ...rest }): TopicArticle => ({ ...rest, lower: tokenize(text).lower, sentiment: 0.5 })),
    UNTIL,
    7,
  );
const campaignsOf = (told: readonly Told[]) =>
  findCampaigns(
    told.map(
      ({ text, ...rest }): CampaignArticle => ({ ...rest, title: text, signature: signatureOf(tokenize(text)) }),
    ),
    UNTIL - 7 * DAY,
    UNTIL,
  );
const planted = (count: number, rest: (i: number) => Partial<Told>): Told[] =>
  Array.from({ length: count }, (_, i) => ({
    ...{
      id: 1_000 + i,
      time: UNTIL - 3 * DAY + i * 600_000,
      text: saying(),
      publisher: `other ${i}`,
      assets: ['terra'],
    },
    ...rest(i),
  }));

describe('findTopics', () => {
  it('finds a planted topic with its words, tokens and articles', () => {
    const [topic, ...others] = topicsOf([...QUIET, ...planted(12, () => ({ text: `stablecoin depegs ${saying()}` }))]);
    expect(topic).toMatchObject({ articleCount: 12, before: 0, sentiment: 0.5, assets: ['terra'] });
    expect(topic!.words).toEqual(expect.arrayContaining(['stablecoin', 'depegs', 'stablecoin depegs']));
    // r = 47 / 140: 2 (√12.375 − √(0.375 r)) / √(1 + r)
    expect(topic!.rise).toBeCloseTo(5.4736, 3);
    expect(topic!.articleIds).toContain(1_011);
    expect(others).toEqual([]);
  });

  it('takes forms of one word as one topic, and leaves a word that stands alone', () => {
    const forms = ['cel', 'celsius', 'celsius network', 'celsius network cel'];
    const told = planted(24, (i) => ({ text: `${saying()} ${forms[i % 4]}` }));
    const lone = planted(12, () => ({ text: `${saying()} 5 majority 5 ${saying()}` }));
    const topics = topicsOf([...QUIET, ...told, ...lone]);
    expect(topics.map(({ words }) => words.toSorted())).toEqual([
      expect.arrayContaining(['cel', 'celsius', 'celsius network']),
    ]);
  });

  it('finds none where nothing is new, nor because there is more of everything', () => {
    expect(topicsOf(QUIET)).toEqual([]);
    expect(topicsOf([...QUIET, ...planted(80, () => ({}))])).toEqual([]);
  });

  it('finds none without articles before', () => {
    expect(topicsOf(planted(20, () => ({ text: 'all of them say this' })))).toEqual([]);
  });
});

describe('findCampaigns', () => {
  const SPAM =
    'buy the great new token of the year before it launches on every exchange with rewards for early holders';

  it('finds planted copies from few sources', () => {
    const [campaign, ...others] = campaignsOf([
      ...QUIET,
      ...planted(9, (i) => ({ text: i % 3 === 0 ? `${SPAM} today` : SPAM, publisher: `spam ${i % 2}` })),
    ]);
    expect(campaign).toMatchObject({ asset: 'terra', articleCount: 9, publisherCount: 2 });
    expect(campaign!.why.map((sign) => sign.split(':')[0])).toEqual(['burst', 'near-duplicates', 'few sources']);
    expect(campaign!.similarity).toBeGreaterThan(0.8);
    expect(others).toEqual([]);
  });

  it('finds a burst of different articles from few sources', () => {
    const found = campaignsOf([...QUIET, ...planted(12, (i) => ({ publisher: `spam ${i % 3}` }))]);
    expect(found).toHaveLength(1);
    expect(found[0]!.why.map((sign) => sign.split(':')[0])).toEqual(['burst', 'few sources']);
  });

  it('leaves news that everybody reports in words of their own, and copies that take their time', () => {
    expect(campaignsOf([...QUIET, ...planted(12, () => ({}))])).toEqual([]);
    const slow = planted(4, (i) => ({ text: SPAM, publisher: `paper ${i}`, time: UNTIL - 6 * DAY + i * 1.5 * DAY }));
    expect(campaignsOf([...QUIET, ...slow])).toEqual([]);
  });
});

describe('findRisks', () => {
  it.each<[string, string[]]>([
    ['The bridge was exploited and funds stolen', ['exploit', 'hack']],
    ['Exchange halts withdrawals amid a de-peg', ['withdrawals', 'depeg']],
    ['A token unlock comes in March', ['unlock']],
    ['They were sued; the coin will be delisted', ['lawsuit', 'delist']],
    ['A calm day', []],
  ])('reads %s', (text, expected) => {
    expect(findRisks(tokenize(text))).toEqual(expected);
  });
});
