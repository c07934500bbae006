/** Keeps keys out of the log, whatever brought them into a text. */

const HIDDEN = '[hidden]';

/** Names behind which a secret follows, however they are joined to other words: `X-MBX-APIKEY`, `clientSecret`, `OK-ACCESS-SIGN`. */
const NAME = [
  'api[-_ ]?key',
  'api[-_ ]?sign',
  'access[-_ ]?(?:key|sign|token)',
  'private[-_ ]?key',
  'secret',
  'token',
  'passw(?:or)?d',
  'passphrase',
  'signature',
  'authorization',
  'cookie',
  'credentials?',
].join('|');
/** A quoted value, an unquoted one, or the rest of a header such as `Bearer abc`. */
const VALUE = `\\\\"[^"]*"?|"(?:[^"\\\\]|\\\\.)*"?|'(?:[^'\\\\]|\\\\.)*'?|(?:(?:bearer|basic|digest|token)\\s+)?[^\\s"',;&)}\\]]+`;
const LABELLED = new RegExp(
  `([\\w-]{0,40}(?:${NAME})[\\w-]{0,40}(?:\\\\?["']?\\s*(?:=>|[:=])|["']\\s*,)\\s*)(${VALUE})`,
  'gi',
);

const PATTERNS: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/-----BEGIN [A-Z ]+-----[\s\S]*?(?:-----END [A-Z ]+-----|$)/g, HIDDEN],
  [LABELLED, `$1${HIDDEN}`],
  [/\b(bearer|basic)\s+[\w+/=.~-]{8,}/gi, `$1 ${HIDDEN}`],
  // who logs in at an address
  [/(\/\/)[^\s/@]{1,200}@/g, `$1${HIDDEN}@`],
  // three parts of a JSON Web Token
  [/\beyJ[\w-]{5,}\.[\w-]{5,}(?:\.[\w-]*)?/g, HIDDEN],
  [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, HIDDEN],
];

const LONG_RUN = /[A-Za-z0-9+/=_-]{32,}/g;
const PLAIN_RUN = /[A-Za-z0-9]{32,}/;
const LONGEST_READ = 20_000;

/**
 * Returns a text in which everything that looks like a key, a secret, a token, an authorization or a signature is `[hidden]`:
 * what stands behind such a name, logins within addresses, private keys, and runs of 32 and more characters that no person
 * wrote, by which the hash of a draft is hidden too. Of longer texts the first 20,000 characters are kept.
 */
export function redact(text: string): string {
  // a run that the cut goes through would be shorter than what is looked for
  let read = text.length > LONGEST_READ ? `${text.slice(0, LONGEST_READ).replace(/[\w+/=-]*$/, '')} …` : text;
  for (const [pattern, replacement] of PATTERNS) read = read.replace(pattern, replacement);
  return read.replace(LONG_RUN, (run) => (looksRandom(run) ? HIDDEN : run));
}

/**
 * Returns whether a run of letters and digits is no word, name or path: 32 letters and digits on end, digits among them, or
 * characters that change between capitals, small letters and digits as often as chance has it. Of random base64 62 % of the
 * characters are of another kind than the one before, of the words of a path less than 10 %.
 */
function looksRandom(run: string): boolean {
  if (/\d/.test(PLAIN_RUN.exec(run)?.[0] ?? '')) return true;
  const characters = run.replace(/[^A-Za-z0-9]/g, '');
  let changes = 0;
  for (let i = 1; i < characters.length; i++) {
    if (kindOf(characters.charCodeAt(i)) !== kindOf(characters.charCodeAt(i - 1))) changes++;
  }
  return (characters.match(/\d/g)?.length ?? 0) >= 2 && changes > 0.25 * characters.length;
}

function kindOf(code: number): number {
  if (code < 58) return 0;
  return code < 91 ? 1 : 2;
}
