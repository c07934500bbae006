/** Words of a text, as everything of this room reads them. */

/** The words of a text as columns of one length. */
export type Words = {
  /** As they stand; a cashtag keeps its `$`, a hashtag loses its `#`, an emoji and a smiley are words. */
  readonly text: readonly string[];
  /** In lower case, with a straight apostrophe. */
  readonly lower: readonly string[];
  /** Whether the word has two letters or more and all are capitals. */
  readonly isCapitals: readonly boolean[];
  /** Number of the sentence, from 0. */
  readonly sentence: readonly number[];
  readonly exclamations: number;
  /** Whether capitals say nothing: at least two words of letters, and no letter that is small. */
  readonly isAllCapitals: boolean;
};

const PARTS =
  /https?:\/\/\S+|www\.\S+|@\w+|\$[A-Za-z][A-Za-z0-9]*|[\p{L}\p{N}]+(?:['’][\p{L}]+)*|\p{Extended_Pictographic}|[:;]-?[()]|!+|[.?…\n]+/gu;

const FIRST = { at: 64, dollar: 36, exclamation: 33, point: 46, question: 63, ellipsis: 0x2026, line: 10 } as const;

/** Returns the words of a text. Addresses of the web and names after `@` are left out: they are nobody's words. */
export function tokenize(source: string): Words {
  const text: string[] = [];
  const lower: string[] = [];
  const isCapitals: boolean[] = [];
  const sentence: number[] = [];
  let exclamations = 0;
  let current = 0;
  let letterWords = 0;
  let hasSmall = false;
  for (const part of source.match(PARTS) ?? []) {
    const first = part.charCodeAt(0);
    if (first === FIRST.exclamation) {
      exclamations += part.length;
      current += 1;
    } else if (first === FIRST.point || first === FIRST.question || first === FIRST.ellipsis || first === FIRST.line) {
      current += 1;
    } else if (first !== FIRST.at && !/^(?:https?:\/\/|www\.)/.test(part)) {
      const small = part.includes('’') ? part.toLowerCase().replaceAll('’', "'") : part.toLowerCase();
      const hasLetters = small !== part.toUpperCase();
      const isUpper = hasLetters && part === part.toUpperCase();
      if (hasLetters && first !== FIRST.dollar) {
        letterWords += 1;
        hasSmall ||= !isUpper;
      }
      text.push(part);
      lower.push(small);
      isCapitals.push(isUpper && part.length > 1);
      sentence.push(current);
    }
  }
  return { text, lower, isCapitals, sentence, exclamations, isAllCapitals: letterWords > 1 && !hasSmall };
}
