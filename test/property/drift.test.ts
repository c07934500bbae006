import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SILENCE_DAYS } from '../../src/main/numeric/panel.ts';
import { driftWeights } from '../../src/main/portfolio/drift.ts';
import { handMarket } from '../unit/backtest/market.ts';

/** A token that rises ten-thousand-million-fold and falls back leaves cash of which too few digits are left to compare. */
const price = fc.oneof(
  { weight: 4, arbitrary: fc.double({ min: 1e-3, max: 1e3, noNaN: true }) },
  fc.constant(Number.NaN),
);
const asset = fc.record({
  from: fc.nat(20),
  close: fc.array(price, { minLength: 1, maxLength: 2 * SILENCE_DAYS }),
  weight: fc.double({ min: 0, max: 1, noNaN: true }),
  ending: fc.constantFrom(null, 'truncated', 'delisted'),
});

it('weights and cash sum to 1 whatever prices do, none is negative, and one step is as good as two', () => {
  fc.assert(
    fc.property(
      fc.array(asset, { minLength: 1, maxLength: 8 }),
      fc.nat(60),
      fc.nat(60),
      fc.nat(60),
      (assets, fromDay, first, second) => {
        const total = Math.max(
          1,
          assets.reduce((sum, { weight }) => sum + weight, 0),
        );
        const market = handMarket(assets.map(({ from, close }, i) => ({ id: `t${i}`, from, close })));
        const endings = new Map(
          assets.flatMap(({ ending }, i) =>
            ending === null ? [] : [[`t${i}`, ending as 'truncated' | 'delisted'] as const],
          ),
        );
        const weights = new Map(assets.map(({ weight }, i) => [`t${i}`, weight / total]));
        const shared = { market, endings, delistingReturn: -0.5 };
        const untilDay = fromDay + first + second;
        const whole = driftWeights({ ...shared, weights, fromDay, untilDay });
        const sum = [...whole.weights.values()].reduce((all, weight) => all + weight, whole.cash);
        expect(sum).toBeCloseTo(1, 9);
        expect(Math.min(whole.cash, ...whole.weights.values())).toBeGreaterThanOrEqual(0);
        expect(whole.totalReturn).toBeGreaterThanOrEqual(-1);
        const half = driftWeights({ ...shared, weights, fromDay, untilDay: fromDay + first });
        const rest = driftWeights({ ...shared, weights: half.weights, fromDay: fromDay + first, untilDay });
        const hasClose = assets.every(
          ({ from, close }) => from <= fromDay && close.slice(0, fromDay - from + 1).some((value) => value > 0),
        );
        if (!hasClose) return;
        const [once, twice] = [1 + whole.totalReturn, (1 + half.totalReturn) * (1 + rest.totalReturn)];
        expect(Math.abs(twice / once - 1)).toBeLessThan(1e-6);
      },
    ),
    { numRuns: 300 },
  );
});
