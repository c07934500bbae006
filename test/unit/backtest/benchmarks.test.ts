import { describe, expect, it } from 'vitest';
import { type BenchmarkRule, benchmarkRules, smoothedCap } from '../../../src/main/backtest/benchmarks.ts';
import { crossSectionOf } from '../../../src/main/numeric/panel.ts';
import { parseDay } from '../../../src/shared/time.ts';
import { type HandAsset, handMarket } from './market.ts';

const START = parseDay('2023-12-31') as number;
const steady = (id: string, marketCap: number, days = 200, from = 0): HandAsset => ({
  ...{ id, from, close: Array(days).fill(10), volume: Array(days).fill(marketCap / 100) },
  marketCap: Array(days).fill(marketCap),
});

const rulesOf = (assets: readonly HandAsset[], size: number, ineligible: readonly string[] = []) => {
  const window = handMarket(assets, START);
  const eligible = new Uint8Array(window.fields.close.length).fill(1);
  for (const id of ineligible) {
    const asset = window.assets.indexOf(id);
    eligible.fill(0, window.offset[asset], window.offset[asset + 1]);
  }
  const rules = benchmarkRules({ window, crossSection: crossSectionOf(window), eligible }, () => true, size);
  const find = (id: string): BenchmarkRule => rules.find((rule) => rule.id === id) as BenchmarkRule;
  const decide = (id: string, day: number): Record<string, number> | null => {
    const target = find(id).decide(START + day, () => new Map());
    return target === null
      ? null
      : Object.fromEntries([...target].map(([asset, weight]) => [window.assets[asset], Number(weight.toFixed(9))]));
  };
  return { window, rules, decide };
};

describe('the cap-weighted and equal-weighted benchmarks', () => {
  // Assets born at different times: the cells of a day do not lie where the assets do.
  const assets = [steady('young', 400, 150, 50), steady('big', 600), steady('small', 100), steady('middle', 300)];

  it('hold the largest tokens of the day, by their own names', () => {
    const { decide } = rulesOf(assets, 2);
    expect(decide('cap-weighted', 10)).toEqual({ big: 0.666666667, middle: 0.333333333 });
    expect(decide('cap-weighted', 60)).toEqual({ big: 0.6, young: 0.4 });
    expect(decide('equal-weighted', 60)).toEqual({ big: 0.5, young: 0.5 });
  });

  it('leave out what is not eligible, and what has no close that day', () => {
    expect(rulesOf(assets, 2, ['big']).decide('cap-weighted', 60)).toEqual({ young: 0.571428571, middle: 0.428571429 });
    const gap = { ...steady('big', 600), close: Array.from({ length: 200 }, (_, i) => (i === 60 ? Number.NaN : 10)) };
    expect(rulesOf([gap, ...assets.slice(2)], 1).decide('cap-weighted', 60)).toEqual({ middle: 1 });
  });

  it('take tokens of unknown market cap by traded value, after the rest, for equal weight alone', () => {
    const unknown = { ...steady('busy', 1e6), marketCap: Array(200).fill(Number.NaN) };
    const { decide } = rulesOf(
      [steady('small', 100), unknown, { ...unknown, id: 'quiet', volume: Array(200).fill(1) }],
      2,
    );
    expect(decide('cap-weighted', 10)).toEqual({ small: 1 });
    expect(decide('equal-weighted', 10)).toEqual({ small: 0.5, busy: 0.5 });
  });
});

describe('the single-token benchmark', () => {
  it('is bitcoin where there is one, and waits for its birth', () => {
    const { decide, rules } = rulesOf([steady('big', 600), steady('bitcoin', 1, 150, 50)], 5);
    expect(rules[0].label).toBe('Bitcoin');
    expect(decide('bitcoin', 10)).toBeNull();
    expect(decide('bitcoin', 60)).toEqual({ bitcoin: 1 });
  });

  it('does not sell for a gap of a day', () => {
    const close = Array.from({ length: 200 }, (_, i) => (i === 20 ? Number.NaN : 10));
    const { decide } = rulesOf([{ ...steady('bitcoin', 600), close }, steady('other', 900)], 5);
    expect([decide('bitcoin', 19), decide('bitcoin', 20)]).toEqual([{ bitcoin: 1 }, null]);
  });

  it('is otherwise the largest, held until thirty days of silence', () => {
    const { decide, rules } = rulesOf([steady('big', 600, 40), steady('other', 100)], 5);
    expect(rules[0].label).toBe('Largest token');
    expect([10, 45, 68, 69].map((day) => decide('bitcoin', day))).toEqual([{ big: 1 }, null, null, { other: 1 }]);
  });
});

describe('the CCI30-style benchmark', () => {
  it('weights by the square root of the smoothed market cap', () => {
    const { decide } = rulesOf([steady('big', 900), steady('small', 100)], 5);
    expect(decide('cci30', 0)).toEqual({ big: 0.75, small: 0.25 });
  });

  it('changes weights with the month and constituents with the quarter', () => {
    const late = steady('late', 1e6, 150, 10);
    const { decide } = rulesOf([steady('big', 900), late], 5);
    expect(decide('cci30', 1)).toEqual({ big: 1 });
    expect(decide('cci30', 20)).toBeNull();
    // Day 31 is 31 January: a month ends, no quarter does.
    expect(decide('cci30', 31)).toEqual({ big: 1 });
    // Day 91 is 31 March.
    expect(Object.keys(decide('cci30', 91) ?? {})).toEqual(['late', 'big']);
  });

  it('smooths with a half-life of thirty days, over what is known', () => {
    const marketCap = Array.from({ length: 100 }, (_, i) => (i < 70 ? 100 : 200));
    const { window } = rulesOf([{ close: Array(100).fill(1), marketCap }], 1);
    let [above, below] = [0, 0];
    for (let back = 0; back < 100; back++) {
      above += 0.5 ** (back / 30) * marketCap[99 - back];
      below += 0.5 ** (back / 30);
    }
    expect(smoothedCap(window, 0, START + 99)).toBeCloseTo(above / below, 9);
    expect(smoothedCap(window, 0, START + 500)).toBeNaN();
  });
});

describe('benchmarks', () => {
  it('decide on the days of the index alone', () => {
    const window = handMarket([steady('bitcoin', 1)], START);
    const market = { window, crossSection: crossSectionOf(window), eligible: new Uint8Array(200).fill(1) };
    for (const { decide } of benchmarkRules(market, (day) => day === START + 5, 3)) {
      expect(decide(START + 4, () => new Map())).toBeNull();
      expect(decide(START + 5, () => new Map())).not.toBeNull();
    }
  });
});
