/** What every vault does the same way: names, lending, and one file that is whole or not there. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { writePrivately } from '../http/secrets.ts';
import type { Vault, VaultBackend } from './vault.ts';

/** The secrets by name, as they are within the ciphertext. */
export type Secrets = Readonly<Record<string, string>>;

const Secrets = z.record(z.string(), z.string());
const NAME = /^[a-z0-9][a-z0-9:._-]{0,99}$/;
/** Neither a key nor a passphrase of an exchange is longer. */
const MAX_SECRET = 16_384;
const HIDDEN = '(secret)';

/** Returns the file of a home's vault. */
export const vaultFile = (home: string): string => join(home, 'vault.json');

/** How a vault turns its secrets into the text of its file and back. */
export type Sealing = {
  readonly backend: VaultBackend;
  seal(secrets: Secrets): Promise<string>;
  /** Throws AppError if the text was not sealed by this vault, or was changed since. */
  open(text: string): Promise<Secrets>;
};

/**
 * Returns a vault over the file of a home. The file is read and opened anew for each use, so that no secret stays in memory, and
 * what cannot be opened is refused and left as it is.
 */
export function createVault(home: string, sealing: Sealing): Vault {
  const path = vaultFile(home);
  let last: Promise<unknown> = Promise.resolve();
  const load = async (): Promise<Secrets> => (existsSync(path) ? sealing.open(readFileSync(path, 'utf8')) : {});
  /** One change after another, each from what the one before left. */
  const change = <Result>(body: (secrets: Map<string, string>) => Result): Promise<Result> => {
    const changing = last.then(async () => {
      const secrets = new Map(Object.entries(await load()));
      const result = body(secrets);
      writePrivately(path, await sealing.seal(Object.fromEntries(secrets)));
      return result;
    });
    last = changing.catch(() => undefined);
    return changing;
  };
  return {
    backend: () => sealing.backend,
    async put(name, secret) {
      refuseName(name);
      if (secret === '' || secret.length > MAX_SECRET) {
        throw new AppError(
          'invalid-input',
          `The secret ${name} had ${secret.length} characters, needs 1 to ${MAX_SECRET}`,
        );
      }
      await change((secrets) => secrets.set(name, secret));
    },
    async use(name, body) {
      refuseName(name);
      const secret = new Map(Object.entries(await load())).get(name);
      if (secret === undefined)
        throw new AppError('not-found', `No secret is named ${name}, needs to be entered first`);
      try {
        return await body(secret);
      } catch (thrown) {
        throw without(secret, thrown);
      }
    },
    has: async (name) => Object.hasOwn(await load(), name),
    names: async () => Object.keys(await load()).sort(),
    remove: async (name) => (Object.hasOwn(await load(), name) ? change((secrets) => secrets.delete(name)) : false),
  };
}

/** Returns the secrets in a text that was opened. Throws `invalid-input` for one of another form. */
export function parseSecrets(text: string): Secrets {
  const parsed = Secrets.safeParse(parseJson(text));
  if (!parsed.success) throw damaged();
  return parsed.data;
}

/** Returns what a JSON text says, or undefined if it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The error for a file that is not as a vault wrote it. The file is left as it is. */
export function damaged(): AppError {
  return new AppError(
    'invalid-input',
    'vault.json was cut short or changed by something else, needs to be as this program wrote it: restore a backup of it, or move it away and enter the secrets again',
  );
}

function refuseName(name: string): void {
  if (!NAME.test(name)) {
    throw new AppError(
      'invalid-input',
      'The name of a secret was of another form, needs lower-case letters, digits and : . _ -',
    );
  }
}

/** Returns what was thrown, or an error that says the same without the secret. */
function without(secret: string, thrown: unknown): unknown {
  const said = [
    thrown,
    (thrown as Error | null)?.message,
    (thrown as Error | null)?.stack,
    causeOf(thrown),
    detailsOf(thrown),
  ];
  if (!said.some((text) => String(text).includes(secret))) return thrown;
  const message = String((thrown as Error | null)?.message ?? thrown).replaceAll(secret, HIDDEN);
  return new AppError(thrown instanceof AppError ? thrown.code : 'internal', message);
}

const causeOf = (thrown: unknown): string => {
  const cause = (thrown as Error | null)?.cause;
  return cause === undefined ? '' : `${cause} ${(cause as Error).stack ?? ''}`;
};
const detailsOf = (thrown: unknown): string =>
  thrown instanceof AppError && thrown.details !== undefined ? JSON.stringify(thrown.details) : '';
