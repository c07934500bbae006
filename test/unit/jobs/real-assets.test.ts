/** Single tokens of the real data, which a person knows by sight. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAssetCandles } from '../../../src/main/jobs/asset-candles.ts';
import { describeAsset } from '../../../src/main/jobs/asset-facts.ts';
import { findAssetLevels } from '../../../src/main/jobs/asset-levels.ts';
import { findNeighbours } from '../../../src/main/jobs/asset-neighbours.ts';
import type { WritableStore } from '../../../src/main/store/open.ts';
import { startOfDay } from '../../../src/shared/time.ts';
import { importReal } from '../../support/real-store.ts';
import { announceMissingData, hasSharedData } from '../../support/shared-data.ts';
import { plainRun } from '../../support/simulated-store.ts';
import { dayNumber, memoryStore } from '../../support/store-rows.ts';

if (!hasSharedData) announceMissingData('single tokens of real data');

const IDS = new Set('bitcoin ethereum litecoin dogecoin cardano tether chainlink ripple'.split(' '));
const AS_OF = startOfDay(dayNumber('2024-06-30'));
const idOf = (key: string): string => `coingecko:${key}`;

let store: WritableStore;

describe.runIf(hasSharedData)('real tokens', () => {
  beforeAll(async () => {
    store = memoryStore();
    for (const year of [2022, 2023, 2024])
      await importReal(store, `daily/coingecko/${year}.csv.gz`, (key) => IDS.has(key));
  });
  afterAll(() => store?.close());

  it('have the prices that they had', async () => {
    const bitcoin = await describeAsset(store, { asset: idOf('bitcoin'), asOf: AS_OF }, plainRun());
    expect(bitcoin.close).toBeGreaterThan(60_000);
    expect(bitcoin.close).toBeLessThan(61_500);
    expect(bitcoin.marketCap! / bitcoin.close!).toBeCloseTo(19.7e6, -5);
    expect(bitcoin.return365Days).toBeGreaterThan(0.9);
    expect(bitcoin.volatility).toBeGreaterThan(0.3);
    expect(bitcoin.volatility).toBeLessThan(0.8);
    const tether = await describeAsset(store, { asset: idOf('tether'), asOf: AS_OF }, plainRun());
    expect(tether).toMatchObject({ exclusions: expect.arrayContaining(['stablecoin']), isEligible: false });
  });

  it('turned where everybody saw them turn', async () => {
    const input = { asset: idOf('bitcoin'), asOf: AS_OF };
    const { levels } = await findAssetLevels(store, input, plainRun());
    // the top of the spring of 2024, which was tried from March to June
    const top = levels.find(({ price }) => price > 70_000 && price < 73_000);
    expect(top).toMatchObject({ kind: 'resistance' });
    expect(top?.touchCount).toBeGreaterThanOrEqual(2);
  });

  it('move together, but for the one that does not move', async () => {
    const input = { asset: idOf('bitcoin'), asOf: AS_OF, days: 180, count: 3 };
    const { similar } = await findNeighbours(store, input, plainRun());
    expect(similar[0]?.asset).toBe(idOf('ethereum'));
    expect(similar[0]?.correlation).toBeGreaterThan(0.7);
    expect(similar[0]?.overlapDays).toBeGreaterThan(170);
  });

  it('have a year of candles without a gap', async () => {
    const range = { fromTime: startOfDay(dayNumber('2023-01-01')), untilTime: startOfDay(dayNumber('2024-01-01')) };
    const input = { ...range, asset: idOf('ethereum'), timeframe: '1d' as const, asOf: AS_OF, limit: 10_000 };
    expect((await readAssetCandles(store, input, plainRun())).close).toHaveLength(365);
  });
});
