import { describe, expect, it } from 'vitest';
import { tokenize } from '../../../src/main/text/tokenize.ts';

describe('tokenize', () => {
  it('keeps cashtags, emojis and smileys, and takes hashtags and hyphens apart', () => {
    expect(tokenize('$BTC to the moon 🚀🚀 :) #crypto sell-off').text).toEqual([
      ...['$BTC', 'to', 'the', 'moon', '🚀', '🚀', ':)', 'crypto', 'sell', 'off'],
    ]);
  });

  it('leaves out addresses and names of people', () => {
    expect(tokenize('read https://example.org/a?b=c by @someone now').lower).toEqual(['read', 'by', 'now']);
  });

  it('reads a curly apostrophe as a straight one', () => {
    expect(tokenize('DON’T').lower).toEqual(["don't"]);
  });

  it('tells capitals, and where they say nothing', () => {
    expect(tokenize('BUY now').isCapitals).toEqual([true, false]);
    expect(tokenize('BUY now').isAllCapitals).toBe(false);
    expect(tokenize('BUY NOW 100').isAllCapitals).toBe(true);
    expect(tokenize('$BTC').isAllCapitals).toBe(false);
    expect(tokenize('A 42 🚀').isCapitals).toEqual([false, false, false]);
  });

  it('counts sentences and exclamations', () => {
    const { sentence, exclamations } = tokenize('One. Two!! Three\nfour');
    expect(sentence).toEqual([0, 1, 2, 3]);
    expect(exclamations).toBe(2);
  });

  it('has nothing to say of an empty text', () => {
    expect(tokenize('')).toMatchObject({ text: [], isAllCapitals: false, exclamations: 0 });
  });
});
