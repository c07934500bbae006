import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  changeOver,
  clusterRuns,
  extremesOf,
  hasEarlierGrades,
  moodWord,
  moversOf,
  quadrantOf,
  readRange,
  sinceFirst,
  spreadLabels,
} from '../../../../src/renderer/views/market-figures.ts';
import type { RatingTable } from '../../../../src/shared/ratings.ts';

function tableOf(scores: readonly (number | null)[], changes: readonly (number | null)[]): RatingTable {
  const grade = { score: scores, change7Days: changes };
  const names = scores.map((_, at) => `Token ${at}`);
  return { asset: names, name: names, investor: grade, trader: grade } as unknown as RatingTable;
}

describe('the figures of the market page', () => {
  it('measure a change over days, and none over what is not known', () => {
    expect(changeOver([1, 2, 3], 1)).toBeCloseTo(0.5);
    expect(changeOver([2, 2, 3], 2)).toBeCloseTo(0.5);
    expect(changeOver([2, null], 1)).toBeNull();
    expect(changeOver([2, 3], 2)).toBeNull();
    expect(changeOver([0, 3], 1)).toBeNull();
    expect(changeOver([], 1)).toBeNull();
  });

  it('measure a course from the first known day on', () => {
    expect(sinceFirst([null, 2, 3, null])).toEqual([null, 0, 0.5, null]);
    expect(sinceFirst([])).toEqual([]);
  });

  it('name every mood between 0 and 100, rising', () => {
    const words = [0, 24.9, 25, 44.9, 45, 55, 55.1, 75, 75.1, 100].map(moodWord);
    expect(words).toEqual([
      'Extreme fear',
      'Extreme fear',
      'Fear',
      'Fear',
      'Neutral',
      'Neutral',
      'Greed',
      'Greed',
      'Extreme greed',
      'Extreme greed',
    ]);
  });

  it('place sectors into four quarters', () => {
    expect(quadrantOf(1.1, 0.01)).toBe('leading');
    expect(quadrantOf(1.1, -0.01)).toBe('weakening');
    expect(quadrantOf(0.9, -0.01)).toBe('lagging');
    expect(quadrantOf(0.9, 0.01)).toBe('improving');
    expect(quadrantOf(null, 0.01)).toBeNull();
  });

  it('find the runs of the clusters', () => {
    expect(clusterRuns([3, 3, 1, 2, 2])).toEqual([
      { id: 3, from: 0, until: 2 },
      { id: 1, from: 2, until: 3 },
      { id: 2, from: 3, until: 5 },
    ]);
  });

  it('refuse a range that was kept by another version', () => {
    expect(readRange('90')).toBe('90');
    expect(readRange('30')).toBeUndefined();
  });

  it('rank movers by the size of their move and leave out what did not move', () => {
    const { up, down } = moversOf(tableOf([1, 2, 3, 4, 5], [5, -8, null, 9, 0]), 'investor', 5);
    expect(up.map(({ at }) => at)).toEqual([3, 0]);
    expect(down.map(({ at }) => at)).toEqual([1]);
    expect(hasEarlierGrades(tableOf([1], [null]))).toBe(false);
  });

  it('never show a token as both strongest and weakest', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.integer({ min: 0, max: 100 }), { nil: null }), { maxLength: 30 }),
        fc.integer({ min: 1, max: 8 }),
        (scores, count) => {
          const { strongest, weakest } = extremesOf(tableOf(scores, scores), 'trader', count);
          const graded = scores.filter((score) => score !== null).length;
          const all = [...strongest, ...weakest].map(({ asset }) => asset);
          expect(new Set(all).size).toBe(all.length);
          expect(all.length).toBe(Math.min(graded, 2 * count));
          const least = Math.min(...strongest.map(({ score }) => score ?? 0));
          for (const { score } of weakest) expect(score).toBeLessThanOrEqual(least);
        },
      ),
    );
  });

  it('keep labels apart, in order, and where they want to be if there is room', () => {
    expect(spreadLabels([10, 50], 12)).toEqual([10, 50]);
    expect(spreadLabels([10, 10], 12)).toEqual([4, 16]);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 15 }), (wanted) => {
        const placed = spreadLabels(wanted, 12).sort((left, right) => left - right);
        for (const [index, place] of placed.entries()) {
          if (index > 0) expect(place - (placed[index - 1] ?? 0)).toBeGreaterThanOrEqual(12 - 1e-6);
        }
      }),
    );
  });
});
