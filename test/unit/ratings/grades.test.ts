import { describe, expect, it } from 'vitest';
import { horizonsOf, letterOf, percentilesOf } from '../../../src/main/ratings/grades.ts';

const NONE = Number.NaN;

describe('horizonsOf', () => {
  it('gives traders the short ones and investors the long ones', () => {
    expect(horizonsOf('trader', [7, 30, 90])).toEqual([7]);
    expect(horizonsOf('investor', [7, 30, 90])).toEqual([30, 90]);
    expect(horizonsOf('trader', [1, 14, 15])).toEqual([1, 14]);
  });

  it('falls back to the shortest and the longest', () => {
    expect(horizonsOf('trader', [60, 30])).toEqual([30]);
    expect(horizonsOf('investor', [7, 21])).toEqual([21]);
    expect(horizonsOf('trader', [])).toEqual([]);
  });
});

describe('percentilesOf', () => {
  it('runs from 0 to 100 in two decimals, ties sharing their average', () => {
    expect([...percentilesOf(Float64Array.of(3, 1, NONE, 2, 2, -5, 9, 8))]).toEqual([
      66.67,
      16.67,
      NONE,
      41.67,
      41.67,
      0,
      100,
      83.33,
    ]);
  });

  it('says nothing of four', () => {
    expect([...percentilesOf(Float64Array.of(1, 2, 3, 4, NONE))]).toEqual(Array(5).fill(NONE));
  });
});

describe('letterOf', () => {
  it('follows the bands, each from its lowest score', () => {
    const scores = [100, 95, 94.99, 90, 80, 79.99, 70, 60, 50, 40, 30, 20, 10, 9.99, 0];
    expect(scores.map(letterOf)).toEqual([
      'A+',
      'A+',
      'A',
      'A',
      'A-',
      'B+',
      'B+',
      'B',
      'B-',
      'C+',
      'C',
      'C-',
      'D',
      'F',
      'F',
    ]);
  });
});
