/** Our own linear classifier of sentiment: logistic regression on hashed features, averaged over its steps. */
import { createRandom, shuffle } from '../numeric/random.ts';
import { createFeatures, type FeatureRules, type Features, writeFeatures } from './features.ts';
import type { Words } from './tokenize.ts';

/** What was learnt: a weight for each place of the table, one for the word list, and the bias at the end. */
export type Classifier = { readonly rules: FeatureRules; readonly weights: Float32Array };

/** A text to learn from. */
export type Example = {
  readonly words: Words;
  readonly compound: number;
  readonly isPositive: boolean;
};

/** How a classifier is learnt. */
export type ClassifierParams = FeatureRules & {
  readonly epochs: number;
  readonly learningRate: number;
  /** Shrinks weights; of a mean loss. */
  readonly l2: number;
};

/**
 * Returns a classifier that tells positive texts from negative ones. The same examples and seed give the same bytes.
 *
 * Stochastic gradient descent on the logistic loss, both classes weighing the same in all, the weights averaged over the
 * second half of the steps.
 *
 * @see Polyak & Juditsky (1992), "Acceleration of stochastic approximation by averaging".
 */
export function trainClassifier(examples: readonly Example[], params: ClassifierParams, seed: number): Classifier {
  const { epochs, learningRate, l2, ...rules } = params;
  const size = (1 << rules.bits) + 2;
  const weights = new Float64Array(size);
  const sums = new Float64Array(size);
  const features = examples.map(({ words, compound }) => kept(words, compound, rules));
  const positives = examples.filter(({ isPositive }) => isPositive).length;
  const classWeights = [examples.length / (2 * (examples.length - positives)), examples.length / (2 * positives)];
  const random = createRandom(seed, 'sentiment-classifier');
  const order = examples.map((_, i) => i);
  // weights are kept as scale × weights, so that shrinking all of them costs one product
  let scale = 1;
  let averaged = 0;
  const steps = epochs * examples.length;
  let step = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    shuffle(order, random);
    for (const i of order) {
      const { isPositive } = examples[i]!;
      const rate = learningRate / (1 + (4 * step) / steps);
      const error = (isPositive ? 1 : 0) - sigmoid(scale * dot(weights, features[i]!));
      scale *= 1 - rate * l2;
      const change = (rate * classWeights[isPositive ? 1 : 0]! * error) / scale;
      const { place, value, count } = features[i]!;
      for (let k = 0; k < count; k++) weights[place[k]!]! += change * value[k]!;
      weights[size - 1]! += change;
      step += 1;
      if (scale < 1e-6) scale = rescaled(weights, scale);
    }
    if (2 * epoch < epochs - 1) continue;
    for (let j = 0; j < size; j++) sums[j]! += scale * weights[j]!;
    averaged += 1;
  }
  return { rules, weights: Float32Array.from(sums, (sum) => sum / averaged) };
}

/** Returns a classifier from its stored weights, 32-bit floats in little-endian order. Throws a RangeError for another number of them. */
export function classifierOf(
  { bits, pieces, pieceWeight, compoundWeight }: FeatureRules,
  bytes: Uint8Array,
): Classifier {
  const size = (1 << bits) + 2;
  if (bytes.length !== 4 * size) {
    throw new RangeError(`The weights of sentiment had ${bytes.length} bytes, need ${4 * size}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const weights = Float32Array.from({ length: size }, (_, i) => view.getFloat32(4 * i, true));
  return { rules: { bits, pieces, pieceWeight, compoundWeight }, weights };
}

/** Returns what scores texts by a classifier between -1 and 1: twice the probability of being positive, less 1. */
export function classifierScorer(classifier: Classifier): (words: Words, compound: number) => number {
  const { rules, weights } = classifier;
  const features = createFeatures();
  return (words, compound) => {
    writeFeatures(words, compound, rules, features);
    return 2 * sigmoid(dot(weights, features)) - 1;
  };
}

/**
 * Returns how much each word weighed for a classifier, in log-odds: by how much those of a positive text fall if all places of the word
 * are left out; and the word list's reading, which is one of its inputs, at the end.
 */
export function classifierReasons(
  { rules, weights }: Classifier,
  words: Words,
  compound: number,
): { readonly words: string[]; readonly weights: number[] } {
  const features = createFeatures();
  const oddsOf = (lower: readonly string[]): number => {
    writeFeatures({ ...words, lower }, compound, rules, features);
    return dot(weights, features);
  };
  const whole = oddsOf(words.lower);
  const different = [...new Set(words.lower)];
  return {
    words: [...different, WORD_LIST],
    weights: [
      ...different.map((left) => whole - oddsOf(words.lower.filter((word) => word !== left))),
      weights[1 << rules.bits]! * rules.compoundWeight * compound,
    ],
  };
}

/** What the word list's reading is called among the words that weighed. */
const WORD_LIST = '(the word list)';

function kept(words: Words, compound: number, rules: FeatureRules): Features {
  const features = createFeatures();
  writeFeatures(words, compound, rules, features);
  const { place, value, count } = features;
  return { place: place.slice(0, count), value: value.slice(0, count), count };
}

function dot(weights: Readonly<Float32Array | Float64Array>, features: Features): number {
  const { place, value, count } = features;
  let sum = weights[weights.length - 1]!;
  for (let k = 0; k < count; k++) sum += weights[place[k]!]! * value[k]!;
  return sum;
}

function rescaled(weights: Float64Array, scale: number): number {
  for (let j = 0; j < weights.length; j++) weights[j]! *= scale;
  return 1;
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
