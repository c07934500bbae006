/** Phrases by their words, so that the longest one that begins at a word is found in as many steps as it has words. */
import { tokenize } from './tokenize.ts';

/** A tree of phrases; the words lie in lower case. */
export type Trie<T> = { readonly next: Map<string, Node<T>> };
type Node<T> = { value: T | undefined; next: Map<string, Node<T>> | null };

/** Returns an empty tree. */
export function createTrie<T>(): Trie<T> {
  return { next: new Map() };
}

/** Returns the words of a phrase as texts are split: `all-time high` and `all time high` are one. */
export function phraseWords(phrase: string): readonly string[] {
  return tokenize(phrase).lower;
}

/** Keeps a value for a phrase; `merge` says what becomes of one that was there. A phrase without a word is left out. */
export function addPhrase<T>(trie: Trie<T>, words: readonly string[], merge: (before: T | undefined) => T): void {
  let nodes: Map<string, Node<T>> = trie.next;
  let node: Node<T> | undefined;
  for (const word of words) {
    if (node !== undefined) nodes = node.next ??= new Map();
    node = nodes.get(word);
    if (node === undefined) nodes.set(word, (node = { value: undefined, next: null }));
  }
  if (node !== undefined) node.value = merge(node.value);
}

/** Returns the longest phrase that begins at word `from`, with the number of its words; undefined if there is none. */
export function longestAt<T>(
  trie: Trie<T>,
  words: readonly string[],
  from: number,
): { readonly value: T; readonly length: number } | undefined {
  let node = trie.next.get(words[from]!);
  let found: { value: T; length: number } | undefined;
  for (let length = 1; node !== undefined; length++) {
    if (node.value !== undefined) found = { value: node.value, length };
    if (node.next === null || from + length >= words.length) break;
    node = node.next.get(words[from + length]!);
  }
  return found;
}
