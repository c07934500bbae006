import { describe, expect, it } from 'vitest';
import { type HeldBack, separateSpans, verdictOf } from '../../../src/shared/skill.ts';

const WEEKLY: HeldBack = { meanRankIc: 0.04, t: 3, dateCount: 25, days: 183, horizonDays: 7 };

describe('verdictOf', () => {
  it('takes a t beyond the quantile of so many spans for no chance', () => {
    // 183 days hold 25.1 spans of a week: 24.1 degrees of freedom
    const verdicts = [2.07, 2.06, 0, -2.06, -2.07].map((t) => verdictOf({ ...WEEKLY, t }));
    expect(verdicts).toEqual(['skill', 'chance', 'chance', 'chance', 'wrong']);
    const few = { ...WEEKLY, days: 400, horizonDays: 90 };
    expect([2.93, 4.3].map((t) => verdictOf({ ...few, t }))).toEqual(['chance', 'skill']);
    expect([1.99, 2].map((t) => verdictOf({ ...WEEKLY, days: 5_000, t }))).toEqual(['chance', 'skill']);
  });

  it('judges nothing by fewer than three spans or twelve dates, whatever the t', () => {
    expect(verdictOf({ ...WEEKLY, t: 9, horizonDays: 90 })).toBe('too-few');
    expect(verdictOf({ ...WEEKLY, t: 9, days: 120, horizonDays: 30 })).toBe('skill');
    expect(verdictOf({ ...WEEKLY, days: 119, horizonDays: 30 })).toBe('too-few');
    expect(verdictOf({ ...WEEKLY, dateCount: 11 })).toBe('too-few');
    expect(verdictOf({ ...WEEKLY, dateCount: null })).toBe('too-few');
    expect(verdictOf({ ...WEEKLY, t: null })).toBe('too-few');
  });

  it('knows nothing without held-back days', () => {
    expect(verdictOf({ ...WEEKLY, days: null })).toBe('unknown');
    expect(verdictOf({ ...WEEKLY, meanRankIc: null })).toBe('unknown');
  });
});

describe('separateSpans', () => {
  it('does not count the span without an outcome', () => {
    expect([separateSpans(180, 90), separateSpans(90, 90), separateSpans(10, 90)]).toEqual([1, 0, 0]);
  });
});
