import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SILENCE_DAYS } from '../../src/main/numeric/panel.ts';
import { driftWeights } from '../../src/main/portfolio/drift.ts';
import { handMarket } from '../unit/backtest/market.ts';

type Asset = { from: number; close: number[]; weight: number; ending: 'truncated' | 'delisted' | null };

/** Assets whose closes lie between two prices, some of them missing; of at least `days` days, the first up to `latestStart`. */
const assetsWithin = (low: number, high: number, { days = 1, latestStart = 20 } = {}): fc.Arbitrary<Asset[]> => {
  const price = fc.oneof(
    { weight: 4, arbitrary: fc.double({ min: low, max: high, noNaN: true }) },
    fc.constant(Number.NaN),
  );
  const asset = fc.record({
    from: fc.nat(latestStart),
    close: fc.array(price, { minLength: days, maxLength: 2 * SILENCE_DAYS }),
    weight: fc.double({ min: 0, max: 1, noNaN: true }),
    ending: fc.constantFrom(null, 'truncated' as const, 'delisted' as const),
  });
  return fc.array(asset, { minLength: 1, maxLength: 8 });
};

/** Returns what drifts weights of these assets, and those weights, which sum to at most 1. */
function holdingsOf(assets: readonly Asset[]) {
  const total = Math.max(
    1,
    assets.reduce((sum, { weight }) => sum + weight, 0),
  );
  const market = handMarket(assets.map(({ from, close }, i) => ({ id: `t${i}`, from, close })));
  const endings = new Map(assets.flatMap(({ ending }, i) => (ending === null ? [] : [[`t${i}`, ending] as const])));
  return {
    weights: new Map(assets.map(({ weight }, i) => [`t${i}`, weight / total])),
    drift: (weights: ReadonlyMap<string, number>, fromDay: number, untilDay: number) =>
      driftWeights({ market, endings, delistingReturn: -0.5, weights, fromDay, untilDay }),
  };
}

it('weights and cash sum to 1 whatever prices do, and none is negative', () => {
  fc.assert(
    fc.property(assetsWithin(1e-9, 1e9), fc.nat(60), fc.nat(60), (assets, fromDay, days) => {
      const { weights, drift } = holdingsOf(assets);
      const drifted = drift(weights, fromDay, fromDay + days);
      const sum = [...drifted.weights.values()].reduce((all, weight) => all + weight, drifted.cash);
      expect(sum).toBeCloseTo(1, 9);
      expect(Math.min(drifted.cash, ...drifted.weights.values())).toBeGreaterThanOrEqual(0);
      expect(drifted.totalReturn).toBeGreaterThanOrEqual(-1);
    }),
    { numRuns: 300 },
  );
});

it('one step is as good as two', () => {
  let moved = 0;
  // at moves of more than a hundredfold, cash that is 1 less the weights has too few digits left to compare
  const lives = assetsWithin(0.1, 10, { days: 40, latestStart: 3 });
  fc.assert(
    fc.property(lives, fc.integer({ min: 3, max: 20 }), fc.nat(20), fc.nat(40), (assets, fromDay, first, second) => {
      const hasClose = assets.every(({ from, close }) => close.slice(0, fromDay - from + 1).some((value) => value > 0));
      if (!hasClose) return;
      const { weights, drift } = holdingsOf(assets);
      const untilDay = fromDay + first + second;
      const whole = drift(weights, fromDay, untilDay);
      const half = drift(weights, fromDay, fromDay + first);
      const rest = drift(half.weights, fromDay + first, untilDay);
      const [once, twice] = [1 + whole.totalReturn, (1 + half.totalReturn) * (1 + rest.totalReturn)];
      expect(Math.abs(twice / once - 1)).toBeLessThan(1e-9);
      if (half.totalReturn !== 0 && rest.totalReturn !== 0) moved++;
    }),
    { numRuns: 2_000 },
  );
  // prices moved in both steps often enough for the comparison to mean something
  expect(moved).toBeGreaterThan(100);
});
