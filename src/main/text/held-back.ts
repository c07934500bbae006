/** How well sentiment is read in labelled texts that were not learnt from. */
import { createRandom } from '../numeric/random.ts';
import { type ClassifierParams, classifierScorer, type Example, trainClassifier } from './classifier.ts';
import { nearDuplicates, signatureOf } from './minhash.ts';

/** A class: negative, neutral, positive. */
export type SentimentClass = -1 | 0 | 1;

/** Texts that share this much of their phrases go into one fold: a copy of a text held back is no news to who learnt the other. */
const SAME_TEXT = 0.7;

/**
 * Returns the fold of each text, 0..folds-1: every dataset and label is spread evenly, chance by the seed, near-duplicates together.
 *
 * @param strata - what is to be spread evenly, such as dataset and label, of each example.
 */
export function foldsOf(
  examples: readonly Example[],
  strata: readonly string[],
  folds: number,
  seed: number,
): number[] {
  const leader = examples.map((_, i) => i);
  const signatures = examples.map(({ words }) => signatureOf(words));
  for (const group of nearDuplicates(signatures, SAME_TEXT)) for (const i of group) leader[i] = group[0]!;
  const random = createRandom(seed, 'sentiment-folds');
  const draws = examples.map(() => random.uint32());
  const order = examples.map((_, i) => i).filter((i) => leader[i] === i);
  order.sort((a, b) => (strata[a]! === strata[b]! ? draws[a]! - draws[b]! || a - b : strata[a]! < strata[b]! ? -1 : 1));
  const fold = new Array<number>(examples.length).fill(0);
  for (const [k, i] of order.entries()) fold[i] = k % folds;
  return leader.map((i) => fold[i]!);
}

/** Returns the score (-1..1) of each example by a classifier that learnt from the other folds. */
export function heldBackScores(
  examples: readonly Example[],
  fold: readonly number[],
  params: ClassifierParams,
  seed: number,
): number[] {
  const scores = new Array<number>(examples.length).fill(Number.NaN);
  for (const held of new Set(fold)) {
    const learnt = examples.filter((_, i) => fold[i] !== held);
    const score = classifierScorer(trainClassifier(learnt, params, seed));
    for (const [i, { words, compound }] of examples.entries()) if (fold[i] === held) scores[i] = score(words, compound);
  }
  return scores;
}

/** Returns the share of texts whose class was told, and the F1 of the classes that the labels have, each weighing the same. */
export function accuracyOf(
  told: readonly SentimentClass[],
  labels: readonly SentimentClass[],
): { readonly accuracy: number; readonly macroF1: number } {
  const classes = [...new Set(labels)];
  const f1 = classes.map((label) => {
    let both = 0;
    let either = 0;
    for (const [i, found] of told.entries()) {
      if (found === label && labels[i] === label) both += 1;
      if (found === label) either += 1;
      if (labels[i] === label) either += 1;
    }
    return (2 * both) / either;
  });
  return {
    accuracy: told.filter((found, i) => found === labels[i]).length / told.length,
    macroF1: f1.reduce((sum, value) => sum + value, 0) / classes.length,
  };
}
