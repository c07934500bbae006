/** Which texts are nearly the same: signatures of their phrases, and groups of those that agree. */
import { grouped } from '../../shared/grouped.ts';
import type { Words } from './tokenize.ts';

/** Hashes of a signature, and the bands in which two texts have to agree whole to be compared. */
export const SIGNATURE_SIZE = 64;
const BANDS = 16;
const ROWS = SIGNATURE_SIZE / BANDS;
/** Words of a phrase; a shorter text is one phrase. */
const PHRASE_WORDS = 3;

/**
 * Returns the smallest value that each of {@link SIGNATURE_SIZE} hash functions has among a text's phrases of three words;
 * null for a text without a word.
 *
 * @see Broder (1997), "On the resemblance and containment of documents".
 */
export function signatureOf(text: Words): Uint32Array | null {
  const phrases = phraseHashes(text);
  if (phrases.size === 0) return null;
  const signature = new Uint32Array(SIGNATURE_SIZE).fill(0xffffffff);
  for (const phrase of phrases) {
    for (let i = 0; i < SIGNATURE_SIZE; i++) {
      const hash = mix(phrase ^ mix(i + 1));
      if (hash < signature[i]!) signature[i] = hash;
    }
  }
  return signature;
}

/** Returns the hashes of a text's different phrases. */
export function phraseHashes({ lower }: Words): Set<number> {
  const hashes = new Set<number>();
  const last = Math.max(0, lower.length - PHRASE_WORDS);
  for (let i = 0; i <= last && i < lower.length; i++) {
    let hash = 0x811c9dc5;
    for (const word of lower.slice(i, i + PHRASE_WORDS)) {
      for (let k = 0; k < word.length; k++) hash = Math.imul(hash ^ word.charCodeAt(k), 0x01000193);
      hash = Math.imul(hash ^ 32, 0x01000193);
    }
    hashes.add(hash >>> 0);
  }
  return hashes;
}

/** Returns the estimated share of common phrases of two texts, 0..1. */
export function similarityOf(a: Readonly<Uint32Array>, b: Readonly<Uint32Array>): number {
  let equal = 0;
  for (let i = 0; i < SIGNATURE_SIZE; i++) if (a[i] === b[i]) equal += 1;
  return equal / SIGNATURE_SIZE;
}

/**
 * Returns groups of two texts or more that are nearly the same, each text as another of its group, as rising indices.
 *
 * Texts are compared where a band of four hashes agrees: of pairs that share 0.7 of their phrases all but 1 in 80 are found, of
 * pairs that share half two in three. Of the texts that agree in a band one of each group is compared, so that a thousand copies
 * cost no million comparisons.
 */
export function nearDuplicates(
  signatures: readonly (Readonly<Uint32Array> | null)[],
  similarity: number,
): readonly (readonly number[])[] {
  const parent = signatures.map((_, i) => i);
  const rootOf = (i: number): number => {
    let root = i;
    while (parent[root] !== root) root = parent[root] = parent[parent[root]!]!;
    return root;
  };
  const met = new Map<string, number[]>();
  for (const [i, signature] of signatures.entries()) {
    if (signature === null) continue;
    for (let band = 0; band < BANDS; band++) {
      const key = `${band} ${signature.subarray(band * ROWS, (band + 1) * ROWS).join(' ')}`;
      const others = met.get(key) ?? [];
      const isMet = others.some((j) => {
        const [a, b] = [rootOf(i), rootOf(j)];
        if (a !== b && similarityOf(signature, signatures[j]!) >= similarity) parent[Math.max(a, b)] = Math.min(a, b);
        return rootOf(i) === rootOf(j);
      });
      if (!isMet) met.set(key, [...others, i]);
    }
  }
  return [...grouped(signatures.keys(), rootOf).values()].filter(({ length }) => length > 1);
}

function mix(value: number): number {
  let hash = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
