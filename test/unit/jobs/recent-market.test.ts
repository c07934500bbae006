import { expect, test } from 'vitest';
import { FACTORS } from '../../../src/main/factors/registry.ts';
import { loadMarket } from '../../../src/main/jobs/market.ts';
import { marketKeyOf } from '../../../src/main/jobs/market-cache.ts';
import { recentFactorsOf } from '../../../src/main/jobs/recent-market.ts';
import { factorsOf } from '../../../src/main/jobs/research.ts';
import { cellOf } from '../../../src/main/numeric/panel.ts';
import { sealBatch } from '../../../src/main/store/batches.ts';
import { EligibilityRules } from '../../../src/shared/models.ts';
import { startOfDay } from '../../../src/shared/time.ts';
import { plainRun, simulatedStore } from '../../support/simulated-store.ts';
import { begin } from '../../support/store-rows.ts';

const rules = EligibilityRules.parse({});
const ids = FACTORS.map(({ id }) => id);
const END_DAY = 20_000;

test('the last week has the factors that the whole history gives, bit for bit', () => {
  const store = simulatedStore({
    seed: 3,
    assetCount: 30,
    dayCount: 1_400,
    signalStrength: 0.5,
    firstDay: END_DAY - 1_400,
  });
  const whole = loadMarket(store, startOfDay(END_DAY), rules);
  const table = factorsOf(whole, plainRun(), ids);
  const recent = recentFactorsOf(whole, plainRun(), ids);
  expect(recent.market.window.dayCount).toBe(8);
  let compared = 0;
  for (const [asset, id] of recent.market.window.assets.entries()) {
    for (let day = whole.lastDay - 7; day <= whole.lastDay; day++) {
      const here = cellOf(recent.market.window, asset, day);
      const there = cellOf(whole.window, whole.window.assets.indexOf(id), day);
      expect(here < 0).toBe(there < 0);
      if (here < 0) continue;
      expect(recent.market.eligible[here]).toBe(whole.eligible[there]);
      ids.forEach((factor, f) => {
        expect([factor, recent.table.ranked[f]![here]]).toEqual([factor, table.ranked[f]![there]]);
        expect([factor, recent.table.raw.get(factor)![here]]).toEqual([factor, table.raw.get(factor)![there]]);
        if (!Number.isNaN(table.ranked[f]![there]!)) compared++;
      });
    }
  }
  expect(compared).toBeGreaterThan(8_000);
});

test('what names a market tells other instants and facts apart', () => {
  const store = simulatedStore({ seed: 3, assetCount: 12, dayCount: 500, signalStrength: 0, firstDay: END_DAY - 500 });
  const asOf = startOfDay(END_DAY);
  const key = marketKeyOf(store, asOf);
  expect(marketKeyOf(store, asOf)).toBe(key);
  expect(marketKeyOf(store, startOfDay(END_DAY - 1))).not.toBe(key);
  sealBatch(store, begin(store, 'other'));
  expect(marketKeyOf(store, asOf)).not.toBe(key);
});
