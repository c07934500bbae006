import { DAY, parseDay, startOfDay } from '../../shared/time.ts';

/** Exchanges that answer without an account, by the id that ccxt has for them, with the currency that most of their markets are in. */
export const EXCHANGES = [
  { id: 'kraken', name: 'Kraken', quote: 'USD' },
  { id: 'coinbase', name: 'Coinbase', quote: 'USD' },
  { id: 'bitstamp', name: 'Bitstamp', quote: 'USD' },
  { id: 'binance', name: 'Binance', quote: 'USDT' },
  { id: 'okx', name: 'OKX', quote: 'USDT' },
  { id: 'bybit', name: 'Bybit', quote: 'USDT' },
  { id: 'kucoin', name: 'KuCoin', quote: 'USDT' },
  { id: 'bitfinex', name: 'Bitfinex', quote: 'USD' },
  { id: 'gemini', name: 'Gemini', quote: 'USD' },
] as const;

const LARGE = [
  'BTC',
  'ETH',
  'SOL',
  'XRP',
  'ADA',
  'DOGE',
  'LINK',
  'AVAX',
  'DOT',
  'LTC',
  'BCH',
  'UNI',
  'ATOM',
  'XLM',
  'AAVE',
];

/** Returns examples of large markets in the currency that the exchange uses most. */
export function exampleMarkets(exchange: string): string {
  const quote = EXCHANGES.find(({ id }) => id === exchange)?.quote ?? 'USD';
  return LARGE.map((base) => `${base}/${quote}`).join(', ');
}

/** A market of ccxt: base/quote; what else there is, such as `:USDT` of a future, is not a spot market. */
const MARKET = /^[A-Z0-9.$_-]+\/[A-Z0-9.$_-]+$/;

/** What was typed as markets: those that can be asked for, once each, and the words that are none. */
export type ParsedMarkets = { readonly markets: readonly string[]; readonly wrong: readonly string[] };

/** Returns the markets of a free text, apart by commas, semicolons or blanks; small letters become capitals. */
export function parseMarkets(text: string): ParsedMarkets {
  const words = text
    .split(/[\s,;]+/)
    .map((word) => word.trim().toUpperCase())
    .filter((word) => word !== '');
  return {
    markets: [...new Set(words.filter((word) => MARKET.test(word)))],
    wrong: [...new Set(words.filter((word) => !MARKET.test(word)))],
  };
}

/**
 * Returns the instant at which a day begins, null for an empty text (the whole history), or a sentence that says what is wrong.
 * @param now - UTC milliseconds; the day must be over.
 */
export function parseFromDay(
  text: string,
  now: number,
): { readonly from: number | null; readonly error: string | null } {
  if (text.trim() === '') return { from: null, error: null };
  const day = parseDay(text.trim());
  if (day === undefined) return { from: null, error: 'Write the day as year-month-day, such as 2024-01-31' };
  const from = startOfDay(day);
  if (from + DAY > now) return { from: null, error: 'That day is not over yet; choose an earlier one' };
  return { from, error: null };
}
