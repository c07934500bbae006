/** Topics: terms that more articles use than before, gathered where the same articles use them. */
import type { Topic } from '../../shared/texts.ts';
import { DAY } from '../../shared/time.ts';
import { mostNamed } from './most-named.ts';
import { STOP_WORDS } from './stop-words.ts';

/** An article as far as topics need it. */
export type TopicArticle = {
  readonly id: number;
  /** UTC milliseconds. */
  readonly time: number;
  readonly lower: readonly string[];
  readonly sentiment: number;
  readonly assets: readonly string[];
};

/** Days that say what is usual. */
export const TOPIC_HISTORY_DAYS = 28;
/** A term counts from so many articles and standard deviations on. Of 20,000 terms without news about 27 pass three by chance. */
const FEWEST_ARTICLES = 4;
const SMALLEST_RISE = 3;
const MOST_TERMS = 300;
const MOST_TOPICS = 20;
const MOST_WORDS = 8;
const MOST_ASSETS = 5;
/** Two terms are one topic if so large a share of the articles that use either use both, */
const SHARED = 0.4;
/** or so large a share of those that use the rarer of two forms of one word: `cel`, `celsius`, `celsius network`. */
const SHARED_OF_FORMS = 0.3;

/**
 * Returns the topics of the last `days` days, the steepest first.
 *
 * A term is a word or a pair of neighbours. What is expected of it is its share of the articles of the four weeks before, times
 * the articles of now, so that more articles in all are no topic. The rise is `2 (√(n + 3/8) − √(r (m + 3/8))) / √(1 + r)` for n articles
 * now and m before, r being how many there are of now for each of before: standard normal for two Poisson counts of one rate (Huffman 1984),
 * so that a term seen twice before is no measure of what is usual. None without articles before.
 */
export function findTopics(articles: readonly TopicArticle[], untilTime: number, days: number): Topic[] {
  const fromTime = untilTime - days * DAY;
  const beforeTime = fromTime - TOPIC_HISTORY_DAYS * DAY;
  const recent = articles.filter(({ time }) => time >= fromTime && time < untilTime);
  const earlier = articles.filter(({ time }) => time >= beforeTime && time < fromTime);
  if (recent.length === 0 || earlier.length === 0) return [];
  const users = new Map<string, number[]>();
  for (const [i, { lower }] of recent.entries()) {
    for (const term of termsOf(lower)) {
      const found = users.get(term);
      if (found === undefined) users.set(term, [i]);
      else found.push(i);
    }
  }
  const counts = new Map<string, number>();
  for (const { lower } of earlier) {
    for (const term of termsOf(lower)) if (users.has(term)) counts.set(term, (counts.get(term) ?? 0) + 1);
  }
  const ratio = recent.length / earlier.length;
  const rising = [...users]
    .filter(([, by]) => by.length >= FEWEST_ARTICLES)
    .map(([term, by]) => {
      const count = counts.get(term) ?? 0;
      const difference = Math.sqrt(by.length + 0.375) - Math.sqrt(ratio * (count + 0.375));
      return { term, by, before: ratio * count, rise: (2 * difference) / Math.sqrt(1 + ratio) };
    })
    .filter(({ rise }) => rise >= SMALLEST_RISE)
    .sort((a, b) => b.rise - a.rise || (a.term < b.term ? -1 : 1))
    .slice(0, MOST_TERMS);
  const topics: { readonly seed: (typeof rising)[number]; readonly words: string[] }[] = [];
  for (const entry of rising) {
    const topic = topics.find(({ seed, words }) => {
      const { of, ofRarer } = sharedOf(seed.by, entry.by);
      return of >= SHARED || (ofRarer >= SHARED_OF_FORMS && words.some((word) => areForms(word, entry.term)));
    });
    if (topic === undefined) topics.push({ seed: entry, words: [entry.term] });
    else if (topic.words.length < MOST_WORDS) topic.words.push(entry.term);
  }
  // a word with no neighbour, and no other word used with it, tells nobody what is spoken of
  const told = topics.filter(({ words }) => words.length > 1 || words[0]!.includes(' '));
  return told.slice(0, MOST_TOPICS).map(({ seed, words }) => describe(seed, words, recent));
}

function describe(
  { by, before, rise }: { readonly by: readonly number[]; readonly before: number; readonly rise: number },
  words: string[],
  recent: readonly TopicArticle[],
): Topic {
  const articles = by.map((i) => recent[i]!);
  return {
    words,
    articleCount: articles.length,
    before,
    rise,
    sentiment: articles.reduce((sum, { sentiment }) => sum + sentiment, 0) / articles.length,
    assets: mostNamed(articles).slice(0, MOST_ASSETS),
    articleIds: articles.map(({ id }) => id),
  };
}

/** Returns the terms of an article, each once: words of three characters or more that are no stop words, and pairs of them. */
function termsOf(lower: readonly string[]): Set<string> {
  const terms = new Set<string>();
  let before: string | null = null;
  for (const word of lower) {
    const isTerm = word.length >= 3 && !STOP_WORDS.has(word) && !/^\d+$/.test(word);
    if (isTerm) {
      terms.add(word);
      if (before !== null) terms.add(`${before} ${word}`);
    }
    before = isTerm ? word : null;
  }
  return terms;
}

/** Shares of the articles that use either of two terms, and of those that use the rarer one, which use both; both lists rise. */
function sharedOf(a: readonly number[], b: readonly number[]): { readonly of: number; readonly ofRarer: number } {
  const inA = new Set(a);
  let both = 0;
  for (const i of b) if (inA.has(i)) both += 1;
  return { of: both / (a.length + b.length - both), ofRarer: both / Math.min(a.length, b.length) };
}

/** Returns whether a word of one term begins as a word of the other does, to the end of the shorter. */
function areForms(a: string, b: string): boolean {
  return a.split(' ').some((own) => b.split(' ').some((other) => own.startsWith(other) || other.startsWith(own)));
}
