/** Stored articles with everything that is read in them. */
import { throwIfCancelled } from '../../shared/errors.ts';
import { parseDay, startOfDay } from '../../shared/time.ts';
import { type ArticleFilter, listArticles, type StoredArticle, spanOfArticles } from '../store/articles.ts';
import type { ReadableStore } from '../store/open.ts';
import { createReader, type Reading } from '../text/reader.ts';
import { createRecogniser } from '../text/recognise.ts';
import { type MeasuredArticle, type TextMeasure, textMeasures } from '../text/text-measures.ts';
import type { JobRun } from './job.ts';
import { textResources } from './text-resources.ts';
import { tokenBookOf } from './token-names.ts';

/** An article as it came, and as it was read. */
export type ReadArticle = StoredArticle & Reading;

/** What reading needs of a job. */
type Told = Pick<JobRun, 'signal' | 'report'>;

const BATCH = 1_000;

/**
 * Yields articles known by an instant with what was read in them, the newest first, some at a time. Throws `cancelled`.
 */
export function* readArticles(store: ReadableStore, filter: ArticleFilter, run: Told): Generator<ReadArticle[]> {
  const { firstTime, lastTime, count } = spanOfArticles(store, filter.asOf);
  if (firstTime === null || lastTime === null) return;
  run.report(0, 'reading names of tokens');
  const { names, capOf } = tokenBookOf(store, filter.asOf, Math.max(firstTime, filter.fromTime ?? firstTime), lastTime);
  throwIfCancelled(run.signal);
  const read = createReader({ ...textResources(), recognise: createRecogniser(names, capOf) });
  const most = filter.limit ?? count;
  for (let offset = 0; offset < most; offset += BATCH) {
    const articles = listArticles(store, { ...filter, limit: Math.min(BATCH, most - offset), offset });
    if (articles.length === 0) return;
    throwIfCancelled(run.signal);
    yield articles.map((article) => ({ ...article, ...read({ ...article, publishedTime: article.publishedAt }) }));
    run.report((offset + articles.length) / most, 'reading articles');
  }
}

/** Returns the instant from which on the classifier's scores count; null where the word list reads better. */
export function classifierBirth(): number | null {
  const { scores, born } = textResources().description;
  const isUsed = scores.some(({ method, isUsed }) => method === 'classifier' && isUsed);
  return isUsed ? startOfDay(parseDay(born)!) : null;
}

/** Returns the measures of texts of every token and day, of articles known by an instant; see {@link textMeasures}. Throws `cancelled`. */
export function measureTexts(store: ReadableStore, asOf: number, run: Told): TextMeasure[] {
  const measured: MeasuredArticle[] = [];
  for (const articles of readArticles(store, { asOf }, run)) {
    for (const { knownAt, publisher, assets, risks, wordList, classifier } of articles) {
      measured.push({ knownTime: knownAt, publisher, assets, risks, wordList, classifier });
    }
  }
  return textMeasures(measured, classifierBirth());
}
