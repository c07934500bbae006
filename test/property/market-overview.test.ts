/** Later days are deleted: everything that the figures of the market say of the days before keeps its bits. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eligibleCells } from '../../src/main/factors/universe.ts';
import { loadMarket } from '../../src/main/jobs/market.ts';
import { overviewOf } from '../../src/main/jobs/market-overview.ts';
import { crossSectionOf, type Window } from '../../src/main/numeric/panel.ts';
import { breadthOf } from '../../src/main/risk/breadth.ts';
import { fearAndGreedOf, tradedRatioOf } from '../../src/main/risk/fear-greed.ts';
import { largestCellsOf, marketIndexOf, shareOf } from '../../src/main/risk/market-index.ts';
import { regimeOf, seenOn } from '../../src/main/risk/regime.ts';
import { sectorRotationOf } from '../../src/main/risk/sector-rotation.ts';
import { settledPricesOf } from '../../src/main/risk/settled-prices.ts';
import { EligibilityRules } from '../../src/shared/models.ts';
import { startOfDay } from '../../src/shared/time.ts';
import { type Future, plainRun, simulatedStore } from '../support/simulated-store.ts';
import { cutWindow, simulatedWindow } from '../unit/factors/market.ts';

const DAYS = 760;
const rules = EligibilityRules.parse({ minimumDollarVolume: 1_000, minimumMarketCap: 0 });

/** Every series of the market by name, one entry a day. */
function seriesOf(window: Window) {
  const market = { window, crossSection: crossSectionOf(window), ...eligibleCells(window, rules) };
  const prices = settledPricesOf(market);
  const index = marketIndexOf(market, prices);
  const share = shareOf(market, prices, index, 0);
  const largest = largestCellsOf(market, prices, 100);
  const { value, parts } = fearAndGreedOf(index, tradedRatioOf(market, largest), share);
  const { stressProbability } = regimeOf(seenOn(market, prices, index, largest));
  const columns = { ...index, share, ...breadthOf(market, prices), stressProbability, mood: value, ...parts };
  return { columns: Object.entries(columns), sectors: sectorRotationOf(market, prices, index) };
}

describe('figures of the market', () => {
  const window = simulatedWindow({ seed: 3, assetCount: 60, dayCount: DAYS });
  const whole = seriesOf(window);

  it('are the same when later days are deleted', () => {
    fc.assert(
      fc.property(fc.integer({ min: 380, max: DAYS - 1 }), (days) => {
        const { columns } = seriesOf(cutWindow(window, window.firstDay + days));
        expect(columns.map(([name]) => name)).toEqual(whole.columns.map(([name]) => name));
        columns.forEach(([name, column], i) => {
          const cut = whole.columns[i]![1].slice(0, days);
          expect({ name, differing: cut.findIndex((value, day) => !Object.is(value, column[day])) }).toEqual({
            name,
            differing: -1,
          });
          expect(column).toHaveLength(days);
        });
      }),
      { numRuns: 6, examples: [[366], [500]] },
    );
  });

  it('tell of sectors at the last weeks what was told a week before', () => {
    const before = seriesOf(cutWindow(window, window.firstDay + DAYS - 7)).sectors;
    for (const { sector, strength, momentum } of whole.sectors) {
      const then = before.find((other) => other.sector === sector)!;
      expect(then.strength.slice(1)).toEqual(strength.slice(0, -1));
      expect(then.momentum.slice(1)).toEqual(momentum.slice(0, -1));
    }
  });

  it('lie within their bounds', () => {
    const bounds: Readonly<Record<string, readonly [number, number]>> = {
      ...{ share: [0, 1], aboveAverage50: [0, 1], aboveAverage200: [0, 1], advancing: [0, 1], newHighs: [-1, 1] },
      ...{ stressProbability: [0, 1], mood: [0, 100], volatility: [0, 100], momentum: [0, 100], dominance: [0, 100] },
      ...{ dailyReturn: [-1, 4], level: [0, 1e9], marketCap: [0, 1e15], eligibleCount: [0, 60] },
    };
    for (const [name, column] of whole.columns) {
      const [low, high] = bounds[name]!;
      const known = Array.from(column).filter((value) => !Number.isNaN(value));
      expect(known.length).toBeGreaterThan(200);
      expect(known.every((value) => value >= low && value <= high)).toBe(true);
    }
  });
});

describe('the overview of a day', () => {
  const asOf = startOfDay(18_628 + 560);
  const saidWith = (fate: Future['fate']): string => {
    const store = simulatedStore({ seed: 7, assetCount: 40, dayCount: 620 }, { after: asOf, fate });
    try {
      const input = { asOf, days: 3_650, correlationSize: 30, isSimulated: true };
      return JSON.stringify(overviewOf(loadMarket(store, asOf, rules), (id) => id, input, plainRun()));
    } finally {
      store.close();
    }
  };

  it.each(['deleted', 'scrambled'] as const)('is the same with the future %s in the store', (fate) => {
    expect(saidWith(fate) === saidWith('kept')).toBe(true);
  });
});
