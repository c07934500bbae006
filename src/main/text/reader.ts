/** Everything that is read in one article. */
import { type Classifier, classifierScorer } from './classifier.ts';
import { type Lexicon, scoreByLexicon } from './lexicon.ts';
import type { Recogniser } from './recognise.ts';
import { findRisks } from './risk-terms.ts';
import { tokenize, type Words } from './tokenize.ts';

/** An article or post as it came. */
export type ArticleText = {
  readonly title: string;
  readonly body: string;
  /** UTC milliseconds: tokens that came later are not named in it. */
  readonly publishedTime: number;
};

/** What was read in it. */
export type Reading = {
  /** -1..1 by the word list, with the words that weighed. */
  readonly wordList: number;
  readonly words: readonly string[];
  readonly weights: readonly number[];
  /** -1..1 by the classifier. */
  readonly classifier: number;
  readonly assets: readonly string[];
  readonly risks: readonly string[];
};

/** What an article is read with. */
export type ReadingMeans = {
  readonly lexicon: Lexicon;
  readonly classifier: Classifier;
  readonly recognise: Recogniser;
};

/** An article says what it is about in its first sentences; the rest is seldom there, and costs time. */
const BODY_CHARACTERS = 1_000;

/** Returns the words of an article as far as they are read. */
export function wordsOf({ title, body }: Pick<ArticleText, 'title' | 'body'>): Words {
  return tokenize(body === '' ? title : `${title}\n${body.slice(0, BODY_CHARACTERS)}`);
}

/** Returns what reads articles. */
export function createReader({ lexicon, classifier, recognise }: ReadingMeans): (article: ArticleText) => Reading {
  const score = classifierScorer(classifier);
  return (article) => {
    const text = wordsOf(article);
    const { compound, words, weights } = scoreByLexicon(lexicon, text);
    return {
      words,
      weights,
      wordList: compound,
      classifier: score(text, compound),
      assets: recognise(text, article.publishedTime),
      risks: findRisks(text),
    };
  };
}
