import { describe, expect, it } from 'vitest';
import {
  hitRates,
  measureBeyond,
  measureRankCorrelation,
  measureSpreads,
  rankCorrelations,
  type ScoredMarket,
} from '../../../src/main/models/evaluate.ts';
import type { Labels } from '../../../src/main/models/labels.ts';
import { crossSectionOf } from '../../../src/main/numeric/panel.ts';
import { parseDay, startOfDay } from '../../../src/shared/time.ts';
import { handMarket } from '../backtest/market.ts';

const NONE = Number.NaN;
const FIRST = parseDay('2024-01-30') as number;

/** Five assets for as many days as there are rows; values are given day by day. Days without values are missing. */
function market(days: number): ScoredMarket {
  const window = handMarket(
    Array.from({ length: 5 }, () => ({ close: Array(days).fill(1) })),
    FIRST,
  );
  return { window, crossSection: crossSectionOf(window) };
}

function cellsOf(days: readonly (readonly number[] | null)[]): Float32Array {
  return Float32Array.from(
    { length: 5 * days.length },
    (_, cell) => days[cell % days.length]?.[Math.floor(cell / days.length)] ?? NONE,
  );
}

function labelsOf(days: readonly (readonly number[] | null)[], horizon = 1): Labels {
  return { kind: 'rank', horizon, value: cellsOf(days), knownDay: new Int32Array(5 * days.length) };
}

const UP = [1, 2, 3, 4, 5];
const DOWN = [5, 4, 3, 2, 1];
/** Spearman against UP: 1 - 6 (1 + 1) / 120 = 0.9. */
const NEARLY = [2, 1, 3, 4, 5];

describe('rankCorrelations', () => {
  it('is Spearman a day, over days with five tokens that have both', () => {
    const scores = cellsOf([UP, UP, UP, null, UP]);
    const labels = labelsOf([UP, DOWN, NEARLY, UP, [1, NONE, 3, 4, 5]]);
    const { days, values } = rankCorrelations(market(5), scores, labels);
    expect(days).toEqual([FIRST, FIRST + 1, FIRST + 2]);
    expect([...values]).toEqual([1, -1, expect.closeTo(0.9, 12)]);
  });
});

describe('measureRankCorrelation', () => {
  const scores = cellsOf([UP, UP, UP, UP]);

  it('gives mean, ratio and t', () => {
    const found = measureRankCorrelation(market(4), scores, labelsOf([UP, NEARLY, UP, NEARLY]), 'forest, 1 day');
    const deviation = Math.sqrt((4 * 0.05 ** 2) / 3);
    expect(found).toMatchObject({ label: 'forest, 1 day', horizonDays: 1, dateCount: 4 });
    expect(found.mean).toBeCloseTo(0.95, 12);
    expect(found.ratio).toBeCloseTo(0.95 / deviation, 10);
    expect(found.t).toBeCloseTo((0.95 / deviation) * 2, 10);
  });

  it('counts overlapping labels as what they are worth', () => {
    const labels = labelsOf([UP, NEARLY, UP, NEARLY], 16);
    const { ratio, t, label } = measureRankCorrelation(market(4), scores, labels);
    expect(label).toBe('16 days');
    expect(t).toBeCloseTo((ratio as number) * Math.sqrt(4 / 16), 10);
  });

  it('takes days that are as far apart as labels look for independent, and a pause for no more than that', () => {
    const every = (days: readonly number[]) => {
      const length = 200;
      const at = (value: readonly (readonly number[])[]) =>
        Array.from({ length }, (_, day) => (days.includes(day) ? value[days.indexOf(day) % 2] : null));
      return measureRankCorrelation(market(length), cellsOf(at([UP, UP])), labelsOf(at([UP, NEARLY]), 14));
    };
    const { ratio, t } = every([0, 7, 14, 21, 190]);
    expect(t).toBeCloseTo((ratio as number) * Math.sqrt(5 / 2), 10);
    const apart = every([0, 30, 60, 90]);
    expect(apart.t).toBeCloseTo((apart.ratio as number) * 2, 10);
  });

  it('gives the mean of each month, null for one without a day', () => {
    const days = 70;
    const labels = (day: number, value: readonly number[]) =>
      Array.from({ length: days }, (_, i) => (i === day ? value : i === 0 ? UP : i === 1 ? NEARLY : null));
    // Day 0 is 30 January, day 62 is 1 April.
    const found = measureRankCorrelation(market(days), cellsOf(Array(days).fill(UP)), labelsOf(labels(62, DOWN)));
    expect(found.monthTime).toEqual(
      ['2024-01-01', '2024-02-01', '2024-03-01', '2024-04-01'].map((day) => startOfDay(parseDay(day) as number)),
    );
    expect(found.monthMean).toEqual([expect.closeTo(0.95, 12), null, null, -1]);
  });

  it('is null where it is not defined', () => {
    const nothing = measureRankCorrelation(market(1), cellsOf([null]), labelsOf([UP]));
    expect(nothing).toEqual({
      label: '1 days',
      horizonDays: 1,
      mean: null,
      ratio: null,
      t: null,
      dateCount: 0,
      monthTime: [],
      monthMean: [],
    });
    const once = measureRankCorrelation(market(1), cellsOf([UP]), labelsOf([UP]));
    expect(once).toMatchObject({ mean: 1, ratio: null, t: null, dateCount: 1 });
  });
});

describe('measureBeyond', () => {
  it('correlates what the control leaves of the scores', () => {
    const control = cellsOf([[1, 3, 2, 4, 5].map((rank) => rank * 7)]);
    const scores = cellsOf([[2, 3, 1, 4, 5].map((rank) => rank ** 3)]);
    // Centred ranks are -1 0 -2 1 2 and -2 0 -1 1 2, the slope 9 / 10; left are 0.8 0 -1.1 0.1 0.2, of ranks 5 2 1 3 4.
    const found = measureBeyond(market(1), scores, control, labelsOf([UP]));
    expect(found).toEqual({ mean: expect.closeTo(1 - (6 * 22) / 120, 12), t: null });
  });

  it('leaves nothing of a score that is the control itself, either way up, nor of one without control', () => {
    const nothing = { mean: null, t: null };
    expect(measureBeyond(market(1), cellsOf([UP]), cellsOf([UP]), labelsOf([NEARLY]))).toEqual(nothing);
    expect(measureBeyond(market(1), cellsOf([DOWN]), cellsOf([UP]), labelsOf([NEARLY]))).toEqual(nothing);
    expect(measureBeyond(market(1), cellsOf([UP]), cellsOf([null]), labelsOf([UP]))).toEqual(nothing);
  });
});

describe('measureSpreads', () => {
  const returnsOf = (days: readonly (readonly number[] | null)[], horizon = 1): Labels => ({
    ...labelsOf(days, horizon),
    kind: 'return',
  });

  it('is the mean of the best fifth less that of the worst, and less that of all', () => {
    const returns = returnsOf([
      [-0.1, 0, 0, 0, 0.3],
      [0.2, 0, 0, 0, 0.1],
    ]);
    const { topLessBottom, topLessUniverse } = measureSpreads(market(2), cellsOf([UP, UP]), returns);
    expect(topLessBottom.mean).toBeCloseTo((0.4 - 0.1) / 2, 6);
    expect(topLessBottom.t).toBeCloseTo((0.15 / (0.5 / Math.SQRT2)) * Math.SQRT2, 5);
    expect(topLessUniverse.mean).toBeCloseTo((0.26 + 0.04) / 2, 6);
    const later = measureSpreads(market(2), cellsOf([UP, UP]), { ...returns, horizon: 4 });
    expect(later.topLessBottom.t).toBeCloseTo((topLessBottom.t as number) / 2, 10);
  });

  it('may be nothing, or less, where the order is nearly right: order is not return', () => {
    const returns = [-0.1, -0.05, 0, 0.05, -0.2];
    const found = measureSpreads(market(1), cellsOf([[1, 2, 3, 4, 5]]), returnsOf([returns]));
    expect(found.topLessBottom.mean).toBeCloseTo(-0.1, 6);
  });

  it('does not let one price that was redenominated decide', () => {
    const found = measureSpreads(market(1), cellsOf([UP]), returnsOf([[0, 0, 0, 0, 6137]]));
    expect(found.topLessBottom.mean).toBe(100);
    expect(found.topLessUniverse.mean).toBe(80);
  });

  it('refuses labels that are no returns', () => {
    expect(() => measureSpreads(market(1), cellsOf([UP]), labelsOf([UP]))).toThrow('kind rank');
  });
});

describe('hitRates', () => {
  it('counts the tokens on the right side of the middle', () => {
    const labels = labelsOf([
      [-1, 0.5, 0.2, 0.5, 1],
      [-1, -0.5, 0, 0.5, 1],
    ]);
    // Day 0: the middle score counts for neither; 1 is below and worse, 2 below and better, 4 and 5 above and better.
    expect([...hitRates(market(2), cellsOf([UP, UP]), labels).values]).toEqual([3 / 4, 1]);
  });
});
