import { afterAll, describe, expect, it } from 'vitest';
import { createFolder, type ReadTableOptions, readTable } from '../../../support/read-table.ts';

const folder = createFolder();
afterAll(() => folder.remove());

const CMC = 'date,asset,open,high,low,close,volume,market_cap';
let fileCount = 0;
const read = (text: string, options: ReadTableOptions = {}, name = `table-${(fileCount += 1)}.csv`) =>
  readTable(folder.write(name, text), options);
describe('layouts, row by row', () => {
  it('coinmarketcap-daily: the day covered, value in dollars, market cap 0 missing, tickers as they are', async () => {
    const { candles, summary } = await read(
      `${CMC}\n2017-12-17,BTC,19475.8,20089,18974.1,19140.8,1.33147e10,3.20577e11\n2017-12-18,LUNA,0.01,0.02,0.01,0.015,0,0\n2017-12-18,LUNA~luna-coin,1,1,1,1,,\n`,
    );
    expect(candles).toEqual([
      {
        series: 'coinmarketcap:1d:BTC',
        openTime: '2017-12-17T00:00:00.000Z',
        knownAt: '2017-12-18T00:00:00.000Z',
        values: [19475.8, 20089, 18974.1, 19140.8, null, 1.33147e10, 3.20577e11],
        row: 1,
      },
      {
        series: 'coinmarketcap:1d:LUNA',
        openTime: '2017-12-18T00:00:00.000Z',
        knownAt: '2017-12-19T00:00:00.000Z',
        values: [0.01, 0.02, 0.01, 0.015, null, 0, null],
        row: 2,
      },
      {
        series: 'coinmarketcap:1d:LUNA~luna-coin',
        openTime: '2017-12-18T00:00:00.000Z',
        knownAt: '2017-12-19T00:00:00.000Z',
        values: [1, 1, 1, 1, null, null, null],
        row: 3,
      },
    ]);
    expect(summary).toMatchObject({
      layout: 'coinmarketcap-daily',
      source: 'coinmarketcap',
      timeframe: '1d',
      rows: 3,
      refused: 0,
    });
    expect([summary.earliest, summary.latest]).toEqual([Date.UTC(2017, 11, 17), Date.UTC(2017, 11, 18)]);
  });

  it('coingecko-daily: the price at 00:00 closes the day before', async () => {
    const { candles } = await read('date,id,price,volume,market_cap\n2021-11-09,bitcoin,67617,4.1e10,1.27e12\n');
    expect(candles).toEqual([
      {
        series: 'coingecko:1d:bitcoin',
        openTime: '2021-11-08T00:00:00.000Z',
        knownAt: '2021-11-09T00:00:00.000Z',
        values: [null, null, null, 67617, null, 4.1e10, 1.27e12],
        row: 1,
      },
    ]);
  });

  it('coingecko-download: the same, named by its file; a snapshot at another hour is no close', async () => {
    const { candles, summary } = await read(
      'snapped_at,price,market_cap,total_volume\n2013-04-28 00:00:00 UTC,135.3,1500517590.0,0.0\n2013-04-29 13:00:00 UTC,141.96,0.0,\n',
      {},
      'btc-usd-max.csv',
    );
    expect(candles).toEqual([
      {
        series: 'coingecko:1d:btc',
        openTime: '2013-04-27T00:00:00.000Z',
        knownAt: '2013-04-28T00:00:00.000Z',
        values: [null, null, null, 135.3, null, 0, 1500517590],
        row: 1,
      },
    ]);
    expect(summary.refusedRows).toMatchObject([{ row: 3, reason: 'opening time not on the grid of its timeframe' }]);
  });

  it('binance-daily and bybit-daily: volume in units and in dollars', async () => {
    const binance = await read(
      'date,symbol,open,high,low,close,volume,quote_volume,trades,taker_buy_quote\n2022-05-13,LUNAUSDT,0.006,0.00625,0.00001,0.00005,2.1e11,,,\n',
    );
    expect(binance.candles[0]).toMatchObject({
      series: 'binance:1d:LUNAUSDT',
      values: [0.006, 0.00625, 0.00001, 0.00005, 2.1e11, null, null],
    });
    const bybit = await read('date,symbol,open,high,low,close,volume,turnover\n2024-06-11,BTCUSDT,2,4,1,3,10,25\n');
    expect(bybit.candles[0]).toMatchObject({ series: 'bybit:1d:BTCUSDT', values: [2, 4, 1, 3, 10, 25, null] });
  });

  it('yahoo-daily: volume is in dollars', async () => {
    const { candles } = await read('date,id,open,high,low,close,volume\n2017-11-09,0x,2,4,1,3,2.66147e6\n');
    expect(candles[0]).toMatchObject({ series: 'yahoo:1d:0x', values: [2, 4, 1, 3, null, 2.66147e6, null] });
  });

  it('yahoo-download: the token from the name, volume in dollars, the adjusted close unread', async () => {
    const { candles, summary } = await read(
      'Date,Open,High,Low,Close,Adj Close,Volume\n2024-01-01,2281,2352,2265,2352,9,8.4e9\n2024-01-02 00:00:00+00:00,null,null,null,null,null,null\n',
      {},
      'ETH-USD.csv',
    );
    expect(candles).toEqual([
      {
        series: 'yahoo:1d:ETH',
        openTime: '2024-01-01T00:00:00.000Z',
        knownAt: '2024-01-02T00:00:00.000Z',
        values: [2281, 2352, 2265, 2352, null, 8.4e9, null],
        row: 1,
      },
    ]);
    expect(summary.refusedRows).toMatchObject([{ row: 3, reason: 'text where a number belongs' }]);
  });

  it('tradingview: seconds or text, volume in the coin', async () => {
    const seconds = await read(
      'time,open,high,low,close,Volume\n1704067200,2,4,1,3,10\n1704153600,3,4,2,3,\n',
      {},
      'BINANCE_BTCUSDT, 1D.csv',
    );
    const text = await read(
      'time,open,high,low,close,Volume\n2024-01-01T00:00:00Z,2,4,1,3,10\n2024-01-02T00:00:00+00:00,3,4,2,3,\n',
      {},
      'BINANCE_BTCUSDT, 1D (1).csv',
    );
    expect(text.candles).toEqual(seconds.candles);
    expect(seconds.candles).toMatchObject([
      { series: 'binance:1d:BTCUSDT', openTime: '2024-01-01T00:00:00.000Z', values: [2, 4, 1, 3, 10, null, null] },
      { openTime: '2024-01-02T00:00:00.000Z', values: [3, 4, 2, 3, null, null, null] },
    ]);
    const elsewhere = await read(
      'time,open,high,low,close,Volume\n2024-01-01T00:00:00-05:00,2,4,1,3,10\n',
      {},
      'BINANCE_BTCUSDT, 1D (2).csv',
    );
    expect(elsewhere.summary.refusedRows).toMatchObject([{ reason: 'not a date' }]);
  });

  it('cryptodatadownload: an address first, newest first, seconds beside milliseconds, both volumes', async () => {
    const { candles, summary } = await read(
      'https://www.CryptoDataDownload.com\nunix,date,symbol,open,high,low,close,Volume BTC,Volume USD\n1704153600000,2024-01-02 00:00:00,BTC/USD,3,4,2,3,7,21\n1704067200,2024-01-01 00:00:00,BTC/USD,2,4,1,3,10,30\n',
      {},
      'Bitstamp_BTCUSD_d.csv',
    );
    expect(candles).toMatchObject([
      { series: 'bitstamp:1d:BTCUSD', openTime: '2024-01-02T00:00:00.000Z', values: [3, 4, 2, 3, 7, 21, null] },
      { series: 'bitstamp:1d:BTCUSD', openTime: '2024-01-01T00:00:00.000Z', values: [2, 4, 1, 3, 10, 30, null] },
    ]);
    expect(summary).toMatchObject({ layout: 'cryptodatadownload', source: 'bitstamp', rows: 2, refused: 0 });
  });

  it('plain candles: of the source file; those of weeks are not taken for days', async () => {
    const plain = await read('date,open,high,low,close,volume\n2024-01-01,2,4,1,3,10\n', {}, 'BTC.csv');
    expect(plain.candles).toMatchObject([{ series: 'file:1d:BTC', values: [2, 4, 1, 3, 10, null, null] }]);
    const weekly = ['2024-01-01', '2024-01-08', '2024-01-15', '2024-01-22']
      .map((day) => `${day},2,4,1,3,10\n`)
      .join('');
    await expect(read(`date,open,high,low,close,volume\n${weekly}`, {}, 'SOL.csv')).rejects.toThrow(
      'the rows were 7 days apart or more, needs candles of days',
    );
    const gap = weekly.replace('2024-01-08', '2024-01-02');
    expect((await read(`date,open,high,low,close,volume\n${gap}`, {}, 'ETH.csv')).candles).toHaveLength(4);
    await expect(read(`date,open,high,low,close,volume\n${gap}`, {}, 'prices.csv')).rejects.toThrow(
      'file name was prices, needs the token',
    );
  });

  it('intraday-candles and intraday-closes: opening time in milliseconds', async () => {
    const candles = await read(
      't,open,high,low,close,volume\n1502942400000,4261.48,4313.62,4261.32,4308.83,47.181009\n',
      {},
      'BTCUSDT_1h.csv.gz',
    );
    expect(candles.candles).toEqual([
      {
        series: 'binance:1h:BTCUSDT',
        openTime: '2017-08-17T04:00:00.000Z',
        knownAt: '2017-08-17T05:00:00.000Z',
        values: [4261.48, 4313.62, 4261.32, 4308.83, 47.181009, null, null],
        row: 1,
      },
    ]);
    const closes = await read('t,close\n1648771200000,48.89\n', {}, 'FTTUSDT_1h_close_2022-04.csv');
    expect(closes.candles[0]).toMatchObject({
      series: 'binance:1h:FTTUSDT',
      values: [null, null, null, 48.89, null, null, null],
    });
  });

  it('binance-archive: with and without header, in milliseconds and microseconds', async () => {
    const row = (time: string): string =>
      `${time},42283.58000000,44184.10000000,42180.77000000,44179.55000000,27174.29903000,${time},1169995682.02,1257131,14213.2,612345678.9,0`;
    const expected = [
      {
        series: 'binance:1d:BTCUSDT',
        openTime: '2024-01-01T00:00:00.000Z',
        knownAt: '2024-01-02T00:00:00.000Z',
        values: [42283.58, 44184.1, 42180.77, 44179.55, 27174.29903, 1169995682.02, null],
        row: 1,
      },
    ];
    const bare = await read(`${row('1704067200000')}\n`, {}, 'BTCUSDT-1d-2024-01.csv');
    const fine = await read(`${row('1704067200000000')}\n`, {}, 'BTCUSDT-1d-2024-02.csv.gz');
    const headed = await read(
      `open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore\n${row('1704067200000')}\n`,
      {},
      'BTCUSDT-1d-2024-03.csv',
    );
    for (const { candles, summary } of [bare, fine, headed]) {
      expect(candles).toEqual(expected);
      expect(summary.rows).toBe(1);
    }
  });

  it('asset lists and the crosswalk keep the provider’s keys', async () => {
    const assets = await read(
      'id,symbol,name,set,first,last,rows,peak_mcap,categories,platform,contract,genesis_date,hashing\n0x,ZRX,0x Protocol,coingecko,2017-10-17,2024-06-30,2449,1.8e9,Decentralized Exchange (DEX);Ethereum Ecosystem,ethereum,0xe41d,,\nbitcoin,BTC,"Bitcoin, the first",coingecko,,,1,1,,,,2009-01-03,SHA-256\n',
    );
    expect(assets.assets).toEqual([
      {
        source: 'coingecko',
        key: '0x',
        symbol: 'ZRX',
        name: '0x Protocol',
        categories: ['Decentralized Exchange (DEX)', 'Ethereum Ecosystem'],
        platform: 'ethereum',
        contract: '0xe41d',
        genesisDay: null,
        knownAt: Date.UTC(2017, 9, 18),
      },
      {
        source: 'coingecko',
        key: 'bitcoin',
        symbol: 'BTC',
        name: 'Bitcoin, the first',
        categories: [],
        platform: null,
        contract: null,
        genesisDay: 14247,
        knownAt: Date.UTC(2025, 5, 1, 12),
      },
    ]);
    const listed = await read(
      'asset,symbol,slug,list,first,last,rows,peak_mcap,last_close\nLUNA~luna-coin,LUNA,luna-coin,cmc-2018-12,2017-01-01,2018-12-14,1,1,1\n',
    );
    expect(listed.assets[0]).toMatchObject({
      source: 'coinmarketcap',
      key: 'LUNA~luna-coin',
      symbol: 'LUNA',
      name: 'luna-coin',
    });
    const pairs = await read(
      'asset,slug,id,set,n,err,method\nUSDT,tether,tether,coingecko,2097,0.000679231,symbol+price overlap\nX,x,,coingecko,1,0,m\nY,y,y,coingecko,,0,m\n',
    );
    expect(pairs.pairs).toEqual([
      {
        fromSource: 'coinmarketcap',
        fromKey: 'USDT',
        toSource: 'coingecko',
        toKey: 'tether',
        method: 'symbol+price overlap',
        error: 0.000679231,
        overlapDays: 2097,
      },
    ]);
    expect(pairs.summary.refused).toBe(2);
  });
});
