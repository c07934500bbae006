import { describe, expect, it } from 'vitest';
import { counted, decimal, dollars, percent, signedPercent, spoken } from '../../../src/main/backtest/wording.ts';

describe('wording', () => {
  it('groups thousands and uses a true minus', () => {
    expect([decimal(1234567.891), decimal(-1234.5, 1), decimal(999, 0), decimal(0.005, 1)]).toEqual([
      ...['1,234,567.89', '−1,234.5', '999', '0.0'],
    ]);
  });

  it('gives no sign to what rounds to nothing', () => {
    expect([decimal(-0.001), signedPercent(0.0001), signedPercent(-0.0001)]).toEqual(['0.00', '0.0 %', '0.0 %']);
  });

  it('shows a dash for what is not defined', () => {
    for (const missing of [null, undefined, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect([decimal(missing), percent(missing), signedPercent(missing), dollars(missing)]).toEqual([
        '–',
        '–',
        '–',
        '–',
      ]);
    }
  });

  it('gives every figure its unit', () => {
    expect([percent(-0.4789), signedPercent(0.123), dollars(-1234.4)]).toEqual(['−47.9 %', '+12.3 %', 'USD −1,234']);
    expect([counted(1, 'trial'), counted(1200, 'day')]).toEqual(['1 trial', '1,200 days']);
  });

  it('speaks lists', () => {
    expect([spoken([]), spoken(['a']), spoken(['a', 'b', 'c'])]).toEqual(['', 'a', 'a, b and c']);
  });
});
