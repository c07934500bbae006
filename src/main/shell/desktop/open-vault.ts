/** Chooses what keeps the user's secrets: the system's keychain where there is one, else a passphrase, and says which. */
import { existsSync, readFileSync } from 'node:fs';
import type { SafeStorage } from 'electron';
import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { openPassphraseVault } from './passphrase-vault.ts';
import type { Vault } from './vault.ts';
import { createVault, damaged, parseJson, parseSecrets, vaultFile } from './vault-contents.ts';

/** The part of Electron's `safeStorage` that a vault needs. */
export type Keychain = Pick<
  SafeStorage,
  'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync' | 'getSelectedStorageBackend'
>;

export type VaultOptions = {
  readonly home: string;
  /** Electron's `safeStorage`; null where the program runs without a desktop. */
  readonly keychain: Keychain | null;
  readonly platform: NodeJS.Platform;
  /** Asks the user for the passphrase; only called if one is needed. */
  readonly askPassphrase: () => Promise<string>;
  /** Of scrypt, for a new file; see {@link openPassphraseVault}. */
  readonly cost?: number;
};

const File = z.strictObject({
  version: z.literal(1),
  kind: z.literal('keychain'),
  sealed: z.string().regex(/^([0-9a-f]{2})*$/),
});

/** Linux has several; these keep a key that every program can read, which protects nothing. */
const WEAK_BACKENDS: ReadonlySet<string> = new Set(['basic_text', 'unknown']);

/**
 * Returns the vault of a home. A file that is there decides, so that secrets are never split between two; without one it is the
 * keychain, and where that is missing or protects nothing, a passphrase with a warning. Throws `unavailable` if the file needs a
 * keychain that is not there, and as {@link openPassphraseVault}.
 */
export async function openVault(options: VaultOptions): Promise<Vault> {
  const { home, keychain, askPassphrase, cost } = options;
  const kept = keptKind(home);
  const reason = await weaknessOf(options);
  if (reason === null && keychain !== null && kept !== 'passphrase') return openKeychainVault(home, keychain);
  if (kept === 'keychain') {
    throw new AppError(
      'unavailable',
      `${reason ?? 'No keychain was found'}; vault.json needs the keychain that it was written with`,
    );
  }
  const warning =
    kept === 'passphrase' && reason === null ? null : `${reason}; a passphrase protects the secrets instead`;
  return openPassphraseVault(home, await askPassphrase(), { warning, ...(cost === undefined ? {} : { cost }) });
}

function openKeychainVault(home: string, keychain: Keychain): Vault {
  return createVault(home, {
    backend: { kind: 'keychain', isProtected: true, warning: null },
    async seal(secrets) {
      const bytes = await keychain.encryptStringAsync(JSON.stringify(secrets));
      return `${JSON.stringify({ version: 1, kind: 'keychain', sealed: bytes.toString('hex') })}\n`;
    },
    async open(text) {
      const file = File.safeParse(parseJson(text));
      if (!file.success) throw damaged();
      return parseSecrets(await decrypted(keychain, Buffer.from(file.data.sealed, 'hex')));
    },
  });
}

async function decrypted(keychain: Keychain, bytes: Buffer): Promise<string> {
  try {
    return (await keychain.decryptStringAsync(bytes)).result;
  } catch {
    throw damaged();
  }
}

/** Returns why the keychain cannot be relied on, or null if it can. */
async function weaknessOf({ keychain, platform }: VaultOptions): Promise<string | null> {
  if (keychain === null) return 'The program runs without a desktop and its keychain';
  if (!(await keychain.isAsyncEncryptionAvailable())) return 'The keychain of this system could not be opened';
  if (platform === 'linux' && WEAK_BACKENDS.has(keychain.getSelectedStorageBackend())) {
    return 'This desktop has no keychain that would protect a secret from other programs';
  }
  return null;
}

/** Returns what the file of a home was written with, or null without one. Throws `invalid-input` if it does not say. */
function keptKind(home: string): 'keychain' | 'passphrase' | null {
  const path = vaultFile(home);
  if (!existsSync(path)) return null;
  const document = parseJson(readFileSync(path, 'utf8')) as { kind?: unknown; header?: { kind?: unknown } } | undefined;
  const kind = document?.kind ?? document?.header?.kind;
  if (kind !== 'keychain' && kind !== 'passphrase') throw damaged();
  return kind;
}
