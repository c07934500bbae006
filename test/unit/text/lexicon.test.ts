import { describe, expect, it } from 'vitest';
import { classOf, compoundOf, parseLexicon, scoreByLexicon } from '../../../src/main/text/lexicon.ts';
import { tokenize } from '../../../src/main/text/tokenize.ts';

const LEXICON = parseLexicon(
  [
    'word\tkind\tvalue',
    'good\tvalence\t2',
    'crash\tvalence\t-3',
    'all-time high\tvalence\t3.5',
    'high\tvalence\t1',
    'interest rate\tvalence\t0',
    'interest\tvalence\t1',
    'very\tbooster\t0.293',
    'slightly\tbooster\t-0.293',
    'not\tnegation\t-0.74',
  ].join('\n'),
);
const read = (text: string) => scoreByLexicon(LEXICON, tokenize(text));
const weightsOf = (text: string): number[] => read(text).weights.map((weight) => Math.round(weight * 1e4) / 1e4);

describe('compoundOf', () => {
  it('flattens a sum: 4 gives 0.7184', () => {
    expect(compoundOf(4)).toBeCloseTo(0.7184, 4);
    expect(compoundOf(-4)).toBeCloseTo(-0.7184, 4);
    expect(compoundOf(0)).toBe(0);
  });
});

describe('classOf', () => {
  it.each([
    [0.05, 1],
    [0.049, 0],
    [0, 0],
    [-0.049, 0],
    [-0.05, -1],
  ])('puts %d into class %d', (sentiment, expected) => {
    expect(classOf(sentiment)).toBe(expected);
  });
});

describe('scoreByLexicon', () => {
  it.each<[string, string, number[]]>([
    ['a word', 'a good day', [2]],
    ['nothing known', 'a day', []],
    ['a phrase before its words', 'an all time high', [3.5]],
    ['a hyphen like a blank', 'an all-time high', [3.5]],
    ['a phrase that says nothing', 'the interest rate', []],
    ['a booster', 'very good', [2.293]],
    ['a booster two words away, faded', 'very, um, good', [2.27835]],
    ['a booster too far away', 'very one two three good', [2]],
    ['a booster of another sentence', 'very. good', [2]],
    ['what weakens', 'slightly good', [1.707]],
    ['a booster of something bad', 'a very crash', [-3.293]],
    ['a negation', 'not good', [-1.48]],
    ['a negation of something bad', 'not a crash', [2.22]],
    ['a negation of what is boosted', 'not very good', [-1.6968]],
    ['a negation of another sentence', 'not. good', [2]],
    ['capitals', 'a GOOD day', [2.733]],
    ['capitals that say nothing', 'A GOOD DAY', [2]],
    ['what "but" turns', 'good but a crash', [1, -4.5]],
    ['"but" of another sentence', 'good. but a crash', [2, -4.5]],
  ])('weighs %s', (_, text, expected) => {
    expect(weightsOf(text)).toEqual(expected.map((weight) => Math.round(weight * 1e4) / 1e4));
  });

  it('adds exclamations to what there is, up to four', () => {
    expect(read('good!!').compound).toBeCloseTo(compoundOf(2 + 2 * 0.292), 12);
    expect(read('crash!!!!!!!').compound).toBeCloseTo(compoundOf(-3 - 4 * 0.292), 12);
    expect(read('a day!!').compound).toBe(0);
  });

  it('names the words that weighed, in their order, and their weights add up', () => {
    const { words, weights, compound } = read('Not good: the crash after an all-time high!');
    expect(words).toEqual(['good', 'crash', 'all time high', '!']);
    expect(compoundOf(weights.reduce((sum, weight) => sum + weight, 0))).toBe(compound);
  });
});

describe('parseLexicon', () => {
  it.each(['good\tvalence\t5', 'good\tvalence\t', 'good\tcolour\t1', '\tvalence\t1'])(
    'names a row that cannot be read: %j',
    (row) => {
      expect(() => parseLexicon(`word\tkind\tvalue\n${row}\n`)).toThrow(/Row 2 of the word list/);
    },
  );
});
