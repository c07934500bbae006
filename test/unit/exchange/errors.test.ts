import * as ccxt from 'ccxt';
import { describe, expect, test } from 'vitest';
import { callExchange, readRetryAfter, translateError } from '../../../src/main/exchange/errors.ts';
import { AppError, NEVER_CANCELLED } from '../../../src/shared/errors.ts';
import { createHandClock } from '../../support/fake-exchange/hand-clock.ts';

const EXPECTED: Record<string, string> = {
  DDoSProtection: 'rate-limited',
  RateLimitExceeded: 'rate-limited',
  BadSymbol: 'not-found',
  NetworkError: 'unavailable',
  ExchangeNotAvailable: 'unavailable',
  OnMaintenance: 'unavailable',
  InvalidNonce: 'unavailable',
  ChecksumError: 'unavailable',
  RequestTimeout: 'unavailable',
  OperationFailed: 'unavailable',
  BadResponse: 'unavailable',
  NullResponse: 'unavailable',
  CancelPending: 'unavailable',
  RestrictedLocation: 'unavailable',
  AuthenticationError: 'invalid-input',
  PermissionDenied: 'invalid-input',
  AccountNotEnabled: 'invalid-input',
  AccountSuspended: 'invalid-input',
};

const errorTypes = Object.entries(ccxt.errors as unknown as Record<string, new (message: string) => Error>).filter(
  ([, type]) => typeof type === 'function',
);

describe('translateError', () => {
  test('knows the whole hierarchy of ccxt', () => {
    expect(errorTypes.length).toBeGreaterThan(35);
    const codes = Object.fromEntries(
      errorTypes.map(([name, Type]) => [name, translateError(new Type('x'), 'it').code]),
    );
    const expected = Object.fromEntries(errorTypes.map(([name]) => [name, EXPECTED[name] ?? 'internal']));
    expect(codes).toEqual(expected);
  });

  test.each([
    [Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' }), 'unavailable'],
    [Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }), 'unavailable'],
    [new TypeError('terminated'), 'unavailable'],
    [new TypeError('x is not a function'), 'internal'],
    [new RangeError('odd'), 'internal'],
    ['text', 'internal'],
  ])('%s is %s', (thrown, code) => {
    expect(translateError(thrown, 'Kraken time')).toMatchObject({ code, cause: thrown });
  });

  test('names what was asked and shows no address', () => {
    const thrown = new ccxt.RequestTimeout('kraken GET https://api.kraken.com/0/public/OHLC?pair=X request timed out');
    const { message } = translateError(thrown, 'Kraken 1d candles of BTC/USD');
    expect(message).toBe(
      'Kraken 1d candles of BTC/USD was without an answer (RequestTimeout), needs the exchange to be reachable',
    );
  });

  test('leaves an error of the program as it is', () => {
    const error = new AppError('rate-limited', 'wait', { details: { retryAt: 5 } });
    expect(translateError(error, 'it')).toBe(error);
  });
});

describe('callExchange', () => {
  const retryOn = (time: ReturnType<typeof createHandClock>, random = () => 0.5) => ({
    clock: time.clock,
    sleep: time.sleep,
    random,
    signal: NEVER_CANCELLED,
    attempts: 5,
    firstDelay: 500,
    longestDelay: 3_000,
  });
  const failing = (error: Error, times: number) => {
    let calls = 0;
    return {
      count: () => calls,
      call: async () => {
        calls += 1;
        if (calls <= times) throw error;
        return 'answer';
      },
    };
  };

  test('waits a random part of a bound that doubles up to its limit', async () => {
    const time = createHandClock(0);
    const { call } = failing(new ccxt.NetworkError('x'), 4);
    const draws = [0.5, 0.25, 1, 0.999];
    expect(
      await callExchange(
        'it',
        call,
        retryOn(time, () => draws.shift() ?? 0),
      ),
    ).toBe('answer');
    expect(time.slept).toEqual([250, 250, 2_000, 2_997]);
  });

  test.each([
    [new ccxt.NetworkError('x'), 5, 'unavailable'],
    [new ccxt.RateLimitExceeded('x'), 5, 'rate-limited'],
    [new ccxt.BadSymbol('x'), 1, 'not-found'],
    [new ccxt.ExchangeError('x'), 1, 'internal'],
    [new AppError('rate-limited', 'x', { details: { retryAt: 1 } }), 1, 'rate-limited'],
    [new AppError('cancelled', 'x'), 1, 'cancelled'],
  ])('%s is tried %i times and thrown as %s', async (error, tries, code) => {
    const { call, count } = failing(error, 99);
    const time = createHandClock(0);
    const thrown = await callExchange('it', call, retryOn(time)).catch((caught: unknown) => caught);
    expect(thrown).toMatchObject({ code });
    expect(count()).toBe(tries);
    expect(time.slept).toHaveLength(tries - 1);
  });

  test('does not ask once the signal is raised', async () => {
    const { call, count } = failing(new Error('x'), 0);
    const retry = { ...retryOn(createHandClock(0)), signal: { aborted: true } };
    await expect(callExchange('it', call, retry)).rejects.toMatchObject({ code: 'cancelled' });
    expect(count()).toBe(0);
  });
});

test.each([
  [undefined, undefined],
  ['30', 1_030_000],
  ['1.5', 1_001_500],
  ['Thu, 01 Jan 1970 01:00:00 GMT', 3_600_000],
  ['soon', undefined],
])('Retry-After %s is read as %s', (header, expected) => {
  expect(readRetryAfter(header, 1_000_000)).toBe(expected);
});
