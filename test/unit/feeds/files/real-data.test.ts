import { describe, expect, it } from 'vitest';
import type { FileSummary } from '../../../../src/main/feeds/files/file-content.ts';
import { readImportFile, verifyImportFile } from '../../../../src/main/feeds/files/read-file.ts';
import { formatDay } from '../../../../src/shared/time.ts';
import { IMPORT_TIME } from '../../../support/read-table.ts';
import { announceMissingData, hasSharedData, SHARED_DATA } from '../../../support/shared-data.ts';

const options = { now: IMPORT_TIME, signal: { aborted: false }, maxRefusedShare: 0.02 };
const verify = (path: string, maxRefusedShare = 0.02): Promise<FileSummary> =>
  verifyImportFile(`${SHARED_DATA}/${path}`, { ...options, maxRefusedShare });

/** Returns close and high of the wanted series by `series day`. */
async function closesOf(
  path: string,
  wanted: readonly string[],
): Promise<Map<string, { close: number; high: number }>> {
  const closes = new Map<string, { close: number; high: number }>();
  const parts = readImportFile(`${SHARED_DATA}/${path}`, { ...options, content: { skipRows: 0, blockRows: 20_000 } });
  for await (const part of parts) {
    if (part.kind !== 'candles') continue;
    const { block } = part;
    const isWanted = block.series.map((series) => wanted.includes(series));
    for (let i = 0; i < block.count; i += 1) {
      const series = block.seriesIndex[i]!;
      if (!isWanted[series]) continue;
      const day = formatDay(block.openTime[i]! / 86_400_000);
      closes.set(`${block.series[series]} ${day}`, { close: block.close[i]!, high: block.high[i]! });
    }
  }
  return closes;
}

if (!hasSharedData) announceMissingData('imports of real files');

describe.runIf(hasSharedData)('real files', () => {
  it('hold what is known of them', async () => {
    const cmc = await closesOf('daily/cmc/2017.csv.gz', ['BTC']);
    expect(cmc.get('BTC 2017-12-17')).toEqual({ close: 19140.8, high: 20089 });
    const binance = await closesOf('daily/binance_spot.csv.gz', ['BTCUSDT', 'LUNAUSDT', 'FTTUSDT']);
    expect(binance.get('BTCUSDT 2021-11-08')?.close).toBeCloseTo(67525.83, 2);
    expect(binance.get('LUNAUSDT 2022-05-08')?.close).toBeCloseTo(64.26, 1);
    expect(binance.get('LUNAUSDT 2022-05-13')?.close).toBe(0.00005);
    expect(['2022-11-07', '2022-11-08', '2022-11-09'].map((day) => binance.get(`FTTUSDT ${day}`)?.close)).toEqual([
      22.08, 5.5, 2.2729,
    ]);
    const gecko = await closesOf('daily/coingecko/2022.csv.gz', ['terra-luna', 'terrausd']);
    // the snapshots of 05-08, 05-14 and 05-11 at 00:00 close the days before
    expect(gecko.get('terra-luna 2022-05-07')?.close).toBeCloseTo(68.58, 1);
    expect(gecko.get('terra-luna 2022-05-13')?.close).toBeLessThan(0.0002);
    expect(gecko.get('terrausd 2022-05-10')?.close).toBeCloseTo(0.78, 1);
  });

  it('of CoinGecko agree with the exchange a day earlier than they say, and not otherwise', async () => {
    const gecko = await closesOf('daily/coingecko/2021.csv.gz', ['bitcoin']);
    const binance = await closesOf('daily/binance_spot.csv.gz', ['BTCUSDT']);
    expect(gecko.get('bitcoin 2021-11-08')?.close).toBeCloseTo(67617, 0);
    const medianError = (shift: number): number => {
      const errors: number[] = [];
      for (let day = 18_628; day < 18_990; day += 1) {
        const own = gecko.get(`bitcoin ${formatDay(day)}`)?.close ?? Number.NaN;
        const other = binance.get(`BTCUSDT ${formatDay(day + shift)}`)?.close ?? Number.NaN;
        if (own > 0 && other > 0) errors.push(Math.abs(Math.log(own / other)));
      }
      return errors.sort((a, b) => a - b)[errors.length >> 1]!;
    };
    expect(medianError(0)).toBeLessThan(0.005);
    expect(medianError(1)).toBeGreaterThan(0.01);
    expect(medianError(-1)).toBeGreaterThan(0.01);
  });

  it('keep the ticker LUNA for the coin of 2017 and its own key for the rest', async () => {
    const luna = await closesOf('daily/cmc/2020.csv.gz', ['LUNA']);
    const summary = await verify('meta/cmc_assets.csv.gz');
    expect(summary).toMatchObject({ layout: 'coinmarketcap-assets', rows: 3258, refused: 0 });
    for (const { close } of luna.values()) expect(close).toBeLessThan(0.2);
  });

  it('have the rows that their manifest says, and the impossible ones are counted by reason', async () => {
    expect(await verify('daily/binance_spot.csv.gz')).toMatchObject({
      layout: 'binance-daily',
      rows: 290_323,
      refused: 0,
    });
    expect(await verify('daily/bybit_perp.csv.gz')).toMatchObject({ layout: 'bybit-daily', rows: 143_399, refused: 1 });
    expect(await verify('daily/yahoo_ohlcv.csv.gz')).toMatchObject({
      layout: 'yahoo-daily',
      rows: 396_040,
      refused: 6,
    });
    expect(await verify('daily/coingecko_2021/2021.csv.gz')).toMatchObject({
      layout: 'coingecko-daily',
      rows: 495_169,
      refused: 0,
    });
    expect(await verify('intraday/BTCUSDT_1h.csv.gz')).toMatchObject({
      layout: 'intraday-candles',
      timeframe: '1h',
      rows: 45_024,
      refused: 0,
    });
    expect(await verify('meta/coingecko_assets.csv.gz')).toMatchObject({ rows: 2461, refused: 0 });
    expect(await verify('meta/crosswalk_cmc_coingecko.csv.gz')).toMatchObject({ rows: 582, refused: 0 });
    expect(await verify('daily/cmc/2014.csv.gz')).toMatchObject({
      rows: 39_640,
      refused: 414,
      refusedBy: [
        { reason: 'high below low', count: 325 },
        { reason: 'high below open or close (beyond a relative 1e-5)', count: 81 },
        { reason: 'low above open or close (beyond a relative 1e-5)', count: 8 },
      ],
    });
    await expect(verify('daily/cmc/2014.csv.gz', 0.01)).rejects.toThrow(
      '414 of 39640 rows cannot be true (1.04 %), at most 1 % may be',
    );
  });

  it.each([
    'text/crypto_reddit_sentiment.csv.gz',
    'events/uniswap_v2_scam_labels.csv.gz',
    'events/rugpulls_2020_2023.csv.gz',
  ])('of another kind are not taken for candles: %s', async (path) => {
    await expect(verify(path)).rejects.toMatchObject({
      details: { notRecognised: expect.stringContaining('header was') },
    });
  });
});
