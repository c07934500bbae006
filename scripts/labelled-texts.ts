/** The labelled texts beside the project, for the script that trains the classifier and the test of its figures. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { cellText, createRowSplitter } from '../src/main/feeds/files/row-splitter.ts';
import type { ClassifierParams, Example } from '../src/main/text/classifier.ts';
import { accuracyOf, foldsOf, heldBackScores, type SentimentClass } from '../src/main/text/held-back.ts';
import { classOf, type Lexicon, parseLexicon, scoreByLexicon } from '../src/main/text/lexicon.ts';
import { tokenize } from '../src/main/text/tokenize.ts';
import type { SentimentScore } from '../src/shared/texts.ts';

const SHARED = fileURLToPath(new URL('../../shared/data', import.meta.url));
const RESOURCES = fileURLToPath(new URL('../resources', import.meta.url));

/** A set of labelled texts. */
export type Labelled = {
  readonly name: string;
  readonly labels: readonly SentimentClass[];
  readonly examples: readonly Example[];
};

/** How the classifier is made: the first figures that were tried. Fifteen others came within 0.04 and were not chosen by the folds. */
export const PARAMS: ClassifierParams = {
  bits: 16,
  pieces: { from: 3, to: 5 },
  pieceWeight: 1,
  compoundWeight: 1,
  epochs: 20,
  learningRate: 1,
  l2: 1e-4,
};
export const SEED = 7;
export const FOLDS = 10;

/** Half the width of the classifier's neutral zone: probabilities from a third to two thirds. */
const CLASSIFIER_ZONE = 1 / 3;
const CLASSES: Readonly<Record<string, SentimentClass>> = { negative: -1, neutral: 0, positive: 1 };

/** Returns the word list that ships. */
export function readWordList(): Lexicon {
  return parseLexicon(readFileSync(join(RESOURCES, 'sentiment-words.tsv'), 'utf8'));
}

/** Returns columns of a table beside the project. @param file - below its data, without `.csv.gz`. */
export function readColumns(file: string, columns: readonly string[]): string[][] {
  const rows: string[][] = [];
  const splitter = createRowSplitter((row) => {
    rows.push(Array.from({ length: row.cellCount }, (_, i) => cellText(row, i)));
  });
  splitter.push(gunzipSync(readFileSync(join(SHARED, `${file}.csv.gz`))));
  splitter.end();
  const [header, ...body] = rows;
  const places = columns.map((column) => header!.indexOf(column));
  return body.map((row) => places.map((place) => row[place] ?? ''));
}

/** Returns a set of labelled texts. @param file - such as `crypto_reddit_sentiment`. */
export function readLabelled(name: string, file: string, lexicon: Lexicon): Labelled {
  const texts = readColumns(`text/${file}`, ['label', 'text']) as [string, string][];
  const labels = texts.map(([label]) => CLASSES[label]!);
  const examples = texts.map(([, text], i) => {
    const words = tokenize(text);
    return { words, compound: scoreByLexicon(lexicon, words).compound, isPositive: labels[i] === 1 };
  });
  return { name, labels, examples };
}

/** Returns the scores of sets with two classes, each read by who learnt from the other folds of all of them. */
export function heldBackOf(sets: readonly Labelled[]): number[][] {
  const examples = sets.flatMap((set) => set.examples);
  const strata = sets.flatMap(({ name, labels }) => labels.map((label) => `${name} ${label}`));
  const scores = heldBackScores(examples, foldsOf(examples, strata, FOLDS, SEED), PARAMS, SEED);
  let from = 0;
  return sets.map((set) => scores.slice(from, (from += set.examples.length)));
}

/** Returns the figures of a set's scores. Of two classes the sign tells, and a score of zero tells neither; of three a zone. */
export function figuresOf(
  method: SentimentScore['method'],
  { name, labels }: Labelled,
  scores: readonly number[],
): Omit<SentimentScore, 'isUsed'> {
  const hasNeutral = labels.includes(0);
  const zone = method === 'word-list' ? undefined : CLASSIFIER_ZONE;
  const told = scores.map((score) => (hasNeutral ? classOf(score, zone) : (Math.sign(score) as SentimentClass)));
  const { accuracy, macroF1 } = accuracyOf(told, labels);
  return { method, dataset: name, textCount: labels.length, accuracy: rounded(accuracy), macroF1: rounded(macroF1) };
}

/** Returns the scores of a set with three classes, read within its own folds: one classifier for positive, one for negative. */
export function heldBackOfThree({ labels, examples }: Labelled): SentimentClass[] {
  const fold = foldsOf(examples, labels.map(String), FOLDS, SEED);
  const [positive, negative] = ([1, -1] as const).map((label) =>
    heldBackScores(
      examples.map((example, i) => ({ ...example, isPositive: labels[i] === label })),
      fold,
      PARAMS,
      SEED,
    ),
  ) as [number[], number[]];
  return positive.map((up, i) => (up < 0 && negative[i]! < 0 ? 0 : up >= negative[i]! ? 1 : -1));
}

/** Returns a figure with four digits after the point. */
export function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
