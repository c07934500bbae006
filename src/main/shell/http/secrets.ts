/** What proves that a request comes from the user: links that serve once, and the session that such a link begins. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** 256 bits. */
const SECRET_BYTES = 32;
const SECRET = /^[A-Za-z0-9_-]{43}$/;
/** Links that were asked for and not opened; the oldest makes way, so that asking for links fills no memory. */
const MAX_LINKS = 64;

/** Links into the program, each good for one use. */
export type Links = {
  /** Returns the token of a new link. @param place - path of this server to which it leads. */
  issue(place: string): string;
  /** Returns where the token leads, or null if it was not issued or used before; it is used now. */
  redeem(token: string): string | null;
};

/** Returns 256 bits of chance as text that may stand in an address. */
export function createSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

/** Returns whether two texts are equal; how long it takes says nothing of where they differ. */
export function isSameSecret(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

/** Returns links of which none was issued yet. */
export function createLinks(): Links {
  const issued: { readonly token: string; readonly place: string }[] = [];
  return {
    issue(place) {
      const token = createSecret();
      issued.push({ token, place });
      if (issued.length > MAX_LINKS) issued.shift();
      return token;
    },
    redeem(token) {
      const at = issued.findIndex((known) => isSameSecret(token, known.token));
      return at === -1 ? null : (issued.splice(at, 1)[0]?.place ?? null);
    },
  };
}

/**
 * Returns the key of the session, which is made with the first start in a home and kept there for the user alone, so that a
 * window goes on when the engine was started again. A file of another form is replaced: its windows have to be opened anew.
 */
export function keepSessionKey(home: string): string {
  const path = join(home, 'session.key');
  try {
    const kept = readFileSync(path, 'utf8').trim();
    if (SECRET.test(kept)) return kept;
  } catch {
    // the first start
  }
  const key = createSecret();
  writePrivately(path, `${key}\n`);
  return key;
}

/** Writes a file that its user alone may read, whole or not at all. */
export function writePrivately(path: string, text: string): void {
  const partial = `${path}.${randomBytes(4).toString('hex')}.part`;
  const file = openSync(partial, 'wx', 0o600);
  try {
    try {
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(partial, path);
  } catch (thrown) {
    rmSync(partial, { force: true });
    throw thrown;
  }
}
