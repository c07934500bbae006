import { describe, expect, it, test } from 'vitest';
import { linkSeries } from '../../../src/main/jobs/link-series.ts';
import { hashWindow, readMarket } from '../../../src/main/jobs/market.ts';
import { describeMeasures } from '../../../src/main/jobs/measures.ts';
import type { DaySeriesName, MeasureName } from '../../../src/main/numeric/observations.ts';
import { createRandom } from '../../../src/main/numeric/random.ts';
import { sliceWindow } from '../../../src/main/numeric/slice.ts';
import { type IdentityLink, listIdentities, saveIdentities } from '../../../src/main/store/identities.ts';
import type { WritableStore } from '../../../src/main/store/open.ts';
import { DAY, startOfDay } from '../../../src/shared/time.ts';
import { type MeasureRow, storeMeasures } from '../../support/measure-rows.ts';
import { plainRun } from '../../support/simulated-store.ts';
import { type CandleRow, memoryStore, store as storeCandles } from '../../support/store-rows.ts';

const FIRST = 18_000;
const AS_OF = startOfDay(FIRST + 200);
const walk = (key: string, from: number, count: number): CandleRow[] => {
  const random = createRandom(1, key);
  let close = 10;
  return Array.from({ length: count }, (_, i) => {
    close *= Math.exp(0.05 * random.normal());
    return { key, day: from + i, close, quoteVolume: 1e6 };
  });
};
const link = (source: string, key: string, assetId: string): IdentityLink => ({
  ...{ source, key, assetId, fromDay: 0, untilDay: null },
  ...{ method: 'id', isAmbiguous: false, evidence: {} },
});

/** A store of candles of `bitcoin`, and what else is said. */
function market(
  measures: Readonly<Record<string, readonly MeasureRow[]>>,
  links: readonly IdentityLink[],
): WritableStore {
  const store = memoryStore();
  storeCandles(store, 'coingecko', walk('bitcoin', FIRST, 200));
  storeCandles(store, 'coingecko', walk('late', FIRST + 100, 50));
  for (const [source, rows] of Object.entries(measures)) storeMeasures(store, source, rows);
  saveIdentities(store, [link('coingecko', 'bitcoin', 'bitcoin'), link('coingecko', 'late', 'late'), ...links]);
  return store;
}

/** Days since FIRST and values of a measure of an asset. */
function shown(store: WritableStore, asset: string, name: MeasureName, asOf = AS_OF): (readonly number[])[] {
  const { window } = readMarket(store, asOf);
  const measure = window.observations?.measures[name];
  const place = window.assets.indexOf(asset);
  if (measure === undefined) return [];
  const rows: (readonly number[])[] = [];
  for (let at = measure.offset[place]!; at < measure.offset[place + 1]!; at++)
    rows.push([measure.day[at]! - FIRST, measure.value[at]!]);
  return rows;
}
const dayLine = (store: WritableStore, name: DaySeriesName, asOf = AS_OF): (readonly number[])[] =>
  Array.from(readMarket(store, asOf).window.observations!.days[name]!, (value, day) => [day, value] as const).filter(
    ([, value]) => !Number.isNaN(value),
  );

const chain = (subject: string, day: number, value: number, lag = 2, metric = 'AdrActCnt'): MeasureRow => ({
  subject,
  metric,
  day: FIRST + day,
  value,
  knownAt: (FIRST + day + lag) * DAY,
});

describe('a measure in a window', () => {
  it('stands on the day at whose end it was known, and not in a window that ends before', () => {
    const store = market({ coinmetrics: [chain('btc', 5, 10), chain('btc', 6, 11)] }, [
      link('coinmetrics', 'btc', 'bitcoin'),
    ]);
    expect(shown(store, 'bitcoin', 'active-addresses')).toEqual([
      [6, 10],
      [7, 11],
    ]);
    expect(shown(store, 'bitcoin', 'active-addresses', startOfDay(FIRST + 8))).toHaveLength(2);
    expect(shown(store, 'bitcoin', 'active-addresses', startOfDay(FIRST + 7))).toEqual([[6, 10]]);
    expect(shown(store, 'late', 'active-addresses')).toEqual([]);
    store.close();
  });

  it('keeps what was known first, as later revisions were not, but takes what was revised the same day', () => {
    const rows = [chain('btc', 5, 10), chain('btc', 9, 1, 1.5)];
    const store = market({ coinmetrics: rows }, [link('coinmetrics', 'btc', 'bitcoin')]);
    // seen anew in the evening of day 10
    storeMeasures(store, 'coinmetrics', [chain('btc', 5, 12), chain('btc', 9, 2, 1.5)], (FIRST + 10.75) * DAY);
    expect(shown(store, 'bitcoin', 'active-addresses')).toEqual([
      [6, 10],
      [10, 2],
    ]);
    store.close();
  });

  it('adds up the chains of a token, and the newer of two that came at once stays', () => {
    const rows = [chain('usdt', 5, 10), chain('usdt_eth', 5, 5), chain('usdt', 6, 20), chain('usdt', 7, 30, 1)];
    const links = [link('coinmetrics', 'usdt', 'bitcoin'), link('coinmetrics', 'usdt_eth', 'bitcoin')];
    const store = market({ coinmetrics: rows }, links);
    expect(shown(store, 'bitcoin', 'active-addresses')).toEqual([
      [6, 15],
      [7, 30],
    ]);
    store.close();
  });

  it('is nobody’s before the first candle: a fork does not inherit the work on what it began with', () => {
    const commits = (week: number, value: number) => chain('late o/r', week, value, 8, 'commits');
    const rows = [commits(84, 500), commits(98, 400), commits(105, 3), commits(112, 2)];
    const store = market({ 'git-histories': rows }, [link('git-histories', 'late o/r', 'late')]);
    expect(shown(store, 'late', 'commits')).toEqual([
      [112, 3],
      [119, 2],
    ]);
    store.close();
  });

  it('is zero in the weeks after the last commit, as far as any repository is known', () => {
    const commits = (subject: string, week: number, value: number) => chain(subject, week, value, 8, 'commits');
    const rows = [
      commits('bitcoin o/a', 7, 4),
      commits('late o/r', 105, 1),
      commits('late o/r', 112, 1),
      commits('late o/r', 126, 1),
    ];
    const links = [link('git-histories', 'bitcoin o/a', 'bitcoin'), link('git-histories', 'late o/r', 'late')];
    const store = market({ 'git-histories': rows }, links);
    const all = shown(store, 'bitcoin', 'commits');
    expect(all[0]).toEqual([14, 4]);
    expect(all.slice(1)).toEqual(Array.from({ length: 17 }, (_, i) => [21 + 7 * i, 0]));
    // whether there will be another one is not known before
    expect(shown(store, 'bitcoin', 'commits', startOfDay(FIRST + 121)).at(-1)).toEqual([119, 0]);
    store.close();
  });

  it('of two sources is that of the one that is believed', () => {
    const hashes = (source: string, metric: string) => [{ ...chain(source, 5, source === 'btc' ? 1 : 2), metric }];
    const store = market({ coinmetrics: hashes('btc', 'HashRate'), 'blockchain.com': hashes('bitcoin', 'hashrate') }, [
      link('coinmetrics', 'btc', 'bitcoin'),
      link('blockchain.com', 'bitcoin', 'bitcoin'),
    ]);
    expect(shown(store, 'bitcoin', 'hash-rate')).toEqual([[6, 2]]);
    store.close();
  });
});

test('a fund’s change stands on the evening of its close, but not over a break of more than a week', () => {
  const close = (day: number, value: number): MeasureRow => chain('SPY', day, value, 0.875, 'close');
  const store = market(
    { 'yahoo-funds': [close(4, 100), close(5, 110), close(8, 99), close(16, 200), close(17, 100)] },
    [],
  );
  expect(dayLine(store, 'shares-change').map(([day, change]) => [day, Number(change!.toFixed(9))])).toEqual([
    [5, 0.1],
    [8, -0.1],
    [17, -0.5],
  ]);
  expect(dayLine(store, 'shares-change', startOfDay(FIRST + 9))).toHaveLength(2);
  store.close();
});

test('a mood holds for three days', () => {
  const mood = (day: number, value: number): MeasureRow => chain('market', day, value, 1 / 24, 'fear-greed');
  const store = market({ 'alternative.me': [mood(4, 20), mood(6, 30)] }, []);
  expect(dayLine(store, 'fear-greed')).toEqual([
    [4, 20],
    [5, 20],
    [6, 30],
    [7, 30],
    [8, 30],
    [9, 30],
  ]);
  store.close();
});

test('observations are cut with their window and are part of what its hash covers', () => {
  const rows = (value: number) => [chain('btc', 5, 10), chain('btc', 150, value)];
  const links = [link('coinmetrics', 'btc', 'bitcoin')];
  const [one, other] = [market({ coinmetrics: rows(11) }, links), market({ coinmetrics: rows(12) }, links)];
  const { window } = readMarket(one, AS_OF);
  expect(hashWindow(window)).not.toBe(hashWindow(readMarket(other, AS_OF).window));
  const { window: slice } = sliceWindow(window, FIRST + 151);
  const { offset, day, value } = slice.observations!.measures['active-addresses']!;
  const place = slice.assets.indexOf('bitcoin');
  expect([...offset.subarray(place, place + 2)]).toEqual([0, 1]);
  expect([day[0], value[0]]).toEqual([FIRST + 151, 11]);
  expect(sliceWindow(window, FIRST + 152).window.observations!.measures['active-addresses']!.day).toHaveLength(0);
  one.close();
  other.close();
});

test('a ticker is an asset’s by its price alone, an id by itself, and the rest is nobody’s', async () => {
  const store = memoryStore();
  storeCandles(store, 'coinmarketcap', [...walk('LUNA', FIRST, 200), ...walk('GAS', FIRST, 200)]);
  storeCandles(store, 'coingecko', walk('harmony', FIRST, 200));
  const prices = (subject: string, like: string, factor: number): MeasureRow[] =>
    walk(like, FIRST, 200).map(({ day, close }) => ({ subject, metric: 'PriceUSD', day, value: close * factor }));
  storeMeasures(store, 'coinmetrics', [
    ...prices('luna', 'LUNA', 700),
    ...prices('gas_neo', 'GAS', 1.001),
    // its price is that of another symbol
    ...prices('one', 'GAS', 1),
    { subject: 'harmony', metric: 'TxCnt', day: FIRST, value: 1 },
  ]);
  storeMeasures(store, 'git-histories', [
    { subject: 'harmony harmony-one/harmony', metric: 'commits', day: FIRST, value: 1 },
    { subject: 'unheard-of o/r', metric: 'commits', day: FIRST, value: 1 },
  ]);
  saveIdentities(store, await linkSeries(store, {}, plainRun()));
  const measured = ['coinmetrics', 'git-histories'];
  const links = listIdentities(store).filter(({ source }) => measured.includes(source));
  expect(links.map(({ key, assetId, method }) => [key, assetId, method])).toEqual([
    ['gas_neo', 'coinmarketcap:GAS', 'symbol+price'],
    ['harmony harmony-one/harmony', 'harmony', 'id'],
  ]);
  const coverage = await describeMeasures(store, { asOf: AS_OF }, plainRun());
  const rows = coverage.metric.map((metric, i) => [metric, coverage.subjectCount[i], coverage.linkedCount[i]]);
  expect(rows).toEqual([
    ['PriceUSD', 3, 1],
    ['TxCnt', 1, 0],
    ['commits', 2, 1],
  ]);
  expect(coverage).toMatchObject({
    lagDays: [1, 1, 1],
    assumedShare: [1, 1, 1],
    group: ['on-chain', 'on-chain', 'developer'],
  });
  store.close();
});
