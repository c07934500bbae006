import { computeLabels } from '../../../src/main/models/labels.ts';
import { cellCount, crossSectionOf } from '../../../src/main/numeric/panel.ts';
import { createRandom } from '../../../src/main/numeric/random.ts';
import type { PatternMarket } from '../../../src/main/ratings/pattern-rows.ts';
import { CONDITION_TESTS, type Condition } from '../../../src/shared/patterns.ts';
import { handMarket } from '../backtest/market.ts';

export const FIRST = 7_000;
export const HORIZON = 30;

export type MadeMarket = {
  readonly seed: number;
  readonly assets: number;
  readonly days: number;
  readonly factors: number;
  /** Added to the daily return of a token whose first factor is in the top fifth and whose second is in the bottom fifth. */
  readonly planted?: number;
  /** Prices from this day on depend on `future`, too. */
  readonly forkDay?: number;
  readonly future?: number;
};

/** Returns a market of tokens whose factors stay for some weeks and then become others, as ranks of real ones do. */
export function makePatternMarket(options: MadeMarket): PatternMarket {
  const { seed, assets, days, factors, planted = 0, forkDay = days, future = 0 } = options;
  const ids = Array.from({ length: factors }, (_, factor) => `factor-${factor}`);
  const ranked = ids.map(() => new Float32Array(assets * days));
  const lives = Array.from({ length: assets }, (_, asset) => {
    const random = createRandom(seed, 'asset', asset);
    for (const ranks of ranked) {
      for (let day = 0; day < days; ) {
        const end = Math.min(days, day + 20 + random.below(60));
        ranks.fill(2 * random.uniform() - 1, asset * days + day, asset * days + end);
        day = end;
      }
    }
    const later = createRandom(seed, 'future', future, asset);
    const spread = 0.02 + 0.06 * random.uniform();
    const close: number[] = [];
    let price = 1;
    for (let day = 0; day < days; day++) {
      const cell = asset * days + day;
      const isPlanted = factors >= 2 && ranked[0][cell] >= 0.6 && ranked[1][cell] <= -0.6;
      close.push(price);
      price *= Math.exp(spread * (day < forkDay ? random : later).normal() + (isPlanted ? planted : 0));
    }
    return { close };
  });
  const window = handMarket(lives, FIRST);
  const eligible = new Uint8Array(cellCount(window)).fill(1);
  const endings = new Map<string, 'truncated' | 'delisted'>();
  const labels = computeLabels(window, { eligible, kind: 'rank', horizon: HORIZON, endings, delistingReturn: -0.5 });
  const volatility = new Float32Array(cellCount(window));
  for (let cell = 0; cell < volatility.length; cell++) {
    // tokens in no order of theirs, so that fifths hold some of each
    volatility[cell] = (2 * (Math.floor(cell / days) + 0.5)) / assets - 1;
  }
  return {
    table: { layout: window, ids, isOptional: ids.map(() => false), raw: new Map(), ranked, eligible },
    crossSection: crossSectionOf(window),
    outcome: labels.value,
    knownDay: labels.knownDay,
    horizon: HORIZON,
    volatility,
  };
}

/** Returns every condition of a market. */
export function conditionsOf({ table }: PatternMarket): Condition[] {
  return table.ids.flatMap((factor) => CONDITION_TESTS.map((test) => ({ factor, test })));
}
