import { describe, expect, it } from 'vitest';
import { isDollarMarket, seriesOfName } from '../../../../src/main/feeds/files/file-names.ts';
import { type CandleLayout, LAYOUTS } from '../../../../src/main/feeds/files/layouts.ts';
import { columnsOf, recogniseLayout } from '../../../../src/main/feeds/files/recognise-layout.ts';

const recognised = (header: string): string => {
  const found = recogniseLayout(header.split(','));
  return 'unknown' in found ? found.unknown : found.layout.id;
};
const named = (id: string, path: string): unknown =>
  seriesOfName(LAYOUTS.find((layout) => layout.id === id) as CandleLayout, path);

describe('recogniseLayout', () => {
  it.each([
    ['date,asset,open,high,low,close,volume,market_cap', 'coinmarketcap-daily'],
    ['date,id,price,volume,market_cap', 'coingecko-daily'],
    ['snapped_at,price,market_cap,total_volume', 'coingecko-download'],
    ['date,symbol,open,high,low,close,volume,quote_volume,trades,taker_buy_quote', 'binance-daily'],
    ['date,symbol,open,high,low,close,volume,turnover', 'bybit-daily'],
    ['date,id,open,high,low,close,volume', 'yahoo-daily'],
    ['Date,Open,High,Low,Close,Adj Close,Volume', 'yahoo-download'],
    ['time,open,high,low,close,Volume', 'tradingview'],
    ['time,open,high,low,close,MA,Volume,Volume MA', 'tradingview'],
    ['unix,date,symbol,open,high,low,close,Volume BTC,Volume USD', 'cryptodatadownload'],
    ['Unix,Date,Symbol,Open,High,Low,Close,Volume ETH,Volume USDT,tradecount', 'cryptodatadownload'],
    ['date,open,high,low,close,volume', 'plain-by-date'],
    ['Timestamp,Open,High,Low,Close,Volume', 'plain-by-timestamp'],
    ['t,open,high,low,close,volume', 'intraday-candles'],
    ['t,close', 'intraday-closes'],
    [
      'open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore',
      'binance-archive',
    ],
    ['1735689600000000,1,2,1,2,5,1735775999999999,9,3,2,4,0', 'binance-archive'],
    [
      'id,symbol,name,set,first,last,rows,peak_mcap,categories,platform,contract,genesis_date,hashing',
      'coingecko-assets',
    ],
    ['asset,symbol,slug,list,first,last,rows,peak_mcap,last_close', 'coinmarketcap-assets'],
    ['asset,slug,id,set,n,err,method', 'coinmarketcap-coingecko-crosswalk'],
  ])('%s is %s', (header, id) => expect(recognised(header)).toBe(id));

  it('does not mind the order, the case or further columns', () => {
    for (const layout of LAYOUTS) {
      if (layout.kind === 'measures' && layout.fileName !== undefined) continue;
      const columns = [...columnsOf(layout)].reverse().map((column) => ` ${column.toUpperCase()}`);
      expect(recognised(['extra', ...columns, 'more'].join(','))).toBe(layout.id);
    }
  });

  it('tells layouts of too common columns by the file name', () => {
    const fund = ['date', 'symbol', 'open', 'high', 'low', 'close', 'volume'];
    const named = (columns: string[], name: string) => {
      const found = recogniseLayout(columns, name);
      return 'layout' in found ? found.layout.id : found.unknown;
    };
    expect(named(fund, 'etf_index_ohlcv.csv.gz')).toBe('funds-and-indices-daily');
    expect(named(fund, 'tokens.csv')).toContain('comes nearest to the layout binance-daily');
    expect(named(['date', 'value'], 'fear_greed.csv')).toBe('fear-greed-daily');
    expect(named(['date', 'value'], 'prices.csv')).toContain('fits no layout');
  });

  it('tells what an unknown header was and what the nearest layout would need', () => {
    expect(recognised('date,value')).toBe('header was "date,value", which fits no layout');
    expect(recognised('date,symbol,open,high,low,close,volume')).toBe(
      'header was "date,symbol,open,high,low,close,volume", which comes nearest to the layout binance-daily, but lacks the column quote_volume',
    );
    expect(recognised('Date,Ticker,Open,High,Low,Close,Adj Close,Volume')).toContain(
      'yahoo-daily, but lacks the column id',
    );
    expect(recognised('date,id,price,price,volume,market_cap')).toContain('has the column price twice');
    expect(recognised('date,symbol,open,high,low,close,volume,turnover,quote_volume')).toContain(
      'fits binance-daily and bybit-daily alike',
    );
  });
});

describe('seriesOfName', () => {
  it.each([
    ['data/BTCUSDT-1d-2024-01.csv', { source: 'binance', series: 'BTCUSDT', timeframe: '1d' }],
    ['BTCUSDT_1h.csv.gz', { source: 'binance', series: 'BTCUSDT', timeframe: '1h' }],
    ['FTTUSDT_1h_close_2022-04_2023-01.csv.gz', { source: 'binance', series: 'FTTUSDT', timeframe: '1h' }],
    ['data/futures/um/ETHUSDT-1m-2024-01-02.csv', { source: 'binanceusdm', series: 'ETHUSDT', timeframe: '1m' }],
  ])('%s', (path, expected) => expect(named('binance-archive', path)).toEqual(expected));

  it.each([
    ['BTCUSDT-4h-2024-01.csv', 'timeframe was 4h, needs one of 1m, 1h, 1d'],
    ['BTCUSDT-1M-2024.csv', 'timeframe was 1M'],
    ['BTC_perp_1m_2022-01.csv.gz', 'needs symbol and timeframe'],
    ['ETHBTC-1d-2024-01.csv', 'market was ETHBTC, needs one whose price is counted in dollars'],
    ['prices.csv', 'needs symbol and timeframe'],
  ])('refuses %s', (path, message) =>
    expect(named('binance-archive', path)).toEqual({ unknown: expect.stringContaining(message) }),
  );

  it('names CoinGecko downloads as their file does', () => {
    expect(named('coingecko-download', 'x/btc-usd-max.csv')).toEqual({
      source: 'coingecko',
      series: 'btc',
      timeframe: '1d',
    });
    expect(named('coingecko-download', 'usd-coin-usd-max.csv')).toMatchObject({ series: 'usd-coin' });
    expect(named('coingecko-download', 'btc-eur-max.csv')).toEqual({ unknown: 'prices were in eur, need usd' });
    expect(named('coingecko-download', 'x/btc-usd-max (2).csv')).toMatchObject({ series: 'btc' });
    expect(named('coingecko-download', 'btc.csv')).toEqual({ unknown: expect.stringContaining('btc-usd-max.csv') });
  });
});

describe('seriesOfName of a file of one token', () => {
  it.each([
    ['yahoo-download', 'x/ETH-USD.csv', 'yahoo', 'ETH', '1d'],
    ['yahoo-download', 'eth-usd (1).csv.gz', 'yahoo', 'ETH', '1d'],
    ['tradingview', 'BINANCE_BTCUSDT, 1D.csv', 'binance', 'BTCUSDT', '1d'],
    ['tradingview', 'COINBASE_ETHUSD, 60 (2).csv', 'coinbase', 'ETHUSD', '1h'],
    ['tradingview', 'BITSTAMP_BTCUSD, 1D_b4eb5.csv', 'bitstamp', 'BTCUSD', '1d'],
    ['tradingview', 'CRYPTO_SOLUSD, 1D.csv', 'tradingview', 'SOLUSD', '1d'],
    ['tradingview', 'BYBIT_SOLUSDT, 1D.csv', 'bybitspot', 'SOLUSDT', '1d'],
    ['tradingview', 'BTC.csv', 'file', 'BTC', '1d'],
    ['cryptodatadownload', 'Bitstamp_BTCUSD_d.csv', 'bitstamp', 'BTCUSD', '1d'],
    ['cryptodatadownload', 'Binance_ETHUSDT_1h.csv', 'binance', 'ETHUSDT', '1h'],
    ['cryptodatadownload', 'Binance_ETHUSDT_2023_minute.csv', 'binance', 'ETHUSDT', '1m'],
    ['plain-by-date', 'BTC.csv', 'file', 'BTC', '1d'],
    ['plain-by-date', 'btc.csv', 'file', 'BTC', '1d'],
    ['plain-by-date', 'ETH-USD.csv', 'file', 'ETH', '1d'],
    ['plain-by-date', 'ETH_USDT_1h.csv', 'file', 'ETH', '1h'],
    ['plain-by-date', 'SOLUSDT_daily.csv', 'file', 'SOL', '1d'],
    ['plain-by-date', 'PYUSD.csv', 'file', 'PYUSD', '1d'],
    ['plain-by-date', 'WBTC.csv', 'file', 'WBTC', '1d'],
  ])('%s: %s', (id, path, source, series, timeframe) => expect(named(id, path)).toEqual({ source, series, timeframe }));

  it.each([
    ['yahoo-download', 'prices.csv', 'file name was prices, needs the token and currency as in ETH-USD.csv'],
    ['yahoo-download', 'ETH-EUR.csv', 'prices were in EUR, need USD'],
    ['tradingview', 'BINANCE_BTCUSDT.P, 1D.csv', 'market was BTCUSDT.P, a future, needs a spot market'],
    ['tradingview', 'BITSTAMP_BTCEUR, 1D.csv', 'market was BTCEUR, needs one whose price is counted in dollars'],
    ['tradingview', 'CRYPTOCAP_TOTAL, 1D.csv', 'market was TOTAL'],
    ['tradingview', 'BINANCE_BTCUSDT, 1W.csv', 'timeframe was 1W, needs one of 1m, 1h, 1d'],
    ['tradingview', 'BINANCE_BTCUSDT, 1M.csv', 'timeframe was 1M, needs one of 1m, 1h, 1d'],
    ['cryptodatadownload', 'simulated_BTCUSD_d.csv', 'exchange was simulated, needs that of a spot market'],
    ['cryptodatadownload', 'btc.csv', 'needs exchange, market and timeframe as in Bitstamp_BTCUSD_d.csv'],
    ['plain-by-date', 'prices.csv', 'file name was prices, needs the token as in BTC.csv'],
    ['plain-by-date', '2024.csv', 'file name was 2024, needs the token'],
    ['plain-by-date', 'my file of prices.csv', 'needs the token as in BTC.csv'],
    ['plain-by-date', 'BTC-EUR.csv', 'prices were in EUR, need US dollars'],
    ['plain-by-date', 'BTCEUR.csv', 'prices were in EUR, need US dollars'],
    ['plain-by-date', 'SOLBTC.csv', 'prices were in BTC, need US dollars'],
  ])('%s refuses %s', (id, path, message) =>
    expect(named(id, path)).toEqual({ unknown: expect.stringContaining(message) }),
  );
});

describe('isDollarMarket', () => {
  it('tells prices in dollars from prices in coins', () => {
    expect(['BTCUSDT', 'ETH-USDC', 'BTC/USDT:USDT', 'SOLPERP', '1000000BABYDOGEUSDT'].map(isDollarMarket)).toEqual(
      Array(5).fill(true),
    );
    expect(['ETHBTC', 'BNBETH', 'BTCEUR', 'USDT', 'BTC'].map(isDollarMarket)).toEqual(Array(5).fill(false));
  });
});
