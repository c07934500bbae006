/**
 * A vault under a passphrase, for machines without a keychain worth the name and for the program without a desktop.
 *
 * The key is derived with scrypt (Percival & Josefsson 2016, RFC 7914), the secrets are one AES-256-GCM ciphertext (NIST SP
 * 800-38D) with a new nonce each time, and what stands beside it in the file is authenticated with it: no byte of the file can be
 * changed unseen.
 */
import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import type { Vault } from './vault.ts';
import { createVault, damaged, parseJson, parseSecrets, vaultFile } from './vault-contents.ts';

/** What a passphrase costs to try: 128 MiB and some 0.4 s on a laptop. */
const COST = 2 ** 17;
const LEAST_COST = 2 ** 15;
const MOST_COST = 2 ** 20;
const BLOCK_SIZE = 8;
const SALT_BYTES = 32;
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const LEAST_LENGTH = 8;

const hex = (bytes: number) => z.string().regex(new RegExp(`^[0-9a-f]{${bytes * 2}}$`));
const Header = z.strictObject({
  version: z.literal(1),
  kind: z.literal('passphrase'),
  cost: z
    .int()
    .min(LEAST_COST)
    .max(MOST_COST)
    .refine((cost) => Number.isInteger(Math.log2(cost))),
  salt: hex(SALT_BYTES),
});
const File = z.strictObject({
  header: Header,
  nonce: hex(NONCE_BYTES),
  tag: hex(TAG_BYTES),
  sealed: z.string().regex(/^([0-9a-f]{2})*$/),
});
type Header = z.infer<typeof Header>;

/**
 * Returns the vault of a home under a passphrase; a new one keeps nothing until the first secret. Throws `invalid-input` if the
 * passphrase is too short, is another than the file's, or if the file was changed or cut short. The file is then left as it is.
 *
 * @param options.cost - of scrypt, for a new file; a power of two, 2^15 or more.
 * @param options.warning - why this vault stands in for the keychain; null where it was chosen.
 */
export async function openPassphraseVault(
  home: string,
  passphrase: string,
  options: { readonly cost?: number; readonly warning?: string | null } = {},
): Promise<Vault> {
  if (passphrase.length < LEAST_LENGTH) {
    throw new AppError(
      'invalid-input',
      `The passphrase had ${passphrase.length} characters, needs ${LEAST_LENGTH} or more`,
    );
  }
  const path = vaultFile(home);
  const found = existsSync(path) ? readFileSync(path, 'utf8') : null;
  const header = found === null ? newHeader(options.cost ?? COST) : parseFile(found).header;
  const key = await deriveKey(passphrase, header);
  const vault = createVault(home, {
    backend: { kind: 'passphrase', isProtected: true, warning: options.warning ?? null },
    seal: async (secrets) => sealed(key, header, JSON.stringify(secrets)),
    open: async (text) => parseSecrets(opened(key, header, text)),
  });
  // a wrong passphrase is told now, not with the first secret
  await vault.names();
  return vault;
}

function newHeader(cost: number): Header {
  return Header.parse({ version: 1, kind: 'passphrase', cost, salt: randomBytes(SALT_BYTES).toString('hex') });
}

function deriveKey(passphrase: string, { cost, salt }: Header): Promise<Buffer> {
  const limits = { N: cost, r: BLOCK_SIZE, p: 1, maxmem: 256 * cost * BLOCK_SIZE };
  return new Promise((resolve, reject) => {
    // the same letters may be typed in several ways
    scrypt(passphrase.normalize('NFKC'), Buffer.from(salt, 'hex'), KEY_BYTES, limits, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}

function sealed(key: Buffer, header: Header, text: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(JSON.stringify(header)));
  const bytes = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return textOf({
    header,
    nonce: nonce.toString('hex'),
    tag: cipher.getAuthTag().toString('hex'),
    sealed: bytes.toString('hex'),
  });
}

function opened(key: Buffer, header: Header, text: string): string {
  const file = parseFile(text);
  if (file.header.salt !== header.salt) throw damaged();
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(file.nonce, 'hex'), { authTagLength: TAG_BYTES })
      .setAAD(Buffer.from(JSON.stringify(file.header)))
      .setAuthTag(Buffer.from(file.tag, 'hex'));
    return decipher.update(file.sealed, 'hex', 'utf8') + decipher.final('utf8');
  } catch {
    throw new AppError(
      'invalid-input',
      'The passphrase was another than the one of vault.json, or the file was changed since: enter the right one, or restore a backup of the file',
    );
  }
}

/** Returns a file that is to the letter as it was written, so that not even its spaces can be changed unseen. */
function parseFile(text: string): z.infer<typeof File> {
  const parsed = File.safeParse(parseJson(text));
  if (!parsed.success || textOf(parsed.data) !== text) throw damaged();
  return parsed.data;
}

const textOf = ({ header, nonce, tag, sealed }: z.infer<typeof File>): string => {
  const { version, kind, cost, salt } = header;
  return `${JSON.stringify({ header: { version, kind, cost, salt }, nonce, tag, sealed })}\n`;
};
