import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { waterfallSteps } from '../../../../src/renderer/ui/waterfall-steps.ts';

const amount = fc.double({ min: -5, max: 5, noNaN: true });

describe('waterfall', () => {
  it('begins each line where the last ended, and ends at the sum', () => {
    const parts = fc
      .array(amount, { maxLength: 12 })
      .map((values) => values.map((value, index) => ({ key: `p${index}`, value })));
    fc.assert(
      fc.property(amount, parts, amount, amount, (base, listed, rest, residual) => {
        const steps = waterfallSteps({ base, parts: listed, rest, residual });
        const total = steps.at(-1)!;
        for (const [index, step] of steps.slice(1, -1).entries()) expect(step.from).toBe(steps[index]!.to);
        const sum = listed.reduce((whole, { value }) => whole + value, base) + rest + residual;
        expect(total).toMatchObject({ kind: 'total', from: 0 });
        expect(total.to).toBeCloseTo(sum, 9);
        expect(total.to).toBe(steps.at(-2)!.to);
      }),
    );
  });

  it('begins at zero where there is no base', () => {
    const steps = waterfallSteps({ base: null, parts: [{ key: 'a', value: 2 }], rest: 0, residual: 0 });
    expect(steps.map(({ kind }) => kind)).toEqual(['part', 'residual', 'total']);
    expect(steps[0]).toMatchObject({ from: 0, to: 2 });
  });
});
