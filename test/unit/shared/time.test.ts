import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayOf, formatDay, formatInstant, instantOf, parseDay, startOfDay } from '../../../src/shared/time.ts';

describe('instantOf', () => {
  it.each([0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('refuses %s', (value) => {
    expect(() => instantOf(value)).toThrow(String(value));
  });

  it('keeps whole milliseconds', () => {
    expect(instantOf(-1)).toBe(-1);
  });
});

describe('days', () => {
  it('knows calendar days from texts that only look like them', () => {
    expect(parseDay('1970-01-02')).toBe(1);
    expect(parseDay('2024-02-29')).toBe(19_782);
    for (const text of ['2023-02-29', '2024-13-01', '2024-00-10', '2024-1-1', '20240101', '', '2024-01-01T00:00']) {
      expect(parseDay(text)).toBeUndefined();
    }
  });

  it('round-trips every day of three centuries', () => {
    fc.assert(fc.property(fc.integer({ min: -36_500, max: 73_000 }), (day) => parseDay(formatDay(day)) === day));
  });

  it('puts the last millisecond of a day into that day', () => {
    expect(dayOf(startOfDay(5) - 1)).toBe(4);
    expect(dayOf(startOfDay(5))).toBe(5);
    expect(dayOf(-1)).toBe(-1);
    expect(formatInstant(startOfDay(19_782))).toBe('2024-02-29T00:00:00.000Z');
  });
});
