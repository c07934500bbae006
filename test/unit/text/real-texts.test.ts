import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { figuresOf, heldBackOf, readLabelled, readWordList } from '../../../scripts/labelled-texts.ts';
import { classifierDescription, textResources } from '../../../src/main/jobs/text-resources.ts';
import { announceMissingData, hasSharedData } from '../../support/shared-data.ts';

const resource = (name: string): Buffer => readFileSync(new URL(`../../../resources/${name}`, import.meta.url));
const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

if (!hasSharedData) announceMissingData('sentiment');

describe('the classifier that ships', () => {
  it('is the one that is described, made with the word list that is there, from texts whose licence allows it', () => {
    const { wordListHash, weightsHash, sources, trainedTexts } = classifierDescription();
    expect(hashOf(resource('sentiment-words.tsv'))).toBe(wordListHash);
    expect(hashOf(resource('sentiment-classifier.bin'))).toBe(weightsHash);
    expect(sources.map(({ licence }) => licence)).toEqual(['MIT', 'MIT']);
    expect(trainedTexts).toBe(887);
    expect(textResources().lexicon.size).toBeGreaterThan(1_000);
  });

  it.skipIf(!hasSharedData)(
    'reads labelled texts that it has not learnt from as well as it says, and better than the word list',
    () => {
      const lexicon = readWordList();
      const crypto = readLabelled('crypto posts', 'crypto_reddit_sentiment', lexicon);
      const stocks = readLabelled('stock posts', 'stock_tweet_sentiment', lexicon);
      const [cryptoScores, stockScores] = heldBackOf([crypto, stocks]) as [number[], number[]];
      const compounds = crypto.examples.map(({ compound }) => compound);
      const figures = [
        figuresOf('word-list', crypto, compounds),
        figuresOf('classifier', crypto, cryptoScores),
        figuresOf('classifier', stocks, stockScores),
      ];
      const described = classifierDescription().scores.map(({ isUsed: _, ...figure }) => figure);
      for (const figure of figures) expect(described).toContainEqual(figure);
      expect(figures[1]!.macroF1).toBeGreaterThan(figures[0]!.macroF1 + 0.04);
    },
  );
});
