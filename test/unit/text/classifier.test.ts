import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/main/numeric/random.ts';
import { classifierOf, classifierScorer, type Example, trainClassifier } from '../../../src/main/text/classifier.ts';
import { accuracyOf, foldsOf, heldBackScores } from '../../../src/main/text/held-back.ts';
import { tokenize } from '../../../src/main/text/tokenize.ts';

const PARAMS = {
  bits: 12,
  pieces: { from: 3, to: 4 },
  pieceWeight: 1,
  compoundWeight: 1,
  epochs: 10,
  learningRate: 1,
  l2: 1e-4,
};
const random = createRandom(3, 'texts');
const NEUTRAL = 'market price week token chart news report exchange wallet block'.split(' ');
const example = (label: boolean | null, i: number): Example => {
  const said = [`item${i}`, ...Array.from({ length: 8 }, () => NEUTRAL[random.below(NEUTRAL.length)]!)];
  if (label !== null) said.splice(random.below(9), 0, label ? 'splendid' : 'ghastly');
  return { words: tokenize(said.join(' ')), compound: 0, isPositive: label ?? i % 2 === 0 };
};
const PLANTED = Array.from({ length: 200 }, (_, i) => example(i % 2 === 0, i));
const signs = (scores: readonly number[]) => scores.map((score) => (score > 0 ? 1 : -1) as -1 | 1);
const labelsOf = (examples: readonly Example[]) => examples.map(({ isPositive }) => (isPositive ? 1 : -1) as -1 | 1);

describe('trainClassifier', () => {
  it('finds a planted word, and nothing in labels that are chance', () => {
    const strata = PLANTED.map(({ isPositive }) => String(isPositive));
    const fold = foldsOf(PLANTED, strata, 5, 1);
    expect(accuracyOf(signs(heldBackScores(PLANTED, fold, PARAMS, 1)), labelsOf(PLANTED)).accuracy).toBeGreaterThan(
      0.97,
    );
    const chance = PLANTED.map((one) => ({ ...one, isPositive: random.uniform() < 0.5 }));
    const { accuracy } = accuracyOf(signs(heldBackScores(chance, fold, PARAMS, 1)), labelsOf(chance));
    expect(Math.abs(accuracy - 0.5)).toBeLessThan(0.11);
  });

  it('gives the same bytes for the same seed, and others for another', () => {
    const weights = (seed: number) =>
      Buffer.from(trainClassifier(PLANTED, PARAMS, seed).weights.buffer).toString('hex');
    expect(weights(1)).toBe(weights(1));
    expect(weights(1)).not.toBe(weights(2));
  });

  it('learns from what the word list says', () => {
    const listed = Array.from({ length: 100 }, (_, i) => ({ ...example(null, i), compound: i % 2 === 0 ? 0.8 : -0.8 }));
    const score = classifierScorer(trainClassifier(listed, PARAMS, 1));
    const unseen = example(null, 999).words;
    expect(score(unseen, 0.8)).toBeGreaterThan(0.3);
    expect(score(unseen, -0.8)).toBeLessThan(-0.3);
  });

  it('does not learn the names of tokens by their cashtags, nor figures', () => {
    const score = classifierScorer(trainClassifier(PLANTED, PARAMS, 1));
    expect(score(tokenize('hold $ABC at 12'), 0)).toBe(score(tokenize('hold $XYZ at 9000'), 0));
  });
});

describe('classifierOf', () => {
  it('reads stored weights back, and refuses another number of them', () => {
    const trained = trainClassifier(PLANTED, PARAMS, 1);
    const bytes = new Uint8Array(trained.weights.buffer);
    expect(classifierOf(PARAMS, bytes).weights).toEqual(trained.weights);
    expect(() => classifierOf(PARAMS, bytes.subarray(4))).toThrow('had 16388 bytes, need 16392');
  });
});

describe('foldsOf', () => {
  it('spreads strata evenly and keeps copies together', () => {
    const copies = [...PLANTED, ...PLANTED.slice(0, 40)];
    const strata = copies.map(({ isPositive }) => String(isPositive));
    const fold = foldsOf(copies, strata, 5, 1);
    for (let i = 0; i < 40; i++) expect(fold[PLANTED.length + i]).toBe(fold[i]);
    for (let k = 0; k < 5; k++) {
      const positives = PLANTED.filter(({ isPositive }, i) => fold[i] === k && isPositive).length;
      expect(positives).toBe(20);
    }
  });
});

describe('accuracyOf', () => {
  it('gives what is computed by hand', () => {
    const { accuracy, macroF1 } = accuracyOf([1, 1, -1, 0, -1, 1], [1, -1, -1, 1, 0, 1]);
    expect(accuracy).toBeCloseTo(3 / 6, 12);
    // F1 of 1: 2·2/(3+3); of -1: 2·1/(2+2); of 0: 0/(1+1)
    expect(macroF1).toBeCloseTo((4 / 6 + 2 / 4 + 0) / 3, 12);
  });
});
