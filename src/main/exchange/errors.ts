/** ccxt's errors, translated once; and the only place where a request to an exchange is tried again. */
import { AppError, type CancelSignal, type ErrorCode, throwIfCancelled } from '../../shared/errors.ts';
import type { Clock } from '../../shared/time.ts';
import type { Sleep } from './wait.ts';

/**
 * ccxt's classes by name; the nearest ancestor that is listed decides. By name, because asking `instanceof` would load
 * ccxt. `OperationFailed` is its branch of what may succeed when asked again, `NetworkError` the greater part of it.
 */
const CODES: Readonly<Record<string, ErrorCode>> = {
  RateLimitExceeded: 'rate-limited',
  DDoSProtection: 'rate-limited',
  BadSymbol: 'not-found',
  AuthenticationError: 'invalid-input',
  RestrictedLocation: 'unavailable',
  NetworkError: 'unavailable',
  OperationFailed: 'unavailable',
  BaseError: 'internal',
};

/** Marks of a connection that broke while the answer was being read, which ccxt lets through as they are. */
const BROKEN_CONNECTION = /^(UND_ERR_|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|Z_BUF_ERROR|Z_DATA_ERROR)/;

/**
 * Returns what was thrown as an AppError that names the exchange and what it was asked. An AppError comes back as it is.
 * Anything that is neither ccxt's nor a broken connection is a defect and comes back as `internal` with its cause.
 */
export function translateError(thrown: unknown, what: string): AppError {
  if (thrown instanceof AppError) return thrown;
  const { code, name } = classify(thrown);
  const message = {
    'rate-limited': `${what} was refused for asking too often (${name}), needs a pause`,
    'not-found': `${what} was not known there (${name}), needs a market that the exchange lists`,
    'invalid-input': `${what} was refused without a key (${name}), needs an exchange whose public data asks for none`,
    unavailable: `${what} was without an answer (${name}), needs the exchange to be reachable`,
  }[code as string];
  return new AppError(code, message ?? `${what} failed (${name})`, { cause: thrown });
}

function classify(thrown: unknown): { code: ErrorCode; name: string } {
  if (!(thrown instanceof Error)) return { code: 'internal', name: typeof thrown };
  const name = thrown.constructor.name;
  for (
    let type = thrown.constructor;
    typeof type === 'function' && type.name !== '';
    type = Object.getPrototypeOf(type)
  ) {
    const code = CODES[type.name];
    if (code !== undefined) return { code, name };
  }
  const mark = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
  if (BROKEN_CONNECTION.test(mark) || (thrown instanceof TypeError && /terminated|fetch failed/.test(thrown.message))) {
    return { code: 'unavailable', name: mark || 'connection cut' };
  }
  return { code: 'internal', name };
}

/** How a request is tried again. */
export type Retry = {
  readonly clock: Clock;
  readonly sleep: Sleep;
  /** Numbers from 0 to below 1, for the jitter. */
  readonly random: () => number;
  readonly signal: CancelSignal;
  /** Tries in all. */
  readonly attempts: number;
  /** Milliseconds: the longest wait before the second try. It doubles with every further one. */
  readonly firstDelay: number;
  /** Milliseconds that no wait exceeds. */
  readonly longestDelay: number;
};

/**
 * Returns what `call` gives. `unavailable` and `rate-limited` are tried again after a wait drawn evenly from 0 to the
 * growing bound (full jitter: Brooker, 2015, "Exponential backoff and jitter"); everything else, the last failure, and a
 * `rate-limited` that says until when (`details.retryAt`: the budget has no patience for it) is thrown, translated.
 */
export async function callExchange<T>(what: string, call: () => Promise<T>, retry: Retry): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    throwIfCancelled(retry.signal);
    try {
      return await call();
    } catch (thrown) {
      const error = translateError(thrown, what);
      const passes = error.code === 'unavailable' || (error.code === 'rate-limited' && error.details === undefined);
      if (!passes || attempt >= retry.attempts) throw error;
      const bound = Math.min(retry.longestDelay, retry.firstDelay * 2 ** (attempt - 1));
      await retry.sleep(Math.round(retry.random() * bound), retry.signal);
    }
  }
}

/**
 * Returns the instant, UTC milliseconds, until which a `Retry-After` header asks to wait: seconds or an HTTP date, counted
 * from `now`. Undefined without the header or if it cannot be read.
 */
export function readRetryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d+(\.\d+)?$/.test(header.trim())) return now + Math.ceil(Number(header) * 1_000);
  const time = Date.parse(header);
  return Number.isNaN(time) ? undefined : time;
}
