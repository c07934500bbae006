/** Chains, commits, news, funds and moods of the real data: what is in the files, whose it is, and how many tokens have factors of it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FACTORS } from '../../../src/main/factors/registry.ts';
import { linkSeries } from '../../../src/main/jobs/link-series.ts';
import { loadMarket, type Market } from '../../../src/main/jobs/market.ts';
import { describeMeasures } from '../../../src/main/jobs/measures.ts';
import { factorsOf } from '../../../src/main/jobs/research.ts';
import type { FactorTable } from '../../../src/main/numeric/factor-table.ts';
import { endOf } from '../../../src/main/numeric/panel.ts';
import { listIdentities, saveIdentities } from '../../../src/main/store/identities.ts';
import type { WritableStore } from '../../../src/main/store/open.ts';
import { EligibilityRules } from '../../../src/shared/models.ts';
import { startOfDay } from '../../../src/shared/time.ts';
import { importReal } from '../../support/real-store.ts';
import { announceMissingData, hasSharedData } from '../../support/shared-data.ts';
import { plainRun } from '../../support/simulated-store.ts';
import { dayNumber, memoryStore } from '../../support/store-rows.ts';

if (!hasSharedData) announceMissingData('measures of real data');

const FILES = [
  'onchain/coinmetrics.csv.gz',
  'onchain/btc_hashrate_difficulty.csv.gz',
  'dev/weekly_commits.csv.gz',
  'macro/etf_index_ohlcv.csv.gz',
  'macro/rates_dxy_vix.csv.gz',
  'macro/fear_greed.csv.gz',
  'macro/btc_funding_rate.csv.gz',
  'macro/cmc_global.csv.gz',
  'macro/cmc_mcap_by_coin_weekly.csv.gz',
  'text/crypto_news_autolabel.csv.gz',
];
/** Large tokens, and namesakes of them. */
const IDS = new Set(
  `bitcoin ethereum litecoin dogecoin cardano chainlink ripple stellar monero dash decred tron uniswap aave gas gas-dao
   terra-luna terra-luna-2 solana polkadot avalanche-2 cosmos matic-network ravencoin near harmony vechain`.split(
    /\s+/,
  ),
);
const AS_OF = startOfDay(dayNumber('2024-07-01'));

let store: WritableStore;
let market: Market;
let table: FactorTable;

/** Returns how many tokens have a value of a factor on some day of a year. */
function tokensIn(factor: string, year: number): number {
  const { window } = market;
  const column = table.raw.get(factor)!;
  const [first, end] = [dayNumber(`${year}-01-01`), dayNumber(`${year + 1}-01-01`)];
  return window.assets.filter((_, asset) => {
    const shift = window.offset[asset]! - window.start[asset]!;
    const from = Math.max(window.start[asset]!, first) + shift;
    const to = Math.min(endOf(window, asset), end) + shift;
    return column.subarray(from, Math.max(from, to)).some((value) => !Number.isNaN(value));
  }).length;
}

describe.runIf(hasSharedData)('measures of real data', () => {
  beforeAll(async () => {
    store = memoryStore();
    await importReal(store, 'meta/coingecko_assets.csv.gz');
    for (let year = 2017; year <= 2024; year++)
      await importReal(store, `daily/coingecko/${year}.csv.gz`, (key) => IDS.has(key));
    for (const file of FILES) await importReal(store, file);
    saveIdentities(store, await linkSeries(store, {}, plainRun()));
    market = loadMarket(store, AS_OF, EligibilityRules.parse({}));
    table = factorsOf(
      market,
      plainRun(),
      FACTORS.filter(({ isOptional }) => isOptional).map(({ id }) => id),
    );
  }, 120_000);
  afterAll(() => store?.close());

  it('are as many as their files say', async () => {
    const { source, metric, valueCount, subjectCount } = await describeMeasures(store, { asOf: AS_OF }, plainRun());
    const of = (name: string) => {
      const i = source.findIndex((one, at) => `${one} ${metric[at]}` === name);
      return [subjectCount[i], valueCount[i]];
    };
    expect(of('coinmetrics AdrActCnt')).toEqual([72, 84_979]);
    expect(of('coinmetrics TxCnt')).toEqual([75, 88_612]);
    expect(of('coinmetrics CapRealUSD')).toEqual([11, 14_130]);
    // the last week and day are known after the first of July
    expect(of('git-histories commits')).toEqual([40, 14_317 - 31]);
    expect(of('blockchain.com hashrate')).toEqual([1, 5657]);
    expect(of('yahoo-funds close')).toEqual([13, 47_528]);
    expect(of('fred treasury-10y')[1]).toBeGreaterThan(3600);
    expect(of('alternative.me fear-greed')).toEqual([1, 2339]);
    expect(of('perpetuals funding-mean')).toEqual([1, 1756]);
    expect(of('coinmarketcap-totals market-cap')).toEqual([1, 2000]);
    expect(of('coinmarketcap-totals market-cap-usdt')).toEqual([1, 571]);
  });

  it('are whose they are by price, whatever else bears the ticker', () => {
    const owner = new Map(
      listIdentities(store)
        .filter(({ source }) => source === 'coinmetrics')
        .map(({ key, assetId }) => [key, assetId]),
    );
    expect(owner.get('gas')).toBe('gas');
    expect(owner.get('uni')).toBe('uniswap');
    expect(owner.get('trx_eth')).toBe('tron');
    expect(owner.get('kcs')).toBeUndefined();
  });

  it('give factors to so many tokens', () => {
    const counts = {
      'on-chain 2019': tokensIn('active-addresses', 2019),
      'realised 2019': tokensIn('realised-value-score-365d', 2019),
      'developer 2019': tokensIn('commits-28d', 2019),
      'developer 2023': tokensIn('commits-28d', 2023),
      'text 2022': tokensIn('sentiment-7d', 2022),
      'on-chain 2023': tokensIn('active-addresses', 2023),
    };
    expect(counts).toEqual({
      'on-chain 2019': 12,
      'realised 2019': 3,
      'developer 2019': 12,
      'developer 2023': 16,
      'text 2022': 24,
      // the file ends in July 2020
      'on-chain 2023': 0,
    });
  });

  it('are what people remember', () => {
    const { window } = market;
    const on = (factor: string, asset: string, day: string): number => {
      const place = window.assets.indexOf(asset);
      return table.raw.get(factor)![window.offset[place]! + dayNumber(day) - window.start[place]!]!;
    };
    // the crash of March 2020, known on its day
    expect(on('fear-and-greed', 'bitcoin', '2022-06-18')).toBe(6);
    expect(on('macro-impulse-180d', 'bitcoin', '2020-03-16')).toBeLessThan(-0.02);
    // a million addresses a day at the end of 2017, and China's miners off the net in the summer of 2021
    expect(Math.exp(on('active-addresses', 'bitcoin', '2017-12-20'))).toBeGreaterThan(9e5);
    expect(on('hash-rate-growth-30d', 'bitcoin', '2021-07-05')).toBeLessThan(-0.3);
    // Litecoin began with Bitcoin's code, Ravencoin too: nothing of it before their own first days
    expect(on('commits-28d', 'ravencoin', '2018-03-20')).toBeNaN();
    expect(on('market-stress', 'bitcoin', '2022-06-18')).toBeGreaterThan(0.5);
  });
});
