/** Chains, commits, funds, moods and articles that became known later change no bit of a factor, deleted or replaced. */
import { expect, test } from 'vitest';
import { FACTORS } from '../../src/main/factors/registry.ts';
import { hashWindow, loadMarket } from '../../src/main/jobs/market.ts';
import { recentFactorsOf } from '../../src/main/jobs/recent-market.ts';
import { factorsOf } from '../../src/main/jobs/research.ts';
import type { FactorTable } from '../../src/main/numeric/factor-table.ts';
import { EligibilityRules } from '../../src/shared/models.ts';
import { type Instant, startOfDay } from '../../src/shared/time.ts';
import { type Future, plainRun, simulatedStore } from '../support/simulated-store.ts';

const FIRST_DAY = 18_628;
const market = { seed: 12, assetCount: 44, dayCount: 500, deathRate: 0.3 };
const rules = EligibilityRules.parse({ minimumDollarVolume: 1_000, minimumMarketCap: 0 });
const OPTIONAL = FACTORS.filter(({ isOptional }) => isOptional).map(({ id }) => id);

function factorsAt(asOf: Instant, future: Future): { table: FactorTable; data: string; bits: Map<string, string> } {
  const store = simulatedStore(market, future, true);
  try {
    const seen = loadMarket(store, asOf, rules);
    const table = factorsOf(seen, plainRun(), OPTIONAL);
    const bytes = (column: Float32Array): string => Buffer.from(column.slice().buffer).toString('base64');
    const bits = OPTIONAL.map(
      (id) => [id, bytes(table.raw.get(id)!) + bytes(table.ranked[table.ids.indexOf(id)]!)] as const,
    );
    return { table, data: hashWindow(seen.window), bits: new Map(bits) };
  } finally {
    store.close();
  }
}

test.each([471, 499])('at the end of day %d of the market', (day) => {
  const asOf = startOfDay(FIRST_DAY + day);
  const full = factorsAt(asOf, { after: asOf, fate: 'kept' });
  for (const id of OPTIONAL) {
    expect(
      full.table.raw.get(id)!.some((value) => !Number.isNaN(value)),
      id,
    ).toBe(true);
    expect(
      full.table.ranked[full.table.ids.indexOf(id)]!.some((rank) => !Number.isNaN(rank)),
      id,
    ).toBe(true);
  }
  for (const fate of ['deleted', 'scrambled'] as const) {
    const other = factorsAt(asOf, { after: asOf, fate });
    expect(
      OPTIONAL.filter((id) => other.bits.get(id) !== full.bits.get(id)),
      fate,
    ).toEqual([]);
    expect(other.data, fate).toBe(full.data);
  }
  // and the very test would see it: what became known a day earlier counts
  const earlier = factorsAt(asOf, { after: asOf - 86_400_000, fate: 'scrambled' });
  expect(earlier.data).not.toBe(full.data);
  const differing = OPTIONAL.filter((id) => earlier.bits.get(id) !== full.bits.get(id));
  expect(differing).toEqual(expect.arrayContaining(['active-addresses', 'fear-and-greed']));
});

test('the last week by itself has the bits of the whole, and the window of a market without observations has none', () => {
  const asOf = startOfDay(FIRST_DAY + 480);
  const store = simulatedStore(market, undefined, true);
  const whole = loadMarket(store, asOf, rules);
  const table = factorsOf(whole, plainRun(), OPTIONAL);
  const recent = recentFactorsOf(whole, plainRun(), OPTIONAL);
  const { window } = recent.market;
  for (const id of OPTIONAL) {
    window.assets.forEach((name, asset) => {
      const place = whole.window.assets.indexOf(name);
      for (let cell = window.offset[asset]!; cell < window.offset[asset + 1]!; cell++) {
        const day = window.start[asset]! + cell - window.offset[asset]!;
        const same = whole.window.offset[place]! + day - whole.window.start[place]!;
        expect(recent.table.raw.get(id)![cell], `${id} of ${name}`).toEqual(table.raw.get(id)![same]);
      }
    });
  }
  store.close();
  const plain = simulatedStore(market);
  expect(loadMarket(plain, asOf, rules).window.observations).toBeUndefined();
  plain.close();
});
