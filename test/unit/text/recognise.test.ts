import { describe, expect, it } from 'vitest';
import { createRecogniser, type TokenName } from '../../../src/main/text/recognise.ts';
import { tokenize } from '../../../src/main/text/tokenize.ts';

const KNOWN = 1_000;
const token = (
  asset: string,
  symbol: string | null,
  name: string | null,
  rest: Partial<TokenName> = {},
): TokenName => ({
  ...{ asset, symbol, name, knownTime: KNOWN, untilTime: Infinity },
  ...rest,
});
const TOKENS = [
  token('bitcoin', 'BTC', 'Bitcoin'),
  token('bitcoin-cash', 'BCH', 'Bitcoin Cash'),
  token('harmony', 'ONE', 'Harmony'),
  token('near', 'NEAR', 'NEAR Protocol'),
  token('near-name', null, 'Near'),
  token('gas', 'GAS', 'Gas'),
  token('chainlink', 'LINK', 'Chainlink'),
  token('the-graph', 'GRT', 'The Graph'),
  token('apenft', 'NFT', 'APENFT'),
  token('optimism', 'OP', 'Optimism'),
  token('just', 'JST', 'JUST'),
  token('usd', 'USD', 'Overnight'),
  token('now', 'NOW', 'ChangeNOW Token'),
  token('threshold', 'T', 'Threshold'),
];
const recognise = createRecogniser(TOKENS, () => Number.NaN);
const namedIn = (text: string, time = KNOWN): readonly string[] => recognise(tokenize(text), time);

describe('createRecogniser', () => {
  it.each<[string, string, string[]]>([
    ['a cashtag', 'I hold $BTC', ['bitcoin']],
    ['a cashtag in small letters', 'more $one', ['harmony']],
    ['a cashtag of one letter', 'watch $T', ['threshold']],
    ['a name in any case', 'bitcoin and Chainlink', ['bitcoin', 'chainlink']],
    ['a name with a genitive', 'Bitcoin’s price', ['bitcoin']],
    ['a symbol in capitals', 'buying BTC today', ['bitcoin']],
    ['no symbol in small letters', 'my btc is one of the best', []],
    ['the longest name', 'Bitcoin Cash falls', ['bitcoin-cash']],
    ['each once, as they are first named', 'BTC, LINK and Bitcoin', ['bitcoin', 'chainlink']],
    ['a word that is a symbol, in capitals', 'why ONE rallied', ['harmony']],
    ['no word that is a symbol', 'one of the best', []],
    ['no word in a text of capitals', 'THE ONE AND ONLY LINK', []],
    ['a word of capitals with its kind beside it', 'THE LINK TOKEN', ['chainlink']],
    ['no word that is shouted with another', 'BUY NOW, they said', []],
    ['a symbol that is an abbreviation of something else only with its kind', 'an NFT sale', []],
    ['the same with its kind', 'the NFT token fell', ['apenft']],
    ['a symbol of two letters only with its kind', 'OP said so', []],
    ['the same with its kind', 'the OP token', ['optimism']],
    ['no name that is a word, in small letters', 'we are near the end of gas', []],
    ['no name that is a word, at the start of a sentence', 'Near the end. Gas is expensive', []],
    ['no name that is a word, in a headline', 'Analysts Near Consensus On Natural Gas', []],
    ['a name that is a word, with its kind', 'the Gas token', ['gas']],
    ['no name that is a word, with a capital alone', 'bringing its Optimism loan down', []],
    ['a name that is a word, with its project beside it', 'an airdrop of the Optimism Foundation', ['optimism']],
    ['no money of a state', 'the USD Coin and 5 USD', []],
    ['a name of words, with capitals', 'developers of The Graph met', ['the-graph']],
    ['no name of words without them', 'look at the graph', []],
    ['a name that says what it is', 'NEAR Protocol raised funds', ['near']],
    ['no name that is too frequent a word', 'we were Just there', []],
  ])('knows %s', (_, text, expected) => {
    expect(namedIn(text)).toEqual(expected);
  });

  it('knows nobody before the token was known', () => {
    expect(namedIn('Bitcoin', KNOWN - 1)).toEqual([]);
    expect(namedIn('Bitcoin', KNOWN)).toEqual(['bitcoin']);
  });

  it('means the token with the largest market cap then, where several share a symbol', () => {
    const shared = [
      token('old', 'LUNA', 'Luna Coin', { untilTime: 5_000 }),
      token('large', 'LUNA', null),
      token('late', 'LUNA', null, { knownTime: 4_000 }),
    ];
    const caps: Record<string, number> = { old: 1, large: 100, late: 50 };
    const by = createRecogniser(shared, (asset, time) => (asset === 'large' && time >= 6_000 ? 10 : caps[asset]!));
    const at = (time: number) => by(tokenize('LUNA falls'), time);
    expect(at(2_000)).toEqual(['large']);
    expect(at(6_000)).toEqual(['late']);
  });

  it('means nobody where several share a symbol and no market cap is known', () => {
    const by = createRecogniser([token('a', 'XYZ', null), token('b', 'XYZ', null)], () => Number.NaN);
    expect(by(tokenize('XYZ rises'), KNOWN)).toEqual([]);
    expect(
      createRecogniser([token('a', 'XYZ', null), token('a', 'XYZ', 'Xyz')], () => 0)(tokenize('XYZ'), KNOWN),
    ).toEqual(['a']);
  });
});
