/** The only place that makes ccxt instances: public endpoints, one exchange, every request through the one budget. */
import type { Exchange } from 'ccxt';
import { AppError, type CancelSignal, NEVER_CANCELLED } from '../../shared/errors.ts';
import { type Clock, type Instant, instantOf } from '../../shared/time.ts';
import type { Budget } from './budget.ts';
import { callExchange, readRetryAfter, translateError } from './errors.ts';
import { quirkOf } from './quirks.ts';
import { orCancelled, type Sleep } from './wait.ts';

/** What ccxt says of a market, as far as the program reads it. */
export type CcxtMarket = NonNullable<Awaited<ReturnType<Exchange['fetchMarkets']>>[number]>;

/** An exchange that can be asked. Every call is paid from the budget, tried again when it may help, and translated. */
export type ExchangeClient = {
  /** As ccxt names it. */
  readonly id: string;
  /** As people name it. */
  readonly name: string;
  readonly timeframes: readonly string[];
  /** Candles that one answer holds at most; null if ccxt does not know. */
  readonly pageLimit: number | null;
  readonly clock: Clock;
  readonly signal: CancelSignal;
  /** The exchange's own time; null if it does not tell. */
  fetchServerTime(): Promise<Instant | null>;
  /** All of its markets, asked once and then remembered. */
  loadMarkets(): Promise<readonly CcxtMarket[]>;
  /**
   * One answer of candles from `since` on, as it came: rows of opening time, open, high, low, close, volume and, where the
   * exchange tells, traded value.
   */
  fetchCandleRows(market: string, timeframe: string, since: number): Promise<readonly (readonly unknown[])[]>;
  /** Closes every socket. */
  close(): Promise<void>;
};

export type ExchangeOptions = {
  /** As ccxt names it, such as `kraken`. */
  readonly id: string;
  readonly clock: Clock;
  readonly sleep: Sleep;
  /** Numbers from 0 to below 1, for the jitter of retries. */
  readonly random: () => number;
  readonly budget: Budget;
  readonly signal?: CancelSignal;
  /** Replaces scheme, host and port of all of the exchange's addresses, for a stand-in or a relay. */
  readonly origin?: string;
  /** Tries of a request in all. */
  readonly attempts?: number;
  /** Longest pause, in milliseconds, that a host may ask for before the call gives up as `rate-limited`. */
  readonly patience?: number;
  /** Tokens that may be spent at once after a rest; ccxt tells only the steady rate. */
  readonly burst?: number;
};

const DEFAULTS = { attempts: 5, patience: 120_000, burst: 5, firstDelay: 500, longestDelay: 30_000, timeout: 20_000 };

/**
 * Returns a client for the exchange. ccxt is loaded on the first call of the process (0.3 s for its hundred exchanges).
 * Throws `not-found` for an exchange that ccxt does not know.
 */
export async function openExchange(options: ExchangeOptions): Promise<ExchangeClient> {
  const { default: ccxt } = await import('ccxt');
  const { id } = options;
  if (!ccxt.exchanges.includes(id)) {
    throw new AppError('not-found', `Exchange was ${id}, needs one of the ${ccxt.exchanges.length} that ccxt names`);
  }
  const known = ccxt as unknown as Record<string, new (config: object) => Exchange>;
  const Type = known[id] as new (config: object) => Exchange;
  const exchange = new Type({ enableRateLimit: false, timeout: DEFAULTS.timeout });
  keepSpotOnly(exchange);
  if (options.origin !== undefined) {
    exchange.urls.api = replaceOrigin(exchange.urls.api, options.origin) as Exchange['urls']['api'];
  }
  payForRequests(exchange, options);
  addQuoteVolume(exchange);

  const signal = options.signal ?? NEVER_CANCELLED;
  const retry = {
    clock: options.clock,
    sleep: options.sleep,
    random: options.random,
    signal,
    attempts: options.attempts ?? DEFAULTS.attempts,
    firstDelay: DEFAULTS.firstDelay,
    longestDelay: DEFAULTS.longestDelay,
  };
  const ask = <T>(what: string, call: () => Promise<T>) =>
    callExchange(`${exchange.name} ${what}`, () => orCancelled(call(), signal), retry);
  const limit = exchange.features?.spot?.fetchOHLCV?.limit as number | undefined;
  let markets: readonly CcxtMarket[] | undefined;
  const loadMarkets = async () => {
    if (markets !== undefined) return markets;
    const answer = await ask('list of markets', () => exchange.fetchMarkets());
    // Without this ccxt would ask for markets and currencies once more before the first page of candles.
    exchange.setMarkets(answer);
    markets = answer.filter((market) => market !== undefined);
    return markets;
  };

  return {
    id,
    name: exchange.name ?? id,
    timeframes: Object.keys(exchange.timeframes ?? {}),
    pageLimit: limit ?? null,
    clock: options.clock,
    signal,
    loadMarkets,
    fetchServerTime: async () => {
      if (exchange.has.fetchTime !== true) return null;
      const time = await ask('time', () => exchange.fetchTime());
      if (time !== undefined && Number.isSafeInteger(time)) return instantOf(time);
      throw new AppError('unavailable', `${exchange.name} time was ${String(time)}, needs whole milliseconds`);
    },
    fetchCandleRows: async (market, timeframe, since) => {
      if (exchange.has.fetchOHLCV !== true || exchange.timeframes[timeframe] === undefined) {
        throw new AppError('invalid-input', `${exchange.name} has no candles of ${timeframe}, needs another timeframe`);
      }
      await loadMarkets();
      return ask(`${timeframe} candles of ${market}`, () => exchange.fetchOHLCV(market, timeframe, since, limit));
    },
    close: async () => {
      await exchange.close();
      await exchange.fetchDispatcher?.destroy();
    },
  };
}

/** Spot markets alone: many exchanges answer the other kinds from other hosts, at the price of further requests. */
function keepSpotOnly(exchange: Exchange): void {
  const wish = exchange.options.fetchMarkets as { types?: unknown } | undefined;
  if (Array.isArray(wish?.types) && wish.types.includes('spot')) wish.types = ['spot'];
  else if (typeof wish?.types === 'object' && wish.types !== null && 'spot' in wish.types) {
    const types = wish.types as Record<string, unknown>;
    for (const type of Object.keys(types)) if (type !== 'spot') types[type] = false;
  }
}

function replaceOrigin(urls: unknown, origin: string): unknown {
  if (typeof urls === 'string') return urls.replace(/^[a-z]+:\/\/[^/]+/, origin);
  return Object.fromEntries(Object.entries(urls ?? {}).map(([key, url]) => [key, replaceOrigin(url, origin)]));
}

/**
 * Puts the budget in the way of every request, in place of ccxt's throttle, which is one an instance and forgets:
 * 1. the host is read from the address that ccxt would ask, the cost from ccxt's table of weights,
 * 2. the tokens are spent before the request leaves,
 * 3. the answer is checked to be one, and what a host says about waiting goes back into the budget.
 */
function payForRequests(exchange: Exchange, options: ExchangeOptions): void {
  const { budget, clock, signal = NEVER_CANCELLED, patience = DEFAULTS.patience, burst = DEFAULTS.burst } = options;
  const { isAnswer } = quirkOf(options.id);
  const allowance = { capacity: burst, refillMilliseconds: exchange.rateLimit ?? 1_000 };
  const request = exchange.fetch2.bind(exchange);
  exchange.fetch2 = async (path, api = 'public', method = 'GET', params = {}, headers, body, config = {}) => {
    const { host } = new URL(exchange.sign(path, api, method, params, headers, body).url);
    budget.allow(host, allowance);
    await budget.take(host, exchange.calculateRateLimiterCost(api, method, path, params, config), patience, signal);
    let answer: unknown;
    try {
      answer = await request(path, api, method, params, headers, body, config);
    } catch (thrown) {
      const error = translateError(thrown, `${exchange.name} ${path}`);
      if (error.code === 'rate-limited') budget.drain(host);
      throw thrown;
    }
    // ccxt hands on the text of an answer that was no JSON, and most exchanges then read it as an empty list.
    if (typeof answer === 'string' || isAnswer?.(path, answer) === false) {
      throw new AppError(
        'unavailable',
        `${exchange.name} ${path} was not an answer of the promised form, needs another try`,
      );
    }
    return answer;
  };

  const read = exchange.onRestResponse.bind(exchange);
  exchange.onRestResponse = (status, ...rest) => {
    const [, url, , headers] = rest;
    const until = status >= 400 ? readRetryAfter(findHeader(headers, 'retry-after'), clock()) : undefined;
    if (until !== undefined) budget.block(new URL(url).host, until);
    return read(status, ...rest);
  };

  const judge = exchange.handleErrors.bind(exchange);
  exchange.handleErrors = (status, reason, ...rest) => {
    try {
      return judge(status, reason, ...rest);
    } catch (thrown) {
      // A code that ccxt cannot place is an ExchangeError even where the status says that the server broke.
      const vague = status >= 500 && translateError(thrown, '').code === 'internal';
      if (!vague) throw thrown;
      throw new AppError('unavailable', `${exchange.name} was at fault (status ${status}), needs another try`, {
        cause: thrown,
      });
    }
  };
}

function findHeader(headers: unknown, name: string): string | undefined {
  const entry = Object.entries((headers ?? {}) as Record<string, unknown>).find(([key]) => key.toLowerCase() === name);
  return entry === undefined ? undefined : String(entry[1]);
}

/** Adds the traded value as a seventh number to ccxt's candles where the raw row has it. */
function addQuoteVolume(exchange: Exchange): void {
  const { quoteVolume } = quirkOf(exchange.id);
  if (quoteVolume === undefined) return;
  const parse = exchange.parseOHLCV.bind(exchange);
  exchange.parseOHLCV = (row, market) => {
    const candle: number[] = parse(row, market) as number[];
    return [...candle, Array.isArray(row) ? quoteVolume(row) : Number.NaN] as unknown as ReturnType<typeof parse>;
  };
}
