import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact } from '../../../src/main/engine/redact.ts';
import { createRandom } from '../../../src/main/numeric/random.ts';

const bytes = (seed: number, count: number): Buffer => {
  const random = createRandom(seed, 'secret');
  return Buffer.from(Array.from({ length: count }, () => Math.floor(random.uniform() * 256)));
};
const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const secrets = fc
  .record({ seed: fc.integer({ min: 0, max: 2 ** 31 }), length: fc.integer({ min: 32, max: 64 }) })
  .chain(({ seed, length }) =>
    fc.constantFrom(
      bytes(seed, length).toString('hex'),
      bytes(seed, length).toString('base64'),
      bytes(seed, length).toString('base64url'),
      [...bytes(seed, length + 32)].map((byte) => ALPHANUMERIC[byte % 62]).join(''),
      bytes(seed, 16)
        .toString('hex')
        .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
    ),
  );
const words = fc.stringMatching(/^[a-z ,.()/"'{}]{0,20}$/).map((text) => `${text} `);

/** Whether any 16 characters on end of a secret are left. */
const leaks = (text: string, secret: string): boolean => {
  for (let i = 0; i + 16 <= secret.length; i++) if (text.includes(secret.slice(i, i + 16))) return true;
  return false;
};

describe('redact', () => {
  it('leaves nothing of a long random secret, wherever it stands', () => {
    fc.assert(
      fc.property(words, secrets, words, (before, secret, after) => {
        expect(leaks(redact(`${before}${secret} ${after}`), secret)).toBe(false);
      }),
      { seed: 16, numRuns: 2_000 },
    );
  });

  const short = fc.stringMatching(/^[A-Za-z0-9+/=_.!$*-]{6,30}$/).filter((text) => !'[hidden]'.includes(text));
  it.each<[string, (secret: string) => string]>([
    ['a header', (secret) => `X-MBX-APIKEY: ${secret}`],
    ['a bearer', (secret) => `Authorization: Bearer ${secret}\nHost: x`],
    ['an address', (secret) => `GET https://a.example/v1?symbol=BTC&signature=${secret}&x=1 failed`],
    ['a login', (secret) => `https://somebody:${secret.replaceAll('/', '')}@a.example/`],
    ['JSON', (secret) => `{"symbol":"BTC","apiSecret":"${secret}","n":1}`],
    ['JSON within JSON', (secret) => JSON.stringify({ body: JSON.stringify({ passphrase: secret }) })],
    ['a list of headers', (secret) => `["OK-ACCESS-SIGN","${secret}","Accept"]`],
    ['an object', (secret) => `{ clientSecret: '${secret}', n: 1 }`],
    ['a setting', (secret) => `password=${secret} user=x`],
    ['a one-time address', (secret) => `http://127.0.0.1:4100/open?token=${secret}`],
  ])('leaves nothing of what %s names as one, however short', (_, textOf) => {
    fc.assert(
      fc.property(short, (secret) => {
        const text = textOf(secret);
        fc.pre(textOf('').includes(secret) === false);
        expect(redact(text)).not.toContain(secret);
      }),
      { seed: 16, numRuns: 300 },
    );
  });

  it('hides private keys and JSON web tokens', () => {
    expect(redact('a -----BEGIN EC PRIVATE KEY-----\nabc\n-----END EC PRIVATE KEY----- b')).toBe('a [hidden] b');
    expect(redact('it was eyJhbGciOi.eyJzdWIiOiIx.SflKxw-_x then')).toBe('it was [hidden] then');
  });

  it('hides a long run of letters and digits that hardly change', () => {
    expect(redact(`x ${'1'.repeat(20)}${'a'.repeat(20)} y`)).toBe('x [hidden] y');
  });

  it('leaves what a person wrote', () => {
    for (const text of [
      'backups.create: done in 1,234 ms',
      'Error: x\n    at createRendererCallsForWindows (file:///home/joe2/indexsmith/src/main/engine/create-engine.ts:103:17)',
      'Universe top-50 has 31 assets with 365 days of history, needs at least 40 at 2025-03-01',
      'kraken:BTC/USD 1d from 2024-01-01T00:00:00.000Z: 700 candles of 3 tokens',
      'docs/decisions/0010-the-same-code-decides-in-a-backtest',
    ]) {
      expect(redact(text)).toBe(text);
    }
  });

  it('takes milliseconds for the longest text, and hides what its cut goes through', () => {
    const secret = bytes(3, 32).toString('hex');
    const text = `${'token-'.repeat(3_330)}${secret}${'a'.repeat(1_000_000)}`;
    const began = performance.now();
    const read = redact(text);
    expect(performance.now() - began).toBeLessThan(200);
    expect(leaks(read, secret)).toBe(false);
    expect(read.length).toBeLessThan(20_010);
  });
});
