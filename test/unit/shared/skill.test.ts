import { describe, expect, it } from 'vitest';
import { type HeldBack, separateSpans, verdictOf } from '../../../src/shared/skill.ts';

const WEEKLY: HeldBack = { meanRankIc: 0.04, t: 3, dateCount: 25, days: 183, horizonDays: 7 };

describe('verdictOf', () => {
  it('takes a t of two and more in size for no chance', () => {
    const verdicts = [2, 1.99, 0, -1.99, -2].map((t) => verdictOf({ ...WEEKLY, t }));
    expect(verdicts).toEqual(['skill', 'chance', 'chance', 'chance', 'wrong']);
  });

  it('judges nothing by fewer than three spans or twelve dates, whatever the t', () => {
    expect(verdictOf({ ...WEEKLY, t: 9, horizonDays: 90 })).toBe('too-few');
    expect(verdictOf({ ...WEEKLY, days: 120, horizonDays: 30 })).toBe('skill');
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
