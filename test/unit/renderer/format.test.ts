import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  FIGURE_KINDS,
  formatAsOf,
  formatBytes,
  formatCount,
  formatDayOf,
  formatDuration,
  formatFigure,
  formatFull,
  formatFullMoney,
  formatLocalMoment,
  formatMoment,
  formatMoney,
  formatNumber,
  formatPercent,
  formatPrice,
  formatRatio,
  formatScore,
  formatShare,
} from '../../../src/renderer/format.ts';

const golden = (format: (value: number) => string, cases: readonly (readonly [number, string])[]): void => {
  it.each(cases)('%d is %s', (value, text) => expect(format(value)).toBe(text));
};

describe('price', () => {
  golden(formatPrice, [
    [64210.554, '$64,210.55'],
    [3421.5, '$3,421.50'],
    [12.34567, '$12.346'],
    [1, '$1.00'],
    [0.99999, '$0.99999'],
    [0.5, '$0.50'],
    [0.012345678, '$0.012346'],
    [0.00001234, '$0.00001234'],
    [0.000000000123456, '$0.00000000012346'],
    [0, '$0.00'],
    [-12.5, '−$12.50'],
  ]);
});

describe('money', () => {
  golden(formatMoney, [
    [1_234_567_890, '$1.23 B'],
    [2.5e12, '$2.50 T'],
    [999_999, '$1.00 M'],
    [999_990, '$999.99 K'],
    [12_345, '$12.35 K'],
    [999.99, '$999.99'],
    [-1_500_000, '−$1.50 M'],
    [0, '$0.00'],
    [-0.001, '$0.00'],
  ]);
  it('in full', () => {
    expect(formatFullMoney(1_234_567_890.123)).toBe('$1,234,567,890.12');
    expect(formatFullMoney(-12.3)).toBe('−$12.30');
  });
});

describe('percentages', () => {
  golden(
    (value) => formatPercent(value),
    [
      [0.0342, '+3.42 %'],
      [-0.0342, '−3.42 %'],
      [0, '0.00 %'],
      [0.00001, '0.00 %'],
      [-0.00001, '0.00 %'],
      [12.5, '+1,250 %'],
    ],
  );
  it('shares have no sign', () => {
    expect(formatShare(0.125)).toBe('12.5 %');
    // decimals of 22,285.37 % would only take the room of what counts
    expect([formatPercent(222.8537), formatPercent(-9.9999), formatShare(10)]).toEqual([
      '+22,285 %',
      '−999.99 %',
      '1,000 %',
    ]);
    expect(formatShare(1, 0)).toBe('100 %');
  });
});

describe('numbers', () => {
  golden(
    (value) => formatNumber(value),
    [
      [1204.52, '1,204.5'],
      [3.1459, '3.15'],
      [0.03123, '0.0312'],
      [-0.5, '−0.5'],
      [0.00001234, '1.23e−5'],
      [0, '0'],
    ],
  );
  it('counts, scores and ratios', () => {
    expect(formatCount(1234567)).toBe('1,234,567');
    expect(formatScore(94.6)).toBe('95');
    expect(formatRatio(-1.005)).toBe('−1.01');
    expect(formatRatio(-0.001)).toBe('0.00');
  });
});

describe('bytes', () => {
  golden(formatBytes, [
    [999, '999 B'],
    [1_000, '1.0 KB'],
    [12_345_678, '12.3 MB'],
    [3.2e9, '3.2 GB'],
    [999_999, '1.0 MB'],
  ]);
});

describe('durations', () => {
  golden(formatDuration, [
    [0.34, '340 ms'],
    [0.9999, '1.0 s'],
    [4.21, '4.2 s'],
    [59.4, '59 s'],
    [59.9, '1 min'],
    [200, '3 min 20 s'],
    [3_600, '1 h'],
    [7_500, '2 h 5 min'],
    [86_399, '1 d'],
    [273_600, '3 d 4 h'],
  ]);
});

describe('time', () => {
  const midnight = Date.UTC(2024, 6, 1);
  it('is written in UTC', () => {
    expect(formatDayOf(midnight)).toBe('2024-07-01');
    expect(formatMoment(midnight + 845 * 60_000)).toBe('2024-07-01 14:05 UTC');
  });
  it('names the day that was seen from its end', () => {
    expect(formatAsOf(midnight)).toBe('2024-06-30');
    expect(formatAsOf(midnight + 1)).toBe('2024-07-01');
  });
  it('names the zone of the reader', () => {
    expect(formatLocalMoment(midnight, 'Asia/Kolkata')).toMatch(/^2024-07-01 05:30 (GMT\+5:30|IST)$/);
  });
});

describe('every kind', () => {
  it('shows a dash for what is missing', () => {
    for (const kind of FIGURE_KINDS)
      for (const value of [null, undefined, Number.NaN]) expect(formatFigure(kind, value)).toBe('–');
    for (const format of [formatDayOf, formatAsOf, formatMoment, formatLocalMoment]) expect(format(null)).toBe('–');
    for (const kind of FIGURE_KINDS) expect(formatFull(kind, null)).toBeUndefined();
  });

  it('never writes a minus before nothing, nor NaN, whatever the number', () => {
    const anyNumber = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 });
    fc.assert(
      fc.property(fc.constantFrom(...FIGURE_KINDS), anyNumber, (kind, value) => {
        const text = formatFigure(kind, kind === 'bytes' || kind === 'duration' ? Math.abs(value) : value);
        expect(text).not.toMatch(/NaN|undefined/);
        expect(text).not.toMatch(/[−+][^1-9]*$/);
      }),
    );
  });
});
