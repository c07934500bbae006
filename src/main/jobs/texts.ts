/** Answers about articles: sentiment over time, the newest of them, topics and campaigns. */
import type { Output } from '../../shared/endpoint.ts';
import type { Article, texts } from '../../shared/texts.ts';
import { DAY, dayOf, formatDay, type Instant, startOfDay } from '../../shared/time.ts';
import { spanOfArticles } from '../store/articles.ts';
import { findCampaigns, NEARLY_SAME } from '../text/campaigns.ts';
import { classifierReasons } from '../text/classifier.ts';
import { nearDuplicates, signatureOf } from '../text/minhash.ts';
import { wordsOf } from '../text/reader.ts';
import { findTopics, TOPIC_HISTORY_DAYS } from '../text/topics.ts';
import { namingsOf } from './asset-names.ts';
import type { Job } from './job.ts';
import { classifierUse, type ReadArticle, readArticles } from './text-reading.ts';
import { textResources } from './text-resources.ts';

type Texts = typeof texts;

/** Days that say what is recent of a token, and those before that say what is usual. */
const RECENT_DAYS = 7;
const USUAL_DAYS = 30;
const MOST_ASSETS = 50;
/** Words that weighed most, of an article that is listed. */
const MOST_WORDS = 8;

/** Returns sentiment and mentions by day of publishing, of articles known by an instant, and the tokens most spoken of. */
export const describeSentiment: Job<
  { readonly asOf: Instant; readonly days: number; readonly asset: string | null },
  Output<Texts['texts.sentiment']>
> = (store, { asOf, days, asset }, run) => {
  const lastDay = dayOf(asOf - 1);
  const firstDay = lastDay - days + 1;
  const fromDay = Math.min(firstDay, lastDay - RECENT_DAYS - USUAL_DAYS + 1);
  const tallies = Array.from({ length: days }, () => ({ count: 0, sum: 0 }));
  const spoken = new Map<string, Spoken>();
  for (const articles of readArticles(store, { asOf, fromTime: startOfDay(fromDay) }, run)) {
    for (const article of articles) {
      const day = dayOf(article.publishedAt);
      const { sentiment } = article;
      const tally = tallies[day - firstDay];
      if (tally !== undefined && (asset === null || article.assets.includes(asset))) {
        tally.count += 1;
        tally.sum += sentiment;
      }
      for (const named of article.assets) tellOf(spoken, named, day > lastDay - RECENT_DAYS, article, sentiment);
    }
  }
  const { count, firstTime, lastTime } = spanOfArticles(store, asOf);
  const most = [...spoken]
    .filter(([, { recent }]) => recent.count > 0)
    .sort(([a, x], [b, y]) => y.recent.count - x.recent.count || (a < b ? -1 : 1))
    .slice(0, MOST_ASSETS);
  const namingOf = namingsOf(store, asOf);
  return {
    ...{ asOf, articleCount: count, firstTime, lastTime },
    day: tallies.map((_, i) => startOfDay(firstDay + i)),
    sentiment: tallies.map(meanOf),
    mentions: tallies.map((tally) => tally.count),
    asset: most.map(([id]) => id),
    symbol: most.map(([id]) => namingOf(id).symbol ?? id),
    assetMentions: most.map(([, { recent }]) => recent.count),
    assetSentiment: most.map(([, { recent }]) => meanOf(recent)),
    assetChange: most.map(([, { recent, usual }]) => differenceOf(meanOf(recent), meanOf(usual))),
    assetRisk: most.map(([, { recent, risky }]) => risky / recent.count),
    notes: notesOf(count),
  };
};

type Tally = { count: number; sum: number };
type Spoken = { readonly recent: Tally; readonly usual: Tally; risky: number };

function tellOf(
  spoken: Map<string, Spoken>,
  asset: string,
  isRecent: boolean,
  { risks }: ReadArticle,
  sentiment: number,
): void {
  let found = spoken.get(asset);
  if (found === undefined) {
    found = { recent: { count: 0, sum: 0 }, usual: { count: 0, sum: 0 }, risky: 0 };
    spoken.set(asset, found);
  }
  const tally = isRecent ? found.recent : found.usual;
  tally.count += 1;
  tally.sum += sentiment;
  if (isRecent && risks.length > 0) found.risky += 1;
}

function meanOf({ count, sum }: Tally): number | null {
  return count === 0 ? null : sum / count;
}

function differenceOf(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a - b;
}

function notesOf(count: number): string[] {
  if (count === 0) return ['No article is in the store: import a file of them, or name feeds in the settings'];
  return sentimentNotes();
}

/** Returns by what sentiment is read, and what a reader of the past has to know. */
export function sentimentNotes(): string[] {
  const { bornTime, ofPosts, ofArticles } = classifierUse(textResources().description);
  const since = `what became known from ${formatDay(dayOf(bornTime))} on, when it was made: it may not read its past`;
  const by = [ofPosts ? 'posts' : null, ofArticles ? 'articles of publishers' : null].filter((kind) => kind !== null);
  return [
    by.length === 0
      ? 'Sentiment is by the word list, which reads better than the classifier'
      : `Sentiment is by the word list, but for ${by.join(' and ')}, which the classifier reads better: of ${since}`,
    'The word list was written in 2026 with words whose sense was known by then, so sentiment of earlier articles, and factors made of it, are hindsight to that degree: nobody could have computed them at the time',
  ];
}

/** Returns the newest articles known by an instant, or those that name an asset, with what was read in them. */
export const listTexts: Job<
  { readonly asOf: Instant; readonly asset: string | null; readonly limit: number },
  Output<Texts['texts.list']>
> = (store, { asOf, asset, limit }, run) => {
  const found: ReadArticle[] = [];
  const filter = asset === null ? { asOf, limit } : { asOf };
  for (const articles of readArticles(store, filter, run)) {
    for (const article of articles) {
      if (asset === null || article.assets.includes(asset)) found.push(article);
    }
    if (found.length >= limit) break;
  }
  return { asOf, articles: found.slice(0, limit).map(shown) };
};

function shown(article: ReadArticle): Article {
  const { id, publishedAt, knownAt, source, publisher, title, url, sentiment, reader, wordList, classifier } = article;
  const { words, weights } =
    reader === 'word-list' ? article : classifierReasons(textResources().classifier, wordsOf(article), wordList);
  const sums = new Map<string, number>();
  for (const [i, word] of words.entries()) sums.set(word, (sums.get(word) ?? 0) + weights[i]!);
  const most = [...sums].sort(([, a], [, b]) => Math.abs(b) - Math.abs(a)).slice(0, MOST_WORDS);
  return {
    ...{ id, source, publisher, title, url, time: publishedAt, knownTime: knownAt },
    ...{ sentiment, reader, wordListSentiment: wordList, classifierSentiment: classifier },
    words: most.map(([word]) => word),
    weights: most.map(([, weight]) => weight),
    assets: [...article.assets],
    risks: [...article.risks],
  };
}

/** Returns the topics of the last days by an instant and how they rose, and what looks like a campaign. */
export const describeTopics: Job<{ readonly asOf: Instant; readonly days: number }, Output<Texts['texts.topics']>> = (
  store,
  { asOf, days },
  run,
) => {
  const fromTime = asOf - days * DAY;
  const filter = { asOf, fromTime: fromTime - TOPIC_HISTORY_DAYS * DAY };
  const articles = [...readArticles(store, filter, run)].flat().reverse();
  const seen = articles.map((article) => {
    const words = wordsOf(article);
    return { ...article, time: article.publishedAt, lower: words.lower, signature: signatureOf(words) };
  });
  const copies = new Set(
    nearDuplicates(
      seen.map(({ signature }) => signature),
      NEARLY_SAME,
    ).flatMap((group) => group.slice(1)),
  );
  // what is printed many times is a campaign, if anything, and no topic
  const originals = seen.filter((_, i) => !copies.has(i));
  const earlier = originals.filter(({ time }) => time < fromTime).length;
  return {
    asOf,
    topics: findTopics(originals, asOf, days),
    campaigns: findCampaigns(seen, fromTime, asOf),
    notes: [
      earlier === 0
        ? 'No article of the four weeks before is in the store, so nothing can be said to rise'
        : `Compared with ${earlier.toLocaleString('en-US')} articles of the four weeks before; copies of an article count once`,
    ],
  };
};
