/** The traps that the real data's MANIFEST.md names, each met through importer, links and panel. */
import { beforeAll, describe, expect, it } from 'vitest';
import { linkSeries } from '../../../src/main/jobs/link-series.ts';
import { EXCLUSION, endOf, type Panel, SILENCE_DAYS, type Window } from '../../../src/main/numeric/panel.ts';
import { soloTeam } from '../../../src/main/numeric/team.ts';
import { readDailySeries } from '../../../src/main/store/daily-series.ts';
import { type IdentityLink, listIdentities, saveIdentities } from '../../../src/main/store/identities.ts';
import type { WritableStore } from '../../../src/main/store/open.ts';
import { loadPanel } from '../../../src/main/store/panel.ts';
import { findSeries } from '../../../src/main/store/series.ts';
import { formatDay, startOfDay } from '../../../src/shared/time.ts';
import { importReal } from '../../support/real-store.ts';
import { announceMissingData, hasSharedData } from '../../support/shared-data.ts';
import { dayNumber, memoryStore } from '../../support/store-rows.ts';

if (!hasSharedData) announceMissingData('panels of real data');

const TICKERS = new Set('BTC ETH USDT LUNA FTT BNB ADA GNT DOGE EOS LTC XRP MOC'.split(' '));
const IDS = new Set(
  'bitcoin ethereum tether terra-luna terra-luna-2 terrausd binancecoin cardano golem usd-coin dogecoin frax wbnb litecoin ripple eos frax-share mossland 0x'.split(
    ' ',
  ),
);
const AS_OF = startOfDay(dayNumber('2024-07-01'));
/** Days around the ends of two crawls, of which every series is needed to see that a crowd ended. */
const isNear = (day: number, end: string): boolean => Math.abs(day - dayNumber(end)) <= 35;

let store: WritableStore;
let panel: Panel;
let window: Window;
let links: IdentityLink[];
const linkOf = (source: string, key: string) =>
  links.filter((link) => link.source === source && link.key === key).map(({ assetId, method }) => [assetId, method]);
const cell = (asset: string, day: string): number => {
  const at = window.assets.indexOf(asset);
  const offset = dayNumber(day) - window.start[at]!;
  const found = window.offset[at]! + offset;
  return at >= 0 && offset >= 0 && found < window.offset[at + 1]! ? found : -1;
};
const close = (asset: string, day: string): number => window.fields.close[cell(asset, day)] ?? Number.NaN;
const lastDay = (asset: string): string => formatDay(endOf(window, window.assets.indexOf(asset)) - 1);

describe.runIf(hasSharedData)('real data', () => {
  beforeAll(async () => {
    store = memoryStore();
    await importReal(store, 'daily/binance_spot.csv.gz');
    await importReal(store, 'daily/bybit_perp.csv.gz', (key) => key === 'BTCUSDT');
    for (const year of [2017, 2018, 2019, 2020]) {
      const keep = (key: string, day: number): boolean => TICKERS.has(key) || isNear(day, '2018-12-14');
      await importReal(store, `daily/cmc/${year}.csv.gz`, keep);
    }
    for (let year = 2017; year <= 2024; year++) {
      await importReal(
        store,
        `daily/coingecko/${year}.csv.gz`,
        (key, day) => IDS.has(key) || isNear(day, '2021-12-30'),
      );
    }
    const whole = new Set(['ftx-token']);
    await importReal(
      store,
      'daily/coingecko_2021/2021.csv.gz',
      (key, day) => whole.has(key) || day > dayNumber('2021-10-25'),
    );
    await importReal(store, 'daily/yahoo_ohlcv.csv.gz', (key) => IDS.has(key));
    for (const name of ['cmc_assets', 'coingecko_assets', 'crosswalk_cmc_coingecko']) {
      await importReal(store, `meta/${name}.csv.gz`);
    }
    const run = { signal: { aborted: false }, team: soloTeam({}), report: () => undefined };
    saveIdentities(store, await linkSeries(store, {}, { ...run, saveCheckpoint: () => undefined }));
    links = listIdentities(store);
    panel = loadPanel(store, { asOf: AS_OF });
    window = panel.at(AS_OF);
  }, 120_000);

  it('takes a ticker for no identity: LUNA of 2017 is Luna Coin, LUNAUSDT two coins', () => {
    expect(linkOf('coinmarketcap', 'LUNA')).toEqual([['coinmarketcap:LUNA', 'unlinked']]);
    expect(linkOf('binance', 'LUNAUSDT')).toEqual([
      ['terra-luna', 'price'],
      ['terra-luna-2', 'symbol+price'],
    ]);
    expect(linkOf('binance', 'LUNCUSDT')).toEqual([['terra-luna', 'symbol+price']]);
    expect(close('terra-luna', '2022-05-08')).toBeCloseTo(64.26, 1);
    expect(close('terra-luna', '2022-05-12')).toBeLessThan(0.01);
    expect(close('terra-luna', '2022-05-13')).toBeLessThan(0.0002);
    expect(close('terra-luna', '2022-06-15')).toBeLessThan(0.001);
    expect(close('terra-luna-2', '2022-05-31')).toBeGreaterThan(1);
    expect(close('coinmarketcap:LUNA', '2020-06-01')).toBeLessThan(0.2);
    expect(panel.endingsAt(AS_OF).get('coinmarketcap:LUNA')).toBe('truncated');
  });

  it('finds renamed coins by their price and pairs of the crosswalk by theirs', () => {
    expect(linkOf('coinmarketcap', 'GNT')).toEqual([['golem', 'price']]);
    expect(linkOf('coinmarketcap', 'BTC')).toEqual([['bitcoin', 'pointed+price']]);
    expect(linkOf('coinmarketcap', 'FTT')).toEqual([['ftx-token', 'pointed+boundary']]);
    expect(linkOf('binance', 'FTTUSDT')[0]).toEqual(['ftx-token', 'symbol+price']);
    expect(linkOf('yahoo', 'bitcoin')).toEqual([['bitcoin', 'pointed+price']]);
    const joined = links.filter(({ method }) => method === 'symbol+price' || method === 'pointed+price');
    expect(joined.length).toBeGreaterThan(150);
    for (const { evidence } of joined) expect(evidence.medianError).toBeLessThanOrEqual(0.05);
  });

  it("reads CoinGecko's price at midnight as the close of the day before", () => {
    for (const [id, source, key] of [
      ['bitcoin', 'yahoo', 'bitcoin'],
      ['bitcoin', 'binance', 'BTCUSDT'],
      ['cardano', 'yahoo', 'cardano'],
      ['cardano', 'binance', 'ADAUSDT'],
    ] as const) {
      const series = (from: string, name: string) =>
        readDailySeries(store, findSeries(store, from, '1d', name)!, AS_OF, new Set());
      const [gecko, other] = [series('coingecko', id), series(source, key)];
      const byDay = new Map([...other.days].map((day, i) => [day, other.close[i]!]));
      const medianError = (shift: number): number => {
        const errors = [...gecko.days].flatMap((day, i) => {
          const price = byDay.get(day + shift);
          return price === undefined ? [] : [Math.abs(Math.log(gecko.close[i]! / price))];
        });
        return errors.sort((a, b) => a - b)[errors.length >> 1]!;
      };
      expect(medianError(0)).toBeLessThan(0.005);
      expect(Math.min(medianError(1), medianError(-1))).toBeGreaterThan(0.01);
    }
  });

  it('takes the end of a file for no delisting', () => {
    const endings = panel.endingsAt(AS_OF);
    const ended = (source: string, day: string) =>
      window.assets.filter((asset) => asset.startsWith(source) && lastDay(asset) === day);
    const kinds = (assets: readonly string[]) => new Set(assets.map((asset) => endings.get(asset)));
    const cmc = ended('coinmarketcap:', '2018-12-14');
    expect(cmc.length).toBeGreaterThan(800);
    expect(kinds(cmc)).toEqual(new Set(['truncated']));
    const gecko = window.assets.filter((asset) => !asset.includes(':') && lastDay(asset) === '2021-12-30');
    expect(gecko.length).toBeGreaterThan(1_500);
    expect(kinds(gecko)).toEqual(new Set(['truncated']));
    const binance = ended('binance:', '2022-09-30');
    expect(binance.length).toBeGreaterThan(10);
    expect(kinds(binance)).toEqual(new Set(['truncated']));
    // these went while CoinGecko went on
    const base = (asset: string): string => asset.replace(/~\d+$/, '');
    const isLastLife = (asset: string, i: number): boolean => base(window.assets[i + 1] ?? '') !== base(asset);
    const november = window.assets.filter(
      (asset, i) => !asset.includes(':') && lastDay(asset).startsWith('2021-11') && isLastLife(asset, i),
    );
    expect(november.length).toBeGreaterThan(2);
    expect(kinds(november)).toEqual(new Set(['delisted']));
    // the last day of everything is nobody's end yet
    expect(endings.has('bitcoin')).toBe(false);
  });

  it('lets a halted coin end, with its loss, and come back as another', () => {
    expect(lastDay('ftx-token')).toBe('2022-11-15');
    const known = startOfDay(dayNumber('2022-11-16') + SILENCE_DAYS);
    expect(panel.endingsAt(startOfDay(dayNumber('2022-11-15') + SILENCE_DAYS)).has('ftx-token')).toBe(false);
    expect(panel.endingsAt(known).get('ftx-token')).toBe('delisted');
    expect(['2022-11-07', '2022-11-08', '2022-11-09'].map((day) => close('ftx-token', day))).toEqual([
      22.08, 5.5, 2.2729,
    ]);
    expect(close('ftx-token', '2022-10-10')).toBeNaN();
    expect(window.fields.open[cell('ftx-token', '2022-11-09')]).toBeCloseTo(5.4992, 3);
    const back = window.assets.indexOf('binance:FTTUSDT');
    expect(formatDay(window.start[back]!)).toMatch(/^2023-09-2/);
  });

  it('makes no return of a change of source: every return is one that a source saw', () => {
    const sources = [
      ['binance', 'BTCUSDT'],
      ['coinmarketcap', 'BTC'],
      ['coingecko', 'bitcoin'],
      ['yahoo', 'bitcoin'],
    ].map(([source, key]) => {
      const { days, close: closes } = readDailySeries(store, findSeries(store, source!, '1d', key!)!, AS_OF, new Set());
      return new Map([...days].map((day, i) => [day, closes[i]!]));
    });
    let checked = 0;
    for (let day = dayNumber('2017-01-01'); day < dayNumber('2024-06-30'); day++) {
      const own = Math.log(close('bitcoin', formatDay(day + 1)) / close('bitcoin', formatDay(day)));
      const seen = sources.map((byDay) =>
        Math.log((byDay.get(day + 1) ?? Number.NaN) / (byDay.get(day) ?? Number.NaN)),
      );
      const nearest = Math.min(...seen.filter((value) => !Number.isNaN(value)).map((value) => Math.abs(value - own)));
      expect(nearest, formatDay(day)).toBeLessThan(0.02);
      checked++;
    }
    expect(checked).toBe(2_737);
  });

  it("fills at the exchange's opens, and weighs by the whole market's value", () => {
    const at = cell('bitcoin', '2021-11-08');
    expect(close('bitcoin', '2021-11-08')).toBeCloseTo(67_525.83, 1);
    expect(window.fields.volume[at]).toBeGreaterThan(2e10);
    expect(window.fields.marketCap[at]).toBeGreaterThan(1e12);
    expect(Math.abs(close('bitcoin', '2017-12-17') / 19_140.8 - 1)).toBeLessThan(0.02);
    for (const field of ['open', 'high', 'low'] as const) expect(window.fields[field][at]).toBeGreaterThan(60_000);
    expect(window.fields.marketCap.some((value) => value === 0)).toBe(false);
  });

  it('takes the first day of a crawl for no birth where another source was there before', () => {
    const start = (asset: string): string => formatDay(window.start[window.assets.indexOf(asset)]!);
    expect(start('cardano') < '2018-01-01').toBe(true);
    expect(start('bitcoin') < '2017-01-02').toBe(true);
  });

  it('keeps out what is no coin of its own', () => {
    const exclusion = (asset: string): number => window.traits.exclusion[window.assets.indexOf(asset)]!;
    expect(['tether', 'usd-coin', 'frax', 'terrausd', 'binance:EURUSDT'].map((id) => exclusion(id) & 1)).toEqual(
      Array(5).fill(EXCLUSION.stablecoin),
    );
    expect(['binance:BTCDOWNUSDT', 'binance:XRPUPUSDT'].map(exclusion)).toEqual(Array(2).fill(EXCLUSION.leveraged));
    expect(exclusion('wbnb')).toBe(EXCLUSION.wrapped);
    expect(['bitcoin', 'ethereum', 'ftx-token', '0x', 'frax-share', 'terra-luna'].map(exclusion)).toEqual(
      Array(6).fill(0),
    );
    expect(window.assets.filter((asset) => asset.startsWith('bybit'))).toEqual([]);
    expect(new Set(window.traits.sector)).toEqual(new Set([-1]));
  });

  it('does not believe a price of 1e-35', () => {
    for (const price of window.fields.close) expect(price < 1e-20).toBe(false);
  });

  it('looks the same from an earlier instant, whether or not the rest is there', () => {
    const asOf = startOfDay(dayNumber('2022-06-20'));
    const [seen, alone] = [panel.at(asOf), loadPanel(store, { asOf })];
    const expected = alone.at(asOf);
    expect(seen.assets).toEqual(expected.assets);
    expect(seen.offset).toEqual(expected.offset);
    expect(seen.fields.close).toEqual(expected.fields.close);
    expect(seen.fields.volume).toEqual(expected.fields.volume);
    expect(seen.traits.exclusion).toEqual(expected.traits.exclusion);
    expect(panel.endingsAt(asOf)).toEqual(alone.endingsAt(asOf));
  });
});
