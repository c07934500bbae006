/** Stored articles with everything that is read in them. */
import { throwIfCancelled } from '../../shared/errors.ts';
import type { SentimentReader } from '../../shared/texts.ts';
import { parseDay, startOfDay } from '../../shared/time.ts';
import { type ArticleFilter, listArticles, type StoredArticle, spanOfArticles } from '../store/articles.ts';
import { dataVersionOf } from '../store/batches.ts';
import type { ReadableStore } from '../store/open.ts';
import { isPost } from '../text/kind-of-text.ts';
import { createReader, type Reading } from '../text/reader.ts';
import { createRecogniser } from '../text/recognise.ts';
import type { ClassifierResource } from '../text/resource.ts';
import {
  type ClassifierUse,
  type MeasuredArticle,
  readerOf,
  type TextMeasure,
  textMeasures,
} from '../text/text-measures.ts';
import type { JobRun } from './job.ts';
import { textResources } from './text-resources.ts';
import { tokenBookOf } from './token-names.ts';

/** An article as it came, and as it was read; `sentiment` is that of the reader that counts. */
export type ReadArticle = StoredArticle & Reading & { readonly sentiment: number; readonly reader: SentimentReader };

/** What reading needs of a job. */
type Told = Pick<JobRun, 'signal' | 'report'>;

const BATCH = 1_000;

/** What was read as of an instant, by number of the article; `key` names everything that decides it. */
type Kept = { readonly key: string; readonly readings: Map<number, Reading> };

/** Newest first: a thread that answers people reads each article once for each instant that is asked of. */
let kept: readonly Kept[] = [];
const KEPT_COUNT = 2;

/**
 * Yields articles known by an instant with what was read in them, the newest first, some at a time. Throws `cancelled`.
 */
export function* readArticles(store: ReadableStore, filter: ArticleFilter, run: Told): Generator<ReadArticle[]> {
  const { firstTime, lastTime, count } = spanOfArticles(store, filter.asOf);
  if (firstTime === null || lastTime === null) return;
  run.report(0, 'reading names of tokens');
  const readings = readingsOf(store, filter.asOf);
  // looks caps up in this very store, so it is not kept
  let read: ((article: StoredArticle) => Reading) | undefined;
  throwIfCancelled(run.signal);
  const use = classifierUse(textResources().description);
  const most = filter.limit ?? count;
  for (let offset = 0; offset < most; offset += BATCH) {
    const articles = listArticles(store, { ...filter, limit: Math.min(BATCH, most - offset), offset });
    if (articles.length === 0) return;
    throwIfCancelled(run.signal);
    yield articles.map((article) => {
      let reading = readings.get(article.id);
      if (reading === undefined) {
        read ??= createArticleReader(store, filter.asOf, firstTime, lastTime);
        readings.set(article.id, (reading = read(article)));
      }
      const reader = readerOf({ knownTime: article.knownAt, isPost: isPost(article) }, use);
      return {
        ...article,
        ...reading,
        reader,
        sentiment: reader === 'classifier' ? reading.classifier : reading.wordList,
      };
    });
    run.report((offset + articles.length) / most, 'reading articles');
  }
}

function readingsOf(store: ReadableStore, asOf: number): Map<number, Reading> {
  const key = JSON.stringify([store.path, dataVersionOf(store), asOf]);
  // two stores in memory cannot be told apart
  const found = store.path === ':memory:' ? undefined : kept.find((entry) => entry.key === key);
  const entry = found ?? { key, readings: new Map<number, Reading>() };
  kept = [entry, ...kept.filter((other) => other !== found)].slice(0, KEPT_COUNT);
  return entry.readings;
}

function createArticleReader(
  store: ReadableStore,
  asOf: number,
  firstTime: number,
  lastTime: number,
): (article: StoredArticle) => Reading {
  const { names, capOf } = tokenBookOf(store, asOf, firstTime, lastTime);
  const read = createReader({ ...textResources(), recognise: createRecogniser(names, capOf) });
  return (article) => read({ ...article, publishedTime: article.publishedAt });
}

/** The labelled texts that are most like a kind of text. */
const LIKE_POSTS = 'crypto posts';
const LIKE_ARTICLES = 'financial news';

/** Returns from when on the classifier's readings count, and for which kinds of text: those that it was measured to read better. */
export function classifierUse({ scores, born }: ClassifierResource): ClassifierUse {
  const isUsedOn = (name: string): boolean =>
    scores.some(({ method, dataset, isUsed }) => method === 'classifier' && dataset === name && isUsed);
  return {
    bornTime: startOfDay(parseDay(born)!),
    ofPosts: isUsedOn(LIKE_POSTS),
    ofArticles: isUsedOn(LIKE_ARTICLES),
  };
}

/** Returns the measures of texts of every token and day, of articles known by an instant; see {@link textMeasures}. Throws `cancelled`. */
export function measureTexts(store: ReadableStore, asOf: number, run: Told): TextMeasure[] {
  const measured: MeasuredArticle[] = [];
  for (const articles of readArticles(store, { asOf }, run)) {
    for (const { knownAt, publisher, assets, risks, sentiment } of articles) {
      measured.push({ knownTime: knownAt, publisher, assets, risks, sentiment });
    }
  }
  return textMeasures(measured);
}
