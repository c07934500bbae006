import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { createFolder, readTable } from '../support/read-table.ts';

const folder = createFolder();
afterAll(() => folder.remove());

const DAY = 86_400_000;
const FIRST = Date.UTC(2019, 0, 1);

type Candle = {
  readonly at: number;
  readonly prices: readonly number[];
  readonly volume: number;
  readonly value: number;
};

const text = (at: number): string => new Date(at).toISOString();
const day = (at: number): string => text(at).slice(0, 10);

/** Each layout: its file, its header, a row, and the values of the row in the order of CANDLE_VALUES. */
const LAYOUTS: Readonly<
  Record<
    string,
    {
      readonly file: string;
      readonly series: string;
      readonly columns: Readonly<Record<string, (candle: Candle, row: number) => string | number>>;
      readonly volumes: (candle: Candle) => readonly (number | null)[];
    }
  >
> = {
  'yahoo-download': {
    file: 'ETH-USD.csv',
    series: 'yahoo:1d:ETH',
    columns: {
      Date: ({ at }) => day(at),
      ...pricesNamed('Open', 'High', 'Low', 'Close'),
      'Adj Close': () => 1,
      Volume: ({ value }) => value,
    },
    volumes: ({ value }) => [null, value],
  },
  tradingview: {
    file: 'COINBASE_ETHUSD, 1D.csv',
    series: 'coinbase:1d:ETHUSD',
    columns: {
      time: ({ at }, row) => (row % 2 === 0 ? at / 1000 : text(at)),
      ...pricesNamed('open', 'high', 'low', 'close'),
      Volume: ({ volume }) => volume,
    },
    volumes: ({ volume }) => [volume, null],
  },
  cryptodatadownload: {
    file: 'Bitstamp_ETHUSD_d.csv',
    series: 'bitstamp:1d:ETHUSD',
    columns: {
      unix: ({ at }, row) => [at / 1000, at, at * 1000][row % 3]!,
      date: ({ at }) => `${day(at)} 00:00:00`,
      symbol: () => 'ETH/USD',
      ...pricesNamed('open', 'high', 'low', 'close'),
      'Volume ETH': ({ volume }) => volume,
      'Volume USD': ({ value }) => value,
    },
    volumes: ({ volume, value }) => [volume, value],
  },
  plain: {
    file: 'ETH.csv',
    series: 'file:1d:ETH',
    columns: {
      date: ({ at }) => day(at),
      ...pricesNamed('open', 'high', 'low', 'close'),
      volume: ({ volume }) => volume,
    },
    volumes: ({ volume }) => [volume, null],
  },
};

function pricesNamed(...names: readonly string[]) {
  return Object.fromEntries(names.map((name, i) => [name, ({ prices }: Candle) => prices[i]!]));
}

const amount = fc.double({ min: 0, max: 1e12, noNaN: true, noDefaultInfinity: true });
const candle = fc
  .record({
    day: fc.nat(1500),
    prices: fc.tuple(...Array.from({ length: 4 }, () => fc.double({ min: 1e-9, max: 1e6, noNaN: true }))),
    volume: amount,
    value: amount,
  })
  .map(({ day: number, prices, volume, value }) => {
    const [open, close] = prices as [number, number];
    return { at: FIRST + number * DAY, prices: [open, Math.max(...prices), Math.min(...prices), close], volume, value };
  });

describe('files of one token', () => {
  it.each(Object.keys(LAYOUTS))('%s: every candle comes back, wherever columns and rows stand', async (name) => {
    const { file, series, columns, volumes } = LAYOUTS[name]!;
    // three neighbouring days, so that nothing is taken for candles of weeks
    const some = fc.uniqueArray(candle, { selector: ({ at }) => at, maxLength: 8 }).map((rows) => [
      ...[2000, 2001, 2002].map((number) => ({
        at: FIRST + number * DAY,
        prices: [1, 2, 0.5, 1.5],
        volume: 1,
        value: 2,
      })),
      ...rows,
    ]);
    const order = fc.shuffledSubarray(Object.keys(columns), { minLength: Object.keys(columns).length });
    await fc.assert(
      fc.asyncProperty(some, order, fc.boolean(), fc.boolean(), async (rows, names, hasAddress, isUpper) => {
        const header = names.map((column) => (isUpper ? column.toUpperCase() : column)).join(',');
        const lines = rows.map((row, i) => names.map((column) => columns[column]!(row, i)).join(','));
        const address = hasAddress ? ['https://www.CryptoDataDownload.com'] : [];
        const { candles, summary } = await readTable(folder.write(file, [...address, header, ...lines].join('\n')));
        expect(summary.refused).toBe(0);
        expect(candles.map(({ row, ...rest }) => rest)).toEqual(
          rows.map((row) => ({
            series,
            openTime: text(row.at),
            knownAt: text(row.at + DAY),
            values: [...row.prices, ...volumes(row), null],
          })),
        );
      }),
      { numRuns: 60 },
    );
  });
});
