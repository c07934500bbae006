/** Which tokens a text names, as far as they were known when it was written. */
import { grouped } from '../../shared/grouped.ts';
import {
  COMMON_WORDS,
  FREQUENT_WORDS,
  MONEY_OF_STATES,
  NAME_CONTEXT,
  OTHER_ABBREVIATIONS,
  TOKEN_CONTEXT,
} from './common-words.ts';
import type { Words } from './tokenize.ts';
import { addPhrase, createTrie, longestAt, phraseWords, type Trie } from './trie.ts';

/** What a token is called, and from when to when it was traded as far as is known. */
export type TokenName = {
  readonly asset: string;
  /** Null where only the other is told. */
  readonly symbol: string | null;
  readonly name: string | null;
  /** UTC milliseconds: the end of its first day. */
  readonly knownTime: number;
  /** From then on it had been silent for so long that nobody means it; infinite for one that goes on. */
  readonly untilTime: number;
};

/** Returns a token's market cap as known at an instant; NaN or 0 if none was. */
export type CapOf = (asset: string, time: number) => number;

/** Returns the assets that a text of an instant names, each once, in the order in which they are first named. */
export type Recogniser = (text: Words, time: number) => readonly string[];

type Called = { readonly byName: TokenName[]; readonly bySymbol: TokenName[] };

/** Share of longer words with a capital from which on capitals are the style of a headline and say nothing. */
const TITLE_CASE = 0.6;
const LONGER = 4;

/**
 * Returns a recogniser of tokens by cashtag, symbol and name.
 *
 * - A cashtag (`$ONE`) names the token of that symbol, whatever the letters' case.
 * - A symbol of three letters or more, in capitals, names it where the text is not all in capitals; one that is another
 *   abbreviation (`NFT`), shorter, or an everyday word shouted beside another (`BUY NOW`) needs a word such as "token" beside it.
 *   Money of a state (`USD`) is never a token's symbol.
 * - A name counts in any case (`bitcoin`); one everyday word (`Near`, `Oasis`) needs a capital and a word such as "network" beside it,
 *   several of them (`The Graph`) capitals in a sentence in which capitals mean something, or such a word. The most frequent words
 *   (`One`) never count as names.
 * - The longest match wins: `Bitcoin Cash` is not Bitcoin.
 * - Of several tokens of one symbol or name, the one with the largest market cap then is meant; if none had one, nobody is.
 */
export function createRecogniser(names: readonly TokenName[], capOf: CapOf): Recogniser {
  const phrases = createTrie<Called>();
  const symbols = grouped(names, ({ symbol }) => symbol?.toLowerCase());
  for (const token of names) {
    if (token.name !== null) addCalled(phrases, phraseWords(token.name), token, 'byName');
    if (token.symbol !== null) addCalled(phrases, phraseWords(token.symbol), token, 'bySymbol');
  }
  return (text, time) => {
    const found = new Set<string>();
    const words = text.lower.some((word) => word.endsWith("'s")) ? text.lower.map(withoutGenitive) : text.lower;
    const headlines = headlinesOf(text);
    const take = (tokens: readonly TokenName[]): void => {
      const asset = largestOf(tokens, time, capOf);
      if (asset !== null) found.add(asset);
    };
    for (let i = 0; i < words.length; ) {
      const word = words[i]!;
      if (word.charCodeAt(0) === 36) {
        take(symbols.get(word.slice(1)) ?? []);
        i += 1;
        continue;
      }
      const match = longestAt(phrases, words, i);
      const { byName = [], bySymbol = [] } = match?.value ?? {};
      const isNamed = byName.length > 0 && isName(words, text, i, match!.length, headlines);
      const isSymbol = bySymbol.length > 0 && isWrittenSymbol(words, text, i);
      if (isNamed || isSymbol) take([...(isNamed ? byName : []), ...(isSymbol ? bySymbol : [])]);
      i += isNamed ? match!.length : 1;
    }
    return [...found];
  };
}

function addCalled(phrases: Trie<Called>, words: readonly string[], token: TokenName, how: keyof Called): void {
  addPhrase(phrases, words, (before = { byName: [], bySymbol: [] }) => {
    before[how].push(token);
    return before;
  });
}

/** Returns for each sentence whether capitals at the beginning of its words are the style of a headline and tell no names. */
function headlinesOf(text: Words): readonly boolean[] {
  const longer: number[] = [];
  const capital: number[] = [];
  for (let i = 0; i < text.text.length; i++) {
    if (text.text[i]!.length < LONGER) continue;
    const sentence = text.sentence[i]!;
    longer[sentence] = (longer[sentence] ?? 0) + 1;
    if (hasCapital(text, i)) capital[sentence] = (capital[sentence] ?? 0) + 1;
  }
  return longer.map((count, sentence) => (capital[sentence] ?? 0) >= TITLE_CASE * count);
}

function hasCapital(text: Words, i: number): boolean {
  return text.text[i]!.charCodeAt(0) !== text.lower[i]!.charCodeAt(0);
}

function isName(
  words: readonly string[],
  text: Words,
  from: number,
  length: number,
  headlines: readonly boolean[],
): boolean {
  let isCommon = true;
  let isFrequent = true;
  let isCapital = true;
  for (let i = from; i < from + length; i++) {
    const word = words[i]!;
    isCommon &&= COMMON_WORDS.has(word) || NAME_CONTEXT.has(word) || word.length < 3;
    isFrequent &&= FREQUENT_WORDS.has(word) || word.length < 3;
    isCapital &&= hasCapital(text, i);
  }
  if (!isCommon) return true;
  if (isFrequent || !isCapital) return false;
  if (hasContext(words, from, length, NAME_CONTEXT)) return true;
  // "further down its Oasis loan": a capital alone does not tell a token from a firm or a product of that name
  if (length === 1) return false;
  const sentence = text.sentence[from]!;
  return headlines[sentence] !== true && from > 0 && text.sentence[from - 1] === sentence;
}

function isWrittenSymbol(words: readonly string[], text: Words, at: number): boolean {
  const word = words[at]!;
  if (!/[a-z]/.test(word) || word.length === 1 || text.isCapitals[at] !== true) return false;
  if (MONEY_OF_STATES.has(word)) return false;
  if (word.length < 3 || OTHER_ABBREVIATIONS.has(word)) return hasContext(words, at, 1);
  if (text.isAllCapitals) return hasContext(words, at, 1);
  const isShouted = [at - 1, at + 1].some((i) => text.isCapitals[i] === true && COMMON_WORDS.has(words[i]!));
  return !(COMMON_WORDS.has(word) && isShouted) || hasContext(words, at, 1);
}

function hasContext(
  words: readonly string[],
  from: number,
  length: number,
  context: ReadonlySet<string> = TOKEN_CONTEXT,
): boolean {
  const after = words[from + length];
  return context.has(words[from + length - 1]!) || (after !== undefined && context.has(after));
}

function largestOf(tokens: readonly TokenName[], time: number, capOf: CapOf): string | null {
  const known = tokens.filter(({ knownTime, untilTime }) => knownTime <= time && time < untilTime);
  const different = new Set(known.map(({ asset }) => asset));
  if (different.size === 1) return known[0]!.asset;
  let largest: string | null = null;
  let most = 0;
  for (const asset of different) {
    const cap = capOf(asset, time);
    if (cap > most) [largest, most] = [asset, cap];
  }
  return largest;
}

function withoutGenitive(word: string): string {
  return word.endsWith("'s") ? word.slice(0, -2) : word;
}
