import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  nearDuplicates,
  phraseHashes,
  SIGNATURE_SIZE,
  signatureOf,
  similarityOf,
} from '../../../src/main/text/minhash.ts';
import { tokenize } from '../../../src/main/text/tokenize.ts';

const words = fc.array(
  fc.integer({ min: 0, max: 400 }).map((i) => `word${i}`),
  { minLength: 20, maxLength: 80 },
);

describe('signatureOf', () => {
  it('estimates the share of common phrases: within five standard errors of the exact one', () => {
    fc.assert(
      fc.property(words, words, fc.integer({ min: 0, max: 80 }), (a, b, cut) => {
        // a text that begins like the other
        const [one, other] = [tokenize(a.join(' ')), tokenize([...a.slice(0, cut), ...b].join(' '))];
        const [inOne, inOther] = [phraseHashes(one), phraseHashes(other)];
        const both = [...inOne].filter((phrase) => inOther.has(phrase)).length;
        const exact = both / (inOne.size + inOther.size - both);
        const estimate = similarityOf(signatureOf(one)!, signatureOf(other)!);
        const error = Math.sqrt((exact * (1 - exact)) / SIGNATURE_SIZE);
        expect(Math.abs(estimate - exact)).toBeLessThanOrEqual(5 * error + 1 / SIGNATURE_SIZE);
      }),
      { numRuns: 200, seed: 4 },
    );
  });

  it('is one of equal texts, and of none without words', () => {
    expect(
      similarityOf(signatureOf(tokenize('Buy THIS coin now'))!, signatureOf(tokenize('buy this coin now!'))!),
    ).toBe(1);
    expect(signatureOf(tokenize('...'))).toBeNull();
  });
});

describe('nearDuplicates', () => {
  it('gathers copies with small changes and leaves the rest', () => {
    const text = 'the great new token of the year launches today on every exchange with a reward for early holders';
    const texts = [
      text,
      `${text} hurry`,
      'bitcoin falls after the report on inflation',
      text.replace('today', 'tonight'),
      '',
      'bitcoin rises after the report on jobs',
    ];
    const signatures = texts.map((one) => signatureOf(tokenize(one)));
    expect(nearDuplicates(signatures, 0.5)).toEqual([[0, 1, 3]]);
  });
});
