import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linkSeries } from '../../../src/main/jobs/link-series.ts';
import { loadMarket, type Market } from '../../../src/main/jobs/market.ts';
import { describeMarket, overviewOf } from '../../../src/main/jobs/market-overview.ts';
import { saveIdentities } from '../../../src/main/store/identities.ts';
import type { WritableStore } from '../../../src/main/store/open.ts';
import { MarketOverview } from '../../../src/shared/market.ts';
import { EligibilityRules } from '../../../src/shared/models.ts';
import { DAY, formatDay, startOfDay } from '../../../src/shared/time.ts';
import { importReal } from '../../support/real-store.ts';
import { announceMissingData, hasSharedData } from '../../support/shared-data.ts';
import { plainRun, simulatedStore } from '../../support/simulated-store.ts';
import { dayNumber, memoryStore } from '../../support/store-rows.ts';

if (!hasSharedData) announceMissingData('overviews of the real market');

const FIRST = 18_628;
const DAYS = 700;
const size = { correlationSize: 20, isSimulated: true };
const rules = EligibilityRules.parse({});

describe('describeMarket', () => {
  const store = simulatedStore({ seed: 4, assetCount: 80, dayCount: DAYS });
  afterAll(() => store.close());
  const asOf = startOfDay(FIRST + DAYS);
  let overview: MarketOverview;
  beforeAll(async () => {
    overview = await describeMarket(store, { asOf, days: 365, ...size }, plainRun());
  });

  it('fills the contract: columns of the days asked for, ending with the last', () => {
    expect(MarketOverview.parse(overview)).toEqual(overview);
    const { dayTime, index, marketCap, bitcoinShare, breadth, regime, fearAndGreed } = overview;
    expect(dayTime).toHaveLength(365);
    expect(dayTime.at(-1)).toBe(asOf - DAY);
    for (const column of [index, marketCap, bitcoinShare, ...Object.values(breadth)]) {
      expect(column).toHaveLength(365);
      expect(column.every((value) => value !== null)).toBe(true);
    }
    expect([fearAndGreed.value.length, regime.stressProbability.length]).toEqual([365, 365]);
    // a year after the first token was eligible at the end of its 90th day, and a day for the first return
    expect(regime.stressProbability.findIndex((value) => value !== null)).toBe(89 + 365 - (DAYS - 365));
    expect(regime.now).not.toBeNull();
    expect(index[0]).toBe(1);
    expect(overview.eligibleCount).toBe(breadth.eligibleCount.at(-1));
    expect(overview.isSimulated).toBe(true);
  });

  it('says which parts of fear and greed there are, and why not the others', () => {
    const { components, value } = overview.fearAndGreed;
    expect(components.map(({ id, absence }) => [id, absence === null])).toEqual([
      ...[
        ['volatility', true],
        ['momentum', true],
        ['dominance', true],
      ],
      ...[
        ['social', false],
        ['surveys', false],
        ['trends', false],
      ],
    ]);
    expect(components.reduce((sum, { usedWeight }) => sum + usedWeight, 0)).toBeCloseTo(1, 12);
    const byHand = components.reduce((sum, part) => sum + part.usedWeight * (part.value ?? 0), 0);
    expect(value.at(-1)).toBeCloseTo(byHand, 10);
  });

  it('follows every sector for 8 weeks', () => {
    expect(overview.sectorNote).toBeNull();
    expect(overview.sectors.length).toBeGreaterThan(3);
    expect(overview.sectors.reduce((sum, { tokenCount }) => sum + tokenCount, 0)).toBe(overview.eligibleCount);
    expect(overview.sectors.reduce((sum, { share }) => sum + (share ?? 0), 0)).toBeCloseTo(1, 9);
    for (const { strength, momentum, return90Days } of overview.sectors) {
      expect([strength.length, momentum.length]).toEqual([8, 8]);
      expect([...strength, ...momentum, return90Days].every((value) => value !== null)).toBe(true);
    }
  });

  it('clusters the largest tokens, which it names', () => {
    const { assets, names, cluster, clusters, matrix, days } = overview.correlation;
    expect([assets.length, names.length, cluster.length, matrix.length, days]).toEqual([20, 20, 20, 400, 180]);
    expect(assets).toContain('bitcoin');
    expect(names.every((name) => name.endsWith('(simulated)'))).toBe(true);
    expect(clusters.length).toBeGreaterThanOrEqual(3);
    expect(clusters.length).toBeLessThanOrEqual(8);
  });

  it('answers the same from what it kept, for other days and another size', async () => {
    const other = await describeMarket(store, { asOf, days: 90, ...size, correlationSize: 5 }, plainRun());
    expect(other.correlation.assets).toHaveLength(5);
    expect(other.fearAndGreed.value).toEqual(overview.fearAndGreed.value.slice(-90));
    const fresh = loadMarket(store, asOf, rules);
    expect(overviewOf(fresh, (id) => id, { asOf, days: 90, ...size, correlationSize: 5 }, plainRun())).toEqual({
      ...other,
      correlation: { ...other.correlation, names: other.correlation.assets },
    });
  });

  it('tells of a young market what is missing', async () => {
    const early = startOfDay(FIRST + 120);
    const market = loadMarket(store, early, rules);
    const { regime, fearAndGreed, dayTime, breadth } = overviewOf(
      market,
      (id) => id,
      { asOf: early, days: 730, ...size },
      plainRun(),
    );
    // the first token is eligible at the end of its 90th day
    expect([dayTime.length, dayTime[0]]).toEqual([31, startOfDay(FIRST + 89)]);
    expect(regime).toMatchObject({ now: null, sinceTime: null, calm: null, turbulent: null });
    expect(regime.note).toContain('needs a year');
    expect(fearAndGreed.value.every((value) => value === null)).toBe(true);
    expect(fearAndGreed.components[0]?.absence).toBe('Needs 180 known days of the last year');
    expect(breadth.aboveAverage200.every((value) => value === null)).toBe(true);
  });

  it('can be cancelled', () => {
    const market = loadMarket(store, asOf, rules);
    const run = { signal: { aborted: true } };
    expect(() => overviewOf(market, (id) => id, { asOf, days: 90, ...size }, run)).toThrow(
      expect.objectContaining({ code: 'cancelled' }),
    );
  });

  it('refuses an instant before every candle', async () => {
    const input = { asOf: startOfDay(FIRST - 10), days: 90, ...size };
    await expect(async () => describeMarket(store, input, plainRun())).rejects.toMatchObject({
      code: 'insufficient-data',
    });
  });
});

describe.runIf(hasSharedData)('the real market', () => {
  const IDS = new Set(
    `bitcoin ethereum ripple bitcoin-cash litecoin eos binancecoin bitcoin-cash-sv stellar cardano tron monero dash neo
    iota nem zcash ethereum-classic ontology vechain dogecoin qtum basic-attention-token chainlink decred lisk omisego 0x
    tezos maker cosmos tether`.split(/\s+/),
  );
  let store: WritableStore;
  beforeAll(async () => {
    store = memoryStore();
    for (const year of [2018, 2019, 2020, 2021]) {
      await importReal(store, `daily/coingecko/${year}.csv.gz`, (key) => IDS.has(key));
    }
    await importReal(store, 'meta/coingecko_assets.csv.gz');
    saveIdentities(store, await linkSeries(store, {}, plainRun()));
  }, 120_000);
  afterAll(() => store.close());

  const on = (day: string): Market => loadMarket(store, startOfDay(dayNumber(day) + 1), rules);
  const overviewOn = (day: string) => {
    const market = on(day);
    return overviewOf(
      market,
      (id) => id,
      { asOf: market.window.asOf, days: 3_650, ...size, isSimulated: false },
      plainRun(),
    );
  };

  it.each([
    ['2020-03-13', 0.3],
    ['2021-05-20', 0.2],
  ])('was turbulent and afraid on %s', (day, fallen) => {
    const { regime, fearAndGreed, index, dayTime, breadth, sectorNote, sectors } = overviewOn(day);
    expect(formatDay((dayTime.at(-1) ?? 0) / DAY)).toBe(day);
    expect(regime.now).toBe('turbulent');
    expect(fearAndGreed.value.at(-1)).toBeLessThan(25);
    const [now, weekAgo] = [index.at(-1) ?? 0, index.at(-8) ?? 0];
    expect(now / weekAgo - 1).toBeLessThan(-fallen);
    expect(breadth.advancing.at(-1)).toBeLessThan(0.1);
    expect([sectors.length, sectorNote]).toEqual([0, expect.stringContaining(`at the end of ${day}`)]);
  });

  it('was calm in July and October of 2020, and greedy a month later', () => {
    const { regime, fearAndGreed, dayTime } = overviewOn('2020-11-21');
    const at = (day: string): number => dayTime.indexOf(startOfDay(dayNumber(day)));
    for (const day of ['2020-07-20', '2020-10-15']) expect(regime.stressProbability[at(day)]).toBeLessThan(0.35);
    expect(fearAndGreed.value[at('2020-11-21')]).toBeGreaterThan(60);
  });

  it('says of a day what it said on that day', () => {
    const [then, later] = [overviewOn('2020-03-13'), overviewOn('2021-05-20')];
    const days = then.dayTime.length;
    expect(days).toBeGreaterThan(500);
    expect(later.dayTime.slice(0, days)).toEqual(then.dayTime);
    for (const columnsOf of [
      ({ index, marketCap, bitcoinShare }: MarketOverview) => ({ index, marketCap, bitcoinShare }),
      ({ breadth }: MarketOverview) => breadth,
      ({ regime, fearAndGreed }: MarketOverview) => ({ a: regime.stressProbability, b: fearAndGreed.value }),
    ]) {
      const cut = Object.entries(columnsOf(later)).map(([name, column]) => [name, column.slice(0, days)]);
      expect(cut).toEqual(Object.entries(columnsOf(then)));
    }
  });
});
