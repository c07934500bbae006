/** Sentiment by a list of words: each weighs what the list says, and what stands around it changes that. */
import type { Words } from './tokenize.ts';
import { addPhrase, createTrie, longestAt, phraseWords, type Trie } from './trie.ts';

/** What the list says of a word or phrase: how good it is (-4..4), how much it strengthens, or that it turns round. */
type Entry = { readonly kind: 'valence' | 'booster' | 'negation'; readonly value: number };

/** A word list, ready to be read with. */
export type Lexicon = { readonly entries: Trie<Entry>; readonly size: number };

/** Sentiment of a text, with the words that weighed and how much, in their order. */
export type LexiconScore = {
  /** -1..1; 0 without any word of the list. */
  readonly compound: number;
  readonly words: readonly string[];
  readonly weights: readonly number[];
};

/** Read with: Hutto & Gilbert (2014), "VADER". The list is our own. */
const CAPITALS = 0.733;
const BEFORE_BUT = 0.5;
const AFTER_BUT = 1.5;
const EXCLAMATION = 0.292;
const MOST_EXCLAMATIONS = 4;
const FLATTENING = 15;
/** How far back a word is strengthened or turned round, and what is left of a booster from so many words away. */
const REACH = 3;
const FADING = [1, 0.95, 0.9] as const;
/** Sentiment nearer to zero than this counts as neutral. */
export const NEUTRAL_ZONE = 0.05;

/**
 * Returns a word list from its text: a header `word, kind, value` and a row for each, tab-separated.
 *
 * Throws a RangeError that names the first row that cannot be read.
 */
export function parseLexicon(table: string): Lexicon {
  const entries = createTrie<Entry>();
  const rows = table.split('\n').filter((row) => row !== '');
  for (const [i, row] of rows.entries()) {
    if (i === 0) continue;
    const [phrase = '', kind = '', value = ''] = row.split('\t');
    const words = phraseWords(phrase);
    const isKind = kind === 'valence' || kind === 'booster' || kind === 'negation';
    if (words.length === 0 || !isKind || value === '' || !(Math.abs(Number(value)) <= 4)) {
      throw new RangeError(`Row ${i + 1} of the word list was "${row}", needs a word, a kind and a value in -4..4`);
    }
    addPhrase(entries, words, () => ({ kind, value: Number(value) }));
  }
  return { entries, size: rows.length - 1 };
}

/** Returns a sum of valences as sentiment between -1 and 1. */
export function compoundOf(sum: number): number {
  return sum / Math.sqrt(sum * sum + FLATTENING);
}

/** Returns the class of a sentiment: -1, 0 or 1. */
export function classOf(sentiment: number, zone: number = NEUTRAL_ZONE): -1 | 0 | 1 {
  if (sentiment >= zone) return 1;
  return sentiment <= -zone ? -1 : 0;
}

/** Returns the sentiment of a text by a word list. */
export function scoreByLexicon({ entries }: Lexicon, text: Words): LexiconScore {
  const count = text.lower.length;
  const words: string[] = [];
  const weights: number[] = [];
  const places: number[] = [];
  // per word: what a booster adds to its followers, and whether it turns them round
  const boost = new Float64Array(count);
  const turn = new Float64Array(count).fill(1);
  const but: number[] = [];
  for (let i = 0; i < count; ) {
    const found = longestAt(entries, text.lower, i);
    if (text.lower[i] === 'but') but.push(i);
    const length = found?.length ?? 1;
    const last = i + length - 1;
    if (found?.value.kind === 'booster') boost[last] = found.value.value;
    else if (found?.value.kind === 'negation') turn[last] = found.value.value;
    else if (found !== undefined && found.value.value !== 0) {
      places.push(i);
      words.push(text.lower.slice(i, last + 1).join(' '));
      weights.push(weightAt(text, i, found.value.value, boost, turn));
    }
    i += length;
  }
  for (const at of but) {
    for (let k = 0; k < places.length; k++) {
      if (text.sentence[places[k]!] === text.sentence[at]) weights[k]! *= places[k]! < at ? BEFORE_BUT : AFTER_BUT;
    }
  }
  let sum = 0;
  for (const weight of weights) sum += weight;
  if (sum !== 0 && text.exclamations > 0) {
    const weight = Math.sign(sum) * EXCLAMATION * Math.min(text.exclamations, MOST_EXCLAMATIONS);
    words.push('!');
    weights.push(weight);
    sum += weight;
  }
  return { compound: compoundOf(sum), words, weights };
}

function weightAt(
  text: Words,
  at: number,
  valence: number,
  boost: Readonly<Float64Array>,
  turn: Readonly<Float64Array>,
): number {
  const sign = Math.sign(valence);
  let weight = valence;
  if (text.isCapitals[at] === true && !text.isAllCapitals) weight += sign * CAPITALS;
  let factor = 1;
  for (let back = 1; back <= REACH && back <= at; back++) {
    if (text.sentence[at - back] !== text.sentence[at]) break;
    weight += sign * boost[at - back]! * FADING[back - 1]!;
    if (turn[at - back] !== 1) factor = turn[at - back]!;
  }
  return weight * factor;
}
