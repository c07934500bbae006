import { describe, expect, it } from 'vitest';
import { crossSectionOf } from '../../../src/main/numeric/panel.ts';
import { judgedDaysOf } from '../../../src/main/risk/anomaly-days.ts';
import { createReasons, isLarge } from '../../../src/main/risk/anomaly-reasons.ts';
import { FIRST_DAY, figuresOf, quietMarket } from './unusual.ts';

const DAY = 100;

describe('createReasons', () => {
  const window = quietMarket(40, DAY + 1, ({ volume }, asset) => {
    if (asset === 3) volume[DAY] = 1e8;
  });
  const { figures } = figuresOf(window);
  const days = judgedDaysOf(window, crossSectionOf(window), figures, FIRST_DAY + DAY, FIRST_DAY + DAY);
  const reasonsOf = createReasons(figures, days);
  const of = (asset: number, contributions: number[]) =>
    reasonsOf(window.offset[asset]! + DAY, FIRST_DAY + DAY, 'rising', contributions);

  it('tells shares of what raised the score, largest first, and how far from the middle of the day each lies', () => {
    const reasons = of(3, [0.1, 0.3, -0.2, 0, 0]);
    expect(reasons.map(({ name }) => name)).toEqual(['volume-surge', 'price-rise']);
    expect(reasons[0]!.share).toBeCloseTo(0.75, 12);
    expect(reasons[0]!.deviations).toBeGreaterThan(10);
    expect(of(3, [0, 0, 0, 0, 0])).toEqual([]);
  });

  it('are enough to warn only if what contributed most is far from the middle', () => {
    expect(isLarge(of(3, [0.1, 0.3, 0, 0, 0]))).toBe(true);
    // one token in a quiet crowd may be isolated by a figure that is like the others
    expect(isLarge(of(3, [0, 0.1, 0.3, 0, 0]))).toBe(false);
    expect(isLarge(of(5, [0, 0.98, 0.02, 0, 0]))).toBe(false);
    expect(isLarge([])).toBe(false);
  });
});
