import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Keychain, openVault } from '../../../../src/main/shell/desktop/open-vault.ts';
import { openPassphraseVault } from '../../../../src/main/shell/desktop/passphrase-vault.ts';
import { AppError } from '../../../../src/shared/errors.ts';
import { createFolder } from '../../../support/read-table.ts';

const PASSPHRASE = 'correct horse battery staple';
const cost = 2 ** 15;
const SECRET = 'kraken-key-9f3a2c41';

let folder: ReturnType<typeof createFolder>;
let home: string;
let file: string;
beforeEach(() => {
  folder = createFolder();
  home = folder.path;
  file = join(home, 'vault.json');
});
afterEach(() => folder.remove());

/** A keychain with a key of its own: what it wrote another one cannot read. */
function keychainOf(
  key: number,
  backend: ReturnType<Keychain['getSelectedStorageBackend']> = 'gnome_libsecret',
): Keychain {
  const turned = (bytes: Buffer): Buffer => Buffer.from(bytes.map((byte) => byte ^ key));
  return {
    isAsyncEncryptionAvailable: async () => true,
    getSelectedStorageBackend: () => backend,
    encryptStringAsync: async (text) => turned(Buffer.from(`sealed ${text}`)),
    async decryptStringAsync(bytes) {
      const text = turned(bytes).toString();
      if (!text.startsWith('sealed ')) throw new Error('Error while decrypting the ciphertext');
      return { result: text.slice(7), shouldReEncrypt: false };
    },
  };
}

const lend = async (secret: string): Promise<string> => secret;
const open = (passphrase = PASSPHRASE) => openPassphraseVault(home, passphrase, { cost });

describe('a vault under a passphrase', () => {
  it('gives back what was put in, after any number of changes and openings', async () => {
    const name = fc.stringMatching(/^[a-z0-9][a-z0-9:._-]{0,20}$/);
    const secret = fc.string({ minLength: 1, maxLength: 200, unit: 'grapheme' });
    const step = fc.oneof(
      fc.record({ kind: fc.constant('put' as const), name, secret }),
      fc.record({ kind: fc.constant('remove' as const), name, secret }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
        const own = createFolder();
        const vault = await openPassphraseVault(own.path, PASSPHRASE, { cost });
        const expected = new Map<string, string>();
        for (const { kind, name, secret } of steps) {
          if (kind === 'put') {
            await vault.put(name, secret);
            expected.set(name, secret);
          } else expect(await vault.remove(name)).toBe(expected.delete(name));
        }
        const again = await openPassphraseVault(own.path, PASSPHRASE, { cost });
        expect(await again.names()).toEqual([...expected.keys()].sort());
        for (const [name, secret] of expected) expect(await again.use(name, lend)).toBe(secret);
        own.remove();
      }),
      { numRuns: 10 },
    );
  });

  it('keeps a file that its user alone may read, in which no secret and no name stands', async () => {
    const vault = await open();
    await vault.put('kraken', SECRET);
    expect(readdirSync(home)).toEqual(['vault.json']);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).not.toMatch(/kraken/);
    const first = readFileSync(file, 'utf8');
    await vault.put('kraken', SECRET);
    expect(readFileSync(file, 'utf8')).not.toBe(first);
  });

  it('refuses another passphrase, and one that is too short', async () => {
    await (await open()).put('kraken', SECRET);
    const before = readFileSync(file);
    await expect(open('correct horse battery stapel')).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(open('short')).rejects.toThrow('The passphrase had 5 characters, needs 8 or more');
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('takes the same letters however they were typed', async () => {
    await (await open('caf\u00e9 caf\u00e9')).put('kraken', SECRET);
    expect(await (await open('cafe\u0301 cafe\u0301')).use('kraken', lend)).toBe(SECRET);
  });

  it('refuses a file of which any byte was changed, and leaves it as it is', async () => {
    await (await open()).put('kraken', SECRET);
    const whole = readFileSync(file);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const tampered = Buffer.from(whole);
        tampered[at] = (tampered[at] as number) ^ change;
        writeFileSync(file, tampered);
        await expect(open()).rejects.toBeInstanceOf(AppError);
        expect(readFileSync(file).equals(tampered)).toBe(true);
      }),
      { numRuns: 40 },
    );
    writeFileSync(file, whole);
    expect(await (await open()).use('kraken', lend)).toBe(SECRET);
  });

  it('refuses a file whose spaces alone were changed', async () => {
    await (await open()).put('kraken', SECRET);
    const whole = readFileSync(file, 'utf8');
    for (const text of [whole.trimEnd(), `${whole}\n`, whole.replace(':', ': ')]) {
      writeFileSync(file, text);
      await expect(open()).rejects.toThrow('vault.json was cut short or changed');
    }
  });

  it('refuses a file that was cut short anywhere, and does not lose what is left', async () => {
    const vault = await open();
    await vault.put('kraken', SECRET);
    const whole = readFileSync(file);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), async (length) => {
        const cut = whole.subarray(0, length);
        writeFileSync(file, cut);
        await expect(open()).rejects.toMatchObject({ code: 'invalid-input' });
        // nor does a vault that was open before write over it
        await expect(vault.put('binance', SECRET)).rejects.toMatchObject({ code: 'invalid-input' });
        expect(readFileSync(file).equals(cut)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('makes its changes one after another', async () => {
    const vault = await open();
    const names = Array.from({ length: 20 }, (_, i) => `key-${i}`);
    await Promise.all(names.map((name) => vault.put(name, SECRET)));
    expect(await vault.names()).toEqual([...names].sort());
  });

  it('does not ask more of the machine than its own files do', async () => {
    await (await open()).put('kraken', SECRET);
    const whole = readFileSync(file, 'utf8');
    for (const other of [2 ** 30, 2 ** 10, cost + 1]) {
      writeFileSync(file, whole.replace(`"cost":${cost}`, `"cost":${other}`));
      await expect(open()).rejects.toThrow('vault.json was cut short or changed');
    }
  });
});

describe('every vault', () => {
  const vaults = {
    passphrase: () => open(),
    keychain: () => openVault({ home, keychain: keychainOf(90), platform: 'linux', askPassphrase: neverAsked }),
  };
  const neverAsked = async (): Promise<string> => {
    throw new Error('No passphrase was needed');
  };

  describe.each(Object.entries(vaults))('%s', (_, openOne) => {
    it('lends, lists and removes', async () => {
      const vault = await openOne();
      expect(existsSync(file)).toBe(false);
      await vault.put('kraken', SECRET);
      await vault.put('binance', 'other');
      expect(await vault.use('kraken', lend)).toBe(SECRET);
      expect(await vault.names()).toEqual(['binance', 'kraken']);
      expect([await vault.has('kraken'), await vault.has('constructor')]).toEqual([true, false]);
      expect([await vault.remove('kraken'), await vault.remove('kraken')]).toEqual([true, false]);
      await expect(vault.use('kraken', lend)).rejects.toMatchObject({ code: 'not-found' });
      expect(readFileSync(file, 'utf8')).not.toContain(SECRET);
    });

    it('takes no name and no secret of another form', async () => {
      const vault = await openOne();
      for (const name of ['', 'Kraken', '../x', '__proto__', 'a'.repeat(101)]) {
        await expect(vault.put(name, SECRET)).rejects.toMatchObject({ code: 'invalid-input' });
      }
      for (const secret of ['', 'x'.repeat(16_385)]) {
        await expect(vault.put('kraken', secret)).rejects.toMatchObject({ code: 'invalid-input' });
      }
    });

    it('shows no secret in an error, wherever it stands in it', async () => {
      const vault = await openOne();
      await vault.put('kraken', SECRET);
      const bodies: ((secret: string) => unknown)[] = [
        (secret) => new Error(`401 for ${secret}`),
        (secret) => new Error('401', { cause: new Error(secret) }),
        (secret) => new AppError('unavailable', `401 for ${secret}`, { details: { key: secret } }),
        (secret) => new AppError('unavailable', '401', { details: { key: secret } }),
        (secret) => `401 for ${secret}`,
      ];
      for (const toError of bodies) {
        const thrown = (await vault
          .use('kraken', async (secret) => {
            throw toError(secret);
          })
          .catch((error: unknown) => error)) as Error;
        const told = [
          thrown,
          thrown.stack,
          thrown.cause,
          JSON.stringify(thrown),
          Object.values(thrown).map((value) => JSON.stringify(value)),
        ];
        expect(told.join(' ')).not.toContain(SECRET);
        expect(thrown.message).toContain('401');
      }
    });

    it('throws an error without a secret as it is', async () => {
      const vault = await openOne();
      await vault.put('kraken', SECRET);
      const error = new AppError('rate-limited', 'Too many requests');
      await expect(vault.use('kraken', () => Promise.reject(error))).rejects.toBe(error);
    });
  });
});

describe('the choice of a vault', () => {
  const choose = (keychain: Keychain | null, platform: NodeJS.Platform = 'linux') =>
    openVault({ home, keychain, platform, askPassphrase: async () => PASSPHRASE, cost });

  it('is the keychain where it protects', async () => {
    const backend = { kind: 'keychain', isProtected: true, warning: null };
    expect((await choose(keychainOf(1))).backend()).toEqual(backend);
    expect((await choose(keychainOf(1, 'unknown'), 'darwin')).backend()).toEqual(backend);
  });

  it.each([
    ['one that every program can read', keychainOf(1, 'basic_text'), /no keychain that would protect/],
    ['one that nobody knows', keychainOf(1, 'unknown'), /no keychain that would protect/],
    ['one that is locked', { ...keychainOf(1), isAsyncEncryptionAvailable: async () => false }, /could not be opened/],
    ['none', null, /without a desktop/],
  ])('is a passphrase instead of %s, and says so', async (_, keychain, warning) => {
    const vault = await choose(keychain);
    expect(vault.backend()).toEqual({ kind: 'passphrase', isProtected: true, warning: expect.stringMatching(warning) });
    expect(vault.backend().warning).toMatch(/a passphrase protects the secrets instead$/);
    await vault.put('kraken', SECRET);
    expect(await (await choose(keychain)).use('kraken', lend)).toBe(SECRET);
  });

  it('stays with what the file was written with', async () => {
    await (await choose(null)).put('kraken', SECRET);
    const vault = await choose(keychainOf(1));
    expect(vault.backend()).toEqual({ kind: 'passphrase', isProtected: true, warning: null });
    expect(await vault.use('kraken', lend)).toBe(SECRET);
  });

  it('refuses a file of a keychain that is not there, and one of another keychain', async () => {
    await (await choose(keychainOf(1))).put('kraken', SECRET);
    const before = readFileSync(file);
    await expect(choose(null)).rejects.toMatchObject({ code: 'unavailable' });
    await expect((await choose(keychainOf(2))).names()).rejects.toMatchObject({ code: 'invalid-input' });
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('refuses a file that says of nothing how it was written', async () => {
    writeFileSync(file, '{}');
    await expect(choose(keychainOf(1))).rejects.toMatchObject({ code: 'invalid-input' });
    chmodSync(file, 0o600);
  });
});
