/** A text as numbers for a linear classifier: hashed words, pairs of words and pieces of words, and what the word list says. */
import type { Words } from './tokenize.ts';

/** How texts become features. */
export type FeatureRules = {
  /** Places of the table, a power of two: 2^bits. */
  readonly bits: number;
  /** Lengths of the pieces of a word that are taken, its ends marked; none if `to` is below `from`. */
  readonly pieces: { readonly from: number; readonly to: number };
  /** Weight of pieces against words, and of the word list's sentiment. */
  readonly pieceWeight: number;
  readonly compoundWeight: number;
};

/** Places and values of a text's features; `count` of the arrays are in use. The last place of a table is the word list's. */
export type Features = { place: Int32Array; value: Float64Array; count: number };

const OFFSET = 0x811c9dc5 | 0;
const PRIME = 0x01000193;
/** Streams of hashes that must not meet. */
const PAIR = 0x9e3779b9 | 0;
const PIECE = 0x85ebca6b | 0;
const EDGE = 0x1f;

/** Returns room for the features of texts of any length; it grows. */
export function createFeatures(): Features {
  return { place: new Int32Array(1024), value: new Float64Array(1024), count: 0 };
}

/**
 * Writes the features of a text into `out`: words and pairs of neighbours (each 1/√count), pieces of words likewise, then the
 * word list's compound.
 *
 * Names of tokens must not be learnt as good or bad: a cashtag is `$`, and a number is `0`.
 *
 * @see Weinberger et al. (2009), "Feature hashing for large scale multitask learning".
 */
export function writeFeatures(text: Words, compound: number, rules: FeatureRules, out: Features): void {
  const { lower } = text;
  const { from, to } = rules.pieces;
  const mask = (1 << rules.bits) - 1;
  out.count = 0;
  let before = 0;
  for (let i = 0; i < lower.length; i++) {
    const word = hashOfWord(lower[i]!);
    push(out, word & mask);
    if (i > 0) push(out, mix(Math.imul(before, PRIME) ^ word ^ PAIR) & mask);
    before = word;
  }
  scale(out, 0, 1);
  const words = out.count;
  for (const word of lower) {
    if (!isLetter(word.charCodeAt(0))) continue;
    for (let start = -1; start < word.length; start++) {
      let hash = PIECE;
      for (let length = 1; length <= to; length++) {
        const at = start + length - 1;
        if (at > word.length) break;
        const code = at < 0 || at === word.length ? EDGE : word.charCodeAt(at);
        hash = Math.imul(hash ^ code, PRIME);
        if (length >= from) push(out, mix(hash) & mask);
      }
    }
  }
  scale(out, words, rules.pieceWeight);
  push(out, mask + 1);
  out.value[out.count - 1] = rules.compoundWeight * compound;
}

function isLetter(code: number): boolean {
  return (code | 32) >= 97 && ((code | 32) <= 122 || code >= 192);
}

function hashOfWord(word: string): number {
  const first = word.charCodeAt(0);
  let hash = OFFSET;
  if (first === 36) hash ^= 36;
  else if (first >= 48 && first <= 57) hash ^= 48;
  else for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), PRIME);
  return mix(hash);
}

/** The low bits of a product of characters know too little of the high ones. */
function mix(hash: number): number {
  const half = Math.imul(hash ^ (hash >>> 15), PIECE);
  return half ^ (half >>> 13);
}

function push(out: Features, place: number): void {
  if (out.count === out.place.length) {
    const [place, value] = [new Int32Array(2 * out.count), new Float64Array(2 * out.count)];
    place.set(out.place);
    value.set(out.value);
    Object.assign(out, { place, value });
  }
  out.place[out.count] = place;
  out.count += 1;
}

function scale(out: Features, from: number, weight: number): void {
  out.value.fill(weight / Math.sqrt(Math.max(1, out.count - from)), from, out.count);
}
