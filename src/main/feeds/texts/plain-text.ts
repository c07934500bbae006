/** HTML as plain text, which is all that is kept of it. */

const NAMED: Readonly<Record<string, string>> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', hellip: '…', mdash: '—', ndash: '–', rsquo: '’' },
  ...{
    lsquo: '‘',
    ldquo: '“',
    rdquo: '”',
    copy: '©',
    reg: '®',
    trade: '™',
    euro: '€',
    pound: '£',
    yen: '¥',
    bull: '•',
  },
};
/** What is read of a text before its tags are taken away; longer articles are cut. */
const MOST_CHARACTERS = 100_000;

/** Returns a text without tags, comments and scripts, its entities as characters, its white space as single blanks. */
export function plainText(html: string): string {
  const bare = html
    .slice(0, MOST_CHARACTERS)
    .replace(/<!--[\s\S]*?-->/g, ' ')
    .replace(/<(script|style)\b[\s\S]*?<\/\1\s*>/gi, ' ')
    .replace(/<[a-z/!][^<>]*>/gi, ' ');
  return tidyText(bare.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{2,8});/gi, characterOf));
}

/**
 * Returns a text without control characters and doubled blanks; `Â` before a hard blank is one that was read in the wrong code. Bytes
 * that somebody wrote out (`\x93`) are the characters that they were the end of.
 */
export function tidyText(text: string): string {
  return text
    .replace(/\\x([89a-f][0-9a-f])/gi, (_, byte: string) => characterOfByte(Number.parseInt(byte, 16)))
    .replace(/\\[rn](?=\s|\\|$)/g, ' ')
    .replace(/Â?\u00a0/g, ' ')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
}

/**
 * Returns the character of a byte that a converter left over. What it dropped before 0x80 to 0x9f was E2 80 in UTF-8: in the news file 0x93
 * stands where a dash does, 0x9c and 0x9d before and after what was said, which no code page of one byte gives.
 */
function characterOfByte(byte: number): string {
  return String.fromCharCode(byte < 0xa0 ? 0x2000 + (byte & 0x3f) : byte);
}

function characterOf(entity: string, name: string): string {
  if (!name.startsWith('#')) return NAMED[name.toLowerCase()] ?? entity;
  const code = name[1]!.toLowerCase() === 'x' ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  const isCharacter = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return isCharacter ? String.fromCodePoint(code) : ' ';
}
