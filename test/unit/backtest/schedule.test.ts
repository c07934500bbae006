import { describe, expect, it } from 'vitest';
import { decisionDays, isLastDayOf, monthOf, yearOf } from '../../../src/main/backtest/schedule.ts';
import { formatDay, parseDay } from '../../../src/shared/time.ts';

const day = (text: string): number => parseDay(text) as number;
const decided = (cadence: 'week' | 'month' | 'quarter', from: string, until: string): string[] =>
  decisionDays(cadence, day(from), day(until)).map(formatDay);

describe('decisionDays', () => {
  it('begin at once and go on at the last close of each month, but for a day that cannot be filled', () => {
    expect(decided('month', '2024-01-15', '2024-03-31')).toEqual(['2024-01-15', '2024-01-31', '2024-02-29']);
    expect(decided('month', '2024-01-15', '2024-04-01')).toEqual([
      '2024-01-15',
      '2024-01-31',
      '2024-02-29',
      '2024-03-31',
    ]);
  });

  it('fall on Sundays and on ends of quarters', () => {
    expect(decided('week', '2024-03-01', '2024-03-18')).toEqual([
      '2024-03-01',
      '2024-03-03',
      '2024-03-10',
      '2024-03-17',
    ]);
    expect(decided('quarter', '2023-12-31', '2024-12-31')).toEqual([
      '2023-12-31',
      '2024-03-31',
      '2024-06-30',
      '2024-09-30',
    ]);
  });

  it('hold before 1970', () => {
    expect(isLastDayOf('week', day('1969-12-28'))).toBe(true);
    expect(isLastDayOf('month', day('1968-02-29'))).toBe(true);
    expect([monthOf(-1), yearOf(-1)]).toEqual(['1969-12', 1969]);
  });
});
