/** What is told of the classifier that ships: what it learnt from, when it was made, and how well it reads. */
import type { SentimentScore } from '../../shared/texts.ts';
import type { ClassifierParams } from './classifier.ts';

/** The texts of one source that the classifier learnt from. */
export type TrainingSource = { readonly name: string; readonly licence: string; readonly textCount: number };

/** The description beside the weights, `sentiment-classifier.json`. */
export type ClassifierResource = {
  /** The UTC day on which it was made, `YYYY-MM-DD`: no score of it was known before. */
  readonly born: string;
  readonly params: ClassifierParams;
  readonly seed: number;
  readonly trainedTexts: number;
  readonly sources: readonly TrainingSource[];
  readonly scores: readonly SentimentScore[];
  readonly notes: readonly string[];
  /** SHA-256 of the word list that it was made with, which is one of its inputs, and of its weights. */
  readonly wordListHash: string;
  readonly weightsHash: string;
};
