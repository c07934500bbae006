import { describe, expect, it } from 'vitest';
import { refusalOf, sessionCookie } from '../../../../src/main/shell/http/guards.ts';
import { createSecret } from '../../../../src/main/shell/http/secrets.ts';

const expected = { port: 7417, sessionKey: createSecret() };
const cookie = `indexsmith-7417=${expected.sessionKey}`;
const good = { host: '127.0.0.1:7417', cookie };

describe('a request is answered', () => {
  it.each([
    ['without what only browsers send', good],
    ['of the other name of this machine', { ...good, host: 'localhost:7417', origin: 'http://localhost:7417' }],
    ['of our own page', { ...good, origin: 'http://127.0.0.1:7417', 'sec-fetch-site': 'same-origin' }],
    ['that the user typed', { ...good, 'sec-fetch-site': 'none' }],
    ['among cookies of others', { ...good, cookie: `a=b; ${cookie}; indexsmith-7418=c` }],
  ])('%s', (_, headers) => {
    expect(refusalOf(headers, '/v1/system.status', expected)).toBe(null);
  });

  it('without a session where one begins, and nowhere else', () => {
    const { host } = good;
    expect(refusalOf({ host }, '/open', expected)).toBe(null);
    expect(refusalOf({ host }, '/links', expected)).toBe(null);
    for (const path of ['/', '/open/', '/OPEN', '//open', '/%6fpen', '/index.html', 'http://127.0.0.1:7417/open']) {
      expect(refusalOf({ host }, path, expected)?.message, path).toMatch(/not signed in/);
    }
  });
});

describe('a request is refused', () => {
  it.each([
    ['of another name that leads here', { host: 'evil.example:7417' }],
    ['of our name without the port', { host: '127.0.0.1' }],
    ['of another port', { host: '127.0.0.1:7418' }],
    ['of a name that begins like ours', { host: '127.0.0.1:7417.evil.example' }],
    ['without a host', { host: undefined }],
    ['of a page of another site', { origin: 'https://evil.example' }],
    ['of a page of another port', { origin: 'http://127.0.0.1:7418' }],
    ['of our other name', { origin: 'http://localhost:7417' }],
    ['of a page without an origin', { origin: 'null' }],
    ['that another site began', { 'sec-fetch-site': 'cross-site' }],
    ['that another port began', { 'sec-fetch-site': 'same-site' }],
    ['without a cookie', { cookie: undefined }],
    ['with a key cut off', { cookie: cookie.slice(0, -1) }],
    ['with a key too long', { cookie: `${cookie}x` }],
    ['with the key of another port', { cookie: cookie.replace('7417', '7418') }],
    ['with an empty key', { cookie: 'indexsmith-7417=' }],
  ])('%s', (_, headers) => {
    for (const path of ['/', '/v1/system.status', '/v1/events', '/reports/0123456789ab']) {
      expect(refusalOf({ ...good, ...headers }, path, expected)).toMatchObject({ status: 403 });
    }
  });

  it.each(['/open', '/links'])('of another site at %s', (path) => {
    for (const headers of [{ host: 'evil.example:7417' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }]) {
      expect(refusalOf({ ...good, ...headers }, path, expected)).toMatchObject({ status: 403 });
    }
  });
});

it('the cookie is out of reach of scripts and of other sites', () => {
  expect(sessionCookie(expected)).toMatch(
    /^indexsmith-7417=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/,
  );
});
