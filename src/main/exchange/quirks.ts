/** What ccxt's common form leaves out or lets pass, by exchange; an exchange without an entry works without it. */

export type Quirk = {
  /** Traded value in the quote currency of a raw row; ccxt's rows end with the traded amount. */
  readonly quoteVolume?: (row: readonly unknown[]) => number;
  /** Whether an answer of status 200 has the form that the route promises; ccxt reads some others as an empty list. */
  readonly isAnswer?: (path: string, answer: unknown) => boolean;
};

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const binance: Quirk = {
  quoteVolume: (row) => Number(row[7]),
  isAnswer: (path, answer) => (path === 'klines' ? Array.isArray(answer) : isRecord(answer)),
};

const kraken: Quirk = {
  quoteVolume: (row) => Number(row[5]) * Number(row[6]),
  isAnswer: (path, answer) =>
    isRecord(answer) &&
    isRecord(answer.result) &&
    (path !== 'OHLC' || Object.values(answer.result).some((value) => Array.isArray(value))),
};

const QUIRKS: Readonly<Record<string, Quirk>> = { binance, binanceus: binance, kraken };

/** Returns what has to be known of the exchange beyond ccxt; nothing for most. */
export function quirkOf(exchange: string): Quirk {
  return QUIRKS[exchange] ?? {};
}
