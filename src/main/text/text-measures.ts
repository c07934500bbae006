/** Articles as measures of tokens by day, for the factors of sentiment. */
import type { SentimentReader } from '../../shared/texts.ts';
import { dayOf } from '../../shared/time.ts';
import { TEXT_MEASURES } from '../numeric/observations.ts';

/** An article as far as measures need it. */
export type MeasuredArticle = {
  /** UTC milliseconds. */
  readonly knownTime: number;
  readonly publisher: string;
  readonly assets: readonly string[];
  readonly risks: readonly string[];
  /** By the reader that counts, see {@link readerOf}. */
  readonly sentiment: number;
};

/** A measure of a token; `day` is the UTC day at whose end it was known. */
export type TextMeasure = {
  readonly asset: string;
  readonly metric: (typeof TEXT_MEASURES)[number];
  readonly day: number;
  readonly value: number;
};

/** When the classifier was made, UTC milliseconds, and which texts it reads better than the word list does; see `readerOf`. */
export type ClassifierUse = { readonly bornTime: number; readonly ofPosts: boolean; readonly ofArticles: boolean };

/**
 * Returns which reader's sentiment of a text counts: the classifier's for the kinds of text that it reads better, if it existed
 * when the text became known, else the word list's. A classifier has learnt what later became of the words, so it may not read the past.
 */
export function readerOf(
  { knownTime, isPost }: { readonly knownTime: number; readonly isPost: boolean },
  { bornTime, ofPosts, ofArticles }: ClassifierUse,
): SentimentReader {
  return knownTime >= bornTime && (isPost ? ofPosts : ofArticles) ? 'classifier' : 'word-list';
}

/**
 * Returns the measures of every token and day with an article that names it, by asset, then day, then in the order of
 * {@link TEXT_MEASURES}. A day without one has no measure, which is not a sentiment of zero.
 */
export function textMeasures(articles: readonly MeasuredArticle[]): TextMeasure[] {
  const tallies = new Map<string, Map<number, Tally>>();
  for (const article of articles) {
    const day = dayOf(article.knownTime);
    const { sentiment } = article;
    for (const asset of article.assets) {
      let days = tallies.get(asset);
      if (days === undefined) tallies.set(asset, (days = new Map()));
      let tally = days.get(day);
      if (tally === undefined)
        days.set(day, (tally = { mentions: 0, sum: 0, squares: 0, publishers: new Set(), risk: 0 }));
      tally.mentions += 1;
      tally.sum += sentiment;
      tally.squares += sentiment * sentiment;
      tally.publishers.add(article.publisher);
      if (article.risks.length > 0) tally.risk += 1;
    }
  }
  return [...tallies.keys()].sort().flatMap((asset) =>
    [...tallies.get(asset)!]
      .sort(([a], [b]) => a - b)
      .flatMap(([day, { mentions, sum, squares, publishers, risk }]) =>
        [mentions, sum, squares, publishers.size, risk].map((value, i) => ({
          asset,
          metric: TEXT_MEASURES[i]!,
          day,
          value,
        })),
      ),
  );
}

type Tally = { mentions: number; sum: number; squares: number; readonly publishers: Set<string>; risk: number };
