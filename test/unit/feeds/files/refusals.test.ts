import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { createFolder, type ReadTableOptions, readTable } from '../../../support/read-table.ts';

const folder = createFolder();
afterAll(() => folder.remove());

const CMC = 'date,asset,open,high,low,close,volume,market_cap';
let fileCount = 0;
const read = (text: string, options: ReadTableOptions = {}, name = `table-${(fileCount += 1)}.csv`) =>
  readTable(folder.write(name, text), options);
/** The reasons of refused rows of CoinMarketCap's layout, by line. */
const reasonsOf = async (rows: string[], options: ReadTableOptions = {}): Promise<string[]> =>
  (await read([CMC, ...rows].join('\n'), options)).summary.refusedRows.map(({ row, reason }) => `${row}: ${reason}`);

describe('rows that cannot be true', () => {
  it('are refused with line and reason', async () => {
    expect(
      await reasonsOf([
        '2020-01-01,A,2,4,1,3,10,100',
        '2020-01-02,A,2,1,4,3,10,100',
        '2020-01-03,A,5,4,1,3,10,100',
        '2020-01-04,A,2,4,2.5,3,10,100',
        '2020-01-05,A,2,4,1,-3,10,100',
        '2020-01-06,A,0,4,1,3,10,100',
        '2020-01-07,A,2,4,1,3,-10,100',
        '2020-01-08,A,2,4,1,3,10,-100',
        '2020-01-09,A,2,4,1,three,10,100',
        '2020-01-10,A,2,4,1,NaN,10,100',
        '2020-01-11,A,2,4,1,Infinity,10,100',
        '2020-01-12,A,2,4,1,3,1e999,100',
        '2020-01-13,A,2,4,1,,10,100',
        '2020-02-30,A,2,4,1,3,10,100',
        '01/02/2020,A,2,4,1,3,10,100',
        '2020-01-16,,2,4,1,3,10,100',
        '2020-01-17,A,2,4,1,3,10',
        '2020-01-18,A,2,4,1,3,10,100,1',
        '2020-01-01,A,2,4,1,3,10,100',
        '2020-01-01,B,2,4,1,3,10,100',
        '2020-01-19,"A"x,2,4,1,3,10,100',
        '1969-12-31,A,2,4,1,3,10,100',
      ]),
    ).toEqual([
      '3: high below low',
      '4: high below open or close (beyond a relative 1e-5)',
      '5: low above open or close (beyond a relative 1e-5)',
      '6: price not above zero',
      '7: price not above zero',
      '8: negative volume',
      '9: negative market cap',
      '10: text where a number belongs',
      '11: text where a number belongs',
      '12: text where a number belongs',
      '13: number not finite',
      '14: price missing',
      '15: not a date',
      '16: not a date',
      '17: series without a name',
      '18: wrong number of columns',
      '19: wrong number of columns',
      '20: second row of the same series and time',
      '22: malformed quotes',
      '23: not a date',
    ]);
  });

  it('a high or low within the files’ rounding is true', async () => {
    expect(await reasonsOf(['2020-01-01,A,100.0009,100,100,100,1,1', '2020-01-02,A,99.9991,100,100,100,1,1'])).toEqual(
      [],
    );
    expect(
      await reasonsOf(['2020-01-01,A,100.0011,100,100,100,1,1', '2020-01-02,A,99.9989,100,100,100,1,1']),
    ).toHaveLength(2);
  });

  it('the candle of today is unfinished, a later one lies in the future, yesterday’s is done', async () => {
    const rows = ['2020-01-01', '2020-01-02', '2020-01-03'].map((day) => `${day},A,1,1,1,1,1,1`);
    expect(await reasonsOf(rows, { now: Date.UTC(2020, 0, 2) })).toEqual([
      '3: candle not finished',
      '4: date in the future',
    ]);
    expect(await reasonsOf(rows, { now: Date.UTC(2020, 0, 3) - 1 })).toEqual([
      '3: candle not finished',
      '4: date in the future',
    ]);
    expect(await reasonsOf(rows, { now: Date.UTC(2020, 0, 4) })).toEqual([]);
  });

  it('duplicates are found wherever they stand, and the first is kept', async () => {
    const { candles, summary } = await read(
      [
        CMC,
        '2020-01-05,A,1,5,1,5,1,1',
        '2019-01-05,A,1,1,1,1,1,1',
        '2020-01-05,B,1,1,1,1,1,1',
        '2019-01-05,A,2,2,2,2,1,1',
        '2020-01-05,A,1,9,1,7,1,1',
        '2013-01-01,A,1,1,1,1,1,1',
        '2019-01-05,A,3,3,3,3,1,1',
      ].join('\n'),
    );
    expect(summary.refusedRows.map(({ row }) => row)).toEqual([5, 6, 8]);
    expect(candles.map(({ openTime, values }) => [openTime.slice(0, 4), values[3]])).toEqual([
      ['2020', 5],
      ['2019', 1],
      ['2020', 1],
      ['2013', 1],
    ]);
  });

  it('keeps the first thousand and counts all', async () => {
    const rows = Array.from({ length: 1500 }, (_, index) => `2020-01-01,S${index},0,0,0,0,0,0`);
    const { summary } = await read([CMC, ...rows].join('\n'));
    expect(summary.refusedRows).toHaveLength(1000);
    expect(summary.refusedBy).toEqual([{ reason: 'price not above zero', count: 1500 }]);
  });

  it('a market whose price is not in dollars is refused', async () => {
    const { summary } = await read(
      'date,symbol,open,high,low,close,volume,turnover\n2024-06-11,ETHBTC,1,1,1,1,1,1\n2024-06-11,ETHUSDT,1,1,1,1,1,1\n',
    );
    expect(summary.refusedBy).toEqual([{ reason: 'price not counted in dollars', count: 1 }]);
  });
});

describe('files that cannot be true', () => {
  const good = (count: number): string[] =>
    Array.from({ length: count }, (_, index) => `2020-01-01,S${index},1,1,1,1,1,1`);
  const bad = (count: number): string[] =>
    Array.from({ length: count }, (_, index) => `2020-01-01,B${index},1,1,1,-1,1,1`);

  it('more than 1 % of impossible rows refuse the file, and the message says how many and why', async () => {
    const table = (rows: string[]): string => [CMC, ...rows].join('\n');
    const atLimit = await read(table([...good(99), ...bad(1)]), { maxRefusedShare: 0.01 });
    expect(atLimit.candles).toHaveLength(99);
    await expect(read(table([...good(98), ...bad(2)]), { maxRefusedShare: 0.01 })).rejects.toThrow(
      '2 of 100 rows cannot be true (2 %), at most 1 % may be: 2 × price not above zero; line 100: price not above zero (2020-01-01,B0,1,1,1,-1,1,1)',
    );
  });

  it('the newest candle may be unfinished', async () => {
    const now = Date.UTC(2020, 0, 2, 5);
    const unfinished = Array.from({ length: 50 }, (_, index) => `2020-01-02,S${index},1,1,1,1,1,1`);
    const { summary } = await read([CMC, ...good(50), ...unfinished].join('\n'), { maxRefusedShare: 0.01, now });
    expect(summary).toMatchObject({ rows: 100, refused: 50 });
  });

  it.each<[string, string, string | Uint8Array, string]>([
    ['empty', 'empty.csv', '', 'the file was empty'],
    ['empty inside', 'empty-inside.csv.gz', '', 'the file had no rows'],
    ['only a header', 'header.csv', `${CMC}\n`, 'the file had no rows'],
    [
      'unknown header',
      'unknown.csv',
      'a,b,c\n1,2,3\n',
      'header was "a,b,c", which fits no layout; known layouts are coinmarketcap-daily (date,asset,open,high',
    ],
    [
      'truncated gzip',
      'cut.csv.gz',
      gzipSync(`${CMC}\n${good(5000).join('\n')}`).subarray(0, 4000),
      'the gzip stream was cut off before its end',
    ],
    [
      'damaged gzip',
      'damaged.csv.gz',
      damaged(gzipSync(`${CMC}\n${good(5000).join('\n')}`)),
      'the gzip stream was damaged',
    ],
    [
      'gzip and text',
      'text.csv.gz',
      Buffer.concat([gzipSync(CMC), Buffer.from('and more')]),
      'the gzip stream was damaged',
    ],
    ['gzip and zeros', 'zeros.csv.gz', Buffer.concat([gzipSync(CMC), Buffer.alloc(16)]), 'but the file goes on'],
    ['zip', 'archive.csv', Buffer.from('PK\x03\x04 and so on'), 'zip archive'],
    ['binary', 'binary.csv', Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13), 'line 1 had'],
    [
      'not UTF-8',
      'latin.csv',
      Buffer.from(`${CMC}\n2020-01-01,caf\xe9,1,1,1,1,1,1\n`, 'latin1'),
      'line 2 had bytes that are not UTF-8',
    ],
    [
      '10 MB line',
      'long.csv',
      `${CMC}\n${good(3).join('\n')}\n${'9'.repeat(10 << 20)}\n`,
      'line 5 was longer than 1048576 bytes',
    ],
  ])('%s is refused', async (_, name, content, message) => {
    await expect(readTable(folder.write(name, content))).rejects.toThrow(message);
  });

  it('two gzip streams one after the other are one file', async () => {
    const path = folder.write(
      'two.csv.gz',
      Buffer.concat([gzipSync(`${CMC}\n${good(2).join('\n')}\n`), gzipSync('2020-01-02,A,1,1,1,1,1,1\n')]),
    );
    expect((await readTable(path)).candles).toHaveLength(3);
  });

  it('a path that is no file says so', async () => {
    await expect(readTable(`${folder.path}/nowhere.csv`)).rejects.toThrow('the file was not there');
    await expect(readTable(folder.path)).rejects.toThrow('the path was a folder, needs a file');
  });
});

describe('reading again', () => {
  it('goes on behind the rows that were stored, and still knows what came before', async () => {
    const rows = Array.from(
      { length: 100 },
      (_, index) => `2020-01-${String((index % 10) + 1).padStart(2, '0')},S${index % 20},1,1,1,${1},1,1`,
    );
    const whole = await read([CMC, ...rows].join('\n'), { blockRows: 7 });
    const rest = await read([CMC, ...rows].join('\n'), { blockRows: 16, skipRows: 13 });
    expect(rest.candles).toEqual(whole.candles.filter(({ row }) => row > 13));
    expect(rest.summary).toEqual(whole.summary);
    expect(whole.blockSizes.every((size, index) => size === 7 || index === whole.blockSizes.length - 1)).toBe(true);
  });

  it('hashes the bytes on the disk', async () => {
    const path = folder.write('hash.csv', `${CMC}\n2020-01-01,A,1,1,1,1,1,1\n`);
    expect((await readTable(path)).summary.fileHash).toBe(
      createHash('sha256').update(readFileSync(path)).digest('hex'),
    );
  });
});

/** A copy with one byte of the packed text turned round. */
function damaged(packed: Buffer): Buffer {
  const copy = Buffer.from(packed);
  copy[copy.length - 6]! ^= 0xff;
  return copy;
}
